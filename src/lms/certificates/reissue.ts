import { Problem } from '../../core/problem.ts'
import { type SiteContext, write } from '../../core/writeContext.ts'
import { courseNotFound } from '../courses/service.ts'
import { endOf, startOf } from '../dates.ts'
import type { Fixed } from '../fixedFields.ts'
import { lockUserRowForShare } from '../users/queries.ts'
import { userNotFound } from '../users/service.ts'
import type { CourseCertificateWithUser } from '../wire.ts'
import { ensureStated } from './fixed.ts'
import { lockCertificate } from './get.ts'
import {
  createCertificate,
  type NewCourseCertificate,
  recordIssue,
  requireLaterExpiry,
  takeNextNumber,
} from './issue.ts'
import { revoke } from './revoke.ts'
import { storedImageUrl } from './update.ts'

/**
 * Reissues a certificate with the current names of course and user and the given corrections. Revokes the old one. Keeps
 * its time zone, so that the days that are not corrected stay the same.
 */
export function reissueCertificate(
  context: SiteContext<CourseCertificateWithUser>,
  id: number,
  corrections: Omit<NewCourseCertificate, 'userId' | 'imageUrl'> & { imageUrl?: string | null },
  fixed: Fixed = {},
): Promise<CourseCertificateWithUser> {
  return write(context, async (tx) => {
    const old = await lockCertificate(tx, context.siteId, id)
    ensureStated(fixed, old, context.publicUrl)
    const replacement = await tx.courseCertificate.findUnique({ where: { replacesId: id } })
    if (replacement) {
      throw new Problem(
        'certificate.replaced',
        `Certificate ${id} was replaced by ${replacement.id}. Reissue that one.`,
      )
    }
    const { siteId } = context
    const { timeZone } = old
    const { achievedAt, expiresAt } = corrections
    const course = await takeNextNumber(tx, { siteId, id: old.courseId, retiredAt: null })
    if (!course) throw courseNotFound(old.courseId)
    await lockUserRowForShare(tx, siteId, old.userId)
    const user = await tx.user.findUnique({ where: { siteId_id: { siteId, id: old.userId }, retiredAt: null } })
    if (!user) throw userNotFound(old.userId)
    const { imageUrl: given } = corrections
    const facts = {
      name: corrections.name ?? old.name,
      description: corrections.description ?? old.description,
      imageUrl: given === undefined ? old.imageUrl : storedImageUrl(given, old, context.publicUrl),
      achievedAt: achievedAt ? startOf(achievedAt, timeZone) : old.achievedAt,
      expiresAt: expiresAt ? endOf(expiresAt, timeZone) : expiresAt === undefined ? old.expiresAt : null,
      timeZone,
    }
    requireLaterExpiry(facts)
    const created = await createCertificate(tx, context.at, course, user, { ...facts, replacesId: id })
    await recordIssue(tx, context, course, [created])
    // The reason is public: it has no internal id.
    if (!old.revokedAt) await revoke(tx, context, old, 'Replaced by a new certificate.')
    return created
  })
}
