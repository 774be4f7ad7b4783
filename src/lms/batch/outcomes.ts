import type { FieldErrors } from '../../core/problem.ts'
import type { Links } from '../certificates/links.ts'
import type { ReadEntry } from './entries.ts'
import type { Entry } from './entrySchema.ts'

/**
 * Outcome of an entry. `exists` means the user already has this certificate of the course: the same `achievedAt`, even
 * if revoked, so that a repeated import does not restore it. Without `achievedAt`, any certificate matches that is
 * neither revoked nor expired. If the entry names the certificate, the names must match too.
 */
export type EntryOutcome =
  | ({ status: 'issued' | 'exists'; certificateId: number; userId: string } & Links)
  | { status: 'invalid'; errors: FieldErrors }

/** An outcome with the number and first line of its entry, both from 1. */
export type PlacedOutcome = { entry: number; line: number } & EntryOutcome

export function validEntries(chunk: ReadEntry[]): Entry[] {
  return chunk.flatMap((one) => ('entry' in one ? one.entry : []))
}

/** Merges the results of valid entries with the errors of the others, in order. */
export function outcomesOf(chunk: ReadEntry[], results: EntryOutcome[]): PlacedOutcome[] {
  const left = results.values()
  return chunk.map((one) => {
    const place = { entry: one.number, line: one.line }
    if ('errors' in one) return { ...place, status: 'invalid', errors: one.errors }
    const { value } = left.next()
    if (!value) throw new Error('An entry was issued without an outcome.')
    return { ...place, ...value }
  })
}
