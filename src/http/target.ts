import type { LookupAddress, LookupAllOptions } from 'node:dns'
import { isIP, type LookupFunction } from 'node:net'
import ipaddr from 'ipaddr.js'
import { Explained } from '../explained.ts'

/** Resolves a name as `dns.lookup` does with `all: true`. */
export type Lookup = (
  name: string,
  options: LookupAllOptions,
  answer: (error: NodeJS.ErrnoException | null, addresses: LookupAddress[]) => void,
) => void

/** Checks a URL without DNS: http or https, no user name, public host. Hosts in `allowed` (subnets too) are public. */
export function isAllowedTarget(url: string, allowed: string[]): boolean {
  if (!URL.canParse(url)) return false
  const target = new URL(url)
  const { protocol, username, password } = target
  return /^https?:$/.test(protocol) && !username && !password && isAllowedHost(hostOf(target), allowed)
}

/** Checks a host. Names other than localhost (RFC 6761) are only checked by `guarded`. */
export function isAllowedHost(host: string, allowed: string[]): boolean {
  if (/(^|\.)localhost\.?$/.test(host)) return ['127.0.0.1', '::1'].some((address) => isAllowed(address, allowed))
  return isIP(host) === 0 || isAllowed(host, allowed)
}

/** Creates a connection's only lookup, so it uses the checked addresses. Rejects a name with any private address. */
export function guarded(lookup: Lookup, allowed: string[]): LookupFunction {
  return (name, options, answer) => {
    lookup(name, { ...options, all: true }, (error, addresses) => {
      if (error) answer(error, [])
      // Node throws an uncatchable error for an empty result.
      else if (addresses.length === 0) answer(new Explained(`DNS has no address for ${name}.`), [])
      else if (addresses.every(({ address }) => isAllowed(address, allowed))) answer(null, addresses)
      else answer(new Explained(refusal(name)), [])
    })
  }
}

/** Names the host as in the URL: its address would reveal the private DNS to the caller. */
export function refusal(host: string): string {
  return `The target is in a private network: ${host}.`
}

/** Returns a URL's host, IPv6 without brackets. The URL parser has normalized IPv4 to the form 1.2.3.4. */
export function hostOf(url: URL): string {
  return url.hostname.replace(/^\[(.*)\]$/, '$1')
}

function isAllowed(address: string, allowed: string[]): boolean {
  return isPublic(address) || allowed.some((network) => isIn(address, network))
}

/** Accepts public IANA ranges only. Excludes IPv6 addresses that embed an IPv4 address. */
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
