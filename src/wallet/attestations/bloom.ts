import { keccak } from '@chancery/verify/ethereum/keccak'
import { bytesOf } from '../../chain/quantity.ts'

// The filter in the header of a block: each address that told something, and each topic of it, sets three of 2048 bits.
// What is not in the filter is not in the block; what seems to be may be others' bits.

/** The bits that an address or a topic (hex) sets. */
export function bitsOf(value: string): number[] {
  const { buffer, byteOffset } = keccak(bytesOf(value))
  const hash = new DataView(buffer, byteOffset)
  return [0, 2, 4].map((place) => hash.getUint16(place) % 2048)
}

/** Whether a filter (256 bytes) has a bit set. */
export function hasBit(bloom: Uint8Array, bit: number): boolean {
  return (((bloom[255 - (bit >> 3)] ?? 0) >> (bit % 8)) & 1) === 1
}
