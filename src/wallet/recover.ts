import { createRequire } from 'node:module'
import { keccak256, SigningKey } from 'ethers/crypto'
import { hashMessage } from 'ethers/hash'
import { getBytes } from 'ethers/utils'
import type { Address } from './address.ts'

const signaturePattern = /^(?:0x)?([0-9a-fA-F]{130})$/

/** Half of the curve's order. A greater s is the malleable twin of a signature (EIP-2). */
const MAX_S = Buffer.from('7fffffffffffffffffffffffffffffff5d576e7357a4501ddfe92f46681b20a0', 'hex')

/**
 * Who signed a message with `personal_sign` (EIP-191), from a signature of 65 bytes in hex whose last byte
 * is 27 or 28, or 0 or 1 as hardware wallets send it. Null when nobody can have: malformed, high s, or no
 * point of the curve.
 */
export function recoverSigner(
  message: string,
  signature: string,
  recoverPublicKey: RecoverPublicKey = fastest,
): Address | null {
  const hex = signaturePattern.exec(signature)?.[1]
  if (!hex) return null
  const bytes = Buffer.from(hex, 'hex')
  const rs = bytes.subarray(0, 64)
  const parity = parityOf(bytes.readUInt8(64))
  if (parity === null || rs.compare(MAX_S, 0, 32, 32, 64) > 0) return null
  try {
    const publicKey = recoverPublicKey(getBytes(hashMessage(message)), rs, parity)
    // The address is the end of the hash of the key's two coordinates (Yellow Paper, appendix F).
    return `0x${keccak256(publicKey.subarray(1)).slice(-40)}`
  } catch {
    return null
  }
}

function parityOf(v: number): 0 | 1 | null {
  if (v === 0 || v === 27) return 0
  if (v === 1 || v === 28) return 1
  return null
}

/** The signer's public key, 65 bytes, from r and s (64 bytes); throws when there is none. */
export type RecoverPublicKey = (hash: Uint8Array, rs: Uint8Array, parity: 0 | 1) => Uint8Array

export const recoverWithEthers: RecoverPublicKey = (hash, rs, parity) => {
  const signature = { r: `0x${hexOf(rs, 0, 32)}`, s: `0x${hexOf(rs, 32, 64)}`, yParity: parity }
  return getBytes(SigningKey.recoverPublicKey(hash, signature))
}

function hexOf(bytes: Uint8Array, start: number, end: number): string {
  return Buffer.from(bytes.subarray(start, end)).toString('hex')
}

/** Native libsecp256k1: some twenty times as fast. Null where the optional package is not installed for this machine. */
export const recoverWithNative: RecoverPublicKey | null = loadNative()

function loadNative(): RecoverPublicKey | null {
  try {
    // Its bindings, not its index: that would fall back silently to a third implementation.
    const native: { ecdsaRecover(rs: Uint8Array, parity: number, hash: Uint8Array, compressed: boolean): Uint8Array } =
      createRequire(import.meta.url)('secp256k1/bindings.js')
    return (hash, rs, parity) => native.ecdsaRecover(rs, parity, hash, false)
  } catch {
    return null
  }
}

const fastest = recoverWithNative ?? recoverWithEthers
