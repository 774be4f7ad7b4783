import { hash } from 'node:crypto'

/** What a certificate of the LMS API states and never changes. Its expiry may change: that is its status. */
export type CourseCertificateFacts = {
  publicId: string
  siteId: number
  courseId: number
  userId: string
  name: string
  description: string
  courseName: string
  userName: string
  /** Null for certificates from before it was copied at issue: their digests are without it. */
  institutionName: string | null
  achievedAt: Date
  issuedAt: Date
}

/** What a certificate of the wallet API states: all of it stays as it was created. */
export type WalletCertificateFacts = {
  id: string
  holder: string
  issuer: string
  grantedTo: string
  institutionTitle: string
  institutionLink: string
  programTitle: string | null
  certificateTitle: string
  courseLink: string | null
  industries: string[]
  skills: string[]
  score: number | null
  duration: number | null
  expirationDate: Date | null
  ipfsHash: string
  checksumHash: string | null
}

/** SHA-256 of what a certificate of the LMS API states, lower-case hex: of JSON, for anybody to repeat. */
export function courseCertificateDigest(facts: CourseCertificateFacts): string {
  const { publicId, siteId, courseId, userId, name, description, courseName, userName, achievedAt, issuedAt } = facts
  const institution = facts.institutionName === null ? [] : [facts.institutionName]
  return digestOf([
    ...[publicId, siteId, courseId, userId, name, description, courseName, userName, achievedAt, issuedAt],
    ...institution,
  ])
}

/** The same of a certificate of the wallet API; skills and industries count in no order. */
export function walletCertificateDigest(facts: WalletCertificateFacts): string {
  return digestOf([
    ...[facts.id, facts.holder, facts.issuer, facts.grantedTo, facts.institutionTitle, facts.institutionLink],
    ...[facts.programTitle, facts.certificateTitle, facts.courseLink, facts.industries.toSorted()],
    ...[facts.skills.toSorted(), facts.score, facts.duration, facts.expirationDate, facts.ipfsHash, facts.checksumHash],
  ])
}

function digestOf(facts: unknown[]): string {
  return hash('sha256', JSON.stringify(facts))
}
