import { type Fields, typedDataHasher } from '../ethereum/typedData.ts'
import { proofDomain, secondsOf } from './certificateData.ts'

/** What an issuer signs who revokes a certificate: docs/wallet-authors.md explains each field. */
const revocationFields = {
  certificate: 'string',
  reason: 'string',
  revokedAt: 'uint256',
} as const satisfies Fields

export type Revocation = {
  /** Its uuid, lower case. */
  certificate: string
  reason: string
  /** To the second. */
  revokedAt: Date
}

/** Makes the function that tells the digest of a revocation (EIP-712). */
export function revocationHasher(chainId: number): (revocation: Revocation) => Uint8Array {
  const digestOf = typedDataHasher(proofDomain(chainId), { name: 'Revocation', fields: revocationFields })
  return (revocation) => digestOf({ ...revocation, revokedAt: secondsOf(revocation.revokedAt) })
}
