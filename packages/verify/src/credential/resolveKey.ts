import { parseJson } from '../json.ts'
import { ed25519KeyOf, ed25519Of } from '../proof/didKey.ts'
import { isObject, type JsonObject, listOf, textOf } from './json.ts'

/** Fetches an address: without redirects, over https, and only from public hosts. Stops when the signal aborts. */
export type FetchDocument = (url: string, signal: AbortSignal) => Promise<FetchedDocument>

/** `missing`: the server has no such document. `unavailable` says nothing. */
export type FetchedDocument = { outcome: 'found'; body: Uint8Array } | { outcome: 'missing' | 'unavailable' }

/** A public key: raw Ed25519 bytes, or a JWK of any kind. */
export type PublicKey = { ed25519: Uint8Array } | { jwk: JsonObject }

/** `other`: the key is not the issuer's. `unsupported`: a kind of identifier or key that this package does not read. */
export type ResolvedKey =
  | { outcome: 'found'; key: PublicKey }
  | { outcome: 'other' | 'missing' | 'unavailable' | 'unsupported' }

/** Largest DID document, in bytes. */
const MAX_DOCUMENT = 65_536

/**
 * Finds the key that signed, if it is a key of the issuer. The key of a did:web comes from its document only. Its address may
 * contain a key too, but anyone can write that.
 */
export async function resolveKey(
  method: string,
  issuer: string,
  fetchDocument: FetchDocument,
  signal: AbortSignal,
): Promise<ResolvedKey> {
  const [did = '', fragment] = method.split('#')
  if (did !== issuer) return { outcome: 'other' }
  if (did.startsWith('did:key:')) {
    if (fragment !== undefined && fragment !== did.slice('did:key:'.length)) return { outcome: 'other' }
    const key = ed25519KeyOf(did)
    return key ? { outcome: 'found', key: { ed25519: key } } : { outcome: 'unsupported' }
  }
  if (did.startsWith('did:jwk:')) return keyOfDidJwk(did)
  const url = didWebUrl(did)
  if (!url) return { outcome: 'unsupported' }
  const fetched = await fetchDocument(url, signal)
  if (fetched.outcome !== 'found') return fetched
  return keyIn(fetched.body, did, method)
}

/** Returns the address of the document of a did:web. Null for all other identifiers. */
export function didWebUrl(did: string): string | null {
  const [, host, path] = /^did:web:([a-z\d.-]+(?:%3[aA]\d{1,5})?)((?::[\w.~%-]+)*)$/i.exec(did) ?? []
  if (!host || path === undefined || /:\.{1,2}(:|$)|%2[ef]|%5c/i.test(path)) return null
  const place = path === '' ? '/.well-known' : path.replaceAll(':', '/')
  return `https://${host.toLowerCase().replace(/%3a/i, ':')}${place}/did.json`
}

/** Parses a document from outside. Null if it is too large, or not an object. */
export function parseFetched(body: Uint8Array, max: number): JsonObject | null {
  if (body.length > max) return null
  try {
    const parsed: unknown = parseJson(new TextDecoder('utf-8', { fatal: true }).decode(body))
    return isObject(parsed) ? parsed : null
  } catch {
    return null
  }
}

function keyIn(body: Uint8Array, did: string, method: string): ResolvedKey {
  const document = parseFetched(body, MAX_DOCUMENT)
  // A page of an error or a login is no answer of the issuer.
  if (!document) return { outcome: 'unavailable' }
  if (document.id !== did) return { outcome: 'other' }
  const wanted = (id: string) => (id.startsWith('#') ? `${did}${id}` : id) === method
  for (const entry of listOf(document.assertionMethod)) {
    const id = typeof entry === 'string' ? entry : isObject(entry) ? textOf(entry, 'id') : null
    if (id === null || !wanted(id)) continue
    const found =
      typeof entry === 'string'
        ? listOf(document.verificationMethod).find((key) => isObject(key) && wanted(textOf(key, 'id') ?? ''))
        : entry
    if (!isObject(found) || found.controller !== did) return { outcome: 'other' }
    if (found.revoked !== undefined) return { outcome: 'other' }
    return keyOfMethod(found)
  }
  return { outcome: 'other' }
}

function keyOfMethod(method: JsonObject): ResolvedKey {
  const multikey = textOf(method, 'publicKeyMultibase')
  if (multikey !== null) {
    const key = ed25519Of(multikey)
    return key ? { outcome: 'found', key: { ed25519: key } } : { outcome: 'unsupported' }
  }
  return isObject(method.publicKeyJwk)
    ? { outcome: 'found', key: { jwk: method.publicKeyJwk } }
    : { outcome: 'unsupported' }
}

function keyOfDidJwk(did: string): ResolvedKey {
  const bytes = decodeBase64url(did.slice('did:jwk:'.length))
  const jwk = bytes && parseFetched(bytes, MAX_DOCUMENT)
  return jwk ? { outcome: 'found', key: { jwk } } : { outcome: 'unsupported' }
}

/** Decodes base64url without padding. Null for any other text. */
export function decodeBase64url(text: string): Uint8Array<ArrayBuffer> | null {
  if (!/^[\w-]*$/.test(text)) return null
  try {
    return Uint8Array.from(atob(text.replaceAll('-', '+').replaceAll('_', '/')), (char) => char.charCodeAt(0))
  } catch {
    return null
  }
}
