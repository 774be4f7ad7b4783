import { Problem } from '../core/problem.ts'
import type { Site } from '../database/prisma/client.ts'
import { confirmByDidWeb, domainDid } from './confirm/confirmByDidWeb.ts'
import { confirmByDns } from './confirm/confirmByDns.ts'
import type { Issuer } from './confirm/did.ts'
import { recordFor } from './confirm/dnsRecord.ts'
import { type Domain, parseDomain } from './confirm/domain.ts'
import type { Outcome } from './confirm/outcome.ts'
import { fetchRegistry, findInRegistry } from './confirm/registry.ts'
import { multikeyOf } from './did.ts'
import { currentKey } from './keys.ts'
import { didOf, type IssuersContext } from './service.ts'

export type DomainContext = IssuersContext & { dnsServers: string[]; trustRegistries: string[] }

/** `record` is the TXT record with which the domain confirms the site. */
export type DomainRecord = { domain: string; did: string; record: string }

/** Result of one lookup. `message` is an instruction for the institution. */
export type Finding = { outcome: 'found' | 'absent' | 'unavailable'; message: string }

export type DomainCheck = DomainRecord & {
  dns: Finding
  didWeb: Finding
  registries: (Finding & { url: string; name?: string | undefined })[]
}

/** Timeout (ms) of one request to a web server. */
const TIMEOUT_MS = 5000

/** Returns the DNS record that the site's domain needs. Throws `site.no_domain` and `secrets.no_key`. */
export async function domainRecordOf(
  context: IssuersContext,
  site: Pick<Site, 'id' | 'domain'>,
): Promise<DomainRecord> {
  const did = await didOf(context, site.id)
  return { domain: domainOf(site).name, did, record: recordFor({ did }) }
}

/** Checks whether the domain and the registries confirm the site. Takes up to about ten seconds. */
export async function checkDomain(context: DomainContext, site: Pick<Site, 'id' | 'domain'>): Promise<DomainCheck> {
  const record = await domainRecordOf(context, site)
  const issuer = { did: record.did }
  const domain = domainOf(site)
  const dns = { servers: context.dnsServers }
  const { publicKey } = await currentKey({ ...context, siteId: site.id, author: { command: 'domain check' } })
  const [byDns, byDidWeb, registries] = await Promise.all([
    confirmByDns(domain, issuer, dns),
    confirmByDidWeb(
      domainDid(domain),
      { ed25519: multikeyOf(publicKey) },
      { dns, at: context.at, timeoutMs: TIMEOUT_MS },
    ),
    Promise.all(context.trustRegistries.map((url) => lookInRegistry(url, issuer))),
  ])
  return {
    ...record,
    dns: toFinding(byDns, 'The TXT record names this site.'),
    didWeb: toFinding(byDidWeb, 'The file did.json lists the key of this site.'),
    registries,
  }
}

async function lookInRegistry(url: string, issuer: Issuer): Promise<DomainCheck['registries'][number]> {
  const fetched = await fetchRegistry(url, { timeoutMs: TIMEOUT_MS })
  if (fetched.outcome === 'unavailable') return { url, ...toFinding(fetched, '') }
  if (fetched.outcome === 'unchanged') throw new Error('A registry returned 304 to a request without an ETag.')
  const found = findInRegistry(fetched.registry, issuer)
  const name = found.outcome === 'found' ? found.entry.name : undefined
  return { url, name, ...toFinding(found, `${fetched.registry.name} lists this site.`) }
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
