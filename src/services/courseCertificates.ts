import type { Database } from '../db/client.ts'
import { findCertificatePage } from '../db/courseCertificates.ts'
import type { CourseCertificate, User } from '../db/prisma/client.ts'
import { invalid, Problem } from '../errors.ts'
import { courseNotFound } from './courses.ts'

export type NewCourseCertificate = {
  userId: string
  name?: string
  description?: string
  achievedAt?: Date
  expiresAt?: Date
  imageUrl?: string
}

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
  if (input.expiresAt && input.expiresAt <= achievedAt) {
    throw invalid('expiresAt', 'A certificate expires after it was achieved.')
  }
  return db.prisma.$transaction(async (tx) => {
    // Counting up locks the course, so that its certificates are numbered in the order in which they appear.
    const [course] = await tx.course.updateManyAndReturn({
      where: { siteId, id: courseId, retiredAt: null },
      data: { certificateCount: { increment: 1 } },
    })
    if (!course) throw courseNotFound(courseId)
    const user = await tx.user.findUnique({ where: { siteId_id: { siteId, id: input.userId }, retiredAt: null } })
    if (!user) throw invalid('userId', `This site has no user "${input.userId}".`)
    return tx.courseCertificate.create({
      data: {
        name: 'Course Completion Certificate',
        description: 'Certificate of completion',
        ...input,
        siteId,
        courseId,
        number: course.certificateCount,
        courseName: course.name,
        userName: user.name,
        achievedAt,
      },
      include: { user: true },
    })
  })
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
  if (!certificate) throw new Problem('certificate.not_found', `There is no certificate ${id}.`)
  return certificate
}
