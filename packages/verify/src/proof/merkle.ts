import { keccak } from '../ethereum/keccak.ts'

// Verifies proofs of OpenZeppelin's `SimpleMerkleTree`: Keccak-256 of each pair in ascending order. An inner node
// cannot pass as a certificate: its input has 64 bytes, that of a certificate's digest 66.

/** In bytes. */
export const HASH = 32

/** Returns the root for a leaf and its proof: the sibling hashes on the path, concatenated. */
export function rootFrom(leaf: Uint8Array, proof: Uint8Array): Uint8Array {
  let hash = leaf
  for (let at = 0; at < proof.length; at += HASH) hash = pairHash(hash, proof.subarray(at, at + HASH))
  return hash
}

export function pairHash(one: Uint8Array, other: Uint8Array): Uint8Array {
  const pair = new Uint8Array(2 * HASH)
  const [first, second] = isLess(other, one) ? [other, one] : [one, other]
  pair.set(first)
  pair.set(second, HASH)
  return keccak(pair)
}

function isLess(one: Uint8Array, other: Uint8Array): boolean {
  for (let place = 0; place < HASH; place += 1) {
    const [byte = 0, otherByte = 0] = [one[place], other[place]]
    if (byte !== otherByte) return byte < otherByte
  }
  return false
}
