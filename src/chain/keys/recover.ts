import { createRequire } from 'node:module'
import type { Address } from '@chancery/verify/ethereum/address'
import { keccak } from '@chancery/verify/ethereum/keccak'
import { expandSignature, parseSignature, type RecoverPublicKey, signerOf } from '@chancery/verify/ethereum/signer'
import { SigningKey } from 'ethers/crypto'
import { getBytes } from 'ethers/utils'

// Signer recovery with the fastest implementation on this machine. The portable part is in signer.ts, for browsers too.

/** Returns the digest that `personal_sign` (EIP-191) signs for a message. */
export function messageDigest(message: string): Uint8Array {
  const bytes = Buffer.from(message)
  return keccak(Buffer.concat([Buffer.from(`\x19Ethereum Signed Message:\n${bytes.length}`), bytes]))
}

/** Returns the signer of a `personal_sign` message, from a signature in hex. Null as for `recoverSignerOf`. */
export function recoverSigner(
  message: string,
  signature: string,
  recoverPublicKey: RecoverPublicKey = recoverFastest,
): Address | null {
  const bytes = parseSignature(signature)
  return bytes && recoverSignerOf(messageDigest(message), bytes, recoverPublicKey)
}

/** Returns the signer of a digest, also from a compact signature. Null for an invalid signature (see `signerOf`). */
export function recoverSignerOf(
  digest: Uint8Array,
  signature: Uint8Array,
  recoverPublicKey: RecoverPublicKey = recoverFastest,
): Address | null {
  return signerOf(digest, expandSignature(signature), recoverPublicKey)
}

export const recoverWithEthers: RecoverPublicKey = (hash, rs, parity) => {
  const signature = { r: `0x${hexOf(rs, 0, 32)}`, s: `0x${hexOf(rs, 32, 64)}`, yParity: parity }
  return getBytes(SigningKey.recoverPublicKey(hash, signature))
}

function hexOf(bytes: Uint8Array, start: number, end: number): string {
  return Buffer.from(bytes.subarray(start, end)).toString('hex')
}

/** Loads libsecp256k1, about twenty times as fast. Null if the optional package is not installed for this machine. */
export function loadNative(): RecoverPublicKey | null {
  try {
    // Loads the bindings, because the index silently falls back to a third implementation.
    const native: { ecdsaRecover(rs: Uint8Array, parity: number, hash: Uint8Array, compressed: boolean): Uint8Array } =
      createRequire(import.meta.url)('secp256k1/bindings.js')
    return (hash, rs, parity) => native.ecdsaRecover(rs, parity, hash, false)
  } catch {
    return null
  }
}

let fastest: RecoverPublicKey | undefined

export const recoverFastest: RecoverPublicKey = (hash, rs, parity) => {
  fastest ??= loadNative() ?? recoverWithEthers
  return fastest(hash, rs, parity)
}
