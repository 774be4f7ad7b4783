import { Problem } from '../core/problem.ts'
import { recordFor } from './confirm/dnsRecord.ts'
import { type ConfirmContext, confirmIssuer } from './confirmIssuer.ts'
import { issuerOfSite } from './issuer.ts'
import type { Found } from './lookUp.ts'
import { type Refreshed, refreshRegistries } from './registries.ts'
import { didOf, type IssuersContext } from './service.ts'

/** `record` is the TXT record with which the domain confirms the site. */
export type DomainRecord = { domain: string; did: string; record: string }

/** What the last lookups stored. `failingSince`: first of the lookups that did not find it. */
export type StoredFinding = {
  confirmedBy: 'dns' | 'did_web' | 'registry'
  source: string
  confirmedSince: Date | null
  lastSeen: Date | null
  failingSince: Date | null
}

/** What was found at one place. `message` tells the institution what to do. */
export type Finding = { outcome: 'found' | 'absent' | 'unavailable'; message: string }

/** `confirmedSince`: start of the present confirmation by DNS or did.json. */
export type DomainCheck = DomainRecord & {
  confirmedSince: Date | null
  dns: Finding
  didWeb: Finding
  registries: (Finding & { url: string; name?: string | undefined })[]
}

/** Returns the DNS record that the site's domain needs. Throws `site.no_domain` and `secrets.no_key`. */
export async function domainRecordOf(context: IssuersContext, siteId: number): Promise<DomainRecord> {
  const { domain } = await issuerOfSite(context.db, siteId)
  if (domain === null) throw new Problem('site.no_domain')
  const did = await didOf(context, siteId)
  return { domain, did, record: recordFor({ did }) }
}

/** Returns what the last lookups found for the domain that a site claims now. */
export async function storedFindings(context: IssuersContext, siteId: number): Promise<StoredFinding[]> {
  const { id: issuerId, domain } = await issuerOfSite(context.db, siteId)
  const rows = await context.db.prisma.confirmation.findMany({
    where: { issuerId, OR: [{ source: domain ?? '' }, { way: 'registry' }] },
    orderBy: [{ way: 'asc' }, { source: 'asc' }],
  })
  return rows.map(({ way, source, confirmedAt, lastSeenAt, failingSince, endedAt }) => ({
    ...{ confirmedBy: way, source, lastSeen: lastSeenAt, failingSince },
    confirmedSince: endedAt ? null : confirmedAt,
  }))
}

/** Looks up whether the site's domain and the registries confirm the site now, and stores the result. */
export async function checkDomain(context: ConfirmContext, siteId: number): Promise<DomainCheck> {
  const record = await domainRecordOf(context, siteId)
  const { id: issuerId } = await issuerOfSite(context.db, siteId)
  const refreshed = await refreshRegistries(context)
  const found = await confirmIssuer(context, issuerId)
  const current = await context.db.prisma.confirmation.findFirst({
    where: { issuerId, way: { not: 'registry' }, source: record.domain, confirmedAt: { not: null }, endedAt: null },
    orderBy: { confirmedAt: 'asc' },
  })
  return {
    ...record,
    confirmedSince: current?.confirmedAt ?? null,
    dns: findingIn(found, 'dns', 'The TXT record names this site.'),
    didWeb: findingIn(found, 'did_web', 'The file did.json lists the key of this site.'),
    registries: refreshed.map((one) => registryFinding(found, one)),
  }
}

function findingIn(found: Found[], way: Found['way'], foundMessage: string): Finding {
  const one = found.find((each) => each.way === way)
  // Without a lookup, the stored domain breaks a rule that is newer.
  if (!one) throw new Problem('site.no_domain', 'The domain of the site is no longer accepted. Set another one.')
  return toFinding(one, foundMessage)
}

function registryFinding(found: Found[], { url: address, result }: Refreshed): DomainCheck['registries'][number] {
  const { origin, pathname } = new URL(address)
  // A query may contain a token of the operator.
  const url = origin + pathname
  if (typeof result !== 'string') return { url, outcome: 'unavailable', message: result.message }
  const one = found.find(({ way, source }) => way === 'registry' && source === address)
  if (!one) throw new Error('A registry is missing in the lookups.')
  return { url, name: one.listedName ?? undefined, ...toFinding(one, `${one.registryName} lists this site.`) }
}

function toFinding({ lookup }: Found, foundMessage: string): Finding {
  return { outcome: lookup.outcome, message: lookup.outcome === 'found' ? foundMessage : lookup.message }
}
