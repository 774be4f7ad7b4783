import { bytesToHex } from '@noble/hashes/utils.js'
import type { Address } from '../ethereum/address.ts'
import { domainFields, type Fields, typedDataHasher } from '../ethereum/typedData.ts'
import { type Fact, factFields, PROOF_VERSION } from './facts.ts'

// What an issuer signs and a chain anchors of a certificate: typed data (EIP-712), which wallets show field by field.

/** What every proof of a certificate shows: without it nobody could say whose, from whom and how long it is good. */
export type CertificateHead = {
  /** Its uuid, lower case. */
  id: string
  issuer: Address
  holder: Address
  /** To the second, as `expiresAt` is. */
  issuedAt: Date
  expiresAt: Date | null
  /** The CID of its document. */
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

/** What signs and is signed here: `chainId` of the server's chain. */
export function proofDomain(chainId: number) {
  return { name: 'Chancery', version: PROOF_VERSION, chainId }
}

/** Makes the function that tells the digest of a certificate, from its head and the leaves of its facts. */
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

/** Hashing what depends on the chain alone takes as long as a certificate; there are few chains. */
const hashers = new Map<number, CertificateHasher>()

/** The same function, made once for a chain. */
export function hasherOf(chainId: number): CertificateHasher {
  const hasher = hashers.get(chainId) ?? certificateHasher(chainId)
  if (hashers.size < 10) hashers.set(chainId, hasher)
  return hasher
}

/** The same as a wallet takes it (`eth_signTypedData_v4`). */
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

function namedTypes(fields: Fields) {
  return Object.entries(fields).map(([name, type]) => ({ name, type }))
}

/** Unix seconds: each of them is another one to a verifier. */
export function secondsOf(date: Date): bigint {
  return BigInt(Math.max(0, Math.floor(date.getTime() / 1000)))
}

/** The same of an expiry. 0 is never, so what expired before the first second expired in that. */
export function secondsOfExpiry(date: Date | null): bigint {
  if (date === null) return 0n
  const seconds = secondsOf(date)
  return seconds === 0n ? 1n : seconds
}
