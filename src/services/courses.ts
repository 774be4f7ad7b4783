import type { Database } from '../db/client.ts'
import type { Course } from '../db/prisma/client.ts'

export type { Course }

export type NewCourse = { name: string; annotation?: string; description?: string; isDraft?: boolean }

export function createCourse(db: Database, siteId: number, input: NewCourse, now: Date): Promise<Course> {
  return db.prisma.course.create({ data: { ...input, siteId, publishedAt: input.isDraft ? null : now } })
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
