import { keccak_256 } from '@noble/hashes/sha3.js'

/** Ethereum's hash of bytes, or of a text in UTF-8. */
export function keccak(content: Uint8Array | string): Uint8Array {
  return keccak_256(typeof content === 'string' ? Buffer.from(content) : content)
}
