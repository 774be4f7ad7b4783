import { utf8ToBytes } from '@noble/hashes/utils.js'
import { verifyEd25519 } from '../proof/verifyEd25519.ts'
import { isObject, type JsonObject, listOf } from './json.ts'
import { decodeBase64url, type PublicKey, parseFetched } from './resolveKey.ts'

export type Jwt = { header: JsonObject; payload: JsonObject; signed: string; signature: Uint8Array<ArrayBuffer> }

/** Splits a JWT. Null for any other text. Verifies nothing. */
export function readJwt(text: string): Jwt | null {
  const parts = text.split('.')
  const [first = '', second = '', third = ''] = parts
  if (parts.length !== 3) return null
  const [header, payload, signature] = [parsed(first), parsed(second), decodeBase64url(third)]
  return header && payload && signature ? { header, payload, signed: `${first}.${second}`, signature } : null
}

/** Returns the credential in a JWT: its `vc` (version 1.1), or the claims themselves (version 2.0, Open Badges 3.0). */
export function credentialIn({ payload }: Jwt): JsonObject {
  const { vc, iss, jti, ...claims } = payload
  const credential = isObject(vc) ? vc : claims
  return {
    ...credential,
    issuer: credential.issuer ?? iss,
    ...((credential.id ?? jti) ? { id: credential.id ?? jti } : {}),
  }
}

/** Algorithms that are accepted. `none` and HMAC are not: anyone can make those with a public key. */
export function isAcceptedAlgorithm({ header }: Jwt): boolean {
  return ['EdDSA', 'ES256', 'RS256'].includes(String(header.alg)) && listOf(header.crit).length === 0
}

/** Verifies the signature. The key decides which algorithm is possible. False for a key of another algorithm. */
export async function verifyJwt({ header: { alg }, signed, signature }: Jwt, key: PublicKey): Promise<boolean> {
  const bytes = Uint8Array.from(utf8ToBytes(signed))
  const ed25519 = 'ed25519' in key ? key.ed25519 : ed25519In(key.jwk)
  if (ed25519) return alg === 'EdDSA' && verifyEd25519(ed25519, bytes, signature)
  if (!('jwk' in key)) return false
  const { jwk } = key
  try {
    if (alg === 'ES256' && jwk.kty === 'EC' && jwk.crv === 'P-256') {
      const { x, y } = jwk
      const algorithm = { name: 'ECDSA', namedCurve: 'P-256', hash: 'SHA-256' }
      const loaded = await crypto.subtle.importKey(
        'jwk',
        { kty: 'EC', crv: 'P-256', x: String(x), y: String(y) },
        algorithm,
        false,
        ['verify'],
      )
      return await crypto.subtle.verify(algorithm, loaded, signature, bytes)
    }
    if (alg === 'RS256' && jwk.kty === 'RSA') {
      const { n, e } = jwk
      // Shorter keys (under 2048 bits) can be broken.
      if ((decodeBase64url(String(n))?.length ?? 0) < 256) return false
      const algorithm = { name: 'RSASSA-PKCS1-v1_5', hash: 'SHA-256' }
      const loaded = await crypto.subtle.importKey(
        'jwk',
        { kty: 'RSA', n: String(n), e: String(e) },
        algorithm,
        false,
        ['verify'],
      )
      return await crypto.subtle.verify(algorithm, loaded, signature, bytes)
    }
  } catch {
    // A malformed key verifies nothing.
  }
  return false
}

function ed25519In({ kty, crv, x }: JsonObject): Uint8Array | null {
  return kty === 'OKP' && crv === 'Ed25519' ? decodeBase64url(String(x)) : null
}

function parsed(part: string): JsonObject | null {
  const bytes = decodeBase64url(part)
  return bytes && parseFetched(bytes, bytes.length)
}
