import { record } from '../core/audit.ts'
import { type Author, write } from '../core/writeContext.ts'
import type { Confirmation } from '../database/prisma/client.ts'
import type { Tx } from '../database/sql.ts'
import { type Domain, parseDomain } from './confirm/domain.ts'
import { type Advanced, advance, type Change, initial, nextLookup, UNCONFIRMED_MS } from './confirmation.ts'
import { findIssuer, type IssuerRow, namedKeysOf } from './issuer.ts'
import { isWithoutKey } from './keys.ts'
import { type Found, type LookupContext, lookUpDomain, lookUpRegistries } from './lookUp.ts'
import { lockClaim } from './queries.ts'
import type { IssuersContext } from './service.ts'

/** Reports a change to the site's webhooks, in the transaction of the change. */
export type AnnounceChange = (
  tx: Tx,
  context: { siteId: number; at: Date; author: Author },
  change: ConfirmationChange,
) => Promise<void>

/** `source`: the domain, or the URL of the registry. */
export type ConfirmationChange = { change: Change; way: Found['way']; source: string; since: Date | null }

export type ConfirmContext = LookupContext &
  Omit<IssuersContext, 'db' | 'at'> & { announce: AnnounceChange; registryCa?: string | undefined }

/**
 * Looks up what the domain and the registries say about an issuer now, and stores the result. Returns what was found.
 * Drops a claim that was not confirmed for 30 days, or whose domain no longer exists (confirmation.ts).
 */
export async function confirmIssuer(context: ConfirmContext, id: number | bigint): Promise<Found[]> {
  const issuer = await findIssuer(context.db, id)
  if (!issuer) return []
  const domain = claimedDomain(issuer)
  const isNamed = domain !== null || context.trustRegistries.length > 0
  const named = isNamed ? await namedKeysOf(context, issuer).catch(nullWithoutKey) : null
  const found = named
    ? [...(domain ? await lookUpDomain(context, named, domain) : []), ...(await lookUpRegistries(context, named))]
    : []
  await write(context, async (tx) => {
    // A claim that changed during the lookups has a lookup of its own.
    if (await lockClaim(tx, issuer, context.at)) await store(tx, context, issuer, found)
  })
  return found
}

/** A site without a key has no DID that a domain could name. */
function nullWithoutKey(error: unknown): null {
  if (isWithoutKey(error)) return null
  throw error
}

async function store(tx: Tx, context: ConfirmContext, issuer: IssuerRow, found: Found[]): Promise<void> {
  const { at } = context
  const known = await tx.confirmation.findMany({ where: { issuerId: issuer.id } })
  const advanced: (Advanced & Found)[] = []
  for (const one of found) {
    const before = known.find(({ way, source }) => way === one.way && source === one.source)
    // A registry that does not list the issuer, and never did, needs no row.
    if (!before && one.way === 'registry' && one.lookup.outcome !== 'found') continue
    const after = advance(before ?? initial, one.lookup, one.at)
    await save(tx, issuer, before, one, after)
    if (after.change) await report(tx, context, issuer, { ...one, ...after, change: after.change })
    advanced.push({ ...one, ...after })
  }
  const isDropped = isUnconfirmedForLong(issuer, advanced, at) || isGoneForGood(advanced)
  if (isDropped) {
    await record(
      tx,
      { ...context, siteId: issuer.siteId },
      {
        action: 'issuer.drop_claim',
        subject: subjectOf(issuer),
        before: { domain: issuer.domain },
      },
    )
  }
  const states = advanced.filter(({ way, state }) => way !== 'registry' || !state.endedAt).map(({ state }) => state)
  const dueAt =
    isDropped || (states.length === 0 && issuer.domain === null) ? null : nextLookup(states, issuer.claimedAt, at)
  await tx.issuer.update({
    where: { id: issuer.id },
    data: { checkedAt: at, dueAt, ...(isDropped && noClaim) },
  })
  if (isDropped) await tx.confirmation.deleteMany({ where: { issuerId: issuer.id, confirmedAt: null } })
}

const noClaim = {
  ...{ domain: null, name: null, link: null, claimedAt: null },
  ...{ signature: null, signatureChainId: null, signedByContract: false },
}

async function save(
  tx: Tx,
  { id: issuerId, claimedAt }: IssuerRow,
  before: Confirmation | undefined,
  { way, source, at, registryName, listedName }: Found,
  { state }: Advanced,
): Promise<void> {
  const names =
    way === 'registry'
      ? { registryName: registryName ?? before?.registryName ?? '', listedName: listedName ?? before?.listedName ?? '' }
      : {}
  await tx.confirmation.upsert({
    where: { issuerId_way_source: { issuerId, way, source } },
    create: { issuerId, way, source, claimedAt: claimedAt ?? at, ...names, ...state },
    update: { ...names, ...state },
  })
}

async function report(
  tx: Tx,
  context: ConfirmContext,
  issuer: IssuerRow,
  { way, source, change, state, lookup }: Found & Advanced & { change: Change },
): Promise<void> {
  const message = lookup.outcome === 'found' ? undefined : lookup.message
  await record(
    tx,
    { ...context, siteId: issuer.siteId },
    {
      action: `issuer.${change}`,
      subject: subjectOf(issuer),
      after: { way, source, message },
    },
  )
  if (issuer.siteId === null) return
  await context.announce(tx, { ...context, siteId: issuer.siteId }, { change, way, source, since: state.confirmedAt })
}

function isUnconfirmedForLong({ claimedAt }: IssuerRow, advanced: (Advanced & Found)[], at: Date): boolean {
  const byDomain = advanced.filter(({ way }) => way !== 'registry')
  if (byDomain.length === 0 || byDomain.some(({ state }) => state.confirmedAt !== null)) return false
  return claimedAt !== null && at.getTime() - claimedAt.getTime() >= UNCONFIRMED_MS
}

/** A domain can still confirm by one way while the other says that it does not exist. */
function isGoneForGood(advanced: (Advanced & Found)[]): boolean {
  const byDomain = advanced.filter(({ way }) => way !== 'registry')
  return byDomain.length > 0 && byDomain.every(({ isFinal }) => isFinal)
}

function subjectOf({ siteId, wallet }: IssuerRow): string {
  return siteId === null ? `wallet/${wallet?.address}` : `site/${siteId}`
}

/** Returns null if there is no claim, or if the rules changed since it was stored, such as the public suffixes. */
function claimedDomain({ domain }: IssuerRow): Domain | null {
  const parsed = domain === null ? null : parseDomain(domain)
  return parsed?.accepted ? parsed.domain : null
}
