import { isIP, isIPv4 } from 'node:net'
import ipaddr from 'ipaddr.js'

type Network = [ipaddr.IPv4 | ipaddr.IPv6, number]

/**
 * Returns a function that decides whether an address is a trusted proxy. Everything that trusts proxies must ask it.
 * Understands the same forms of addresses as `clientOf`.
 */
export function trustedProxies(trustProxy: boolean | string[]): (address: string | undefined) => boolean {
  if (typeof trustProxy === 'boolean') return () => trustProxy
  const networks = trustProxy.map(networkOf)
  return (text) => {
    const address = addressIn(text ?? '')
    return address !== null && networks.some((network) => isInNetwork(address, network))
  }
}

/**
 * Returns the client to count, for an address from a socket or from a proxy: the IPv4 address, or the /64 network of an
 * IPv6 address, because one customer has all addresses in it. All other texts are one client.
 */
export function clientOf(text: string | undefined): string {
  const address = addressIn(text ?? '')
  if (!address) return 'unknown'
  return address instanceof ipaddr.IPv6 ? address.parts.slice(0, 4).join(':') : address.toString()
}

/** Reads an address as proxies write it: with a port, a zone, brackets or quotes. Null for other texts. */
function addressIn(text: string): ipaddr.IPv4 | ipaddr.IPv6 | null {
  const [, inBrackets] = /^"?\[([^\]]*)\](?::\d{1,5})?"?$/.exec(text) ?? []
  const [host = ''] = (inBrackets ?? text).split('%', 1)
  if (isIP(host)) return ipaddr.process(host)
  const [, withoutPort = ''] = /^(.*):\d{1,5}$/.exec(text) ?? []
  return isIPv4(withoutPort) ? ipaddr.process(withoutPort) : null
}

function networkOf(text: string): Network {
  const [start, bits] = ipaddr.parseCIDR(text.includes('/') ? text : `${text}/${isIPv4(text) ? 32 : 128}`)
  const isMapped = start instanceof ipaddr.IPv6 && start.isIPv4MappedAddress() && bits >= 96
  return isMapped ? [start.toIPv4Address(), bits - 96] : [start, bits]
}

function isInNetwork(address: ipaddr.IPv4 | ipaddr.IPv6, network: Network): boolean {
  return address.kind() === network[0].kind() && address.match(network)
}
