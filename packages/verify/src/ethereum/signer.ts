import { bytesToHex, hexToBytes } from '@noble/hashes/utils.js'
import type { Address } from './address.ts'
import { keccak } from './keccak.ts'

const signaturePattern = /^(?:0x)?((?:[0-9a-fA-F]{2})+)$/

/** Half of the curve's order. A greater s is the malleable twin of a signature (EIP-2). */
const MAX_S = '7fffffffffffffffffffffffffffffff5d576e7357a4501ddfe92f46681b20a0'

/** The signer's public key, 65 bytes, from r and s (64 bytes); throws when there is none. */
export type RecoverPublicKey = (hash: Uint8Array, rs: Uint8Array, parity: 0 | 1) => Uint8Array

/** The bytes of a signature in hex, with or without 0x; null for anything else. */
export function parseSignature(text: string): Uint8Array | null {
  const hex = signaturePattern.exec(text)?.[1]
  return hex ? hexToBytes(hex) : null
}

/**
 * Who signed a digest, from a signature of 65 bytes whose last one is 27 or 28, or 0 or 1 as hardware wallets send
 * it. Null when nobody can have: malformed, high s, or no point of the curve.
 */
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
    // The address is the end of the hash of the key's two coordinates (Yellow Paper, appendix F).
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
