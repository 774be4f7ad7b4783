import { type Page, type PageRange, pageOf, skipTake } from '../../core/paging.ts'
import type { Database } from '../../database/client.ts'
import type { Prisma } from '../../database/prisma/client.ts'
import type { CourseKey } from '../courses/service.ts'
import { holderIdsOfEmail } from '../users/queries.ts'
import type { CourseCertificateWithUser } from '../wire.ts'
import { isErasedMeanwhile } from './get.ts'
import { countCertificates } from './queries.ts'

export type CertificateStatus = 'active' | 'expired' | 'revoked'

export type CertificateFilter = {
  course?: CourseKey | undefined
  userId?: string | undefined
  /** Case-insensitive. */
  email?: string | undefined
  status?: CertificateStatus | undefined
  achievedFrom?: Date | undefined
  achievedTo?: Date | undefined
}

/** Lists a page of a site's certificates by id. */
export async function listCertificates(
  db: Database,
  siteId: number,
  filter: CertificateFilter,
  range: PageRange<number>,
  now: Date,
): Promise<Page<CourseCertificateWithUser, number>> {
  const where: Prisma.CourseCertificateWhereInput = {
    siteId,
    ...(typeof filter.course === 'object' ? { course: filter.course } : { courseId: filter.course }),
    achievedAt: { gte: filter.achievedFrom, lte: filter.achievedTo },
    AND: [
      { userId: filter.userId },
      filter.email === undefined ? {} : { userId: { in: await holderIdsOfEmail(db, siteId, filter.email) } },
      filter.status ? inStatus(filter.status, now) : {},
    ],
  }
  const isFiltered = Object.values(filter).some((value) => value !== undefined)
  const rows = db.prisma.courseCertificate.findMany({
    where: { ...where, id: { gt: range.after } },
    orderBy: { id: 'asc' },
    include: { user: true },
    ...skipTake(range),
  })
  const count = isFiltered ? db.prisma.courseCertificate.count({ where }) : countCertificates(db, siteId)
  const page = await pageOf(rows, count, range, (certificate) => certificate.id)
  return { ...page, rows: page.rows.filter((certificate) => !isErasedMeanwhile(certificate)) }
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
