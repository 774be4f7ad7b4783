import { inflateSync } from 'node:zlib'
import { describe, expect, it } from 'vitest'
import { cleanTemplate } from '../../src/typeset/cleanTemplate.ts'
import { sampleFacts } from '../../src/typeset/facts.ts'
import { compose } from '../../src/typeset/page.ts'
import { drawPdf } from '../../src/typeset/pdf.ts'
import { drawPicture } from '../../src/typeset/picture.ts'
import { readTemplate } from '../../src/typeset/template.ts'
import { designWith } from '../support/lms/designs.ts'

const cover = '<path d="M0 0h200v100h-200z" fill="#ffffff"/>'
const text = '<text x="5" y="90" font-size="20" fill="#0000ff">Above</text>'

async function pageOf(svg: string) {
  return await compose(sampleFacts, readTemplate(svg))
}
const draw = async (svg: string) => Buffer.from(drawPicture(await pageOf(svg)))

describe('order of a template', () => {
  it('draws a shape after a text above it', async () => {
    const covered = await draw(cleanTemplate(designWith(text + cover)))
    const shown = await draw(cleanTemplate(designWith(cover + text)))
    const blank = await draw(cleanTemplate(designWith(cover)))
    expect(covered.equals(blank)).toBe(true)
    expect(shown.equals(blank)).toBe(false)
  })

  it('draws a text inside groups between their shapes', async () => {
    const inside = (last: string) =>
      `<g transform="translate(1 1)"><g fill="red"><path d="M0 60h200v40h-200z"/>${text}${last}</g></g>`
    const covered = await draw(cleanTemplate(designWith(inside('<path d="M0 60h200v40h-200z"/>'))))
    expect(covered.equals(await draw(cleanTemplate(designWith(inside('')))))).toBe(false)
    const red = '<g transform="translate(1 1)"><path fill="red" d="M0 60h200v40h-200z"/></g>'
    expect(covered.equals(await draw(cleanTemplate(designWith(red))))).toBe(true)
  })

  it('draws the texts of a faint group after its shapes, so that these stay together', async () => {
    const group = (inside: string) => `<g opacity="0.5">${inside}</g>`
    const [before, after] = [text + cover, cover + text].map((inside) => draw(cleanTemplate(designWith(group(inside)))))
    expect((await before)?.equals((await after) ?? Buffer.alloc(0))).toBe(true)
  })

  it('draws the texts of templates that were cleaned before above everything', async () => {
    const clean = cleanTemplate(designWith(text + cover)).replace(' data-order="document"', '')
    const blank = await draw(cleanTemplate(designWith(cover)))
    expect((await draw(clean)).equals(blank)).toBe(false)
  })

  it('draws the parts of a PDF in the same order, each as a picture only if it must', async () => {
    const masked = '<mask id="m"><path d="M0 0h9v9z" fill="#fff"/></mask><g mask="url(#m)"><path d="M0 0h9v9z"/></g>'
    const page = await pageOf(cleanTemplate(designWith(`<path d="M0 0h7v7z" fill="red"/>${text}${masked}`)))
    const content = contentOf(await drawPdf(page, sampleFacts))
    const [red, letters, image] = [content.search(/1 0 0 scn?/), content.lastIndexOf('Tj'), content.search(/ Do/)]
    expect(red).toBeGreaterThan(0)
    expect(letters).toBeGreaterThan(red)
    expect(image).toBeGreaterThan(letters)
    expect(content.match(/ Do/g)).toHaveLength(1)
  })
})

/** Returns the operators of the page of a PDF. */
function contentOf(pdf: Uint8Array): string {
  const bytes = Buffer.from(pdf)
  for (let at = bytes.indexOf('stream\n'); at >= 0; at = bytes.indexOf('stream\n', at + 1)) {
    const end = bytes.indexOf('endstream', at)
    try {
      const content = inflateSync(bytes.subarray(at + 7, end)).toString('latin1')
      if (content.includes(' BDC')) return content
    } catch {
      // Not compressed.
    }
  }
  throw new Error('The PDF has no page.')
}
