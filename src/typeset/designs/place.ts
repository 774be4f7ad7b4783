import type { TextPlace } from '../facts.ts'
import type { Family } from '../families.ts'

type Box = [x: number, y: number, width: number, height: number]
type Look = { size: number; fill: string; family?: Family; more?: string }

/** Returns the rectangle of a place in a built-in design. */
export function place(name: TextPlace, [x, y, width, height]: Box, look: Look): string {
  const { size, fill, family = 'EB Garamond', more = '' } = look
  const box = `x="${x}" y="${y}" width="${width}" height="${height}"`
  return `<rect data-place="${name}" ${box} fill="${fill}" font-family="${family}" font-size="${size}" ${more}/>`
}

export const start = 'text-anchor="start"'
export const end = 'text-anchor="end"'
