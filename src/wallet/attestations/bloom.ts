import { keccak } from '@chancery/verify/ethereum/keccak'
import { bytesOf } from '../../chain/quantity.ts'

// Bloom filter of a block header: each address and topic of an event sets three of 2048 bits. A missing bit proves
// absence; a set bit proves nothing.

/** Returns the bits of an address or topic (hex). */
export function bitsOf(value: string): number[] {
  const { buffer, byteOffset } = keccak(bytesOf(value))
  const hash = new DataView(buffer, byteOffset)
  return [0, 2, 4].map((place) => hash.getUint16(place) % 2048)
}

export function hasBit(bloom: Uint8Array, bit: number): boolean {
  return (((bloom[255 - (bit >> 3)] ?? 0) >> (bit % 8)) & 1) === 1
}
