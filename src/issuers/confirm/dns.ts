import { Resolver } from 'node:dns/promises'
import { type Domain, isWithinRegistrable } from './domain.ts'
import { type Absent, absent, type Outcome, type Unavailable, unavailable } from './outcome.ts'

export type DnsOptions = {
  /** `ip` or `ip:port`, IPv6 with port as `[ip]:port`. Empty: the system's. */
  servers: string[]
  /** Timeout (ms) of the first try; the next ones wait longer. 2 s by default. */
  timeoutMs?: number
  /** Tries for each query; 2 by default. */
  tries?: number
  /** Timeout (ms) of a lookup with one server, over all its queries; 8 s by default. */
  deadlineMs?: number
  signal?: AbortSignal
}

export type TxtRecords = {
  records: string[]
  /** The domain has more records of the type than were read. */
  more: boolean
}

const MAX_RECORDS = 100
const MAX_RECORD_LENGTH = 1024
const MAX_CNAMES = 8

/**
 * Divides `servers` between at most two resolvers: the first, third … and the second,
 * fourth … A resolver uses its next server only if the one before is unavailable.
 */
export function resolversOf(servers: string[]): string[][] {
  if (servers.length === 0) return [[]]
  return [0, 1].map((side) => servers.filter((_, i) => i % 2 === side)).filter((some) => some.length > 0)
}

/**
 * Looks up the TXT records of a domain whose first word is `type`. Follows CNAME records within the registrable domain.
 * Throws the signal's reason when aborted.
 */
export async function lookUpTxt(domain: Domain, type: string, options: DnsOptions): Promise<Outcome<TxtRecords>> {
  return withServers(options, (resolver) => txtOf(resolver, domain, type))
}

/** Looks up the IPv4 and IPv6 addresses of a host. Throws the signal's reason when aborted. */
export async function lookUpAddresses(host: string, options: DnsOptions): Promise<Outcome<{ addresses: string[] }>> {
  return withServers(options, async (resolver) => {
    const answers = await Promise.all([answerOf(resolver.resolve4(host)), answerOf(resolver.resolve6(host))])
    const addresses = answers.flatMap((answer) => ('value' in answer ? answer.value : []))
    if (addresses.length > 0) return { outcome: 'found', addresses }
    const failures = answers.filter((answer) => 'outcome' in answer)
    const outage = failures.find(({ outcome }) => outcome === 'unavailable')
    if (outage) return outage
    return failures.some(({ reason }) => reason === 'nxdomain') ? absent('nxdomain') : absent('no_address')
  })
}

/** Tries the servers one after the other, until one of them answers. */
async function withServers<Found>(
  { servers, timeoutMs = 2000, tries = 2, deadlineMs = 8000, signal }: DnsOptions,
  lookup: (resolver: Resolver) => Promise<Outcome<Found>>,
): Promise<Outcome<Found>> {
  let last: Outcome<Found> = unavailable('dns_unreachable')
  for (const server of servers.length > 0 ? servers : [null]) {
    signal?.throwIfAborted()
    // `cancel` ends all queries of a resolver, so each lookup has its own.
    const resolver = new Resolver({ timeout: timeoutMs, tries })
    if (server) resolver.setServers([server])
    const cancel = () => resolver.cancel()
    const deadline = setTimeout(cancel, deadlineMs)
    signal?.addEventListener('abort', cancel)
    last = await lookup(resolver)
    signal?.removeEventListener('abort', cancel)
    clearTimeout(deadline)
    if (last.outcome !== 'unavailable') return last
  }
  signal?.throwIfAborted()
  return last
}

async function txtOf(resolver: Resolver, domain: Domain, type: string): Promise<Outcome<TxtRecords>> {
  let name = domain.name
  for (let hops = 0; ; hops += 1) {
    const cname = await answerOf(resolver.resolveCname(name))
    if ('outcome' in cname) {
      if (cname.outcome === 'unavailable') return cname
      break
    }
    const [target = ''] = cname.value
    if (!isWithinRegistrable(target, domain)) return absent('cname_outside')
    // A resolver that follows such a chain itself answers SERVFAIL, so this is no answer either.
    if (hops === MAX_CNAMES) return unavailable('cname_loop')
    name = target
  }
  const txt = await answerOf(resolver.resolveTxt(name))
  // A CNAME that leads to a missing name exists itself.
  if ('outcome' in txt) return txt.outcome === 'absent' && name !== domain.name ? absent('no_record') : txt
  const records = txt.value
    .map((chunks) => chunks.join(''))
    .filter((record) => record.length <= MAX_RECORD_LENGTH && record.startsWith(`${type} `))
  if (records.length === 0) return absent('no_record')
  return { outcome: 'found', records: records.slice(0, MAX_RECORDS), more: records.length > MAX_RECORDS }
}

async function answerOf<Value>(query: Promise<Value>): Promise<{ value: Value } | Absent | Unavailable> {
  try {
    return { value: await query }
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? String(error.code) : String(error)
    return failures[code] ?? unavailable('dns_malformed', `Code: ${code}.`)
  }
}

/** By the codes of `node:dns`. A cancelled query has run into the deadline. */
const failures: Record<string, Absent | Unavailable> = {
  ENOTFOUND: absent('nxdomain'),
  ENODATA: absent('no_record'),
  ESERVFAIL: unavailable('dns_failure'),
  ENOTIMP: unavailable('dns_failure'),
  ETIMEOUT: unavailable('dns_timeout'),
  ECANCELLED: unavailable('dns_timeout'),
  EREFUSED: unavailable('dns_refused'),
  ECONNREFUSED: unavailable('dns_unreachable'),
}
