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

describe('No file of the server comes into a document', () => {
  it.each([
    ['an image', (path: string) => `<image href="${path}"/>`],
    ['an image as it was written', (path: string) => `<image xlink:href = '${path}'/>`],
    ['an image in disguise', (path: string) => `<image href="&#47;${path.slice(1)}"/>`],
    ['an SVG in an image', (path: string) => `<image href="data:image/svg+xml,${path}"/>`],
  ])('by %s', (_, inside) => {
    expect(() => openSvg(svg(inside(secret)))).toThrow('outside of itself')
  })

  it('by the colour of a text, be it of a template from before such were refused', async () => {
    const fill = `red&quot;/&gt;&lt;image href=&quot;${secret}&quot; width=&quot;200&quot; height=&quot;100&quot;/&gt;&lt;path fill=&quot;red`
    const draw = async (fill: string) => {
      const template = readTemplate(designWith(`<text x="9" y="90" font-size="9" fill="${fill}">Text</text>`))
      const page = await compose(sampleFacts, template)
      return [drawPicture(page), await drawPdf(page, sampleFacts)].map((bytes) => Buffer.from(bytes))
    }
    // What is no colour is not seen, in the PDF black: as with any other word.
    expect(await draw(fill)).toStrictEqual(await draw('nonsense'))
  })
})

it('An image inside the SVG is drawn', () => {
  const data = Buffer.from(openSvg(svg('<path fill="red" d="M0 0h1v1h-1z"/>')).render().asPng()).toString('base64')
  const { pixels } = openSvg(svg(`<image width="1" height="1" href="data:image/png;base64,${data}"/>`)).render()
  expect([...pixels]).toStrictEqual([255, 0, 0, 255])
})
