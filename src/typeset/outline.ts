import type { PlacedLine } from './fit.ts'
import type { OpenFont } from './fonts.ts'

/** Path step: M or L to a point, Q (quadratic), C (cubic), or Z to close. In em; y points down. */
export type Step = { type: string; values: number[] }

const outlines = new WeakMap<OpenFont, Map<number, Step[]>>()

/** Returns a glyph's outline, from which both PNG and PDF are drawn. */
export function outlineOf(font: OpenFont, id: number): Step[] {
  let known = outlines.get(font)
  if (!known) {
    known = new Map()
    outlines.set(font, known)
  }
  let outline = known.get(id)
  if (!outline) {
    const steps: Step[] = font.font.glyphToJson(id)
    const em = font.unitsPerEm
    outline = steps.map(({ type, values }) => ({
      type,
      values: values.map((value, index) => (index % 2 === 0 ? value / em : -value / em)),
    }))
    known.set(id, outline)
  }
  return outline
}

/** Returns the letters of a line as an SVG path. */
export function pathOf({ line, x, y, size }: PlacedLine): string {
  const digits = Math.max(0, 4 - Math.floor(Math.log10(size)))
  const path: string[] = []
  for (const { look, ...glyph } of line.glyphs) {
    if ('emoji' in look) continue
    const left = x + glyph.x * size
    const base = y + glyph.y * size
    for (const { type, values } of outlineOf(look.font, look.id)) {
      const points = values.map((value, index) => (value * size + (index % 2 === 0 ? left : base)).toFixed(digits))
      path.push(type + points.join(' '))
    }
  }
  return path.join('')
}
