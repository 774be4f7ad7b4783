import type { Address } from '../ethereum/address.ts'

/** Person or organization on a certificate. A wallet if `address` is set. */
export type Party = { name: string | null; link: string | null; address: string | null }

/** Public content of a certificate of either API. Contains no email address. */
export type Statement = {
  title: string
  description: string | null
  course: string | null
  program: string | null
  courseLink: string | null
  holder: Party
  issuer: Party
  grantedTo: 'learner' | 'academy' | 'business' | null
  skills: string[]
  industries: string[]
  score: number | null
  duration: number | null
  achievedAt: Date | null
  issuedAt: Date
  expiresAt: Date | null
}

export type IssuerSignature = {
  signer: Address
  chain: number
  bytes: Uint8Array
  /** Digest that must have been signed, computed from what is stored now. Null if its version is unknown here. */
  digest: Uint8Array | null
  /** Whether a contract may accept the signature (EIP-1271). Only the chain can answer that. */
  byContract: boolean
}

export type Verifiable = {
  publicId: string
  /** Name of its picture: public id and revision. Null if the reader may not see it. */
  picture: string | null
  states: Statement
  /** Digest taken at issue, and digest of what is stored now. */
  digest: { atIssue: string | null; now: string }
  signature: IssuerSignature | null
  revocation: { at: Date; reason: string; replacedBy: string | null } | null
  /** CID of its document on IPFS. */
  document: string | null
  /** SHA-256 of its file, lower-case hex. A secret of its holder: never shown. */
  checksum: string | null
  anchor: Anchor | null
}

export type Anchor = {
  /** Digest of what is stored now. Null if the certificate no longer has a holder. */
  digest: Uint8Array | null
  /** Sibling hashes on the path from the digest to the root, 32 bytes each. */
  proof: Uint8Array
  root: Uint8Array
  chain: number
  contract: Address
  /** Location of the root. Null until it is final. */
  place: { block: number; time: Date; transaction: Uint8Array } | null
}
