import type { Address } from '../ethereum/address.ts'
import { domainFields, type Fields, typedDataHasher } from '../ethereum/typedData.ts'
import { namedTypes, proofDomain } from './certificateData.ts'

// The claim of a domain, which an issuer signs: a wallet as typed data (EIP-712), a site as JSON (JCS, RFC 8785).

const claimFields = {
  domain: 'string',
  issuer: 'address',
  at: 'uint256',
} as const satisfies Fields

/** `at`: Unix seconds. */
export type WalletClaim = { domain: string; issuer: Address; at: number }

/** Returns the digest that a wallet signs. */
export function claimDigest(chainId: number, { at, ...claim }: WalletClaim): Uint8Array {
  const digestOf = typedDataHasher(proofDomain(chainId), { name: 'Issuer', fields: claimFields })
  return digestOf({ ...claim, at: BigInt(at) })
}

/** Returns the claim as typed data for a wallet (`eth_signTypedData_v4`). */
export function claimTypedData(chainId: number, claim: WalletClaim) {
  return {
    domain: proofDomain(chainId),
    types: { EIP712Domain: namedTypes(domainFields), Issuer: namedTypes(claimFields) },
    primaryType: 'Issuer' as const,
    message: claim,
  }
}

/** `issuer`: DID of the site. `at`: Unix seconds. */
export type SiteClaim = { domain: string; issuer: string; at: number }

/** Returns the bytes that a site signs with Ed25519: its claim as canonical JSON, with the fields in JCS order. */
export function siteClaimBytes({ domain, issuer, at }: SiteClaim): Uint8Array {
  return new TextEncoder().encode(JSON.stringify({ at, domain, issuer }))
}
