import dns from 'node:dns'
import { setImmediate } from 'node:timers/promises'
import { parseJson } from '@chancery/verify/json'
import { z } from 'zod'
import { nameText } from '../../core/fields.ts'
import type { Lookup } from '../../http/target.ts'
import { type Issuer, MAX_DID_LENGTH, normalizeDid, ownDid, parsePkh, pkhOf } from './did.ts'
import { toDomain } from './domain.ts'
import { httpsGet } from './httpsGet.ts'
import { absent, type Outcome, type Unavailable, unavailable } from './outcome.ts'

export type RegistryOptions = {
  /** `ETag` of the list that the caller has. */
  etag?: string | null
  /** From DNS lookup to the last byte (ms); 30 s by default. */
  timeoutMs?: number
  /** Certificate authorities (PEM) in place of Node's. */
  ca?: string
  signal?: AbortSignal
  lookup?: Lookup
}

export type Registry = {
  name: string
  etag: string | null
  /** By DID (normalized), and by address for key wallets, which are the same on every chain. */
  entries: ReadonlyMap<string, RegistryEntry>
}

export type RegistryEntry = {
  did: string
  name: string
  /** Normalized. Null where the registry does not give one. */
  domain: string | null
}

export type FetchedRegistry = { outcome: 'found'; registry: Registry } | { outcome: 'unchanged' } | Unavailable

const MAX_BYTES = 5 * 1024 * 1024
const MAX_ENTRIES = 100_000

const name = nameText(200)

const did = z
  .string()
  .max(MAX_DID_LENGTH)
  .regex(/^did:[a-z0-9]+:[A-Za-z0-9._:%-]+$/, 'It is not a DID.')

const domain = z
  .string()
  .transform(toDomain)
  .transform(({ name }) => name)

/** Other fields are allowed, so that registries can add some. */
const entry = z.object({ did, name, domain: domain.optional() })

const list = z.object({
  registry: name,
  issuers: z.custom<unknown[]>(Array.isArray, 'It must be a list.').refine(({ length }) => length <= MAX_ENTRIES, {
    error: `It may have at most ${MAX_ENTRIES} entries.`,
  }),
})

/**
 * Fetches a registry's list of issuers. A list with one wrong entry is malformed as a whole: the registry must repair
 * it, and names must not vanish unnoticed. The operator chose the address, so it may be a private one. Throws the
 * signal's reason when aborted.
 */
export async function fetchRegistry(url: string, options: RegistryOptions = {}): Promise<FetchedRegistry> {
  const { etag, timeoutMs = 30_000, ca, signal, lookup = dns.lookup } = options
  const headers = { accept: 'application/json', ...(etag && { 'if-none-match': etag }) }
  const response = await httpsGet(url, { lookup, allowed: null, maxBytes: MAX_BYTES, timeoutMs, headers, ca, signal })
  if (response.outcome === 'unavailable') return response
  const { status, body } = response
  if (status === 304 && etag) return { outcome: 'unchanged' }
  if (status >= 300 && status < 400) return unavailable('redirect', `Status: ${status}.`)
  // Also 404: a missing list says nothing about its issuers.
  if (status !== 200) return unavailable('status', `Status: ${status}.`)
  if (!body) return unavailable('registry_too_large')
  return parseRegistry(body, response.headers.etag ?? null)
}

async function parseRegistry(body: Buffer, etag: string | null): Promise<FetchedRegistry> {
  let json: unknown
  try {
    json = parseJson(new TextDecoder('utf-8', { fatal: true }).decode(body))
  } catch {
    return unavailable('registry_malformed', 'It is not JSON.')
  }
  const parsed = list.safeParse(json)
  if (!parsed.success) return malformed(parsed.error)
  const entries = new Map<string, RegistryEntry>()
  for (const [i, item] of parsed.data.issuers.entries()) {
    // A long list takes a second, in which the process answers other requests.
    if (i % 1000 === 999) await setImmediate()
    const { data, error } = entry.safeParse(item)
    if (error) return malformed(error, ['issuers', i])
    const key = normalizeDid(data.did) ?? data.did
    // The issuer could have two names.
    if (entries.has(key)) return unavailable('registry_malformed', `issuers.${i}.did: It is listed twice.`)
    entries.set(key, { ...data, domain: data.domain ?? null })
  }
  for (const listed of [...entries.values()]) {
    const address = parsePkh(listed.did)?.address
    if (address && !entries.has(address)) entries.set(address, listed)
  }
  return { outcome: 'found', registry: { name: parsed.data.registry, etag, entries } }
}

/** Names the first wrong field. Stops there: a long list could have a million of them. */
function malformed({ issues: [issue] }: z.ZodError, at: PropertyKey[] = []): Unavailable {
  const path = [...at, ...(issue?.path ?? [])].join('.') || 'The list'
  return unavailable('registry_malformed', `${path}: ${issue?.message}`)
}

/** Looks for an issuer in a registry's list. Throws RangeError for a malformed DID of the issuer. */
export function findInRegistry({ entries }: Registry, issuer: Issuer): Outcome<{ entry: RegistryEntry }> {
  const listed = entries.get(keyOf(issuer))
  return listed ? { outcome: 'found', entry: listed } : absent('not_listed')
}

function keyOf(issuer: Issuer): string {
  if ('did' in issuer) return ownDid(issuer.did)
  const { address, chainId } = issuer
  return chainId === undefined ? address : pkhOf({ address, chainId })
}
