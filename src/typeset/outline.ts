import type { OpenFont } from './fonts.ts'

/** A step of a drawing: M or L to a point, Q over one, C over two, or Z back to the beginning. In em, y goes down. */
export type Step = { type: string; values: number[] }

const outlines = new WeakMap<OpenFont, Map<number, Step[]>>()

/** A glyph's outline. Both the picture and the font in the PDF are made of it. */
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
