import { encodeBase58 } from '@chancery/verify/base58'
import { type SigningKey, signCredential } from '@chancery/verify/credential'
import { ed25519 } from '@noble/curves/ed25519.js'
import { concatBytes, hexToBytes } from '@noble/hashes/utils.js'

export type Key = SigningKey & { did: string; multikey: string }

/** Returns the did:key of a secret key (hex). */
export function newKey(secret: string): Key {
  const secretKey = hexToBytes(secret)
  const multikey = encodeBase58(concatBytes(Uint8Array.of(0xed, 0x01), ed25519.getPublicKey(secretKey)))
  const did = `did:key:${multikey}`
  return { secretKey, multikey, did, verificationMethod: `${did}#${multikey}` }
}

export const issuerKey = newKey('11'.repeat(32))
export const otherKey = newKey('22'.repeat(32))

/** A small badge of an issuer, not signed. */
export function badge(did = issuerKey.did) {
  return {
    '@context': [
      'https://www.w3.org/ns/credentials/v2',
      'https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.3.json',
    ] as unknown[],
    id: 'https://certs.example/credentials/1',
    type: ['VerifiableCredential', 'OpenBadgeCredential'],
    name: 'Welding, level 1',
    issuer: { id: did, type: ['Profile'], name: 'School of Welding' },
    validFrom: '2026-01-01T00:00:00Z',
    credentialSubject: {
      type: ['AchievementSubject'],
      identifier: [{ type: 'IdentityObject', hashed: false, identityType: 'name', identityHash: 'Ada Lovelace' }],
      achievement: {
        id: 'https://certs.example/courses/1',
        type: ['Achievement'],
        name: 'Welding',
        description: 'A course on welding.',
        criteria: { narrative: 'Passed the test.' },
      },
    },
  }
}

export function signedBadge() {
  return signCredential(badge(), issuerKey)
}

/** A key of a did:web, and its document. */
export function webKey(did: string, { multikey, secretKey }: Key) {
  const verificationMethod = `${did}#${multikey}`
  const method = { id: verificationMethod, type: 'Multikey', controller: did, publicKeyMultibase: multikey }
  return { key: { secretKey, verificationMethod }, document: { id: did, assertionMethod: [method] } }
}

/** Answers as the body of a fetched document. */
export function bodyOf(document: object | string) {
  const text = typeof document === 'string' ? document : JSON.stringify(document)
  return { outcome: 'found' as const, body: new TextEncoder().encode(text) }
}
