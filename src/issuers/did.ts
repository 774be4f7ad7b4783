import { isIP } from 'node:net'
import { base58btc } from 'multiformats/bases/base58'

/** The properties of a key that a DID document shows. */
export type DocumentKey = { publicKey: Uint8Array; compromisedAt: Date | null }

/** Multicodec of an Ed25519 public key (0xed), as a varint. */
const ED25519 = [0xed, 0x01]

/** Returns an Ed25519 public key as `publicKeyMultibase` (W3C Controlled Identifiers 1.0, Multikey). */
export function multikeyOf(publicKey: Uint8Array): string {
  return base58btc.encode(Uint8Array.of(...ED25519, ...publicKey))
}

/** Returns the did:key of an Ed25519 public key (W3C CCG did:key). */
export function didKeyOf(publicKey: Uint8Array): string {
  return `did:key:${multikeyOf(publicKey)}`
}

/**
 * Returns the did:web of an https URL (W3C CCG did:web): https://host/base/issuers/1 is did:web:host:base:issuers:1.
 * Returns null for http, for an IP address, and for a host with an underscore.
 */
export function didWebOf(url: string): string | null {
  if (!/^https:/i.test(url)) return null
  const { host, hostname, pathname } = new URL(url)
  if (isIP(hostname.replace(/^\[|\]$/g, '')) > 0) return null
  if (!/^[a-z0-9.-]+$/.test(hostname)) return null
  const parts = pathname.split('/').filter((part) => part !== '')
  return ['did:web', host.replace(':', '%3A'), ...parts.map(encoded)].join(':')
}

/** Encodes what a part of a DID cannot contain. The URL has encoded the rest. */
function encoded(part: string): string {
  return part.replace(/[^A-Za-z0-9._%-]/g, (one) => `%${one.charCodeAt(0).toString(16).toUpperCase().padStart(2, '0')}`)
}

/** Returns the DIDs of a site, the main one first. Empty if the public URL is not https. */
export function webDidsOf(publicUrl: string, { id, isFirst }: { id: number; isFirst: boolean }): string[] {
  const own = didWebOf(`${publicUrl}/issuers/${id}`)
  if (!own) return []
  const root = isFirst && new URL(publicUrl).pathname === '/' ? didWebOf(publicUrl) : null
  return root ? [root, own] : [own]
}

/**
 * Returns the DID document of a site. Lists retired keys, because they have signed earlier certificates. A compromised
 * key is listed as revoked, and not as an assertion method.
 */
export function didDocument(did: string, others: string[], keys: DocumentKey[], ethereum: EthereumAccount | null) {
  const methods = keys.map(({ publicKey, compromisedAt }) => ({
    id: `${did}#${multikeyOf(publicKey)}`,
    type: 'Multikey',
    controller: did,
    publicKeyMultibase: multikeyOf(publicKey),
    ...(compromisedAt && { revoked: `${compromisedAt.toISOString().slice(0, 19)}Z` }),
  }))
  const account = ethereum && {
    id: `${did}#${ethereum.address}`,
    type: 'EcdsaSecp256k1RecoveryMethod2020',
    controller: did,
    blockchainAccountId: `eip155:${ethereum.chainId}:${ethereum.address}`,
  }
  return {
    '@context': [
      'https://www.w3.org/ns/did/v1',
      'https://w3id.org/security/multikey/v1',
      'https://w3id.org/security/suites/secp256k1recovery-2020/v2',
    ],
    id: did,
    ...(others.length > 0 && { alsoKnownAs: others }),
    verificationMethod: account ? [...methods, account] : methods,
    assertionMethod: [
      ...methods.flatMap((method) => ('revoked' in method ? [] : [method.id])),
      ...(account ? [account.id] : []),
    ],
  }
}

/** The account that signs certificates which the site publishes (ISSUER_KEYS). */
export type EthereumAccount = { chainId: number; address: string }
