import { record } from '../../core/audit.ts'
import { invalid, Problem } from '../../core/problem.ts'
import { newPublicId } from '../../core/publicId.ts'
import { courseCertificateDigest } from '../../core/recordDigest.ts'
import { type Authorship, requestIdOf, type SiteContext, write } from '../../core/writeContext.ts'
import type { Course, CourseCertificate, Prisma, Site, User } from '../../database/prisma/client.ts'
import type { Sql, Tx } from '../../database/sql.ts'
import { courseNotFound } from '../courses/service.ts'
import { endOf, type GivenDate, startOf } from '../dates.ts'
import { lockUserRowForShare } from '../users/queries.ts'
import { announce, certificateEvent } from '../webhooks/events.ts'
import type { CourseCertificateWithUser } from '../wire.ts'
import { undrawableTexts } from './drawable.ts'
import { toAuditedCertificate } from './listedCertificate.ts'
import { queuePublishing } from './queries.ts'

export type NewCourseCertificate = {
  userId: string
  name?: string
  description?: string
  achievedAt?: GivenDate
  expiresAt?: GivenDate | null
  imageUrl?: string
}

export const DEFAULT_TITLE = { name: 'Course Completion Certificate', description: 'Certificate of completion' }

/** Issues a course certificate to a user. Copies all facts, so later edits do not change it. */
export async function issueCertificate(
  context: SiteContext<CourseCertificateWithUser>,
  courseId: number,
  input: NewCourseCertificate,
): Promise<CourseCertificateWithUser> {
  const { siteId, at } = context
  return write(context, async (tx) => {
    const course = await takeNextNumber(tx, { siteId, id: courseId, retiredAt: null })
    if (!course) throw courseNotFound(courseId)
    const dates = datesOf(input, course.site.timezone, at)
    requireLaterExpiry(dates)
    await lockUserRowForShare(tx, siteId, input.userId)
    const user = await tx.user.findUnique({ where: { siteId_id: { siteId, id: input.userId }, retiredAt: null } })
    if (!user) throw invalid('userId', `This site has no user "${input.userId}".`)
    const certificate = await createCertificate(tx, at, course, user, { ...DEFAULT_TITLE, ...input, ...dates })
    await recordIssue(tx, context, course, [certificate])
    return certificate
  })
}

export type Dates = Pick<CourseCertificate, 'achievedAt' | 'expiresAt' | 'timeZone'>

/** Returns the times that dates mean in a time zone. Default: achieved now, expires never. */
export function datesOf(
  { achievedAt, expiresAt }: Pick<NewCourseCertificate, 'achievedAt' | 'expiresAt'>,
  timeZone: string,
  now: Date,
): Dates {
  return {
    achievedAt: achievedAt ? startOf(achievedAt, timeZone) : now,
    expiresAt: expiresAt ? endOf(expiresAt, timeZone) : null,
    timeZone,
  }
}

/**
 * Creates a certificate with the course's last number. Copies names, the user's language and the course's template. Throws
 * `input.invalid` if no font has the characters of a text.
 */
export async function createCertificate(
  tx: Tx,
  at: Date,
  course: Course & { site: Pick<Site, 'name'> },
  user: Pick<User, 'id' | 'name' | 'language'>,
  facts: Dates &
    Required<Pick<NewCourseCertificate, 'name' | 'description'>> &
    Pick<NewCourseCertificate, 'imageUrl'> & { replacesId?: number },
): Promise<CourseCertificateWithUser> {
  const template =
    course.templateName === null
      ? null
      : await tx.templateName.findUniqueOrThrow({
          where: { siteId_name: { siteId: course.siteId, name: course.templateName } },
        })
  const faults = await undrawableTexts({
    ...{ name: facts.name, description: facts.description },
    ...{ 'user.name': user.name, 'course.name': course.name, 'site.name': course.site.name },
  })
  if (faults) throw new Problem('input.invalid', undefined, faults)
  const stated = {
    ...facts,
    publicId: newPublicId(),
    siteId: course.siteId,
    courseId: course.id,
    courseName: course.name,
    userId: user.id,
    userName: user.name,
    institutionName: course.site.name,
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

/** Writes audit entries, events and jobs of issued certificates. */
export async function recordIssue(
  tx: Sql,
  context: Authorship,
  { publishing }: Pick<Course, 'publishing'>,
  certificates: CourseCertificateWithUser[],
): Promise<void> {
  const changes = certificates.map((certificate) => ({
    action: 'certificate.issue',
    subject: `certificate/${certificate.id}`,
    after: toAuditedCertificate(certificate, context.publicUrl),
  }))
  const recorded = record(tx, context, ...changes)
  // Builds events, up to a thousand, while the database executes the query.
  const events = certificates.map((certificate) =>
    certificateEvent('Certificate/Issued', certificate, context.publicUrl),
  )
  await recorded
  await announce(tx, context, ...events)
  if (publishing === 'none') return
  const withWallet = certificates.filter(({ user }) => user.ethAddress !== null)
  await queuePublishing(
    tx,
    withWallet.map(({ id }) => id),
    requestIdOf(context),
  )
}

/** Takes the next number of a course. Locks the course, so that numbers follow the order of commit. */
export async function takeNextNumber(tx: Tx, where: Prisma.CourseWhereInput) {
  const [course] = await tx.course.updateManyAndReturn({
    where,
    data: { certificateCount: { increment: 1 } },
    include: { site: { select: { name: true, timezone: true } } },
  })
  return course
}

/** Returns the number of a course's newest certificate. Numbers of erased certificates are not used again. */
export function lastNumber({ certificateCount, erasedNumbers }: Pick<Course, 'certificateCount' | 'erasedNumbers'>) {
  return certificateCount + erasedNumbers.length
}

export function requireLaterExpiry(dates: Omit<Dates, 'timeZone'>): void {
  if (expiresTooEarly(dates)) throw invalid('expiresAt', 'expiresAt must be later than achievedAt.')
}

export function expiresTooEarly({ achievedAt, expiresAt }: Omit<Dates, 'timeZone'>): boolean {
  return expiresAt !== null && expiresAt <= achievedAt
}
