import { keccak } from '../ethereum/keccak.ts'

// The tree of OpenZeppelin's `SimpleMerkleTree`, as far as a proof needs it: Keccak-256 of each pair in ascending order. No
// node passes for a certificate: a pair has 64 bytes, and what a certificate's digest is taken of has 66.

/** Bytes of a node. */
export const HASH = 32

/** The root to which a proof leads from a leaf: the hashes beside its way, one after the other. */
export function rootFrom(leaf: Uint8Array, proof: Uint8Array): Uint8Array {
  let hash = leaf
  for (let at = 0; at < proof.length; at += HASH) hash = pairHash(hash, proof.subarray(at, at + HASH))
  return hash
}

/** The node above two. */
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
