import { hash, randomBytes, randomUUID } from 'node:crypto'
import type { Statement } from '@chancery/verify/checks/verifiable'
import { withoutEmail } from '@chancery/verify/withoutEmail'
import { toTime } from './time.ts'

/** The wallet that an Open Badge is issued to. `email`: the holder's, if the holder asked for this copy. */
export type Recipient = { did: string; email: string | null }

/** What an Open Badge states of a certificate. */
export type Achieved = {
  publicId: string
  /** DID of the site. */
  issuer: string
  /** Public facts only. */
  states: Statement
  /** Null for a course certificate, which is issued to a person. */
  recipient: Recipient | null
  /** Whether it is the one at the certificate's address. */
  isPublic: boolean
  /** Markdown of the issuer; null for the default. */
  criteria: string | null
  achievementType: string
  /** Name of the picture. Null if there is none, or if it is not public. */
  picture: string | null
  publicUrl: string
  status: { list: string; index: number }
}

/** Open Badges need both contexts, in this order. */
const contexts = [
  'https://www.w3.org/ns/credentials/v2',
  'https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.3.json',
] as const

/**
 * Returns the Open Badge 3.0 of a certificate, unsigned. Contains no email address. Only the holder's own copy contains a hash
 * of it, because anyone could test guesses against that.
 */
export function toOpenBadge({ publicId, issuer, states, isPublic, picture, publicUrl, status, ...others }: Achieved) {
  const page = `${publicUrl}/verify/${publicId}`
  const { achievedAt, issuedAt, expiresAt } = states
  return {
    '@context': [...contexts],
    id: isPublic ? `${page}/credential.json` : `urn:uuid:${randomUUID()}`,
    type: ['VerifiableCredential', 'OpenBadgeCredential'],
    name: states.title,
    ...(picture && { image: { id: `${publicUrl}/images/${picture}.png`, type: 'Image' } }),
    issuer: {
      id: issuer,
      type: ['Profile'],
      ...(states.issuer.name && { name: states.issuer.name }),
      ...(states.issuer.link && { url: states.issuer.link }),
    },
    validFrom: toTime(issuedAt),
    ...(expiresAt && { validUntil: toTime(expiresAt) }),
    ...(achievedAt && { awardedDate: toTime(achievedAt) }),
    credentialSubject: subjectOf(page, states, others),
    credentialStatus: {
      id: `${status.list}#${status.index}`,
      type: 'BitstringStatusListEntry',
      statusPurpose: 'revocation',
      statusListIndex: String(status.index),
      statusListCredential: status.list,
    },
  }
}

type Others = Pick<Achieved, 'recipient' | 'criteria' | 'achievementType'>

function subjectOf(page: string, states: Statement, { recipient, criteria, achievementType }: Others) {
  const { title, description, course, program, courseLink, score, skills, industries } = states
  const { name } = states.holder
  const identifier = [
    ...(name ? [{ type: 'IdentityObject', hashed: false, identityType: 'name', identityHash: name }] : []),
    ...(recipient?.email ? [hashedEmail(recipient.email)] : []),
  ]
  const scoreId = `${page}#score`
  return {
    ...(recipient && { id: recipient.did }),
    type: ['AchievementSubject'],
    ...(identifier.length > 0 && { identifier }),
    achievement: {
      id: `${page}#achievement`,
      type: ['Achievement'],
      name: title,
      // Open Badges require a description.
      description: description ?? course ?? program ?? title,
      achievementType,
      criteria: { ...(courseLink && { id: courseLink }), narrative: narrativeOf(states, criteria) },
      ...(skills.length + industries.length > 0 && { tag: [...skills, ...industries] }),
      ...(score !== null && {
        resultDescription: [{ id: scoreId, type: ['ResultDescription'], name: 'Score', resultType: 'RawScore' }],
      }),
    },
    ...(score !== null && { result: [{ type: ['Result'], resultDescription: scoreId, value: String(score) }] }),
  }
}

/** Returns an email address as Open Badges 3.0 hash it (IdentityObject). */
function hashedEmail(email: string) {
  const salt = randomBytes(16).toString('hex')
  const identityHash = `sha256$${hash('sha256', email + salt)}`
  return { type: 'IdentityObject', hashed: true, identityType: 'emailAddress', identityHash, salt }
}

/** Returns the criteria as Markdown. Open Badges have no other place for the course and for the hours. */
function narrativeOf({ course, program, duration }: Statement, criteria: string | null): string {
  const name = course ?? program
  return [
    criteria ? withoutEmail(criteria) : 'The holder met the requirements of the issuer.',
    name && `Course: ${escaped(name)}`,
    duration !== null && `Duration: ${duration} hours`,
  ]
    .filter(Boolean)
    .join('\n\n')
}

/** Escapes all punctuation that Markdown may interpret. */
function escaped(text: string): string {
  return text.replace(/\s+/g, ' ').replace(/[!-/:-@[-`{-~]/g, '\\$&')
}
