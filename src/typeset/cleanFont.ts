import { decompress } from 'wawoff2'
import { checkGlyphs } from './checkGlyphs.ts'
import { openFontFile } from './fontFile.ts'
import { readTables, type Tables, viewOf, writeTables } from './fontTables.ts'
import { TemplateFault } from './templateFault.ts'

/** Maximum size of an uploaded font, and of its tables, in bytes. */
const MAX_BYTES = 5 * 1024 * 1024
const MAX_UNPACKED = 12 * 1024 * 1024
/** Maximum number of axes of a variable font. */
const MAX_AXES = 16

/** Tables that letters are drawn from. Others, such as programs for screens, are removed. */
const kept =
  'head hhea hmtx maxp OS/2 cmap glyf loca CFF_ CFF2 VORG GDEF GSUB GPOS kern fvar avar gvar HVAR MVAR'.split(' ')
const colours = ['SVG ', 'COLR', 'CBDT', 'sbix']

/** Reduces an uploaded font to the tables that are drawn, as TrueType or OpenType. Throws TemplateFault. */
export async function cleanFont(upload: Uint8Array): Promise<Uint8Array> {
  if (upload.length > MAX_BYTES) throw new TemplateFault(`It is larger than ${MAX_BYTES / 1024 / 1024} MiB.`)
  try {
    const { flavour, tables } = readTables(await unpack(upload))
    checkTables(tables)
    const clean = writeTables(flavour, new Map([...tables].filter(([tag]) => kept.includes(tag.replace(' ', '_')))))
    checkLetters(clean)
    return clean
  } catch (error) {
    // A DataView throws a RangeError where a table ends too early.
    if (error instanceof RangeError) throw new TemplateFault('A table of it ends too early. Export the font again.')
    throw error
  }
}

/** Returns the tables of a WOFF2 as TrueType or OpenType. Checks the sizes before it decompresses them. */
async function unpack(upload: Uint8Array): Promise<Uint8Array> {
  const view = viewOf(upload)
  if (upload.length < 48 || view.getUint32(0) !== 0x774f4632) return upload
  if (view.getUint32(8) !== upload.length) {
    throw new TemplateFault(`Its header says ${view.getUint32(8)} bytes, but it has ${upload.length}. Upload it again.`)
  }
  if (Math.max(view.getUint32(16), unpackedSizeOf(view)) > MAX_UNPACKED) {
    throw new TemplateFault(`It is larger than ${MAX_UNPACKED / 1024 / 1024} MiB after decompression.`)
  }
  try {
    return await decompress(upload)
  } catch {
    throw new TemplateFault('It is not a valid WOFF2. Export the font again.')
  }
}

/** Adds the sizes of all tables of a WOFF2 (WOFF 2.0, 4.1 and 5). */
function unpackedSizeOf(view: DataView): number {
  let at = 48
  let size = 0
  const readNumber = (): number => {
    let number = 0
    for (let count = 0; count < 5; count += 1) {
      const byte = view.getUint8(at)
      at += 1
      number = number * 128 + (byte & 127)
      if (byte < 128) return number
    }
    throw new TemplateFault('Its table directory is damaged. Export the font again.')
  }
  for (let table = 0; table < view.getUint16(12); table += 1) {
    const flags = view.getUint8(at)
    at += (flags & 63) === 63 ? 5 : 1
    const version = flags >> 6
    // glyf and loca are transformed unless they have version 3, other tables unless they have version 0.
    const isTransformed = [10, 11].includes(flags & 63) ? version !== 3 : version !== 0
    const original = readNumber()
    const transformed = isTransformed ? readNumber() : 0
    size += Math.max(original, transformed)
  }
  return size
}

function checkTables(tables: Tables): void {
  const table = (tag: string, length: number): DataView => {
    const view = tables.get(tag)
    if (!view) throw new TemplateFault(`It has no table ${tag.trim()}. Export the font again.`)
    if (view.byteLength < length)
      throw new TemplateFault(`Its table ${tag.trim()} is too short. Export the font again.`)
    return view
  }
  const colour = colours.find((tag) => tables.has(tag))
  if (colour !== undefined) {
    throw new TemplateFault(`It has letters in colours or pictures (${colour.trim()}). Use a font with outlines only.`)
  }
  checkPermission(tables.get('OS/2'))
  const [head, hhea, maxp] = [table('head', 54), table('hhea', 36), table('maxp', 6)]
  table('cmap', 4)
  const units = head.getUint16(18)
  if (head.getUint32(12) !== 0x5f0f3cf5 || units < 16 || units > 16384) {
    throw new TemplateFault('Its table head is invalid. Export the font again.')
  }
  const [glyphs, widths] = [maxp.getUint16(4), hhea.getUint16(34)]
  if (widths === 0 || widths > glyphs) throw new TemplateFault('Its table hhea counts more widths than glyphs.')
  table('hmtx', widths * 4 + (glyphs - widths) * 2)
  if (tables.has('glyf')) checkGlyphs(table('glyf', 0), table('loca', 2), head.getInt16(50) !== 0, glyphs)
  else if (!tables.has('CFF ') && !tables.has('CFF2')) throw new TemplateFault('It has no outlines (glyf or CFF).')
  const axes = tables.has('fvar') ? table('fvar', 16).getUint16(8) : 0
  if (axes > MAX_AXES) throw new TemplateFault(`It has ${axes} axes. The maximum is ${MAX_AXES}. Use a static font.`)
}

/** Rejects fonts whose licence bits forbid what a PDF does (OpenType, OS/2, fsType). */
function checkPermission(os2: DataView | undefined): void {
  const permission = os2?.getUint16(8) ?? 0
  const why =
    (permission & 0xf) === 2
      ? 'forbids embedding'
      : permission & 0x100
        ? 'forbids embedding a part of it'
        : permission & 0x200
          ? 'allows embedding of bitmaps only'
          : null
  if (why) throw new TemplateFault(`Its licence (fsType ${permission}) ${why}. Use a font that PDFs may embed.`)
}

/** Opens the font, and draws its first letters, so that a font that cannot be drawn is not stored. */
function checkLetters(file: Uint8Array): void {
  const { font, codePoints } = openFontFile(file, 400)
  if (codePoints.length === 0) throw new TemplateFault('It has no letters.')
  for (const codePoint of codePoints.slice(0, 500)) font.glyphToJson(font.nominalGlyph(codePoint) ?? 0)
}
