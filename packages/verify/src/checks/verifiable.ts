import type { Address } from '../ethereum/address.ts'
import type { IssuerIdentity } from './identity.ts'

/** Person or organization named on a certificate. `address` is set for a wallet. */
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
  /** Time zone of the days of `achievedAt`, `issuedAt` and `expiresAt`. */
  timeZone: string
}

export type IssuerSignature = {
  signer: Address
  chain: number
  bytes: Uint8Array
  /** Digest that the signature must cover, computed from current data. Null if its version is unknown. */
  digest: Uint8Array | null
  /** Whether a contract may accept the signature (EIP-1271). Only a chain node can check that. */
  byContract: boolean
}

export type Verifiable = {
  publicId: string
  /** Picture name: public id and revision. Null if there is no picture, or if the reader may not see it. */
  picture: string | null
  states: Statement
  /** Time when this server received or issued it. The issuer cannot choose it, unlike `issuedAt`. */
  receivedAt: Date
  identity: IssuerIdentity
  /** Digest stored at issue, and digest of current data. */
  digest: { atIssue: string | null; now: string }
  signature: IssuerSignature | null
  revocation: { at: Date; reason: string; replacedBy: string | null } | null
  /** CID of the document on IPFS. */
  document: string | null
  /** SHA-256 of the certified file, lower-case hex. The holder's secret: never shown. */
  checksum: string | null
  anchor: Anchor | null
  /** Confirmed domains that attest that they checked the certificate. They never change the verdict. */
  attestedBy: string[]
}

export type Anchor = {
  /** Digest of current data. Null if the certificate no longer has a holder. */
  digest: Uint8Array | null
  /** Sibling hashes on the path from the digest to the root, 32 bytes each. */
  proof: Uint8Array
  root: Uint8Array
  chain: number
  contract: Address
  /** Location of the root. Null until it is final. */
  place: { block: number; time: Date; transaction: Uint8Array } | null
}
