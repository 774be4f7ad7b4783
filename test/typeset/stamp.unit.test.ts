import fc from 'fast-check'
import decodeQR from 'qr/decode.js'
import { describe, expect, it } from 'vitest'
import { classic } from '../../src/typeset/designs/classic.ts'
import { type Facts, sampleFacts } from '../../src/typeset/facts.ts'
import { compose } from '../../src/typeset/page.ts'
import { render } from '../../src/typeset/render.ts'
import { readTemplate } from '../../src/typeset/template.ts'
import { languages, words } from '../../src/typeset/words.ts'
import { pixelsOf, readPdf } from '../support/public/readDocuments.ts'

type Sizes = { width: number; height: number; qr: { x: number; y: number; side: number } }

/** Returns a design in one colour, with the QR code at this place. */
function designOf({ width, height, qr: { x, y, side } }: Sizes, colour = 'white'): string {
  return (
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}">` +
    `<rect width="${width}" height="${height}" fill="${colour}"/><rect id="place-qr" x="${x}" y="${y}" width="${side}" height="${side}"/>` +
    `<rect id="place-holder" width="${width}" height="9"/><rect id="place-course" y="${height - 9}" width="${width}" height="9"/></svg>`
  )
}

const centred: Sizes = { width: 200, height: 200, qr: { x: 80, y: 80, side: 40 } }
const drawPicture = async (facts: Facts, template: string | null = null) =>
  pixelsOf(await render({ kind: 'png', facts, template }))

const cases = languages.flatMap((language) =>
  (['revoked', 'expired'] as const).map((stamp): [string, Facts] => [
    `${language}: ${stamp}`,
    { ...sampleFacts, language, stamp },
  ]),
)

describe.each(cases)('stamp in %s', (_, facts) => {
  const word = words[facts.language][facts.stamp ?? 'revoked']

  it('is text of the PDF, in its structure, its title and its data', async () => {
    const { pdf, page, text, attached } = await readPdf(await render({ kind: 'pdf', facts, template: null }))
    expect(text).toContain(word.toLocaleUpperCase(facts.language))
    const { info } = await pdf.getMetadata()
    expect(info).toMatchObject({ Title: expect.stringMatching(new RegExp(`^${word} – `)) })
    expect(JSON.stringify(await page.getStructTree())).toContain(`"alt":"${word}"`)
    expect(attached['certificate.json']).toMatchObject({ stamp: facts.stamp })
  })

  it('marks the picture and keeps the QR code of the built-in design readable', async () => {
    const { stamp: _, ...unstamped } = facts
    const [marked, plain] = [await drawPicture(facts), await drawPicture(unstamped)]
    expect(changedShare(marked, plain)).toBeGreaterThan(0.03)
    expect(decodeQR(marked)).toBe(facts.verificationUrl)
  })
})

it('is one word in a PDF whose reader splits diagonal text', async () => {
  const facts: Facts = { ...sampleFacts, language: 'fr', stamp: 'revoked' }
  const bytes = Buffer.from(await render({ kind: 'pdf', facts, template: null }))
  const actual = Buffer.from('Révoqué', 'utf16le').swap16().toString('latin1')
  expect(bytes.toString('latin1')).toContain(actual)
})

it.each(['white', 'black', '#0b1530', '#d4082c', '#dd4455'])('is visible on a design in %s', async (colour) => {
  const design = designOf(centred, colour)
  const [marked, plain] = [
    await drawPicture({ ...sampleFacts, stamp: 'expired' }, design),
    await drawPicture(sampleFacts, design),
  ]
  expect(changedShare(marked, plain)).toBeGreaterThan(0.01)
})

it.each<[string, Sizes]>([
  ['in the middle', centred],
  ['at the top of a portrait page', { width: 210, height: 297, qr: { x: 85, y: 20, side: 40 } }],
  ['in the lower left corner', { width: 297, height: 210, qr: { x: 20, y: 150, side: 40 } }],
  ['in the middle of a banner', { width: 500, height: 100, qr: { x: 225, y: 25, side: 50 } }],
])('does not cover a QR code %s', async (_, sizes) => {
  const picture = await drawPicture({ ...sampleFacts, language: 'pl', stamp: 'revoked' }, designOf(sizes))
  expect(decodeQR(picture)).toBe(sampleFacts.verificationUrl)
})

it('lies on the page, whatever its shape and the place of the QR code', async () => {
  const share = fc.double({ min: 0, max: 1, noNaN: true })
  const shapes = fc.record({ ratio: fc.double({ min: 0.2, max: 5, noNaN: true }), x: share, y: share, size: share })
  await fc.assert(
    fc.asyncProperty(shapes, async ({ ratio, x, y, size }) => {
      const [width, height] = [100 * ratio, 100]
      const side = 1 + size * (Math.min(width, height) - 1)
      const sizes = { width, height, qr: { x: x * (width - side), y: y * (height - side), side } }
      const { stamp } = await compose({ ...sampleFacts, stamp: 'revoked' }, readTemplate(designOf(sizes)))
      const { lines, matrix } = stamp?.text ?? expect.fail('It has a stamp.')
      const letters = lines[0] ?? expect.fail('It has a word.')
      const [a, b, c, d, e, f] = matrix
      const right = letters.x + letters.line.width * letters.size
      for (const [px, py] of [
        [letters.x, letters.y],
        [right, letters.y],
      ] as const) {
        const [pageX, pageY] = [a * px + c * py + e, b * px + d * py + f]
        expect(pageX).toBeGreaterThan(0)
        expect(pageX).toBeLessThan(width)
        expect(pageY).toBeGreaterThan(0)
        expect(pageY).toBeLessThan(height)
      }
      expect(right - letters.x).toBeGreaterThan(Math.min(width, height) / 5)
    }),
    { numRuns: 100 },
  )
})

it('is absent from a certificate without one', async () => {
  expect((await compose(sampleFacts, readTemplate(classic))).stamp).toBeNull()
})

type Pixels = ReturnType<typeof pixelsOf>

/** Returns the share of pixels whose colour differs clearly. */
function changedShare(one: Pixels, other: Pixels): number {
  let changed = 0
  for (let at = 0; at < one.data.length; at += 4) {
    const distance = [0, 1, 2].reduce((sum, channel) => {
      return sum + Math.abs((one.data[at + channel] ?? 0) - (other.data[at + channel] ?? 0))
    }, 0)
    if (distance > 90) changed += 1
  }
  return changed / (one.width * one.height)
}
