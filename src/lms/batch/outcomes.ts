import type { FieldErrors } from '../../core/problem.ts'
import { type Links, linksOf } from '../certificates/links.ts'
import type { ReadEntry } from './entries.ts'
import type { Entry } from './entrySchema.ts'
import type { ExcelDays } from './lines.ts'
import type { HeldCertificate } from './queries.ts'

type Invalid = { status: 'invalid'; errors: FieldErrors }

/**
 * Outcome of an entry. `exists` means the user already has this certificate of the course: the same `achievedAt`, even
 * if revoked, so that a repeated import does not restore it. Without `achievedAt`, any certificate matches that is
 * neither revoked nor expired. If the entry names the certificate, the names must match too.
 */
export type EntryOutcome = { status: 'issued' | 'exists'; certificate: HeldCertificate } | Invalid

/** What a dry run says of an entry. `createsUser`: the first entry of a user who would be new. */
export type PlannedOutcome =
  | EntryOutcome
  | { status: 'issued' | 'exists'; certificate?: never; userId?: string; createsUser?: true }

/** An entry with its outcome. */
export type Decided<Outcome> = { one: ReadEntry; outcome: Outcome | Invalid }

/** An outcome as responses show it, with the number and first line of its entry, both from 1. */
export type ShownOutcome = { entry: number; line: number; excelDays?: ExcelDays } & (
  | ({ status: 'issued' | 'exists'; certificateId?: number; userId?: string; createsUser?: true } & Partial<Links>)
  | Invalid
)

export function validEntries(chunk: ReadEntry[]): Entry[] {
  return chunk.flatMap((one) => ('entry' in one ? one.entry : []))
}

/** Joins the outcomes of valid entries with the errors of the others, in order. */
export function decidedOf<Outcome>(chunk: ReadEntry[], outcomes: Outcome[]): Decided<Outcome>[] {
  const left = outcomes.values()
  return chunk.map((one) => {
    if ('errors' in one) return { one, outcome: { status: 'invalid', errors: one.errors } }
    const { value } = left.next()
    if (!value) throw new Error('An entry was issued without an outcome.')
    return { one, outcome: value }
  })
}

/** Returns the outcomes as responses show them. */
export function shownOf(chunk: ReadEntry[], outcomes: PlannedOutcome[], publicUrl: string): ShownOutcome[] {
  return decidedOf(chunk, outcomes).map(({ one, outcome }) => {
    if (!('certificate' in outcome) || !outcome.certificate) return { ...placeOf(one), ...outcome }
    const { status, certificate } = outcome
    const { id: certificateId, userId } = certificate
    return { ...placeOf(one), status, certificateId, userId, ...linksOf(certificate, publicUrl) }
  })
}

export function placeOf({ number: entry, line, excelDays }: ReadEntry) {
  return excelDays ? { entry, line, excelDays } : { entry, line }
}
