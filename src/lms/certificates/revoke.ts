import { type Authorship, type SiteContext, write } from '../../core/writeContext.ts'
import { revokeCredentials } from '../../credentials/queries.ts'
import type { Tx } from '../../database/sql.ts'
import { queueRevocationMail } from '../../mail/queries.ts'
import { announce, certificateEvent } from '../webhooks/events.ts'
import type { CourseCertificateWithUser } from '../wire.ts'
import { lockCertificate } from './get.ts'
import { recordEdit } from './update.ts'

/** Revokes a certificate for a public reason. Revoking it again changes nothing. */
export function revokeCertificate(
  context: SiteContext<CourseCertificateWithUser>,
  id: number,
  reason: string,
): Promise<CourseCertificateWithUser> {
  return write(context, async (tx) => {
    const before = await lockCertificate(tx, context.siteId, id)
    return before.revokedAt ? before : revoke(tx, context, before, reason)
  })
}

/** Revokes a locked certificate and what was published of it. */
export function revoke(
  tx: Tx,
  context: Authorship,
  before: CourseCertificateWithUser,
  reason: string,
): Promise<CourseCertificateWithUser> {
  return recordRevocation(tx, context, before, { reason, at: context.at })
}

/** Revokes a certificate and what was published of it, and announces it. `at` is the time that the issuer gives. */
async function recordRevocation(
  tx: Tx,
  context: Authorship,
  before: CourseCertificateWithUser,
  { reason, at }: { reason: string; at: Date },
): Promise<CourseCertificateWithUser> {
  const unrevoked = { courseCertificateId: before.id, revokedAt: null }
  const revocation = { revokedAt: at, revocationReason: reason }
  await tx.walletCertificate.updateMany({ where: unrevoked, data: revocation })
  // The holder may have deleted several of them.
  await tx.tombstone.updateMany({ where: unrevoked, data: revocation })
  await revokeCredentials(tx, before.id, context.at)
  const after = await tx.courseCertificate.update({
    where: { id: before.id },
    data: { revokedAt: at, revocationReason: reason },
    include: { user: true },
  })
  await recordEdit(tx, context, 'certificate.revoke', before, after)
  await announce(tx, context, certificateEvent('Certificate/Revoked', after, context.publicUrl))
  if (context.sendsMail) await queueRevocationMail(tx, context, before.id)
  return after
}

/**
 * Returns a function that locks a certificate whose published copy its issuer revokes. That one returns a function that
 * revokes it too.
 */
export function lockForRevocation(sendsMail: boolean) {
  return async (tx: Tx, siteId: number, id: number) => {
    const before = await lockCertificate(tx, siteId, id)
    return {
      isRevoked: before.revokedAt !== null,
      recordRevocation: (context: Authorship, revocation: { reason: string; at: Date }) =>
        recordRevocation(tx, { ...context, sendsMail }, before, revocation),
    }
  }
}
