import { isIP } from 'node:net'

/** Parts of PUBLIC_URL that pages show. */
export type ServerUrl = {
  /** With the port, if it is not the default one. */
  host: string
  /** Path prefix of this server's URLs; '' unless it runs under a path. */
  base: string
  /** Whether others cannot be sure of the address: no https, an IP address, or this machine. */
  isTest: boolean
}

const parsed = new Map<string, ServerUrl>()

/** Parses a public URL once, because every page needs it. */
export function serverUrlOf(publicUrl: string): ServerUrl {
  const known = parsed.get(publicUrl)
  if (known) return known
  const { protocol, host, hostname, pathname } = new URL(publicUrl)
  const isLocal = hostname === 'localhost' || hostname.endsWith('.localhost')
  const isTest = protocol !== 'https:' || isLocal || isIP(hostname.replace(/^\[|\]$/g, '')) > 0
  const url = { host, base: pathname.replace(/\/$/, ''), isTest }
  parsed.set(publicUrl, url)
  return url
}
