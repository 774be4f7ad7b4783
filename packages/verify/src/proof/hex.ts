import { bytesToHex, hexToBytes } from '@noble/hashes/utils.js'

/** Bytes as `0x` and lower-case hexadecimal digits. */
export type Hex = `0x${string}`

export function toHex(bytes: Uint8Array): Hex {
  return `0x${bytesToHex(bytes)}`
}

export function fromHex(hex: Hex): Uint8Array {
  return hexToBytes(hex.slice(2))
}
