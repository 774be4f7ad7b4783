import { bytesToHex, hexToBytes } from '@noble/hashes/utils.js'
import type { Address } from './address.ts'
import { keccak } from './keccak.ts'

const signaturePattern = /^(?:0x)?((?:[0-9a-fA-F]{2})+)$/

/** Half of the curve's order. A signature with a greater s is malleable (EIP-2). */
const MAX_S = '7fffffffffffffffffffffffffffffff5d576e7357a4501ddfe92f46681b20a0'

/** Recovers the signer's public key (65 bytes) from r and s (64 bytes). Throws if the signature is invalid. */
export type RecoverPublicKey = (hash: Uint8Array, rs: Uint8Array, parity: 0 | 1) => Uint8Array

/** Parses a signature in hex, with or without 0x. Returns null for anything else. */
export function parseSignature(text: string): Uint8Array | null {
  const hex = signaturePattern.exec(text)?.[1]
  return hex ? hexToBytes(hex) : null
}

/** Returns the 65 bytes of a compact signature (EIP-2098), whose top bit of s is the parity. Returns others unchanged. */
export function expandSignature(signature: Uint8Array): Uint8Array {
  if (signature.length !== 64) return signature
  const expanded = new Uint8Array(65)
  expanded.set(signature)
  const first = signature[32] ?? 0
  expanded[32] = first & 0x7f
  expanded[64] = 27 + (first >> 7)
  return expanded
}

/** Returns the signer of 65 bytes; the last is 27, 28, 0 or 1. Null if malformed, of high s, or not on the curve. */
export function signerOf(
  digest: Uint8Array,
  signature: Uint8Array,
  recoverPublicKey: RecoverPublicKey,
): Address | null {
  if (signature.length !== 65) return null
  const rs = signature.subarray(0, 64)
  const parity = parityOf(signature[64])
  if (parity === null || bytesToHex(rs.subarray(32)) > MAX_S) return null
  try {
    const publicKey = recoverPublicKey(digest, rs, parity)
    // The address is the last 20 bytes of the hash of the key's coordinates (Yellow Paper, appendix F).
    return `0x${bytesToHex(keccak(publicKey.subarray(1)).subarray(12))}`
  } catch {
    return null
  }
}

function parityOf(v: number | undefined): 0 | 1 | null {
  if (v === 0 || v === 27) return 0
  if (v === 1 || v === 28) return 1
  return null
}
