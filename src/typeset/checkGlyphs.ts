import { TemplateFault } from './templateFault.ts'

/** Maximum number of points of a glyph with its parts, and of levels of parts. */
const MAX_POINTS = 10_000
const MAX_LEVELS = 8

/** Rejects glyphs that end outside the table, that contain themselves, or whose parts add up to too many points. */
export function checkGlyphs(glyf: DataView, loca: DataView, isLong: boolean, count: number): void {
  const offsetOf = (id: number) => (isLong ? loca.getUint32(id * 4) : loca.getUint16(id * 2) * 2)
  type Counted = { points: number; levels: number }
  const counted = new Map<number, Counted>()
  const open = new Set<number>()

  function countOf(id: number): Counted {
    const known = counted.get(id)
    if (known) return known
    if (id >= count) throw new TemplateFault(`A glyph refers to the glyph ${id}, which it does not have.`)
    if (open.has(id)) throw new TemplateFault(`The glyph ${id} contains itself.`)
    const [start, end] = [offsetOf(id), offsetOf(id + 1)]
    if (end < start || end > glyf.byteLength) throw new TemplateFault(`The glyph ${id} is outside its table.`)
    const own = { points: 0, levels: 0 }
    open.add(id)
    const contours = end > start ? glyf.getInt16(start) : 0
    if (contours > 0) own.points = glyf.getUint16(start + 8 + contours * 2) + 1
    for (const part of contours < 0 ? partsOf(glyf, start + 10) : []) {
      if (open.size > MAX_LEVELS) throw new TemplateFault(`Its glyphs are nested more than ${MAX_LEVELS} deep.`)
      const { points, levels } = countOf(part)
      own.points += points + 1
      own.levels = Math.max(own.levels, levels + 1)
    }
    open.delete(id)
    if (own.points > MAX_POINTS) throw new TemplateFault(`The glyph ${id} has more than ${MAX_POINTS} points.`)
    if (own.levels > MAX_LEVELS) throw new TemplateFault(`Its glyphs are nested more than ${MAX_LEVELS} deep.`)
    counted.set(id, own)
    return own
  }

  for (let id = 0; id < count; id += 1) countOf(id)
}

/** Returns the ids of a composite glyph's parts (OpenType, glyf, component flags). */
function* partsOf(glyf: DataView, start: number): Generator<number> {
  for (let at = start, flags = 0x20; flags & 0x20; ) {
    flags = glyf.getUint16(at)
    yield glyf.getUint16(at + 2)
    at += 4 + (flags & 1 ? 4 : 2) + (flags & 8 ? 2 : flags & 0x40 ? 4 : flags & 0x80 ? 8 : 0)
  }
}
