import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { readTables, type Tables, writeTables } from '../../../src/typeset/fontTables.ts'

/** A font of 1,300 glyphs, which looks unlike the default family. */
export const trueType: Uint8Array = readFileSync(
  createRequire(import.meta.url).resolve('@expo-google-fonts/source-sans-3/700Bold/SourceSans3_700Bold.ttf'),
)

/** Returns a font after a change to its tables. */
export function fontWith(change: (tables: Map<string, Uint8Array>) => void): Uint8Array {
  const { flavour, tables } = readTables(trueType)
  const bytes = new Map(
    [...tables].map(([tag, view]) => [tag, new Uint8Array(view.buffer, view.byteOffset, view.byteLength).slice()]),
  )
  change(bytes)
  const changed: Tables = new Map(
    [...bytes].map(([tag, table]) => [tag, new DataView(table.buffer, table.byteOffset, table.byteLength)]),
  )
  return writeTables(flavour, changed)
}

/** Returns a font after a change to one table. */
export function fontWithTable(tag: string, change: (view: DataView) => void): Uint8Array {
  return fontWith((tables) => {
    const table = tables.get(tag)
    if (!table) throw new Error(`The font has no table ${tag}.`)
    change(new DataView(table.buffer, table.byteOffset, table.byteLength))
  })
}

/** Returns a font whose first glyphs consist of others: `parts` has the parts of each. */
export function fontOfParts(parts: number[][]): Uint8Array {
  return fontWith((tables) => {
    const glyphs = parts.map((ids) => {
      const glyph = new DataView(new ArrayBuffer(10 + ids.length * 6 + ((ids.length * 6 + 10) % 4)))
      glyph.setInt16(0, -1)
      for (const [index, id] of ids.entries()) {
        const isLast = index === ids.length - 1
        glyph.setUint16(10 + index * 6, 2 | (isLast ? 0 : 0x20))
        glyph.setUint16(12 + index * 6, id)
      }
      return new Uint8Array(glyph.buffer)
    })
    const count = 1 + parts.length
    // Its last glyph is a triangle.
    const triangle = Uint8Array.from([
      0, 1, 0, 0, 0, 0, 0, 9, 0, 9, 0, 2, 0, 0, 1, 1, 1, 0, 0, 0, 9, 0, 0, 0, 0, 0, 9, 0,
    ])
    const all = [...glyphs, triangle]
    const loca = new DataView(new ArrayBuffer((count + 1) * 4))
    let offset = 0
    for (const [index, glyph] of all.entries()) {
      loca.setUint32(index * 4, offset)
      offset += glyph.length
    }
    loca.setUint32(count * 4, offset)
    tables.set('glyf', Uint8Array.from(all.flatMap((glyph) => [...glyph])))
    tables.set('loca', new Uint8Array(loca.buffer))
    tables.set('hmtx', new Uint8Array(count * 4))
    viewIn(tables, 'head').setInt16(50, 1)
    viewIn(tables, 'maxp').setUint16(4, count)
    viewIn(tables, 'hhea').setUint16(34, count)
  })
}

function viewIn(tables: Map<string, Uint8Array>, tag: string): DataView {
  const table = tables.get(tag) ?? new Uint8Array()
  return new DataView(table.buffer, table.byteOffset, table.byteLength)
}
