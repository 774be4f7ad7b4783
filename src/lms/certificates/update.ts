import { record } from '../../core/audit.ts'
import { Problem } from '../../core/problem.ts'
import { type Authorship, isUnchanged, type SiteContext, write } from '../../core/writeContext.ts'
import { withdrawCredentials } from '../../credentials/queries.ts'
import type { Sql } from '../../database/sql.ts'
import { endOf, type GivenDate } from '../dates.ts'
import type { Fixed } from '../fixedFields.ts'
import type { CourseCertificateWithUser } from '../wire.ts'
import { ensureStated } from './fixed.ts'
import { lockCertificate } from './get.ts'
import { requireLaterExpiry } from './issue.ts'
import { pictureUrlOf } from './links.ts'
import { toAuditedCertificate } from './listedCertificate.ts'

/** Changes the expiry (null: never) and the image (null: rendered by the server). */
export function updateCertificate(
  context: SiteContext<CourseCertificateWithUser>,
  id: number,
  {
    expiresAt: expiry,
    imageUrl: given,
  }: { expiresAt?: GivenDate | null | undefined; imageUrl?: string | null | undefined },
  fixed: Fixed = {},
): Promise<CourseCertificateWithUser> {
  return write(context, async (tx) => {
    const before = await lockCertificate(tx, context.siteId, id)
    ensureStated(fixed, before, context.publicUrl)
    const expiresAt = expiry ? endOf(expiry, before.timeZone) : expiry
    const imageUrl = given === undefined ? undefined : storedImageUrl(given, before, context.publicUrl)
    if (isUnchanged(before, { expiresAt, imageUrl })) return before
    const expires = expiresAt === undefined ? before.expiresAt : expiresAt
    requireLaterExpiry({ ...before, expiresAt: expires })
    const isNew = expires?.getTime() !== before.expiresAt?.getTime()
    if (isNew && (await tx.walletCertificate.findUnique({ where: { courseCertificateId: id } }))) {
      throw new Problem('certificate.published', `Certificate ${id} is published. Reissue it to change its expiry.`)
    }
    if (isNew) await withdrawCredentials(tx, id, context.at)
    // An expiry set in the past is not announced. A future one is.
    const expiryAnnounced = isNew ? expires !== null && expires <= context.at : undefined
    const after = await tx.courseCertificate.update({
      where: { id },
      data: { expiresAt, imageUrl, expiryAnnounced, revision: isNew ? { increment: 1 } : undefined },
      include: { user: true },
    })
    await recordEdit(tx, context, 'certificate.update', before, after)
    return after
  })
}

/** Returns the URL to store; '' for the image that this server renders, also if a client sends its URL back. */
export function storedImageUrl(given: string | null, row: CourseCertificateWithUser, publicUrl: string): string {
  return given === null || given === pictureUrlOf(row, publicUrl) ? '' : given
}

export function recordEdit(
  tx: Sql,
  context: Authorship,
  action: string,
  before: CourseCertificateWithUser,
  after: CourseCertificateWithUser,
): Promise<void> {
  return record(tx, context, {
    action,
    subject: `certificate/${after.id}`,
    before: toAuditedCertificate(before, context.publicUrl),
    after: toAuditedCertificate(after, context.publicUrl),
  })
}
