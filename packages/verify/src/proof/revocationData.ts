import { type Fields, typedDataHasher } from '../ethereum/typedData.ts'
import { proofDomain, secondsOf } from './certificateData.ts'

/** Fields that an issuer signs to revoke a certificate (docs/wallet-authors.md). */
const revocationFields = {
  certificate: 'string',
  reason: 'string',
  revokedAt: 'uint256',
} as const satisfies Fields

export type Revocation = {
  /** UUID in lower case. */
  certificate: string
  reason: string
  /** In whole seconds. */
  revokedAt: Date
}

export function revocationHasher(chainId: number): (revocation: Revocation) => Uint8Array {
  const digestOf = typedDataHasher(proofDomain(chainId), { name: 'Revocation', fields: revocationFields })
  return (revocation) => digestOf({ ...revocation, revokedAt: secondsOf(revocation.revokedAt) })
}
