import type { Database } from '../db/client.ts'
import { findCertificatePage } from '../db/courseCertificates.ts'
import type { Course, CourseCertificate, Prisma, User } from '../db/prisma/client.ts'
import { invalid, Problem } from '../errors.ts'
import { courseNotFound } from './courses.ts'
import { userIdsOfEmail } from './users.ts'

export type NewCourseCertificate = {
  userId: string
  name?: string
  description?: string
  achievedAt?: Date
  expiresAt?: Date | null
  imageUrl?: string
}

type Fact = 'name' | 'description' | 'achievedAt' | 'expiresAt' | 'imageUrl'

export type CourseCertificateWithUser = CourseCertificate & { user: User }

/** Issues a certificate of a course to a user. What it states is copied into it: later edits change nothing. */
export async function issueCertificate(
  db: Database,
  siteId: number,
  courseId: number,
  input: NewCourseCertificate,
  now: Date,
): Promise<CourseCertificateWithUser> {
  const achievedAt = input.achievedAt ?? now
  requireLaterExpiry(achievedAt, input.expiresAt)
  return db.prisma.$transaction(async (tx) => {
    const course = await nextPlace(tx, { siteId, id: courseId, retiredAt: null })
    if (!course) throw courseNotFound(courseId)
    const user = await tx.user.findUnique({ where: { siteId_id: { siteId, id: input.userId }, retiredAt: null } })
    if (!user) throw invalid('userId', `This site has no user "${input.userId}".`)
    return create(tx, course, user, {
      name: 'Course Completion Certificate',
      description: 'Certificate of completion',
      ...input,
      achievedAt,
    })
  })
}

/** Makes a certificate in the place that its course has just given it, with copies of what course and user are called. */
function create(
  tx: Prisma.TransactionClient,
  course: Course,
  user: User,
  facts: Pick<Prisma.CourseCertificateUncheckedCreateInput, Fact | 'replacesId'>,
): Promise<CourseCertificateWithUser> {
  return tx.courseCertificate.create({
    data: {
      ...facts,
      siteId: course.siteId,
      courseId: course.id,
      number: course.certificateCount,
      courseName: course.name,
      userId: user.id,
      userName: user.name,
    },
    include: { user: true },
  })
}

/** Takes the next number of a course. This locks the course, so that numbers are in the order of appearance. */
async function nextPlace(tx: Prisma.TransactionClient, where: Prisma.CourseWhereInput): Promise<Course | undefined> {
  const [course] = await tx.course.updateManyAndReturn({ where, data: { certificateCount: { increment: 1 } } })
  return course
}

function requireLaterExpiry(achievedAt: Date, expiresAt: Date | null | undefined): void {
  if (expiresAt && expiresAt <= achievedAt) throw invalid('expiresAt', 'A certificate expires after it was achieved.')
}

/** One page of a course's certificates, in the order of issue, as the LMS door's JSON. */
export async function listCourseCertificates(
  db: Database,
  siteId: number,
  courseId: number,
  range: { offset: number; limit: number },
): Promise<string> {
  const page = await findCertificatePage(db.pool, siteId, courseId, range)
  if (!page) throw courseNotFound(courseId)
  return page
}

export async function getCourseCertificate(
  db: Database,
  siteId: number,
  id: number,
): Promise<CourseCertificateWithUser> {
  const certificate = await db.prisma.courseCertificate.findUnique({ where: { siteId, id }, include: { user: true } })
  if (!certificate) throw certificateNotFound(id)
  return certificate
}

export type CertificateStatus = 'active' | 'expired' | 'revoked'

export type CertificateFilter = {
  courseId?: number | undefined
  userId?: string | undefined
  /** In any letter case. */
  email?: string | undefined
  status?: CertificateStatus | undefined
  achievedFrom?: Date | undefined
  /** Inclusive. */
  achievedTo?: Date | undefined
}

/** One page of a site's certificates, in the order of issue. */
export async function listCertificates(
  db: Database,
  siteId: number,
  filter: CertificateFilter,
  { offset, limit }: { offset: number; limit: number },
  now: Date,
): Promise<{ certificates: CourseCertificateWithUser[]; totalCount: number }> {
  const where: Prisma.CourseCertificateWhereInput = {
    siteId,
    courseId: filter.courseId,
    achievedAt: { gte: filter.achievedFrom, lte: filter.achievedTo },
    AND: [
      { userId: filter.userId },
      filter.email === undefined ? {} : { userId: { in: await userIdsOfEmail(db, siteId, filter.email) } },
      filter.status ? inStatus(filter.status, now) : {},
    ],
  }
  const [certificates, totalCount] = await db.prisma.$transaction([
    db.prisma.courseCertificate.findMany({
      where,
      orderBy: { id: 'asc' },
      skip: offset,
      take: limit,
      include: { user: true },
    }),
    db.prisma.courseCertificate.count({ where }),
  ])
  return { certificates, totalCount }
}

function inStatus(status: CertificateStatus, now: Date): Prisma.CourseCertificateWhereInput {
  switch (status) {
    case 'revoked':
      return { revokedAt: { not: null } }
    case 'expired':
      return { revokedAt: null, expiresAt: { lte: now } }
    case 'active':
      return { revokedAt: null, OR: [{ expiresAt: null }, { expiresAt: { gt: now } }] }
  }
}

/** Changes what may change after issue: when it expires (null: never) and its picture. */
export async function updateCertificate(
  db: Database,
  siteId: number,
  id: number,
  change: { expiresAt?: Date | null | undefined; imageUrl?: string | undefined },
): Promise<CourseCertificateWithUser> {
  const achievedAt = change.expiresAt ? { lt: change.expiresAt } : undefined
  const { count } = await db.prisma.courseCertificate.updateMany({ where: { siteId, id, achievedAt }, data: change })
  const certificate = await getCourseCertificate(db, siteId, id)
  if (count === 0) requireLaterExpiry(certificate.achievedAt, change.expiresAt)
  return certificate
}

/** Revokes a certificate for a reason that everybody may read. Revoking it again changes nothing. */
export async function revokeCertificate(
  db: Database,
  siteId: number,
  id: number,
  reason: string,
  now: Date,
): Promise<CourseCertificateWithUser> {
  await db.prisma.courseCertificate.updateMany({
    where: { siteId, id, revokedAt: null },
    data: { revokedAt: now, revocationReason: reason },
  })
  return getCourseCertificate(db, siteId, id)
}

/**
 * Issues a certificate anew, with what course and user are called now and the corrections that are given, and revokes
 * the one that it replaces.
 */
export async function reissueCertificate(
  db: Database,
  siteId: number,
  id: number,
  corrections: Omit<NewCourseCertificate, 'userId'>,
  now: Date,
): Promise<CourseCertificateWithUser> {
  return db.prisma.$transaction(async (tx) => {
    // Nobody else revokes or changes it meanwhile.
    await tx.$queryRaw`SELECT FROM course_certificates WHERE site_id = ${siteId} AND id = ${id} FOR UPDATE`
    const old = await tx.courseCertificate.findUnique({
      where: { siteId, id },
      include: { user: true, replacedBy: true },
    })
    if (!old) throw certificateNotFound(id)
    if (old.replacedBy) {
      throw new Problem('certificate.replaced', `Certificate ${id} is replaced by ${old.replacedBy.id} already.`)
    }
    const course = await nextPlace(tx, { siteId, id: old.courseId })
    if (!course) throw courseNotFound(old.courseId)
    const facts = {
      name: corrections.name ?? old.name,
      description: corrections.description ?? old.description,
      imageUrl: corrections.imageUrl ?? old.imageUrl,
      achievedAt: corrections.achievedAt ?? old.achievedAt,
      expiresAt: corrections.expiresAt === undefined ? old.expiresAt : corrections.expiresAt,
    }
    requireLaterExpiry(facts.achievedAt, facts.expiresAt)
    const created = await create(tx, course, old.user, { ...facts, replacesId: id })
    await tx.courseCertificate.updateMany({
      where: { id, revokedAt: null },
      data: { revokedAt: now, revocationReason: `Replaced by certificate ${created.id}.` },
    })
    return created
  })
}

function certificateNotFound(id: number): Problem {
  return new Problem('certificate.not_found', `There is no certificate ${id}.`)
}
