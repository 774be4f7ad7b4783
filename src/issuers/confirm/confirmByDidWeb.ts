import { isIP } from 'node:net'
import type { Lookup } from '../../http/target.ts'
import { parseDidWeb } from './did.ts'
import { methodOf, parseDidDocument, type WantedKey } from './didDocument.ts'
import { type DnsOptions, lookUpAddresses } from './dns.ts'
import type { Domain } from './domain.ts'
import { httpsGet } from './httpsGet.ts'
import { absent, type Outcome, unavailable } from './outcome.ts'

export type DidWebOptions = {
  dns: DnsOptions
  at: Date
  /** From the connection to the last byte (ms); 10 s by default. */
  timeoutMs?: number
  /** Private addresses and subnets that are allowed; none by default. */
  allowed?: string[]
  /** Certificate authorities (PEM) in place of Node's. */
  ca?: string
  /** 443 by default. */
  port?: number
  signal?: AbortSignal
}

const MAX_BYTES = 64 * 1024

/** Returns the DID whose document confirms issuers for a whole domain. */
export function domainDid({ name }: Domain): string {
  return `did:web:${name}`
}

/**
 * Looks for one of an issuer's keys in the document of a did:web. Only a DID without a path confirms a domain: with a
 * path, the host may serve anyone. Throws RangeError for a DID that is not a did:web, and the signal's reason when aborted.
 *
 * The result is `absent` if the web server responds about the document: 404, 410, another file, another `id`, another
 * key. It is `unavailable` for everything that a third party can cause or that says nothing about the document: no
 * connection, no valid TLS certificate, a redirect (maintenance and sign-in pages), any other status.
 */
export async function confirmByDidWeb(
  did: string,
  key: WantedKey | WantedKey[],
  options: DidWebOptions,
): Promise<Outcome<{ method: string }>> {
  const { dns, at, timeoutMs = 10_000, allowed = [], ca, port, signal } = options
  const didWeb = parseDidWeb(did)
  if (!didWeb) throw new RangeError(`Not a did:web: ${did}`)
  const url = new URL(didWeb.url)
  if (port) url.port = String(port)
  // Uses the configured resolvers: the system's lookup knows names that only this machine has.
  const resolved = await lookUpAddresses(didWeb.host, { ...dns, signal })
  if (resolved.outcome !== 'found') return resolved
  const response = await httpsGet(url.href, {
    lookup: givingOnly(resolved.addresses),
    allowed,
    maxBytes: MAX_BYTES,
    timeoutMs,
    ca,
    signal,
  })
  if (response.outcome === 'unavailable') return response
  const { status, body } = response
  if (status === 404 || status === 410) return absent('no_document')
  if (status >= 300 && status < 400) return unavailable('redirect', `Status: ${status}.`)
  if (status !== 200) return unavailable('status', `Status: ${status}.`)
  if (!body) return absent('too_large')
  const document = parseDidDocument(body)
  if (!document) return absent('not_a_document')
  if (document.id !== didWeb.did) return absent('other_id')
  for (const one of [key].flat()) {
    const method = methodOf(document, one, at)
    if (method) return { outcome: 'found', method }
  }
  return absent('no_key')
}

/** Returns a lookup that gives these addresses for every name. */
export function givingOnly(addresses: string[]): Lookup {
  return (_name, _options, answer) => {
    answer(
      null,
      addresses.map((address) => ({ address, family: isIP(address) })),
    )
  }
}
