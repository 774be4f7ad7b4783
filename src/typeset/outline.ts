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
