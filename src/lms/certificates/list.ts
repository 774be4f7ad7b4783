import { type Page, type PageRange, pageOf, skipTake } from '../../core/paging.ts'
import { batched } from '../../database/batched.ts'
import type { Database } from '../../database/client.ts'
import { replicated } from '../../database/replica.ts'
import type { CourseKey } from '../courses/service.ts'
import { holderIdsOfEmail } from '../users/queries.ts'
import type { CourseCertificateWithUser } from '../wire.ts'
import { type CertificateStatus, countMatching, findMatchingIds, type Matching } from './filtering/queries.ts'
import { isErasedMeanwhile } from './get.ts'
import { countCertificates, findListVersions } from './queries.ts'

export type CertificateFilter = {
  course?: CourseKey | undefined
  userId?: string | undefined
  /** Case-insensitive. */
  email?: string | undefined
  status?: CertificateStatus | undefined
  achievedFrom?: Date | undefined
  achievedTo?: Date | undefined
}

/** Maximum number of certificates of a course whose filtered lists read all of them, from one index. */
const SMALL_COURSE = 100_000

export type WantedList = { siteId: number; filter: CertificateFilter; range: PageRange<number>; now: Date }

type CertificatesPage = Page<CourseCertificateWithUser, number>

type ListVersion = { siteId: number; courseId: number; version: string }

/**
 * Returns a function that lists a page of a site's certificates by id. The replica answers for one course if its version of
 * the course's list is the primary's: then it has every acknowledged change. Other lists have no version.
 */
export function certificateLister(db: Database): (wanted: WantedList) => Promise<CertificatesPage> {
  const versionsOn = (source: Database) =>
    batched((courses: Omit<ListVersion, 'version'>[]) => findListVersions(source, courses))
  const versionOf = versionsOn(db)
  const listOfCourse = replicated(db, (source) => {
    const versionHere = versionsOn(source)
    return async (wanted: WantedList, { version, ...course }: ListVersion) => {
      const isCurrent = source === db || (await versionHere(course)) === version
      if (!isCurrent) throw new Error('The replica has another version of the list.')
      return listCertificates(source, wanted)
    }
  })
  return async (wanted) => {
    const { siteId, filter } = wanted
    const isReplicaUsed = db.replica?.unused() === null
    const courseId = isReplicaUsed ? await findCourseId(db, siteId, filter.course) : undefined
    const version = courseId && (await versionOf({ siteId, courseId }))
    if (!courseId || !version) return listCertificates(db, wanted)
    return listOfCourse({ ...wanted, filter: { ...filter, course: courseId } }, { siteId, courseId, version })
  }
}

async function findCourseId(
  db: Database,
  siteId: number,
  key: CertificateFilter['course'],
): Promise<number | undefined> {
  return typeof key === 'object' ? (await findCourse(db, siteId, key))?.id : key
}

async function listCertificates(db: Database, { siteId, filter, range, now }: WantedList): Promise<CertificatesPage> {
  const isFiltered = Object.values(filter).some((value) => value !== undefined)
  const page = isFiltered ? await filtered(db, { ...filter, siteId, now }, range) : await unfiltered(db, siteId, range)
  return { ...page, rows: page.rows.filter((certificate) => !isErasedMeanwhile(certificate)) }
}

function unfiltered(db: Database, siteId: number, range: PageRange<number>) {
  const rows = db.prisma.courseCertificate.findMany({
    where: { siteId, id: { gt: range.after } },
    orderBy: { id: 'asc' },
    include: { user: true },
    ...skipTake(range),
  })
  return pageOf(rows, countCertificates(db, siteId), range, (certificate) => certificate.id)
}

async function filtered(
  db: Database,
  filter: CertificateFilter & Pick<Matching, 'siteId' | 'now'>,
  range: PageRange<number>,
): Promise<CertificatesPage> {
  const { siteId, now, status, achievedFrom, achievedTo } = filter
  const [course, userIds] = await Promise.all([findCourse(db, siteId, filter.course), holdersOf(db, siteId, filter)])
  if (course === null) return { rows: [], totalCount: 0, isExact: true, next: undefined }
  const isSmallCourse = course !== undefined && course.certificateCount <= SMALL_COURSE
  const isNarrow = userIds !== undefined || isSmallCourse
  const matching: Matching = { siteId, courseId: course?.id, userIds, status, achievedFrom, achievedTo, now, isNarrow }
  const isOnlyCourse = course && !userIds && !status && !achievedFrom && !achievedTo
  const count = isOnlyCourse ? Promise.resolve(course.certificateCount) : countMatching(db, matching)
  const page = await pageOf(findMatchingIds(db, matching, range), count, range, (id) => id)
  const rows = await db.prisma.courseCertificate.findMany({
    where: { siteId, id: { in: page.rows } },
    orderBy: { id: 'asc' },
    include: { user: true },
  })
  return { ...page, rows }
}

async function findCourse(db: Database, siteId: number, key: CourseKey | undefined) {
  if (key === undefined) return undefined
  const where = typeof key === 'object' ? key : { id: key }
  return db.prisma.course.findFirst({ where: { siteId, ...where }, select: { id: true, certificateCount: true } })
}

/** Returns the users that the filter names; undefined: all users. */
async function holdersOf(db: Database, siteId: number, { userId, email }: CertificateFilter) {
  if (email === undefined) return userId === undefined ? undefined : [userId]
  const ids = await holderIdsOfEmail(db, siteId, email)
  return userId === undefined ? ids : ids.filter((id) => id === userId)
}
