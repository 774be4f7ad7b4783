const UNITS: Record<string, number> = { '': 1, px: 1, pt: 4 / 3, pc: 16, mm: 96 / 25.4, cm: 96 / 2.54, in: 96 }

/** Matches a length that templates may have. */
export const lengthPattern = '[+-]?(?:\\d+\\.?\\d*|\\.\\d+)(?:e[+-]?\\d+)?(?:px|pt|pc|mm|cm|in|em|%)?'
const length = /^([+-]?(?:\d+\.?\d*|\.\d+)(?:e[+-]?\d+)?)([a-z]+|%)?$/i

/** Converts a length to units of the drawing. `em` is the font size, `whole` is 100 %. Null if it is not a length. */
export function lengthOf(text: string, { em, whole }: { em: number; whole: number }): number | null {
  const [, number, unit = ''] = text.trim().match(length) ?? []
  if (number === undefined) return null
  if (unit === '%') return (Number(number) * whole) / 100
  const scale = unit.toLowerCase() === 'em' ? em : UNITS[unit.toLowerCase()]
  return scale === undefined ? null : Number(number) * scale
}
