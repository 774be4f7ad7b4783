import type { PublicCertificate } from '../public/lookup.ts'
import type { ClaimedMail } from './queries.ts'

/** Returns why a mail must not be sent any more; null if it must. */
export function whyUnwanted(mail: ClaimedMail, found: PublicCertificate | null, now: Date): string | null {
  const { kind, revokedAt, expiresAt, announcedExpiry } = mail
  if (!found || 'deletedAt' in found || mail.email === '') return 'The learner was erased.'
  if (mail.isBlocked) return 'The operator blocked the site.'
  if (mail.isRetired) return 'The learner was deleted.'
  if (mail.isUnsubscribed) return 'The learner unsubscribed.'
  if (kind === 'revoked') return null
  if (revokedAt !== null) return 'The certificate was revoked.'
  if (expiresAt !== null && expiresAt <= now) return 'The certificate expired.'
  if (kind === 'expiring' && expiresAt?.getTime() !== announcedExpiry?.getTime()) return 'The expiry was changed.'
  return null
}
