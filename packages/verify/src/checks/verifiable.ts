import type { Address } from '../ethereum/address.ts'

/** Somebody on a certificate; a wallet where there is an address. */
export type Party = { name: string | null; link: string | null; address: string | null }

/** What a certificate of either API states, for anybody to read. Nothing in it names an email address. */
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

/** What an issuer signed a certificate with. */
export type IssuerSignature = {
  signer: Address
  /** The chain that it is for. */
  chain: number
  bytes: Uint8Array
  /** What it must be of, from what is stored now; null where it is of a version that is not known here. */
  digest: Uint8Array | null
  /** Whether it may be good because a contract accepts it (EIP-1271): only the chain tells that. */
  byContract: boolean
}

/** A certificate of either API: what it states, and what the checks look at. */
export type Verifiable = {
  publicId: string
  /** The name of its picture, public id and revision; null where whoever sees this is not to see that. */
  picture: string | null
  states: Statement
  /** The digest that was taken at issue, and that of what is stored now. */
  digest: { atIssue: string | null; now: string }
  /** By which its issuer signed it; null where nobody did. */
  signature: IssuerSignature | null
  revocation: { at: Date; reason: string; replacedBy: string | null } | null
  /** The CID of its document on IPFS. */
  document: string | null
  /** SHA-256 of its file, lower-case hex: a secret of its holder, never shown. */
  checksum: string | null
  anchor: Anchor | null
}

/** How a certificate stands on a chain. */
export type Anchor = {
  /** The digest of what is stored now; null where there is none any more, because the certificate has no holder. */
  digest: Uint8Array | null
  /** The hashes beside the way from the digest to the root, 32 bytes each. */
  proof: Uint8Array
  root: Uint8Array
  chain: number
  contract: Address
  /** Where the root stands; null while that is not final. */
  place: { block: number; time: Date; transaction: Uint8Array } | null
}
