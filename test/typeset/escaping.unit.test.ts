import fc from 'fast-check'
import { getDocument } from 'pdfjs-dist/legacy/build/pdf.mjs'
import { beforeAll, describe, expect, it } from 'vitest'
import { classic } from '../../src/typeset/designs/classic.ts'
import { type Facts, sampleFacts } from '../../src/typeset/facts.ts'
import { compose } from '../../src/typeset/page.ts'
import { svgOf } from '../../src/typeset/picture.ts'
import { render } from '../../src/typeset/render.ts'
import { type Element, elementsOf, parseSvg } from '../../src/typeset/svg.ts'
import { readTemplate } from '../../src/typeset/template.ts'
import { hostile, markup } from '../support/hostile/hostileTexts.ts'

/** Texts that would end a string in a PDF if they were not escaped. */
const syntax = [
  ')/AA<</O<</S/JavaScript/JS(app.alert(1))>>>>/X(',
  '\\)>>/OpenAction<</S/JavaScript/JS(app.alert(1))>>',
  '>/JS<',
  'endstream endobj',
  ') Tj ET',
]

const stating = (text: string): Facts => ({
  ...sampleFacts,
  holder: text,
  course: text,
  title: text,
  institution: text,
  description: text,
  skills: [text],
})

/** Returns the text of a PDF, and its title, names, attachments and active content. */
async function readPdf(facts: Facts) {
  const bytes = Buffer.from(await render({ kind: 'pdf', facts, template: null }))
  const pdf = await getDocument({ data: new Uint8Array(bytes), verbosity: 0 }).promise
  const page = await pdf.getPage(1)
  const { items } = await page.getTextContent()
  const attached: Record<string, { content: Uint8Array }> = await pdf.getAttachments()
  const { info } = await pdf.getMetadata()
  return {
    text: items.map((item) => ('str' in item ? item.str : '')).join(''),
    title: 'Title' in info && info.Title,
    keys: keysOf(bytes),
    attached: Object.entries(attached).map(([name, { content }]) => [
      name,
      JSON.parse(Buffer.from(content).toString()),
    ]),
    active: {
      annotations: (await page.getAnnotations()).map(({ subtype, url }) => ({ subtype, url })),
      scripts: [await pdf.getJSActions(), await page.getJSActions()],
      opening: await pdf.getOpenAction(),
      pages: pdf.numPages,
    },
  }
}

/** Returns the names in the objects of a PDF, except those in strings and compressed streams. */
function keysOf(pdf: Buffer): string[] {
  const objects = pdf
    .toString('latin1')
    .replaceAll(/\bstream\r?\n[\s\S]*?endstream/g, '')
    .replaceAll(/\((?:\\[\s\S]|[^\\)])*\)/g, '')
  return [...new Set(objects.match(/\/[A-Za-z]+/g))]
}

const dangerous = /^\/(JavaScript|JS|AA|OpenAction|Launch|SubmitForm|GoToR|GoToE|RichMedia|AcroForm|XFA)$/
const spaceless = (text: string) => text.normalize('NFC').replaceAll(/\s/g, '')

let plain: Awaited<ReturnType<typeof readPdf>>
beforeAll(async () => {
  plain = await readPdf(stating('x'))
})

describe('render: PDF of hostile texts', () => {
  it.each([...markup, ...syntax])('renders %s as text only', async (text) => {
    const facts = stating(text)
    const read = await readPdf(facts)
    expect(read.active).toStrictEqual(plain.active)
    expect(read.keys).toContain('/URI')
    expect(read.keys.filter((key) => dangerous.test(key))).toStrictEqual([])
    expect(read.attached).toStrictEqual([['certificate.json', facts]])
    expect(read.title).toBe(`${text}: ${text} – ${text}`)
    // At least holder, course and institution: the classic design does not show every text in full.
    expect(spaceless(read.text).split(spaceless(text)).length - 1).toBeGreaterThanOrEqual(3)
  })

  it('adds no active content for any other text', async () => {
    await fc.assert(
      fc.asyncProperty(hostile, async (text) => {
        const facts = stating(text)
        const read = await readPdf(facts)
        expect(read.active).toStrictEqual(plain.active)
        expect(read.keys.filter((key) => dangerous.test(key))).toStrictEqual([])
        expect(read.attached).toStrictEqual([['certificate.json', facts]])
      }),
      { numRuns: 15 },
    )
  }, 60_000)
})

/** Returns the types of chunks in a PNG. */
function chunksIn(png: Buffer): string[] {
  const kinds = new Set<string>()
  for (let at = 8; at < png.length; at += 12 + png.readUInt32BE(at)) kinds.add(png.toString('latin1', at + 4, at + 8))
  return [...kinds]
}

/** Returns the elements that a picture is drawn from, with the names of their attributes, each once. */
async function drawnFor(facts: Facts): Promise<string[]> {
  const found = new Set<string>()
  const visit = (element: Element) => {
    found.add(`${element.name} ${Object.keys(element.attributes).join(' ')}`)
    elementsOf(element).forEach(visit)
  }
  visit(parseSvg(svgOf(await compose(facts, readTemplate(classic)))))
  return [...found]
}

describe('render: picture of hostile texts', () => {
  it.each([...markup, ...syntax])('draws %s as letters only', async (text) => {
    const draw = async (facts: Facts) => Buffer.from(await render({ kind: 'png', facts, template: null }))
    const png = await draw(stating(text))
    expect(chunksIn(png)).toStrictEqual(['IHDR', 'IDAT', 'IEND'])
    expect(png.equals(await draw(stating('x')))).toBe(false)
    expect(await drawnFor(stating(text))).toStrictEqual(await drawnFor(stating('x')))
  })
})
