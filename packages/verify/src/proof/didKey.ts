import { hexToBytes } from '@noble/hashes/utils.js'

const BASE58 = '123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz'

/** Multicodec of an Ed25519 public key, as a varint in hex. */
const ED25519 = 'ed01'

/** Returns the Ed25519 public key (32 bytes) of a did:key (W3C CCG did:key). Null for any other text. */
export function ed25519KeyOf(did: string): Uint8Array | null {
  const [, digits] = /^did:key:z([1-9A-HJ-NP-Za-km-z]{47})$/.exec(did) ?? []
  if (!digits) return null
  let number = 0n
  for (const digit of digits) number = number * 58n + BigInt(BASE58.indexOf(digit))
  const hex = number.toString(16)
  return hex.startsWith(ED25519) && hex.length === 68 ? hexToBytes(hex.slice(ED25519.length)) : null
}
