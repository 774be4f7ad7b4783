import type { Confirmation } from '../database/prisma/client.ts'
import type { Absent, Unavailable } from './confirm/outcome.ts'

// The state of a confirmation over time. Pure functions: confirmIssuer.ts looks up and stores.

export type ConfirmationState = Pick<
  Confirmation,
  'confirmedAt' | 'lastSeenAt' | 'failingSince' | 'absentSince' | 'nxdomainSince' | 'endedAt'
>

/** Result of a lookup. `isCertain`: all resolvers gave the same answer. */
export type Lookup = { outcome: 'found'; isCertain: boolean } | Absent | Unavailable

/** Change that the issuer should know of. `failing`: first lookup that did not find it. */
export type Change = 'confirmed' | 'failing' | 'lapsed'

export type Advanced = {
  state: ConfirmationState
  change: Change | null
  /** The domain has not existed for so long that it may be another owner's when it comes back. Needs a new claim. */
  isFinal: boolean
}

const HOUR_MS = 3_600_000
const DAY_MS = 24 * HOUR_MS

/** Time (ms) between the two answers without the record that end a confirmation. */
export const END_MS = HOUR_MS

/** Time (ms) after which a domain that does not exist ends the claim. */
const NXDOMAIN_MS = 30 * DAY_MS

/** Time (ms) after which an unconfirmed claim is dropped. */
export const UNCONFIRMED_MS = 30 * DAY_MS

export const initial: ConfirmationState = {
  confirmedAt: null,
  lastSeenAt: null,
  failingSince: null,
  absentSince: null,
  nxdomainSince: null,
  endedAt: null,
}

/** Returns the state after a lookup. */
export function advance(state: ConfirmationState, lookup: Lookup, at: Date): Advanced {
  const isConfirmed = state.confirmedAt !== null && state.endedAt === null
  if (lookup.outcome === 'found') {
    // A first confirmation waits until all resolvers agree.
    if (!isConfirmed && !lookup.isCertain) return { state, change: null, isFinal: false }
    return {
      state: { ...initial, confirmedAt: isConfirmed ? state.confirmedAt : at, lastSeenAt: at },
      change: isConfirmed ? null : 'confirmed',
      isFinal: false,
    }
  }
  const isMissingDomain = lookup.outcome === 'absent' && lookup.nxdomain
  const isAbsent = lookup.outcome === 'absent' && !lookup.nxdomain
  const next: ConfirmationState = {
    ...state,
    failingSince: state.failingSince ?? at,
    // Both need uninterrupted series. An outage neither continues nor ends one.
    absentSince: isMissingDomain ? null : (state.absentSince ?? (isAbsent ? at : null)),
    nxdomainSince: isAbsent ? null : (state.nxdomainSince ?? (isMissingDomain ? at : null)),
  }
  const isFinal = isMissingDomain && at.getTime() - (next.nxdomainSince ?? at).getTime() >= NXDOMAIN_MS
  if (!isConfirmed) return { state: next, change: null, isFinal }
  const hasEnded = isFinal || (isAbsent && at.getTime() - (next.absentSince ?? at).getTime() >= END_MS)
  if (hasEnded) return { state: { ...next, endedAt: at }, change: 'lapsed', isFinal }
  return { state: next, change: state.failingSince ? null : 'failing', isFinal }
}

/** Delay (ms) of the next lookup where a confirmation may end. A little more than the hour that an end needs. */
const SOON_MS = END_MS + 5 * 60_000

/**
 * Returns when to look up again: daily, in a little more than an hour while a confirmation is failing, and after a new
 * claim at growing intervals.
 */
export function nextLookup(states: ConfirmationState[], claimedAt: Date | null, at: Date): Date {
  const current = states.filter(({ confirmedAt, endedAt }) => confirmedAt && !endedAt)
  const age = claimedAt === null ? DAY_MS : at.getTime() - claimedAt.getTime()
  const isFailing = current.some(({ failingSince }) => failingSince)
  const unconfirmed = Math.min(Math.max(age, SOON_MS), DAY_MS)
  const delay = current.length === 0 ? unconfirmed : isFailing ? SOON_MS : DAY_MS
  return new Date(at.getTime() + delay)
}
