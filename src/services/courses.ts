import type { Database } from '../db/client.ts'
import type { Course } from '../db/prisma/client.ts'
import { Problem } from '../errors.ts'

export type { Course }

export type NewCourse = { name: string; annotation?: string; description?: string; isDraft?: boolean }

export function createCourse(db: Database, siteId: number, input: NewCourse, now: Date): Promise<Course> {
  return db.prisma.course.create({ data: { ...input, siteId, publishedAt: input.isDraft ? null : now } })
}

/** One page of a site's courses in the order of their creation, drafts included, the retired not. */
export async function listCourses(
  db: Database,
  siteId: number,
  { offset, limit }: { offset: number; limit: number },
): Promise<{ courses: Course[]; totalCount: number }> {
  const where = { siteId, retiredAt: null }
  const [courses, totalCount] = await db.prisma.$transaction([
    db.prisma.course.findMany({ where, orderBy: { id: 'asc' }, skip: offset, take: limit }),
    db.prisma.course.count({ where }),
  ])
  return { courses, totalCount }
}

export async function getCourse(db: Database, siteId: number, id: number): Promise<Course> {
  const course = await db.prisma.course.findUnique({ where: { siteId_id: { siteId, id }, retiredAt: null } })
  if (!course) throw courseNotFound(id)
  return course
}

/** Changes a course; it is published at the moment when it stops being a draft. */
export async function updateCourse(
  db: Database,
  siteId: number,
  id: number,
  { isDraft, ...change }: Partial<NewCourse>,
  now: Date,
): Promise<Course> {
  return db.prisma.$transaction(async (tx) => {
    // Locks the course too, so that nobody else publishes it meanwhile.
    const [course] = await tx.course.updateManyAndReturn({ where: { siteId, id, retiredAt: null }, data: change })
    if (!course) throw courseNotFound(id)
    if (isDraft === undefined || isDraft === course.isDraft) return course
    return tx.course.update({ where: { id }, data: { isDraft, publishedAt: isDraft ? null : now } })
  })
}

/** Deletes a course, or retires it where it has certificates: they stay as they are. */
export async function removeCourse(db: Database, siteId: number, id: number, now: Date): Promise<void> {
  const where = { siteId, id, retiredAt: null }
  const removed = await db.prisma.course.deleteMany({ where: { ...where, certificateCount: 0 } })
  if (removed.count > 0) return
  const retired = await db.prisma.course.updateMany({ where, data: { retiredAt: now } })
  if (retired.count === 0) throw courseNotFound(id)
}

export function courseNotFound(id: number): Problem {
  return new Problem('course.not_found', `There is no course ${id}.`)
}

/** A course of somebody's catalogue, with its id there. */
export type CatalogueCourse = NewCourse & { catalogueId: string }

/** Adds those courses that the site does not have from the catalogue yet; returns how many it added. */
export async function importCourses(
  db: Database,
  siteId: number,
  courses: CatalogueCourse[],
  now: Date,
): Promise<number> {
  const { count } = await db.prisma.course.createMany({
    data: courses.map((course) => ({ ...course, siteId, publishedAt: now })),
    skipDuplicates: true,
  })
  return count
}
