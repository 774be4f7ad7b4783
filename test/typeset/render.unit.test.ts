import { spawnSync } from 'node:child_process'
import decodeQR from 'qr/decode.js'
import { describe, expect, it } from 'vitest'
import { type Facts, sampleFacts } from '../../src/typeset/facts.ts'
import { PICTURE_SIDE } from '../../src/typeset/picture.ts'
import { render } from '../../src/typeset/render.ts'
import { scripts } from '../support/public/certificateFacts.ts'
import { pixelsOf, readPdf, sizeOf } from '../support/public/readDocuments.ts'

const drawPdf = async (facts: Facts, template: string | null = null) =>
  readPdf(await render({ kind: 'pdf', facts, template }))

describe('render: picture', () => {
  it('has the width of PICTURE_SIDE and the shape of the page', async () => {
    const [width, height] = sizeOf(await render({ kind: 'png', facts: sampleFacts, template: null }))
    expect(width).toBe(PICTURE_SIDE)
    expect(height / width).toBeCloseTo(210 / 297, 2)
  })

  it('contains a QR code that a scanner can read', async () => {
    const png = await render({ kind: 'png', facts: sampleFacts, template: null })
    expect(decodeQR(pixelsOf(png))).toBe(sampleFacts.verificationUrl)
  })

  it('is identical for the same certificate, and different for another', async () => {
    const draw = (facts: Facts) => render({ kind: 'png', facts, template: null })
    const first = Buffer.from(await draw(sampleFacts))
    expect(first.equals(await draw({ ...sampleFacts }))).toBe(true)
    expect(first.equals(await draw({ ...sampleFacts, holder: 'Amélie Laurens' }))).toBe(false)
  })
})

describe.each(scripts)('render: PDF in %s', (_script, facts) => {
  it('contains the facts as text', async () => {
    const { text } = await drawPdf(facts)
    const spaceless = text.normalize('NFC').replaceAll(/\s/g, '')
    for (const fact of [facts.holder, facts.course, facts.institution, facts.number]) {
      expect(spaceless).toContain(fact.normalize('NFC').replaceAll(/\s/g, ''))
    }
  })
})

/** Texts from right to left whose order readers must restore: marks, brackets, ligatures. */
const rightToLeft = [
  ...['מִרְיָם בַּת־יִצְחָק', 'שלום (עולם) טוב', 'السلام والله لا', 'مقدمة (في) علم', 'އައިޝަތު މުޙައްމަދު', 'ܡܪܝܡ ܒܪܬ'],
]

it.each(rightToLeft)('has the text of a PDF in reading order: %s', async (holder) => {
  const { text } = await drawPdf({ ...sampleFacts, holder })
  expect(text.replaceAll('\u200f', '')).toContain(holder.normalize('NFC'))
})

const hasPoppler = spawnSync('pdftotext', ['-v']).status === 0
if (!hasPoppler) console.warn('pdftotext is not installed: its tests do not run.')

it.skipIf(!hasPoppler).each([...rightToLeft, 'مُقَدِّمَةٌ (فِي) عِلْمِ الفَلَكِ'])(
  'has the text of a PDF in reading order for pdftotext: %s',
  async (holder) => {
    const pdf = await render({ kind: 'pdf', facts: { ...sampleFacts, holder }, template: null })
    const { stdout } = spawnSync('pdftotext', ['-', '-'], { input: pdf, encoding: 'utf8' })
    expect(stdout.replaceAll(/[\u200f\u202a-\u202e]/g, '')).toContain(holder.normalize('NFC'))
  },
)

describe('render: PDF', () => {
  it('has a title, a language, a structure and the size of the page', async () => {
    const { pdf, page } = await drawPdf({ ...sampleFacts, language: 'de' })
    const { info } = await pdf.getMetadata()
    expect(info).toMatchObject({
      Title: 'Course Completion Certificate: Advanced Sales Techniques – Amélie Laurent',
      Language: 'de',
    })
    expect((await pdf.getMarkInfo())?.Marked).toBe(true)
    const [, , width = 0, height = 0] = page.view
    expect([width, height].map(Math.round)).toStrictEqual([842, 595])
  })

  it('attaches the facts as JSON', async () => {
    const { attached } = await drawPdf(sampleFacts)
    expect(attached).toStrictEqual({ 'certificate.json': sampleFacts })
  })

  it('has text for screen readers without added spaces, in the language of its letters', async () => {
    const course = 'コンピュータサイエンス入門と人工知能の応用に関する集中講座および実践的演習プログラム第一部'
    const pdf = Buffer.from(await render({ kind: 'pdf', facts: { ...sampleFacts, course }, template: null }))
    const spoken = Buffer.from(course, 'utf16le').swap16().toString('latin1')
    expect(pdf.toString('latin1').replaceAll(/\\([()\\])/g, '$1')).toContain(spoken)
    expect(pdf.includes('/Lang (ja)')).toBe(true)
    expect(pdf.includes('/Lang (en)')).toBe(true)
  })

  it('links to its verification page', async () => {
    const { page } = await drawPdf(sampleFacts)
    const links = await page.getAnnotations()
    expect(links.map(({ url }) => url)).toStrictEqual([sampleFacts.verificationUrl])
  })

  it('has the same bytes for the same certificate', async () => {
    const draw = async () => Buffer.from(await render({ kind: 'pdf', facts: sampleFacts, template: null }))
    expect((await draw()).equals(await draw())).toBe(true)
  })

  it('contains the drawing of the template: gradients, clips, dashes, images and texts', async () => {
    const png = 'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=='
    const template = `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 297 210" width="297mm" height="210mm">
      <defs>
        <linearGradient id="a"><stop offset="0" stop-color="red"/><stop offset="1" stop-color="#00f" stop-opacity=".5"/></linearGradient>
        <radialGradient id="r"><stop offset="0" stop-color="white"/><stop offset="1" stop-color="gold"/></radialGradient>
        <clipPath id="c"><circle cx="50" cy="50" r="20"/></clipPath>
      </defs>
      <g transform="rotate(10)" opacity=".5" clip-path="url(#c)"><rect x="9" y="9" width="99" height="50" rx="4" fill="url(#a)"/></g>
      <circle cx="200" cy="50" r="20" fill="url(#r)" stroke="hsl(120, 50%, 50%)" stroke-dasharray="2 3"/>
      <image x="5" y="6" width="20" height="10" href="data:image/png;base64,${png}"/>
      <text x="148" y="20" text-anchor="middle" font-size="9" fill="rebeccapurple"><tspan>Own words</tspan></text>
      <g transform="translate(20 30) rotate(5)"><rect data-place="holder" width="200" height="30"/></g>
      <rect data-place="course" y="100" width="200" height="30"/><rect data-place="qr" x="200" y="150" width="40" height="40"/>
    </svg>`
    const { text } = await drawPdf(sampleFacts, template)
    expect(text).toContain('Own words')
    expect(text).toContain(sampleFacts.holder)
    expect(decodeQR(pixelsOf(await render({ kind: 'png', facts: sampleFacts, template })))).toBe(
      sampleFacts.verificationUrl,
    )
  })
})
