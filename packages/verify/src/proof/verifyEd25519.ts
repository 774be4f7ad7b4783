import { ed25519 } from '@noble/curves/ed25519.js'

/** Verifies an Ed25519 signature by the rules of RFC 8032. */
export function verifyEd25519(publicKey: Uint8Array, message: Uint8Array, signature: Uint8Array): boolean {
  try {
    return ed25519.verify(signature, message, publicKey, { zip215: false })
  } catch {
    return false
  }
}
