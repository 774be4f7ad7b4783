import { Problem } from '../core/problem.ts'
import type { Site } from '../database/prisma/client.ts'
import { confirmByDidWeb, domainDid } from './confirm/confirmByDidWeb.ts'
import { confirmByDns } from './confirm/confirmByDns.ts'
import type { Issuer } from './confirm/did.ts'
import { recordFor } from './confirm/dnsRecord.ts'
import { type Domain, parseDomain } from './confirm/domain.ts'
import { type Outcome, unavailable } from './confirm/outcome.ts'
import { fetchRegistry, findInRegistry } from './confirm/registry.ts'
import { multikeyOf } from './did.ts'
import { currentKey } from './keys.ts'
import { didOf, type IssuersContext } from './service.ts'

export type DomainContext = IssuersContext & { dnsServers: string[]; trustRegistries: string[] }

/** `record` is the TXT record with which the domain confirms the site. */
export type DomainRecord = { domain: string; did: string; record: string }

/** What was found at one place. `message` tells the institution what to do. */
export type Finding = { outcome: 'found' | 'absent' | 'unavailable'; message: string }

export type DomainCheck = DomainRecord & {
  dns: Finding
  didWeb: Finding
  registries: (Finding & { url: string; name?: string | undefined })[]
}

/** Timeout (ms) of all lookups of a check. Less than an idempotency key waits for its request. */
const DEADLINE_MS = 12_000

/** Returns the DNS record that the site's domain needs. Throws `site.no_domain` and `secrets.no_key`. */
export async function domainRecordOf(
  context: IssuersContext,
  site: Pick<Site, 'id' | 'domain'>,
): Promise<DomainRecord> {
  const { name } = domainOf(site)
  const did = await didOf(context, site.id)
  return { domain: name, did, record: recordFor({ did }) }
}

/** Looks up whether the site's domain and the registries confirm the site now. Takes at most DEADLINE_MS. */
export async function checkDomain(context: DomainContext, site: Pick<Site, 'id' | 'domain'>): Promise<DomainCheck> {
  const record = await domainRecordOf(context, site)
  const issuer = { did: record.did }
  const domain = domainOf(site)
  const { publicKey } = await currentKey({ ...context, siteId: site.id })
  const signal = AbortSignal.timeout(DEADLINE_MS)
  const dns = { servers: context.dnsServers, signal }
  const key = { ed25519: multikeyOf(publicKey) }
  const [byDns, byDidWeb, registries] = await Promise.all([
    unlessAborted(signal, confirmByDns(domain, issuer, dns)),
    unlessAborted(signal, confirmByDidWeb(domainDid(domain), key, { dns, at: context.at, signal })),
    Promise.all(context.trustRegistries.map((url) => searchRegistry(url, issuer, signal))),
  ])
  return {
    ...record,
    dns: toFinding(byDns, 'The TXT record names this site.'),
    didWeb: toFinding(byDidWeb, 'The file did.json lists the key of this site.'),
    registries,
  }
}

async function searchRegistry(
  address: string,
  issuer: Issuer,
  signal: AbortSignal,
): Promise<DomainCheck['registries'][number]> {
  const { origin, pathname } = new URL(address)
  // A query may contain a token of the operator.
  const url = origin + pathname
  const fetched = await unlessAborted(signal, fetchRegistry(address, { signal }))
  if (fetched.outcome === 'unavailable') return { url, ...toFinding(fetched, '') }
  if (fetched.outcome === 'unchanged') throw new Error('A registry answered 304 to a request without an ETag.')
  const found = findInRegistry(fetched.registry, issuer)
  const name = found.outcome === 'found' ? found.entry.name : undefined
  return { url, name, ...toFinding(found, `${fetched.registry.name} lists this site.`) }
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

function toFinding(outcome: Outcome<object>, foundMessage: string): Finding {
  return { outcome: outcome.outcome, message: outcome.outcome === 'found' ? foundMessage : outcome.message }
}

function domainOf({ domain }: Pick<Site, 'domain'>): Domain {
  if (domain === null) throw new Problem('site.no_domain')
  const parsed = parseDomain(domain)
  // Rules may have changed since the domain was stored, such as the list of public suffixes.
  if (!parsed.accepted) throw new Problem('site.no_domain', `${domain}: ${parsed.message}`)
  return parsed.domain
}
