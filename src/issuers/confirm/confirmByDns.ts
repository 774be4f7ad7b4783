import type { Issuer } from './did.ts'
import { type DnsOptions, lookUpTxt, resolversOf } from './dns.ts'
import { confirmsIssuer, RECORD_TYPE, recordFor } from './dnsRecord.ts'
import type { Domain } from './domain.ts'
import { absent, type Outcome, unavailable } from './outcome.ts'

export type DnsConfirmation = Outcome<{ record: string }> & {
  /** Number of resolvers (one or two), and how many of them gave this outcome. */
  resolvers: { asked: number; agreed: number }
}

/**
 * Looks for an issuer's record, under any of its names, in the TXT records of a domain, by two resolvers if `servers`
 * has two or more. If one of them is unavailable, the other one's result counts. A first confirmation should wait until `agreed` is `asked`.
 * Throws the signal's reason when aborted, and RangeError for a malformed DID.
 */
export async function confirmByDns(
  domain: Domain,
  issuer: Issuer | Issuer[],
  options: DnsOptions,
): Promise<DnsConfirmation> {
  const names = [issuer].flat()
  for (const name of names) recordFor(name) // Throws for a malformed DID, even if the domain has no record to compare.
  const resolvers = resolversOf(options.servers)
  const outcomes = await Promise.all(
    resolvers.map((servers) => confirmByResolver(domain, names, { ...options, servers })),
  )
  const [first = unavailable('dns_unreachable'), second] = sortByWeight(outcomes)
  const agreed = outcomes.filter(({ outcome }) => outcome === first.outcome).length
  const count = (number: number) => ({ resolvers: { asked: resolvers.length, agreed: number } })
  if (first.outcome === 'found' && second?.outcome === 'absent') {
    return { ...unavailable('resolvers_disagree'), ...count(0) }
  }
  // The domain does not exist only if every result is NXDOMAIN.
  if (first.outcome === 'absent' && second?.outcome === 'absent' && !second.nxdomain) {
    return { ...absent(second.reason), ...count(agreed) }
  }
  return { ...first, ...count(agreed) }
}

/** Sorts results before outages. */
function sortByWeight<Found>(outcomes: Outcome<Found>[]): Outcome<Found>[] {
  const weights = { found: 0, absent: 1, unavailable: 2 }
  return outcomes.toSorted((one, other) => weights[one.outcome] - weights[other.outcome])
}

async function confirmByResolver(
  domain: Domain,
  names: Issuer[],
  options: DnsOptions,
): Promise<Outcome<{ record: string }>> {
  const answer = await lookUpTxt(domain, RECORD_TYPE, options)
  if (answer.outcome !== 'found') return answer
  const record = answer.records.find((text) => names.some((name) => confirmsIssuer(text, name)))
  if (record !== undefined) return { outcome: 'found', record }
  // The record may be among the unread ones.
  return answer.more ? unavailable('too_many_records') : absent('no_record')
}
