import type { FieldErrors } from '../../core/problem.ts'
import type { Links } from '../certificates/links.ts'
import type { ReadEntry } from './entries.ts'
import type { Entry } from './entrySchema.ts'
import type { ExcelDays } from './lines.ts'

type Invalid = { status: 'invalid'; errors: FieldErrors }

/**
 * Outcome of an entry. `exists` means the user already has this certificate of the course: the same `achievedAt`, even
 * if revoked, so that a repeated import does not restore it. Without `achievedAt`, any certificate matches that is
 * neither revoked nor expired. If the entry names the certificate, the names must match too.
 */
export type EntryOutcome = ({ status: 'issued' | 'exists'; certificateId: number; userId: string } & Links) | Invalid

/** What a dry run says of an entry. `createsUser`: the first entry of a user who would be new. */
export type PlannedOutcome =
  | ({ status: 'issued' | 'exists'; certificateId?: number; userId?: string; createsUser?: true } & Partial<Links>)
  | Invalid

/** An outcome with the number and first line of its entry, both from 1. */
export type Placed<Outcome> = { entry: number; line: number; excelDays?: ExcelDays } & Outcome

export function validEntries(chunk: ReadEntry[]): Entry[] {
  return chunk.flatMap((one) => ('entry' in one ? one.entry : []))
}

/** Merges the results of valid entries with the errors of the others, in order. */
export function outcomesOf<Outcome>(chunk: ReadEntry[], results: Outcome[]): Placed<Outcome | Invalid>[] {
  const left = results.values()
  return chunk.map((one) => {
    const place = placeOf(one)
    if ('errors' in one) return { ...place, status: 'invalid' as const, errors: one.errors }
    const { value } = left.next()
    if (!value) throw new Error('An entry was issued without an outcome.')
    return { ...place, ...value }
  })
}

export function placeOf({ number: entry, line, excelDays }: ReadEntry) {
  return { entry, line, ...(excelDays && { excelDays }) }
}
