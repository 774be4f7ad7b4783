import type { Step } from './outline.ts'

/** Units per em. Lengths in a font are whole units. */
const UNITS_PER_EM = 2000

export type FontGlyph = { outline: Step[]; advance: number }

/**
 * Returns a TrueType font to embed in a PDF. Lengths are in em. Glyph 0 must be that of unknown characters.
 * https://learn.microsoft.com/typography/opentype/spec/glyf
 */
export function writeTrueType(glyphs: FontGlyph[]): Uint8Array {
  const drawn = glyphs.map(({ outline }) => writeGlyph(outline))
  const offsets = [0]
  for (const { data } of drawn) offsets.push((offsets.at(-1) ?? 0) + data.length)
  const widths = glyphs.flatMap(({ advance }, index) => [Math.round(advance * UNITS_PER_EM), drawn[index]?.box[0] ?? 0])
  const boxes = drawn.map(({ box }) => box)
  const bounds = [
    Math.min(...boxes.map(([left]) => left)),
    Math.min(...boxes.map(([, bottom]) => bottom)),
    Math.max(...boxes.map(([, , right]) => right)),
    Math.max(...boxes.map(([, , , top]) => top)),
  ]
  const points = Math.max(...drawn.map((glyph) => glyph.points))
  const contours = Math.max(...drawn.map((glyph) => glyph.contours))
  const count = glyphs.length
  return writeTables({
    glyf: Buffer.concat(drawn.map(({ data }) => data)),
    head: words([1, 0, 1, 0, 0, 0, 0x5f0f, 0x3cf5, 0, UNITS_PER_EM, ...Array(8).fill(0), ...bounds, 0, 8, 2, 1, 0]),
    hhea: words([1, 0, 1600, -400, 0, Math.max(...widths), 0, 0, bounds[2] ?? 0, 1, 0, 0, 0, 0, 0, 0, 0, count]),
    hmtx: words(widths),
    loca: words(offsets.flatMap((offset) => [offset >>> 16, offset & 0xffff])),
    maxp: words([1, 0, count, points, contours, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0, 0]),
  })
}

type Drawn = {
  data: Buffer
  box: [left: number, bottom: number, right: number, top: number]
  points: number
  contours: number
}
type Point = { x: number; y: number; onCurve: boolean }

function writeGlyph(outline: Step[]): Drawn {
  const contours = contoursOf(outline)
  const points = contours.flat()
  if (points.length === 0) return { data: Buffer.alloc(0), box: [0, 0, 0, 0], points: 0, contours: 0 }
  const xs = points.map(({ x }) => x)
  const ys = points.map(({ y }) => y)
  const box: Drawn['box'] = [Math.min(...xs), Math.min(...ys), Math.max(...xs), Math.max(...ys)]
  let last = -1
  const ends = contours.map(({ length }) => {
    last += length
    return last
  })
  // Bit 0: on the curve. Bit 6 of the first point: contours may overlap, as in variable fonts.
  const flags = points.map(({ onCurve }, index) => (onCurve ? 1 : 0) | (index === 0 ? 0x40 : 0))
  const steps = (list: number[]) => words(list.map((value, index) => value - (list[index - 1] ?? 0)))
  const data = Buffer.concat([words([contours.length, ...box, ...ends, 0]), Buffer.from(flags), steps(xs), steps(ys)])
  const padding = Buffer.alloc((4 - (data.length % 4)) % 4)
  return { data: Buffer.concat([data, padding]), box, points: points.length, contours: contours.length }
}

function contoursOf(outline: Step[]): Point[][] {
  const contours: Point[][] = []
  for (const { type, values } of outline) {
    if (type === 'Z') continue
    if (type === 'C') throw new Error('TrueType has quadratic curves only.')
    if (type === 'M') contours.push([])
    for (let index = 0; index < values.length; index += 2) {
      contours.at(-1)?.push({
        x: Math.round((values[index] ?? 0) * UNITS_PER_EM),
        y: Math.round(-(values[index + 1] ?? 0) * UNITS_PER_EM),
        onCurve: index === values.length - 2,
      })
    }
  }
  for (const contour of contours) {
    const [first, last] = [contour[0], contour.at(-1)]
    if (contour.length > 1 && last?.onCurve && first?.x === last.x && first.y === last.y) contour.pop()
  }
  return contours.filter(({ length }) => length > 1)
}

function words(list: number[]): Buffer {
  const data = Buffer.alloc(list.length * 2)
  for (const [index, word] of list.entries()) data.writeUInt16BE(word & 0xffff, index * 2)
  return data
}

function writeTables(tables: Record<string, Buffer>): Uint8Array {
  const names = Object.keys(tables).sort()
  const power = Math.floor(Math.log2(names.length))
  const header = words([1, 0, names.length, 16 * 2 ** power, power, 16 * (names.length - 2 ** power)])
  const directory: Buffer[] = []
  const bodies: Buffer[] = []
  let offset = 12 + 16 * names.length
  for (const name of names) {
    const table = tables[name] ?? Buffer.alloc(0)
    const padded = Buffer.concat([table, Buffer.alloc((4 - (table.length % 4)) % 4)])
    const entry = Buffer.alloc(16)
    entry.write(name, 0, 'latin1')
    entry.writeUInt32BE(checksum(padded), 4)
    entry.writeUInt32BE(offset, 8)
    entry.writeUInt32BE(table.length, 12)
    directory.push(entry)
    bodies.push(padded)
    offset += padded.length
  }
  return Buffer.concat([header, ...directory, ...bodies])
}

function checksum(data: Buffer): number {
  let sum = 0
  for (let index = 0; index < data.length; index += 4) sum = (sum + data.readUInt32BE(index)) >>> 0
  return sum
}
