import { LRUCache } from 'lru-cache'
import { givingOnly } from '../issuers/confirm/confirmByDidWeb.ts'
import { lookUpAddresses } from '../issuers/confirm/dns.ts'
import { httpsGet } from '../issuers/confirm/httpsGet.ts'
import type { LookupContext } from '../issuers/lookUp.ts'

export type FetchContext = Pick<LookupContext, 'dnsServers' | 'didWeb'>

/** Result of a fetch. `refused`: this server does not fetch such an address. `missing`: the other server has no such document. */
export type Fetched = { outcome: 'found'; body: Buffer } | { outcome: 'refused' | 'missing' | 'unavailable' }

/** Largest document (bytes): a picture with an Open Badge. */
const MAX_BYTES = 5_000_000

/** Timeout (ms) of a fetch with its DNS lookup. Less than that of the checks that wait for it. */
const TIMEOUT_MS = 2500

/** How long (ms) a document is stored, as a status list may be, and how many bytes of them. */
const stored = { ttl: 30_000, maxSize: 20_000_000 }

/**
 * Creates a function that fetches what the check of an Open Badge needs: by HTTPS from public addresses, without redirects.
 * Concurrent requests for an address share a fetch.
 */
export function documentFetcher({ dnsServers, didWeb }: FetchContext): (address: string) => Promise<Fetched> {
  const known = new LRUCache<string, Buffer>({ ...stored, sizeCalculation: ({ length }) => length + 1 })
  const fetching = new Map<string, Promise<Fetched>>()

  async function fetchNow(url: URL): Promise<Fetched> {
    const signal = AbortSignal.timeout(TIMEOUT_MS)
    const { allowed = [], ca, port } = didWeb ?? {}
    if (port) url.port = String(port)
    try {
      const resolved = await lookUpAddresses(url.hostname, { servers: dnsServers, signal })
      if (resolved.outcome !== 'found') return { outcome: 'unavailable' }
      const options = { allowed, maxBytes: MAX_BYTES, timeoutMs: TIMEOUT_MS, signal, ...(ca && { ca }) }
      const response = await httpsGet(url.href, { lookup: givingOnly(resolved.addresses), ...options })
      if (response.outcome !== 'found') {
        return { outcome: response.reason === 'private_address' ? 'refused' : 'unavailable' }
      }
      if (response.status === 404 || response.status === 410) return { outcome: 'missing' }
      return response.body ? { outcome: 'found', body: response.body } : { outcome: 'unavailable' }
    } catch (error) {
      if (signal.aborted) return { outcome: 'unavailable' }
      throw error
    }
  }

  return async (address) => {
    const url = URL.canParse(address) ? new URL(address) : null
    if (!url || !isFetchable(url)) return { outcome: 'refused' }
    const { href } = url
    const body = known.get(href)
    if (body) return { outcome: 'found', body }
    const running = fetching.get(href) ?? fetchNow(url).finally(() => fetching.delete(href))
    fetching.set(href, running)
    const fetched = await running
    if (fetched.outcome === 'found') known.set(href, fetched.body)
    return fetched
  }
}

/** Accepts https with a host name. Other ports and addresses without a name would reach more than websites. */
function isFetchable({ protocol, hostname, port, username, password }: URL): boolean {
  return (
    protocol === 'https:' && port === '' && !username && !password && /[a-z]$/i.test(hostname) && hostname.includes('.')
  )
}
