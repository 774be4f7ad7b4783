import { secp256k1 } from '@noble/curves/secp256k1.js'
import type { RecoverPublicKey } from './signer.ts'

/** Recovers public keys in JavaScript, for browsers. */
export const recoverWithNoble: RecoverPublicKey = (hash, rs, parity) =>
  secp256k1.Signature.fromBytes(rs, 'compact').addRecoveryBit(parity).recoverPublicKey(hash).toBytes(false)
