import type { Registry, RegistryEntry } from '../database/prisma/client.ts'
import { confirmByDidWeb, type DidWebOptions, domainDid } from './confirm/confirmByDidWeb.ts'
import { confirmByDns } from './confirm/confirmByDns.ts'
import { type Issuer as NamedIssuer, normalizeDid, pkhOf } from './confirm/did.ts'
import type { Domain } from './confirm/domain.ts'
import { absent, unavailable } from './confirm/outcome.ts'
import type { Lookup } from './confirmation.ts'
import type { NamedKeys } from './issuer.ts'
import type { IssuersContext } from './service.ts'

export type LookupContext = Pick<IssuersContext, 'db' | 'at'> & {
  dnsServers: string[]
  trustRegistries: string[]
  /** For servers with a certificate or an address of their own. */
  didWeb?: Pick<DidWebOptions, 'allowed' | 'ca' | 'port'> | undefined
}

/** What one source says about an issuer. `source`: the domain, or the URL of the registry. */
export type Found = {
  way: 'dns' | 'did_web' | 'registry'
  source: string
  /** Time of the answer: for registries, the time when the list was fetched. */
  at: Date
  lookup: Lookup
  registryName: string | null
  listedName: string | null
}

/** Timeout (ms) of all lookups of a check. Less than an idempotency key waits for its request. */
const DEADLINE_MS = 12_000

/** Looks up what the domain says about an issuer, by DNS and by did.json. Takes at most DEADLINE_MS. */
export async function lookUpDomain(
  context: LookupContext,
  { named, keys }: NamedKeys,
  domain: Domain,
): Promise<Found[]> {
  const { dnsServers: servers, at, didWeb } = context
  const signal = AbortSignal.timeout(DEADLINE_MS)
  const dns = { servers, signal }
  const [byDns, byDidWeb] = await Promise.all([
    unlessAborted(signal, confirmByDns(domain, named, dns)),
    unlessAborted(signal, confirmByDidWeb(domainDid(domain), keys, { dns, at, signal, ...didWeb })),
  ])
  const common = { source: domain.name, at, registryName: null, listedName: null }
  const isCertain = 'resolvers' in byDns && byDns.resolvers.agreed === byDns.resolvers.asked
  return [
    { ...common, way: 'dns', lookup: byDns.outcome === 'found' ? { outcome: 'found', isCertain } : byDns },
    {
      ...common,
      way: 'did_web',
      lookup: byDidWeb.outcome === 'found' ? { outcome: 'found', isCertain: true } : byDidWeb,
    },
  ]
}

/** Time (ms) after which a list that could not be fetched again says nothing. */
const LIST_MS = 48 * 3_600_000

/** Looks for an issuer in the stored lists of the registries. */
export async function lookUpRegistries(
  { db, at, trustRegistries }: LookupContext,
  { named }: NamedKeys,
): Promise<Found[]> {
  if (trustRegistries.length === 0) return []
  const dids = named.flatMap((one) => ('did' in one ? [normalizeDid(one.did) ?? one.did] : []))
  const addresses = named.flatMap((one) => ('address' in one ? [one.address] : []))
  const where = { OR: [{ did: { in: dids } }, { address: { in: addresses } }] }
  const [registries, entries] = await Promise.all([
    db.prisma.registry.findMany({ where: { url: { in: trustRegistries } } }),
    db.prisma.registryEntry.findMany({ where: { url: { in: trustRegistries }, ...where }, orderBy: { did: 'asc' } }),
  ])
  return trustRegistries.map((url) => {
    const registry = registries.find((one) => one.url === url)
    const entry = entries.find((one) => one.url === url && named.some((each) => isOf(each, one)))
    const lookup = lookupIn(registry, entry, at)
    return {
      way: 'registry' as const,
      source: url,
      at: (lookup.outcome !== 'unavailable' && registry?.fetchedAt) || at,
      lookup,
      registryName: registry?.name ?? null,
      listedName: entry?.name ?? null,
    }
  })
}

/** A contract wallet is only that of its own chain. */
function isOf(named: NamedIssuer, { did }: RegistryEntry): boolean {
  if ('did' in named || named.chainId === undefined) return true
  return did === pkhOf({ address: named.address, chainId: named.chainId })
}

/** Whether a stored list is new enough to say anything. */
export function isFresh({ fetchedAt }: Pick<Registry, 'fetchedAt'>, at: Date): boolean {
  return at.getTime() - fetchedAt.getTime() <= LIST_MS
}

function lookupIn(registry: Registry | undefined, entry: RegistryEntry | undefined, at: Date): Lookup {
  if (!registry || !isFresh(registry, at)) return unavailable('connection')
  return entry ? { outcome: 'found', isCertain: true } : absent('not_listed')
}

/** Reports a lookup that the deadline ended as unavailable. */
async function unlessAborted<Result>(signal: AbortSignal, lookup: Promise<Result>) {
  try {
    return await lookup
  } catch (error) {
    if (signal.aborted) return unavailable('timeout')
    throw error
  }
}
