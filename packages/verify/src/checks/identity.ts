import type { Check, Result } from './check.ts'
import type { Statement } from './verifiable.ts'

/** What is known about an issuer's identity, from the lookups of the server that stores it. */
export type IssuerIdentity = {
  did: string | null
  /** Host of the server whose operator approved the issuer's name. Null for wallets. */
  operator: string | null
  blockedAt: Date | null
  /** Time since which the issuer's key counts as compromised. */
  compromisedAt: Date | null
  confirmations: Confirmation[]
  /** A registry gives the stated name, or one that looks like it, to another issuer. */
  nameOwner: NameOwner | null
}

export type NameOwner = { registry: string; listedName: string; domain: string | null }

export type Confirmation = DomainConfirmation | RegistryConfirmation

type Period = { since: Date; lastSeenAt: Date; endedAt: Date | null }

/** `issuers` and `formerIssuers`: issuers that the domain confirms now, and others that it confirmed before. */
export type DomainConfirmation = Period & {
  way: 'dns' | 'did_web'
  domain: string
  issuers: number
  formerIssuers: number
}

/** `name`: of the issuer in the registry. */
export type RegistryConfirmation = Period & { way: 'registry'; registry: string; name: string }

export type ConfirmedBy = 'dns' | 'did_web' | 'registry' | 'operator'

/** Who confirms the issuer of a certificate. All null: not confirmed. */
export type Confirmed = {
  domain: string | null
  confirmedBy: ConfirmedBy | null
  confirmedSince: Date | null
  lastChecked: Date | null
  /** Registry that lists the issuer under the stated name. */
  nameListedBy: string | null
  /** Server whose operator approved the stated name. */
  nameApprovedBy: string | null
}

/** Time (ms) without an answer after which a confirmation is unknown. */
export const SILENCE_MS = 7 * 24 * 3_600_000

export type Identified = {
  receivedAt: Date
  states: Pick<Statement, 'issuer' | 'holder'>
  identity: IssuerIdentity
}

/** Checks that a domain, a registry or the operator of this server confirms the issuer. */
export const identity: Check<Identified, { now: Date }> = {
  name: 'identity',
  dimension: 'identity',
  run: (certificate, { now }) => judgeIdentity(certificate, now),
}

/**
 * Judges an issuer by its domain if it ever had one, then by registries, then by the operator. A domain that has ended
 * is never replaced by a weaker confirmation: its former owner may no longer be the issuer.
 */
export function judgeIdentity(certificate: Identified, now: Date): Result {
  const { identity, states } = certificate
  const { confirmations, operator } = identity
  const name = states.issuer.name ?? ''
  if (identity.blockedAt) return { outcome: 'failed', code: 'identity.blocked', evidence: { name } }
  if (identity.nameOwner) {
    return { outcome: 'failed', code: 'identity.name_taken', evidence: { name, ...identity.nameOwner } }
  }
  const listed = listingOf(confirmations, name, now)
  const judged = confirmations.some(isByDomain)
    ? judgeByDomain(certificate, name, listed?.name === name ? listed.registry : null, now)
    : judgeByRegistry(confirmations, name, listed)
  if (judged) return judged
  return operator
    ? { outcome: 'passed', code: 'identity.operator', evidence: { name, operator } }
    : { outcome: 'failed', code: 'identity.none', evidence: { name } }
}

function judgeByDomain(
  { identity: { confirmations, operator }, receivedAt }: Identified,
  name: string,
  nameListedBy: string | null,
  now: Date,
): Result | null {
  const byDomain = confirmations.filter(isByDomain)
  const current = byDomain.find((one) => isCurrent(one, now))
  if (current) {
    const { domain, way, since, lastSeenAt: lastChecked, issuers, formerIssuers } = current
    const evidence = { name, domain, way, since, lastChecked, issuers, formerIssuers, nameListedBy, operator }
    return { outcome: 'passed', code: 'identity.domain', evidence }
  }
  const silent = byDomain.find(({ endedAt }) => !endedAt)
  if (silent) return judgeSilent(silent.domain, silent)
  const [lapsed] = byDomain.toSorted((one, other) => Number(other.endedAt) - Number(one.endedAt))
  if (!lapsed?.endedAt) return null
  const { domain, since, endedAt: until } = lapsed
  const receivedThen = receivedAt >= since && receivedAt < until ? receivedAt : null
  return { outcome: 'failed', code: 'identity.lapsed', evidence: { domain, since, until, receivedThen } }
}

function judgeByRegistry(
  confirmations: Confirmation[],
  name: string,
  listed: RegistryConfirmation | undefined,
): Result | null {
  if (listed) {
    const { since, lastSeenAt: lastChecked, registry, name: listedName } = listed
    const evidence = { name, listedName, registry, since, lastChecked }
    return { outcome: 'passed', code: 'identity.registry', evidence }
  }
  const silent = confirmations.filter(isByRegistry).find(({ endedAt }) => !endedAt)
  return silent ? judgeSilent(silent.registry, silent) : null
}

function judgeSilent(source: string, { since, lastSeenAt: lastChecked }: Period): Result {
  return { outcome: 'unknown', code: 'identity.silent', evidence: { source, since, lastChecked } }
}

/** Finds a registry that lists the issuer now, best under the stated name. */
function listingOf(confirmations: Confirmation[], name: string, now: Date): RegistryConfirmation | undefined {
  const current = confirmations.filter(isByRegistry).filter((one) => isCurrent(one, now))
  return current.find((one) => one.name === name) ?? current[0]
}

function isByDomain(one: Confirmation): one is DomainConfirmation {
  return one.way !== 'registry'
}

function isByRegistry(one: Confirmation): one is RegistryConfirmation {
  return one.way === 'registry'
}

function isCurrent({ lastSeenAt, endedAt }: Confirmation, now: Date): boolean {
  return !endedAt && now.getTime() - lastSeenAt.getTime() <= SILENCE_MS
}

/** Returns whether the key of the issuer was reported as compromised before this server received the certificate. */
export function isCompromised({ identity: { compromisedAt }, states, receivedAt }: Identified): boolean {
  return states.issuer.address !== null && compromisedAt !== null && receivedAt >= compromisedAt
}

/** Returns whether the server may lend a certificate its name by pictures and links: if its issuer is confirmed. */
export function isLent(certificate: Identified, now: Date): boolean {
  return hasConfirmedIssuer(certificate, now) && !isCompromised(certificate)
}

/** Returns false if the issuer is not confirmed. Returns true if that is unknown now. */
export function hasConfirmedIssuer(certificate: Identified, now: Date): boolean {
  return judgeIdentity(certificate, now).outcome !== 'failed'
}

export function confirmedOf(certificate: Identified, now: Date): Confirmed {
  return toConfirmed(judgeIdentity(certificate, now))
}

function toConfirmed({ code, evidence }: Result): Confirmed {
  switch (code) {
    case 'identity.domain': {
      const { domain, way, since, lastChecked, nameListedBy, operator } = evidence
      const period = { confirmedSince: since, lastChecked }
      return { domain, confirmedBy: way, ...period, nameListedBy, nameApprovedBy: operator }
    }
    case 'identity.registry': {
      const { since: confirmedSince, lastChecked, name, listedName, registry } = evidence
      const nameListedBy = name === listedName ? registry : null
      return { ...unconfirmed, confirmedBy: 'registry', confirmedSince, lastChecked, nameListedBy }
    }
    case 'identity.operator':
      return { ...unconfirmed, confirmedBy: 'operator', nameApprovedBy: evidence.operator }
    default:
      return unconfirmed
  }
}

const unconfirmed: Confirmed = {
  domain: null,
  confirmedBy: null,
  confirmedSince: null,
  lastChecked: null,
  nameListedBy: null,
  nameApprovedBy: null,
}

/** Returns whether a registry lists the stated name, or the operator of the server approved it. */
export function isNameKnown({ nameListedBy, nameApprovedBy }: Confirmed): boolean {
  return nameListedBy !== null || nameApprovedBy !== null
}

/** Returns whether the issuer issued the certificate to itself. */
export function isOwnHolder({ issuer, holder }: Pick<Statement, 'issuer' | 'holder'>): boolean {
  return issuer.address !== null && issuer.address === holder.address
}
