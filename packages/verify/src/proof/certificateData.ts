import { bytesToHex } from '@noble/hashes/utils.js'
import type { Address } from '../ethereum/address.ts'
import { domainFields, type Fields, typedDataHasher } from '../ethereum/typedData.ts'
import { type Fact, factFields, PROOF_VERSION } from './facts.ts'

// Typed data (EIP-712) that an issuer signs and a chain anchors. Wallets show it field by field.

/** Fields that every proof shows: holder, issuer, validity and document. */
export type CertificateHead = {
  /** UUID in lower case. */
  id: string
  issuer: Address
  holder: Address
  /** In whole seconds, like `expiresAt`. */
  issuedAt: Date
  expiresAt: Date | null
  /** CID of the document. */
  document: string
}

const certificateFields = {
  id: 'string',
  issuer: 'address',
  holder: 'address',
  issuedAt: 'uint256',
  expiresAt: 'uint256',
  document: 'string',
  facts: 'Fact[]',
} as const satisfies Fields

/** Returns the EIP-712 domain of all signatures. `chainId` is the server's chain. */
export function proofDomain(chainId: number) {
  return { name: 'Chancery', version: PROOF_VERSION, chainId }
}

export function certificateHasher(chainId: number): (head: CertificateHead, leaves: Uint8Array[]) => Uint8Array {
  const digestOf = typedDataHasher(proofDomain(chainId), {
    name: 'Certificate',
    fields: certificateFields,
    lists: { Fact: factFields },
  })
  return (head, facts) =>
    digestOf({ ...head, issuedAt: secondsOf(head.issuedAt), expiresAt: secondsOfExpiry(head.expiresAt), facts })
}

type CertificateHasher = ReturnType<typeof certificateHasher>

/** Cached by chain, because hashing the domain and types takes as long as hashing a certificate. */
const hashers = new Map<number, CertificateHasher>()

export function hasherOf(chainId: number): CertificateHasher {
  const hasher = hashers.get(chainId) ?? certificateHasher(chainId)
  if (hashers.size < 10) hashers.set(chainId, hasher)
  return hasher
}

/** Returns the certificate as typed data for a wallet (`eth_signTypedData_v4`). */
export function certificateTypedData(chainId: number, head: CertificateHead, facts: Fact[]) {
  return {
    domain: proofDomain(chainId),
    types: {
      EIP712Domain: namedTypes(domainFields),
      Certificate: namedTypes(certificateFields),
      Fact: namedTypes(factFields),
    },
    primaryType: 'Certificate' as const,
    message: {
      ...head,
      issuedAt: Number(secondsOf(head.issuedAt)),
      expiresAt: Number(secondsOfExpiry(head.expiresAt)),
      facts: facts.map(({ name, value, salt }) => ({ name, value, salt: `0x${bytesToHex(salt)}` })),
    },
  }
}

/** Returns the fields of a structure as wallets expect them. */
export function namedTypes(fields: Fields) {
  return Object.entries(fields).map(([name, type]) => ({ name, type }))
}

/** Returns whole Unix seconds, rounded down. Every verifier must round in the same way. */
export function secondsOf(date: Date): bigint {
  return BigInt(Math.max(0, Math.floor(date.getTime() / 1000)))
}

/** Returns an expiry in Unix seconds, 0 for none. An expiry before second 1 becomes 1, because 0 means never. */
export function secondsOfExpiry(date: Date | null): bigint {
  if (date === null) return 0n
  const seconds = secondsOf(date)
  return seconds === 0n ? 1n : seconds
}
