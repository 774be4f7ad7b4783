import type { FieldErrors } from '../../core/problem.ts'
import type { ReadEntry } from './entries.ts'
import type { Entry } from './entrySchema.ts'

/**
 * What became of an entry: issued, or not because the user has the certificate already, or what is wrong with it. The
 * same certificate is one of the course that was achieved at the same time, be it revoked since, so that nobody who does
 * the same again gives back what was taken; where the entry does not say when, it is any that is neither revoked nor
 * expired. Where the entry names the certificate, it is one of that name.
 */
export type EntryOutcome =
  | { status: 'issued' | 'exists'; certificateId: number; userId: string }
  | { status: 'invalid'; errors: FieldErrors }

/** What became of an entry that was read from somewhere: which one it was, from 1, and the line that it begins on. */
export type PlacedOutcome = { entry: number; line: number } & EntryOutcome

/** The entries of a chunk that could be read. */
export function readable(chunk: ReadEntry[]): Entry[] {
  return chunk.flatMap((one) => ('entry' in one ? one.entry : []))
}

/** The outcomes of a chunk: of those entries that could be read, and what was wrong with the others. */
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
