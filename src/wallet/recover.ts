import { createRequire } from 'node:module'
import { SigningKey } from 'ethers/crypto'
import { getBytes } from 'ethers/utils'
import type { Address } from './address.ts'
import { keccak } from './keccak.ts'

const signaturePattern = /^(?:0x)?((?:[0-9a-fA-F]{2})+)$/

/** Half of the curve's order. A greater s is the malleable twin of a signature (EIP-2). */
const MAX_S = Buffer.from('7fffffffffffffffffffffffffffffff5d576e7357a4501ddfe92f46681b20a0', 'hex')

/** The bytes of a signature in hex, with or without 0x; null for anything else. */
export function parseSignature(text: string): Uint8Array | null {
  const hex = signaturePattern.exec(text)?.[1]
  return hex ? Buffer.from(hex, 'hex') : null
}

/** What `personal_sign` (EIP-191) signs of a message. */
export function messageDigest(message: string): Uint8Array {
  const bytes = Buffer.from(message)
  return keccak(Buffer.concat([Buffer.from(`\x19Ethereum Signed Message:\n${bytes.length}`), bytes]))
}

/** Who signed a message with `personal_sign`, from a signature in hex; null as with `recoverSignerOf`. */
export function recoverSigner(
  message: string,
  signature: string,
  recoverPublicKey: RecoverPublicKey = fastest,
): Address | null {
  const bytes = parseSignature(signature)
  return bytes && recoverSignerOf(messageDigest(message), bytes, recoverPublicKey)
}

/**
 * Who signed a digest, from a signature of 65 bytes whose last one is 27 or 28, or 0 or 1 as hardware wallets send
 * it. Null when nobody can have: malformed, high s, or no point of the curve.
 */
export function recoverSignerOf(
  digest: Uint8Array,
  signature: Uint8Array,
  recoverPublicKey: RecoverPublicKey = fastest,
): Address | null {
  if (signature.length !== 65) return null
  const rs = signature.subarray(0, 64)
  const parity = parityOf(signature[64])
  if (parity === null || MAX_S.compare(rs, 32) < 0) return null
  try {
    const publicKey = recoverPublicKey(digest, rs, parity)
    // The address is the end of the hash of the key's two coordinates (Yellow Paper, appendix F).
    return `0x${Buffer.from(keccak(publicKey.subarray(1)).subarray(12)).toString('hex')}`
  } catch {
    return null
  }
}

function parityOf(v: number | undefined): 0 | 1 | null {
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
