import type { LookupAddress, LookupAllOptions } from 'node:dns'
import { isIP, type LookupFunction } from 'node:net'
import ipaddr from 'ipaddr.js'
import { Explained } from '../../explained.ts'

/** Looks a name up as `dns.lookup` does with `all: true`. */
export type Lookup = (
  name: string,
  options: LookupAllOptions,
  answer: (error: NodeJS.ErrnoException | null, addresses: LookupAddress[]) => void,
) => void

/**
 * Whether webhooks may be sent to a URL, as far as that can be told without DNS: it is http or https, has no user name,
 * and its host is neither a private address nor localhost. `allowed`: addresses and subnets that count as public.
 */
export function isAllowedTarget(url: string, allowed: string[]): boolean {
  if (!URL.canParse(url)) return false
  const target = new URL(url)
  const { protocol, username, password } = target
  return /^https?:$/.test(protocol) && !username && !password && isAllowedHost(hostOf(target), allowed)
}

/** Whether a host may be connected to; of a name other than localhost (RFC 6761) only `guarded` knows. */
export function isAllowedHost(host: string, allowed: string[]): boolean {
  if (/(^|\.)localhost\.?$/.test(host)) return ['127.0.0.1', '::1'].some((address) => isAllowed(address, allowed))
  return isIP(host) === 0 || isAllowed(host, allowed)
}

/**
 * A look-up for a connection: its only one, so that the addresses that were checked are those that are connected to.
 * One private address among many refuses the name.
 */
export function guarded(lookup: Lookup, allowed: string[]): LookupFunction {
  return (name, options, answer) => {
    lookup(name, { ...options, all: true }, (error, addresses) => {
      if (error) answer(error, [])
      // Node throws at an empty answer, where nobody can catch it.
      else if (addresses.length === 0) answer(new Explained(`No address for ${name}.`), [])
      else if (addresses.every(({ address }) => isAllowed(address, allowed))) answer(null, addresses)
      else answer(new Explained(refusal(name)), [])
    })
  }
}

/** Names a host as the URL did: its address would tell whoever chooses targets what the private DNS knows. */
export function refusal(host: string): string {
  return `The target is in a private network: ${host}.`
}

/** The host of a URL, an IPv6 address without its brackets; every spelling of an IPv4 address has become 1.2.3.4 here. */
export function hostOf(url: URL): string {
  return url.hostname.replace(/^\[(.*)\]$/, '$1')
}

function isAllowed(address: string, allowed: string[]): boolean {
  return isPublic(address) || allowed.some((network) => isIn(address, network))
}

/** Only what IANA gives out to the public; that leaves out IPv6 addresses that carry an IPv4 address in them. */
function isPublic(address: string): boolean {
  return ipaddr.parse(address).range() === 'unicast' && (isIP(address) === 4 || isIn(address, '2000::/3'))
}

function isIn(address: string, network: string): boolean {
  const parsed = ipaddr.parse(address)
  const [start, bits] = ipaddr.parseCIDR(
    network.includes('/') ? network : `${network}/${isIP(network) === 4 ? 32 : 128}`,
  )
  return parsed.kind() === start.kind() && parsed.match(start, bits)
}
