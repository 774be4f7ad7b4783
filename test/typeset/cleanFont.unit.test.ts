import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { describe, expect, it } from 'vitest'
import { compress } from 'wawoff2'
import { cleanFont } from '../../src/typeset/cleanFont.ts'
import { openFontFile } from '../../src/typeset/fontFile.ts'
import { readTables } from '../../src/typeset/fontTables.ts'
import { TemplateFault } from '../../src/typeset/templateFault.ts'
import { fontOfParts, fontWith, fontWithTable, trueType } from '../support/typeset/fontFiles.ts'

const packages = createRequire(import.meta.url)
const woff2 = Buffer.from(await compress(trueType))

/** Returns a WOFF2 whose header or directory says something else. */
function lyingWoff2(change: (file: Buffer) => void): Buffer {
  const file = Buffer.from(woff2)
  change(file)
  return file
}

/** Ten glyphs that each draw the next one ten times: 10¹⁰ triangles. */
const bomb = fontOfParts(Array.from({ length: 8 }, (_, index) => Array<number>(10).fill(index + 1)))
const manyParts = fontOfParts([Array<number>(10_000).fill(1)])
const chain = fontOfParts(Array.from({ length: 200 }, (_, index) => [index === 0 ? 200 : index - 1]))
const axes = (count: number) =>
  fontWith((tables) => {
    const fvar = new DataView(new ArrayBuffer(16 + count * 20))
    fvar.setUint32(0, 0x00010000)
    fvar.setUint16(4, 16)
    fvar.setUint16(8, count)
    fvar.setUint16(10, 20)
    tables.set('fvar', new Uint8Array(fvar.buffer))
  })

describe('cleanFont', () => {
  it.each([
    ['TrueType', trueType],
    ['WOFF2', woff2],
    [
      'a variable WOFF2',
      readFileSync(
        packages.resolve('@fontsource-variable/noto-serif-thai/files/noto-serif-thai-thai-wght-normal.woff2'),
      ),
    ],
  ])('accepts %s, and keeps only tables that are drawn', async (_, upload) => {
    const clean = await cleanFont(upload)
    const tags = [...readTables(clean).tables.keys()]
    expect(tags).toContain('glyf')
    expect(tags).not.toContain('name')
    expect(openFontFile(clean, 400).codePoints.length).toBeGreaterThan(50)
    expect(Buffer.from(await cleanFont(clean)).equals(clean)).toBe(true)
  })

  it('removes programs: instructions, Graphite and state tables', async () => {
    const upload = fontWith((tables) => {
      for (const tag of ['fpgm', 'prep', 'Silf', 'morx', 'JavS']) tables.set(tag, new Uint8Array(400).fill(0xb0))
    })
    expect([...readTables(await cleanFont(upload)).tables.keys()].join(' ')).not.toMatch(/fpgm|prep|Silf|morx|JavS/)
  })

  it.each<[string, Uint8Array, string]>([
    ['nothing', new Uint8Array(), 'not a font'],
    ['wrong magic bytes', Buffer.from('%PDF-1.7 and so on, and more of it, and more'), 'not a font'],
    ['a collection', Buffer.from(`ttcf${'\0'.repeat(40)}`), 'collection'],
    ['more than 5 MiB', new Uint8Array(5 * 1024 * 1024 + 1), 'larger than 5 MiB'],
    ['a font that is cut off', trueType.subarray(0, 50_000), 'outside the file'],
    ['only the start of a table directory', trueType.subarray(0, 20), 'ends too early'],
    ['a truncated WOFF2', woff2.subarray(0, 20_000), `says ${woff2.length} bytes`],
    ['a WOFF2 of 1 GB', lyingWoff2((file) => file.writeUInt32BE(1_000_000_000, 16)), 'larger than 12 MiB after'],
    [
      'a WOFF2 with a table of 1 GB',
      lyingWoff2((file) => file.set([0x84, 0x80, 0x80, 0x80, 0], 49)),
      'larger than 12 MiB after',
    ],
    ['a WOFF2 with damaged data', lyingWoff2((file) => file.fill(0xaa, 400)), 'not a valid WOFF2'],
    ['letters in SVG', fontWith((tables) => tables.set('SVG ', new Uint8Array(20))), 'colours or pictures (SVG)'],
    ['letters in bitmaps', fontWith((tables) => tables.set('CBDT', new Uint8Array(20))), 'colours or pictures (CBDT)'],
    ['a bomb of composite glyphs', bomb, 'points'],
    ['a glyph of 10,000 parts', manyParts, 'points'],
    ['a long chain of composite glyphs', chain, 'nested more than 8 deep'],
    ['a glyph that contains itself', fontOfParts([[0]]), 'glyph 0 contains itself'],
    ['glyphs that contain each other', fontOfParts([[1], [2], [0]]), 'contains itself'],
    ['a glyph of a glyph that is missing', fontOfParts([[60_000]]), 'refers to the glyph 60000'],
    ['more glyphs than outlines', fontWithTable('maxp', (view) => view.setUint16(4, 65_535)), 'too short'],
    ['more widths than glyphs', fontWithTable('hhea', (view) => view.setUint16(34, 65_535)), 'more widths than glyphs'],
    [
      'outlines outside their table',
      fontWithTable('loca', (view) => view.setUint32(40, 0xfffffff0)),
      'outside its table',
    ],
    ['an em of 0 units', fontWithTable('head', (view) => view.setUint16(18, 0)), 'head is invalid'],
    ['no outlines', fontWith((tables) => tables.delete('glyf')), 'no outlines'],
    ['no characters', fontWith((tables) => tables.set('cmap', new Uint8Array(4))), 'no letters'],
    ['20 axes', axes(20), 'has 20 axes'],
    ['a licence that forbids embedding', fontWithTable('OS/2', (view) => view.setUint16(8, 2)), 'forbids embedding'],
    ['a licence that forbids subsets', fontWithTable('OS/2', (view) => view.setUint16(8, 0x104)), 'a part of it'],
    ['a licence for bitmaps', fontWithTable('OS/2', (view) => view.setUint16(8, 0x204)), 'bitmaps only'],
  ])('rejects %s in less than a second', async (_, upload, reason) => {
    const begun = performance.now()
    const rejected = cleanFont(upload)
    await expect(rejected).rejects.toThrow(TemplateFault)
    await expect(rejected).rejects.toThrow(reason)
    expect(performance.now() - begun).toBeLessThan(1000)
  })

  it('accepts licences for print and for editing', async () => {
    for (const bits of [0, 4, 8]) await cleanFont(fontWithTable('OS/2', (view) => view.setUint16(8, bits)))
  })

  it('reads or rejects fonts with lying bytes', async () => {
    for (let seed = 0; seed < 60; seed += 1) {
      const file = Buffer.from(trueType)
      for (let index = 0; index < 40; index += 1)
        file[(seed * 7919 + index * 104_729) % 4000] = (seed * 31 + index * 17) % 256
      await cleanFont(file).catch((error: unknown) => expect(error).toBeInstanceOf(TemplateFault))
    }
  })
})
