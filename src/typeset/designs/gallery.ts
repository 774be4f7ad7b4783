import { badge } from './badge.ts'
import { classic } from './classic.ts'
import { minimal } from './minimal.ts'
import { modern } from './modern.ts'
import { portrait } from './portrait.ts'

const designs = new Map(Object.entries({ badge, classic, minimal, modern, portrait }))

/** Names of the built-in designs, sorted. */
export const galleryNames: readonly string[] = [...designs.keys()]

/** Returns the SVG of a built-in design, or null. */
export function builtInDesign(name: string): string | null {
  return designs.get(name) ?? null
}
