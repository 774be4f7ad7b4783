/** Somebody on a certificate; a wallet where there is an address. */
export type Party = { name: string | null; link: string | null; address: string | null }

/** What a certificate of either door states, for anybody to read. Nothing in it names an email address. */
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

/** A certificate of either door: what it states, and what the checks look at. */
export type Verifiable = {
  publicId: string
  /** The name of its picture: public id and revision. */
  picture: string
  states: Statement
  /** The digest that was taken at issue, and that of what is stored now. */
  digest: { atIssue: string | null; now: string }
  revocation: { at: Date; reason: string; replacedBy: string | null } | null
  /** The CID of its document on IPFS. */
  document: string | null
  /** SHA-256 of its file, lower-case hex: a secret of its holder, never shown. */
  checksum: string | null
}
