import type { Element } from './svg.ts'
import { TemplateFault } from './templateFault.ts'

export type Canvas = {
  viewBox: [x: number, y: number, width: number, height: number]
  /** Printed size, in points. */
  page: { width: number; height: number }
}

const POINTS: Record<string, number> = { '': 0.75, px: 0.75, pt: 1, pc: 12, in: 72, mm: 72 / 25.4, cm: 72 / 2.54 }

/** Reads a drawing's coordinate system and printed size. Throws TemplateFault if they are invalid. */
export function readCanvas({ attributes }: Element): Canvas {
  const [width, height] = [lengthOf(attributes.width), lengthOf(attributes.height)]
  const given = attributes.viewBox
    ?.trim()
    .split(/[\s,]+/)
    .map(Number)
  if (given && (given.length !== 4 || !given.every(Number.isFinite))) {
    throw new TemplateFault(`The viewBox must be four numbers, not ${JSON.stringify(attributes.viewBox)}.`)
  }
  const [x = 0, y = 0, across = (width ?? Number.NaN) / 0.75, down = (height ?? Number.NaN) / 0.75] = given ?? []
  if (!(across > 0 && down > 0)) throw new TemplateFault('It needs a viewBox, or a width and a height.')
  return {
    viewBox: [x, y, across, down],
    page: {
      width: width ?? (height ? (height * across) / down : across * 0.75),
      height: height ?? (width ? (width * down) / across : down * 0.75),
    },
  }
}

/** Parses a length to points. Returns null for a percentage or an invalid length. */
function lengthOf(text: string | undefined): number | null {
  const [, number, unit = ''] = text?.trim().match(/^([\d.]+(?:e[+-]?\d+)?)([a-z]*)$/i) ?? []
  const points = Number(number) * (POINTS[unit.toLowerCase()] ?? Number.NaN)
  return points > 0 ? points : null
}
