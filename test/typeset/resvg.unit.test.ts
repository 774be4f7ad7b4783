import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { sampleFacts } from '../../src/typeset/facts.ts'
import { compose } from '../../src/typeset/page.ts'
import { drawPdf } from '../../src/typeset/pdf.ts'
import { drawPicture } from '../../src/typeset/picture.ts'
import { openSvg } from '../../src/typeset/resvg.ts'
import { readTemplate } from '../../src/typeset/template.ts'
import { designWith } from '../support/lms/designs.ts'

const svg = (inside: string) =>
  `<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" width="1" height="1">${inside}</svg>`

let folder: string
let secret: string
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'chancery-resvg-'))
  secret = join(folder, 'secret.png')
  await writeFile(secret, openSvg(svg('<path d="M0 0h1v1h-1z"/>')).render().asPng())
})
afterAll(() => rm(folder, { recursive: true }))

describe('openSvg: files of the server', () => {
  it.each([
    ['an image', (path: string) => `<image href="${path}"/>`],
    ['an image with xlink:href', (path: string) => `<image xlink:href = '${path}'/>`],
    ['an image with an escaped path', (path: string) => `<image href="&#47;${path.slice(1)}"/>`],
    ['an SVG in an image', (path: string) => `<image href="data:image/svg+xml,${path}"/>`],
  ])('rejects a file of the server in %s', (_, inside) => {
    expect(() => openSvg(svg(inside(secret)))).toThrow('outside itself')
  })

  it('draws no file of the server for the colour of a text, even in a template that was accepted before', async () => {
    const fill = `red&quot;/&gt;&lt;image href=&quot;${secret}&quot; width=&quot;200&quot; height=&quot;100&quot;/&gt;&lt;path fill=&quot;red`
    const draw = async (fill: string) => {
      const template = readTemplate(designWith(`<text x="9" y="90" font-size="9" fill="${fill}">Text</text>`))
      const page = await compose(sampleFacts, template)
      return [drawPicture(page), await drawPdf(page, sampleFacts)].map((bytes) => Buffer.from(bytes))
    }
    // An invalid colour is not visible, and black in the PDF, like any other invalid word.
    expect(await draw(fill)).toStrictEqual(await draw('nonsense'))
  })
})

it('draws an image inside the SVG', () => {
  const data = Buffer.from(openSvg(svg('<path fill="red" d="M0 0h1v1h-1z"/>')).render().asPng()).toString('base64')
  const { pixels } = openSvg(svg(`<image width="1" height="1" href="data:image/png;base64,${data}"/>`)).render()
  expect([...pixels]).toStrictEqual([255, 0, 0, 255])
})
