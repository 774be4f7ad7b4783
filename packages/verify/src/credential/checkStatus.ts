import type { ListFault } from '../texts/credentials/en.ts'
import { checkContent, checkIssuer } from './checkIssuer.ts'
import { isObject, type JsonObject, listOf, textOf } from './json.ts'
import { type Credential, readCredential, UnreadableCredential } from './readCredential.ts'
import type { Context, Result } from './result.ts'
import { readStatusEntry, type StatusEntry, statusBit } from './statusList.ts'

/** Most entries of one credential. Each costs a lookup. */
const MAX_ENTRIES = 4

/** Checks the period of validity: of the credential, and of the JWT that carries it. */
export function checkExpiry({ document, jwt }: Credential, { now }: Pick<Context, 'now'>): Result {
  const { nbf, exp } = jwt?.payload ?? {}
  const begins = [document.validFrom, document.issuanceDate, nbf].filter(isGiven).map(timeOf)
  const ends = [document.validUntil, document.expirationDate, exp].filter(isGiven).map(timeOf)
  if ([...begins, ...ends].includes(null)) {
    const value = String(document.validFrom ?? document.validUntil ?? nbf ?? exp).slice(0, 60)
    return { outcome: 'unknown', code: 'expiry.unreadable', evidence: { value } }
  }
  const begin = new Date(Math.max(...begins.map(Number)))
  const end = new Date(Math.min(...ends.map(Number)))
  if (ends.length > 0 && end <= now) return { outcome: 'failed', code: 'expiry.expired', evidence: { at: end } }
  if (begins.length > 0 && begin > now) return { outcome: 'failed', code: 'expiry.not_yet', evidence: { at: begin } }
  return ends.length > 0
    ? { outcome: 'passed', code: 'expiry.ahead', evidence: { at: end } }
    : { outcome: 'passed', code: 'expiry.never', evidence: {} }
}

function isGiven(value: unknown): boolean {
  return value !== undefined && value !== null
}

/** Returns milliseconds. Null if it is neither RFC 3339 with a zone nor the seconds of a JWT. */
function timeOf(value: unknown): number | null {
  if (typeof value === 'number') return Math.abs(value) < 8.64e12 ? value * 1000 : null
  if (typeof value !== 'string' || !/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)$/i.test(value))
    return null
  const time = Date.parse(value)
  return Number.isNaN(time) ? null : time
}

/** Checks the status lists of the issuer. A list that cannot be trusted says nothing, whatever its bit is. */
export async function checkRevocation({ document, issuer }: Credential, context: Context): Promise<Result> {
  const entries = listOf(document.credentialStatus)
  if (entries.length === 0) return { outcome: 'skipped', code: 'revocation.none', evidence: {} }
  if (entries.length > MAX_ENTRIES) return { outcome: 'unknown', code: 'revocation.unsupported', evidence: {} }
  const results = await Promise.all(entries.map((entry) => checkEntry(entry, issuer, context)))
  return (
    results.find(({ outcome }) => outcome === 'failed') ??
    results.find(({ outcome }) => outcome === 'unknown') ??
    results[0] ?? { outcome: 'unknown', code: 'revocation.unsupported', evidence: {} }
  )
}

async function checkEntry(value: unknown, issuer: string, context: Context): Promise<Result> {
  const entry = isObject(value) ? readStatusEntry(value) : null
  if (!entry) return { outcome: 'unknown', code: 'revocation.unsupported', evidence: {} }
  const { list, index, purpose } = entry
  const fetched = await context.fetchDocument(list, context.signal)
  if (fetched.outcome !== 'found') return { outcome: 'unknown', code: 'revocation.unreachable', evidence: { list } }
  const bad = (reason: ListFault): Result => ({
    outcome: 'unknown',
    code: 'revocation.bad_list',
    evidence: { list, reason },
  })
  let credential: Credential
  try {
    credential = readCredential(fetched.body)
  } catch (error) {
    if (error instanceof UnreadableCredential) return bad('not_a_credential')
    throw error
  }
  const subject = listOf(credential.document.credentialSubject)[0]
  if (!isObject(subject)) return bad('no_content')
  const reason = mismatch(credential, subject, entry, issuer) ?? (await distrust(credential, context))
  if (reason) return bad(reason)
  const bit = await statusBit(textOf(subject, 'encodedList') ?? '', index)
  if (bit === null) return bad('bad_entries')
  const revokes = purpose === 'revocation' || purpose === 'suspension'
  return bit && revokes
    ? { outcome: 'failed', code: 'revocation.revoked', evidence: { purpose } }
    : { outcome: 'passed', code: 'revocation.not_revoked', evidence: {} }
}

/** Returns why a list is not the one that the credential names. */
function mismatch(
  { document, issuer: listIssuer }: Credential,
  subject: JsonObject,
  { list, purpose }: StatusEntry,
  issuer: string,
): ListFault | null {
  const types = listOf(document.type)
  if (!types.includes('BitstringStatusListCredential') && !types.includes('StatusList2021Credential')) {
    return 'no_type'
  }
  if (listIssuer !== issuer) return 'other_issuer'
  // Otherwise the host could serve another list of the same issuer, to hide a revocation.
  if (document.id !== undefined && document.id !== list) return 'other_list'
  return listOf(subject.statusPurpose).includes(purpose) ? null : 'other_purpose'
}

/** Returns why a list cannot be trusted now. */
async function distrust(credential: Credential, context: Context): Promise<ListFault | null> {
  if (checkContent(credential, context).outcome !== 'passed') return 'unknown_content'
  if (checkExpiry(credential, context).outcome !== 'passed') return 'not_valid_now'
  const { outcome } = await checkIssuer(credential, context)
  return outcome === 'passed' ? null : outcome === 'failed' ? 'changed' : 'not_checked'
}
