import { Problem } from '../../core/problem.ts'
import { newPublicId } from '../../core/publicId.ts'
import { courseCertificateDigest } from '../../core/recordDigest.ts'
import { type SiteContext, write } from '../../core/writeContext.ts'
import type { Course, CourseCertificate, Prisma, Site, User } from '../../database/prisma/client.ts'
import type { Tx } from '../../database/sql.ts'
import { courseNotFound } from '../courses/service.ts'
import { endOf, startOf } from '../dates.ts'
import type { Fixed } from '../fixedFields.ts'
import { lockUserRowForShare } from '../users/queries.ts'
import { userNotFound } from '../users/service.ts'
import type { CourseCertificateWithUser } from '../wire.ts'
import { ensureStated } from './fixed.ts'
import { lockCertificate } from './get.ts'
import {
  type Dates,
  type NewCourseCertificate,
  recordIssues,
  requireDrawable,
  requireLaterExpiry,
  requireMail,
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
  requireMail(context, corrections.notify)
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
    const notify = corrections.notify ?? old.notify
    const facts = {
      name: corrections.name ?? old.name,
      description: corrections.description ?? old.description,
      imageUrl: given === undefined ? old.imageUrl : storedImageUrl(given, old, context.publicUrl),
      achievedAt: achievedAt ? startOf(achievedAt, timeZone) : old.achievedAt,
      expiresAt: expiresAt ? endOf(expiresAt, timeZone) : expiresAt === undefined ? old.expiresAt : null,
      timeZone,
      notify,
    }
    requireLaterExpiry(facts)
    const created = await createCertificate(tx, context.at, course, user, { ...facts, replacesId: id })
    const { author, publicUrl } = context
    const { publishing } = course
    const notifies = course.notify ?? course.site.notify
    await recordIssues(tx, context, { publishing, notifies }, [{ certificate: created, author, publicUrl }], 'replaced')
    // The mail about the new certificate covers the old one. The reason is public: it has no internal id.
    if (!old.revokedAt) await revoke(tx, { ...context, sendsMail: false }, old, 'Replaced by a new certificate.')
    return created
  })
}

/**
 * Creates a certificate with the course's last number. Copies names, the user's language and the course's template. Throws
 * `input.invalid` if no font has the characters of a text.
 */
async function createCertificate(
  tx: Tx,
  at: Date,
  course: Course & { site: Pick<Site, 'name'> },
  user: Pick<User, 'id' | 'name' | 'language'>,
  facts: Dates &
    Required<Pick<NewCourseCertificate, 'name' | 'description'>> &
    Pick<NewCourseCertificate, 'imageUrl'> &
    Pick<CourseCertificate, 'notify'> & { replacesId?: number },
): Promise<CourseCertificateWithUser> {
  const template =
    course.templateName === null
      ? null
      : await tx.templateName.findUniqueOrThrow({
          where: { siteId_name: { siteId: course.siteId, name: course.templateName } },
        })
  const { name, description } = facts
  await requireDrawable({ name, description, user: user.name, course: course.name, site: course.site.name })
  const stated = {
    ...facts,
    publicId: newPublicId(),
    siteId: course.siteId,
    courseId: course.id,
    courseName: course.name,
    userId: user.id,
    userName: user.name,
    institutionName: course.site.name,
    criteria: course.criteria,
    achievementType: course.achievementType,
    issuedAt: at,
  }
  return tx.courseCertificate.create({
    data: {
      ...stated,
      digest: courseCertificateDigest(stated),
      number: lastNumber(course),
      language: user.language,
      templateHash: template?.hash,
      // An expiry that is already past at issue is not announced.
      expiryAnnounced: facts.expiresAt !== null && facts.expiresAt <= at,
    },
    include: { user: true },
  })
}

/** Takes the next number of a course. Locks the course, so that numbers follow the order of commit. */
async function takeNextNumber(tx: Tx, where: Prisma.CourseWhereInput) {
  const [course] = await tx.course.updateManyAndReturn({
    where,
    data: { certificateCount: { increment: 1 } },
    include: { site: { select: { name: true, timezone: true, notify: true } } },
  })
  return course
}

/** Returns the number of a course's newest certificate. Numbers of erased certificates are not used again. */
function lastNumber({ certificateCount, erasedNumbers }: Pick<Course, 'certificateCount' | 'erasedNumbers'>) {
  return certificateCount + erasedNumbers.length
}
