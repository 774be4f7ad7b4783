import { decodeBase58 } from '../base58.ts'

/** Returns the Ed25519 public key (32 bytes) of a did:key (W3C CCG did:key). Null for any other text. */
export function ed25519KeyOf(did: string): Uint8Array | null {
  return did.startsWith('did:key:') ? ed25519Of(did.slice('did:key:'.length)) : null
}

/** Returns the Ed25519 public key (32 bytes) of a Multikey in base58btc. Null for any other text. */
export function ed25519Of(multikey: string): Uint8Array | null {
  const bytes = decodeBase58(multikey)
  return bytes?.length === 34 && bytes[0] === 0xed && bytes[1] === 0x01 ? bytes.slice(2) : null
}
