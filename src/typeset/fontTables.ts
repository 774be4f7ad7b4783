import { TemplateFault } from './templateFault.ts'

/** Tables of a font by tag, such as `OS/2` or `CFF ` (OpenType, font file). */
export type Tables = Map<string, DataView>

const MAX_TABLES = 64

export function viewOf(bytes: Uint8Array): DataView {
  return new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
}

/** Reads the tables of a TrueType or OpenType file. Throws TemplateFault for one that says more than it has. */
export function readTables(file: Uint8Array): { flavour: number; tables: Tables } {
  const view = viewOf(file)
  const flavour = file.length < 12 ? 0 : view.getUint32(0)
  if (flavour === 0x74746366) throw new TemplateFault('It is a collection of fonts. Upload one font of it.')
  if (flavour !== 0x00010000 && flavour !== 0x4f54544f) {
    throw new TemplateFault('It is not a font. Use TTF, OTF or WOFF2.')
  }
  const count = view.getUint16(4)
  if (count > MAX_TABLES) throw new TemplateFault(`It has more than ${MAX_TABLES} tables.`)
  const tables: Tables = new Map()
  let size = 0
  for (let index = 0; index < count; index += 1) {
    const at = 12 + index * 16
    const tag = String.fromCharCode(...file.subarray(at, at + 4))
    const [offset, length] = [view.getUint32(at + 8), view.getUint32(at + 12)]
    size += length
    // Tables that share bytes would grow when they are copied.
    if (tables.has(tag) || offset + length > file.length || size > file.length) {
      throw new TemplateFault(`Its table ${JSON.stringify(tag)} is outside the file. Export the font again.`)
    }
    tables.set(tag, new DataView(file.buffer, file.byteOffset + offset, length))
  }
  return { flavour, tables }
}

/** Writes tables as one file, sorted by tag. Their checksums are 0, because nothing reads them. */
export function writeTables(flavour: number, tables: Tables): Uint8Array {
  const sorted = [...tables].sort(([one], [other]) => (one < other ? -1 : 1))
  const padded = (length: number) => Math.ceil(length / 4) * 4
  const start = 12 + sorted.length * 16
  const file = new Uint8Array(sorted.reduce((size, [, table]) => size + padded(table.byteLength), start))
  const view = viewOf(file)
  view.setUint32(0, flavour)
  view.setUint16(4, sorted.length)
  let offset = start
  for (const [index, [tag, table]] of sorted.entries()) {
    const at = 12 + index * 16
    for (let letter = 0; letter < 4; letter += 1) file[at + letter] = tag.charCodeAt(letter)
    view.setUint32(at + 8, offset)
    view.setUint32(at + 12, table.byteLength)
    file.set(new Uint8Array(table.buffer, table.byteOffset, table.byteLength), offset)
    offset += padded(table.byteLength)
  }
  return file
}
