import { hash } from 'node:crypto'

/** Facts of an LMS certificate that never change. Excludes its expiry, which is a status. */
export type CourseCertificateFacts = {
  publicId: string
  siteId: number
  courseId: number
  userId: string
  name: string
  description: string
  courseName: string
  userName: string
  /** Null for certificates that were issued before it was copied. Their digests exclude it. */
  institutionName: string | null
  achievedAt: Date
  issuedAt: Date
  /** The digests of certificates in UTC exclude it. */
  timeZone: string
}

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
  checksum: string | null
  /** The digests of certificates without it exclude it. */
  holderName?: string | null
}

/** Returns the SHA-256 (lower-case hex) of the facts as JSON, which any reader can repeat. */
export function courseCertificateDigest(facts: CourseCertificateFacts): string {
  const { publicId, siteId, courseId, userId, name, description, courseName, userName, achievedAt, issuedAt } = facts
  const timeZone = facts.timeZone === 'UTC' ? [] : [facts.timeZone]
  const institution = facts.institutionName === null ? [] : [facts.institutionName]
  return digestOf([
    ...[publicId, siteId, courseId, userId, name, description, courseName, userName, achievedAt, issuedAt],
    ...institution,
    ...timeZone,
  ])
}

/** Hashes the facts as JSON too. Sorts skills and industries, because their order has no meaning. */
export function walletCertificateDigest(facts: WalletCertificateFacts): string {
  const holderName = facts.holderName ? [facts.holderName] : []
  return digestOf([
    ...[facts.id, facts.holder, facts.issuer, facts.grantedTo, facts.institutionTitle, facts.institutionLink],
    ...[facts.programTitle, facts.certificateTitle, facts.courseLink, facts.industries.toSorted()],
    ...[facts.skills.toSorted(), facts.score, facts.duration, facts.expirationDate, facts.ipfsHash, facts.checksum],
    ...holderName,
  ])
}

function digestOf(facts: unknown[]): string {
  return hash('sha256', JSON.stringify(facts))
}
