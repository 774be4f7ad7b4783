import { createHash } from 'node:crypto'
import { outlineOf, type Step } from './outline.ts'
import type { Glyph } from './shapeLine.ts'
import { type FontGlyph, writeTrueType } from './trueType.ts'

type Shown = FontGlyph & { text: string }
type PdfFont = { resource: string; dictionary: PDFKit.PDFKitReference; glyphs: Shown[]; ids: Map<string, number> }

/** Glyphs that belong together, such as a letter and its marks. Positions are relative to the pen, in em. */
type Cluster = Pick<Glyph, 'text' | 'advance' | 'rightToLeft'> & { parts: Pick<Glyph, 'look' | 'x' | 'y'>[] }

/** Glyph in the PDF: its font resource and its id in that font. */
export type PdfGlyph = { resource: string; id: number }

/** Groups the glyphs of a line into clusters, from left to right. */
function clustersOf(glyphs: Glyph[]): Cluster[] {
  const clusters: Cluster[] = []
  let pen = 0
  for (const { text, advance, rightToLeft, look, x, y } of glyphs) {
    let cluster = clusters.at(-1)
    if (!cluster || text !== '') {
      cluster = { text, advance: 0, rightToLeft, parts: [] }
      clusters.push(cluster)
    }
    cluster.parts.push({ look, y, x: x - (pen - cluster.advance) })
    cluster.advance += advance
    pen += advance
  }
  return clusters
}

const EMOJI = 'Emoji'

/**
 * Collects the fonts of one PDF. Each cluster becomes one glyph. The same cluster with another text or advance becomes
 * another glyph, so that copying and searching use the original text.
 */
export function collectFonts(pdf: PDFKit.PDFDocument) {
  const fonts = new Map<string, PdfFont>()

  /** Returns the glyphs of a line. Each has its shaped width, which positions the next one. */
  function show(line: Glyph[]): PdfGlyph[] {
    // Readers reverse the text of each font by itself, so a line from right to left has only one.
    const ofLine = line.find(({ rightToLeft }) => rightToLeft)
    return clustersOf(line).map((cluster, place) => {
      const text = textToCopy(cluster, place === 0)
      const name = nameOf(ofLine ?? cluster.parts[0])
      const font = fonts.get(name) ?? addFont(name)
      const key = JSON.stringify([text, cluster.advance.toFixed(3), cluster.parts.map(keyOf)])
      let id = font.ids.get(key)
      if (id === undefined) {
        id = font.glyphs.length
        font.ids.set(key, id)
        font.glyphs.push({ outline: outlineOfCluster(cluster), advance: cluster.advance, text })
      }
      return { resource: font.resource, id }
    })
  }

  function addFont(name: string): PdfFont {
    const unknown: Shown = { outline: [], advance: 0.5, text: '' }
    const font = { resource: `T${fonts.size}`, dictionary: pdf.ref({}), glyphs: [unknown], ids: new Map() }
    pdf.page.fonts[font.resource] = font.dictionary
    fonts.set(name, font)
    return font
  }

  function end(): void {
    for (const [name, font] of fonts) writeFont(pdf, name, font)
  }

  return { show, end }
}

function nameOf(glyph: Pick<Glyph, 'look'> | undefined): string {
  return glyph && 'font' in glyph.look ? glyph.look.font.name : EMOJI
}

/** Readers take text in the order on the page and reverse it, also within a glyph such as a letter with its marks. */
function textToCopy({ text, rightToLeft }: Cluster, isFirst: boolean): string {
  if (!rightToLeft) return text
  const reversed = [...text].reverse().join('')
  // A line that begins with a mark would not be reversed.
  return isFirst && /^\p{M}/u.test(reversed) ? `\u200f${reversed}` : reversed
}

function keyOf({ look, x, y }: Cluster['parts'][number]): string {
  return `${'emoji' in look ? look.emoji.name : `${look.font.key} ${look.id}`} ${x.toFixed(3)} ${y.toFixed(3)}`
}

/** Returns an empty outline for an emoji. It is drawn as artwork, and its glyph is only for copying. */
function outlineOfCluster({ parts }: Cluster): Step[] {
  return parts.flatMap(({ look, x, y }) => {
    if ('emoji' in look) return []
    return outlineOf(look.font, look.id).map(({ type, values }) => ({
      type,
      values: values.map((value, index) => value + (index % 2 === 0 ? x : y)),
    }))
  })
}

/** Writes a composite font whose character codes are its glyph ids (ISO 32000-1, 9.7). */
function writeFont(pdf: PDFKit.PDFDocument, family: string, { dictionary, glyphs }: PdfFont): void {
  const name = `${subsetTag(glyphs)}+${family}`
  const file = writeTrueType(glyphs)
  const program = write(pdf.ref({ Length1: file.length }), Buffer.from(file))
  const descriptor = write(
    pdf.ref({
      Type: 'FontDescriptor',
      FontName: name,
      Flags: 4,
      FontBBox: [-1000, -1000, 3000, 2000],
      ItalicAngle: family.endsWith('Italic') ? -12 : 0,
      Ascent: 900,
      Descent: -300,
      CapHeight: 650,
      StemV: 80,
      FontFile2: program,
    }),
  )
  const descendant = write(
    pdf.ref({
      Type: 'Font',
      Subtype: 'CIDFontType2',
      BaseFont: name,
      // pdfkit writes a String object as text and a string primitive as a name.
      CIDSystemInfo: { Registry: new String('Adobe'), Ordering: new String('Identity'), Supplement: 0 },
      FontDescriptor: descriptor,
      CIDToGIDMap: 'Identity',
      W: [0, glyphs.map(({ advance }) => Number((advance * 1000).toFixed(1)))],
    }),
  )
  const toUnicode = write(pdf.ref({}), Buffer.from(unicodeMap(glyphs)))
  Object.assign(dictionary.data, {
    Type: 'Font',
    Subtype: 'Type0',
    BaseFont: name,
    Encoding: 'Identity-H',
    DescendantFonts: [descendant],
    ToUnicode: toUnicode,
  })
  write(dictionary)
}

/** Ends a PDF object. pdfkit's types require content, but most objects have none. */
function write(reference: PDFKit.PDFKitReference, content?: Buffer): PDFKit.PDFKitReference {
  const end = reference.end as (content?: Buffer) => void
  end.call(reference, content)
  return reference
}

/** Returns six letters that depend on the glyphs. */
function subsetTag(glyphs: Shown[]): string {
  const digest = createHash('sha256').update(JSON.stringify(glyphs)).digest()
  return String.fromCharCode(...digest.subarray(0, 6).map((byte) => 65 + (byte % 26)))
}

/** Maps each glyph to its text (ISO 32000-1, 9.10.3). */
function unicodeMap(glyphs: Shown[]): string {
  const hex = (number: number) => number.toString(16).padStart(4, '0')
  const utf16 = (text: string) =>
    Array.from({ length: text.length }, (_, index) => hex(text.charCodeAt(index))).join('')
  const entries = glyphs.flatMap(({ text }, id) => (id === 0 ? [] : [`<${hex(id)}> <${utf16(text)}>`]))
  const blocks: string[] = []
  for (let from = 0; from < entries.length; from += 100) {
    const block = entries.slice(from, from + 100)
    blocks.push(`${block.length} beginbfchar\n${block.join('\n')}\nendbfchar`)
  }
  return [
    '/CIDInit /ProcSet findresource begin 12 dict begin begincmap',
    '/CIDSystemInfo << /Registry (Adobe) /Ordering (UCS) /Supplement 0 >> def',
    '/CMapName /Adobe-Identity-UCS def /CMapType 2 def',
    '1 begincodespacerange <0000> <ffff> endcodespacerange',
    ...blocks,
    'endcmap CMapName currentdict /CMap defineresource pop end end',
  ].join('\n')
}
