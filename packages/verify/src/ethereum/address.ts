import { bytesToHex } from '@noble/hashes/utils.js'
import { keccak } from './keccak.ts'

/** Ethereum address in normal form: lower case, with 0x. */
export type Address = `0x${string}`

const pattern = /^(?:0x)?([0-9a-fA-F]{40})$/

/** Parses an address in any letter case, with or without 0x. Returns null for anything else. */
export function parseAddress(text: string): Address | null {
  const digits = pattern.exec(text)?.[1]
  return digits ? `0x${digits.toLowerCase()}` : null
}

/** Returns whether the letter case of an address is its checksum (EIP-55), or has none because it is all the same. */
export function hasValidChecksum(text: string): boolean {
  const digits = pattern.exec(text)?.[1]
  if (!digits) return false
  const lower = digits.toLowerCase()
  return digits === lower || digits === digits.toUpperCase() || digits === withChecksum(lower)
}

/** Writes a letter in upper case where the hash of the lower-case digits has at least 8. */
function withChecksum(lower: string): string {
  const hash = bytesToHex(keccak(new TextEncoder().encode(lower)))
  return lower.replace(/[a-f]/g, (letter, place: number) =>
    Number.parseInt(hash.charAt(place), 16) >= 8 ? letter.toUpperCase() : letter,
  )
}
