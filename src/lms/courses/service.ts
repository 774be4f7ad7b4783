import { record } from '../../core/audit.ts'
import { type Page, type PageRange, pageOf, skipTake } from '../../core/paging.ts'
import { invalid, Problem } from '../../core/problem.ts'
import { type Authorship, isUnchanged, type SiteContext, write } from '../../core/writeContext.ts'
import type { AchievementType } from '../../credentials/achievementTypes.ts'
import type { Database } from '../../database/client.ts'
import { constraintOf } from '../../database/constraints.ts'
import { countOf } from '../../database/counters.ts'
import type { Course, Publishing } from '../../database/prisma/client.ts'
import type { Tx } from '../../database/sql.ts'
import { lockTemplateName } from '../templates/service.ts'
import { announce, courseEvent } from '../webhooks/events.ts'
import { toCourse } from '../wire.ts'
import { lockCourseRow } from './queries.ts'

export type { Course, Publishing }

export type NewCourse = {
  externalId?: string | null
  name: string
  annotation?: string
  description?: string
  isDraft?: boolean
  template?: string | null
  link?: string | null
  publishing?: Publishing
  criteria?: string | null
  achievementType?: AchievementType
  notify?: boolean | null
}

export function createCourse(context: SiteContext<Course>, input: NewCourse): Promise<Course> {
  return makeCourseChange(context, async (tx) => {
    const { siteId, at } = context
    const publishedAt = input.isDraft ? null : at
    const { template, ...facts } = input
    if (template) await lockTemplateName(tx, context, template)
    const course = await tx.course.create({
      data: { ...facts, templateName: template, siteId, publishedAt, createdAt: at, updatedAt: at },
    })
    await recordCreation(tx, context, [course])
    return course
  })
}

async function recordCreation(tx: Tx, context: Authorship, courses: Course[]): Promise<void> {
  const changes = courses.map((course) => ({
    action: 'course.create',
    subject: `course/${course.id}`,
    after: toCourse(course),
  }))
  await record(tx, context, ...changes)
  const published = courses.filter((course) => !course.isDraft)
  await announce(tx, context, ...published.map((course) => courseEvent('Course/Published', course)))
}

/** Lists a page of a site's courses by time of creation. Includes drafts; excludes retired courses. */
export async function listCourses(
  db: Database,
  siteId: number,
  externalId: string | undefined,
  range: PageRange<number>,
): Promise<Page<Course, number>> {
  const where = { siteId, retiredAt: null, externalId }
  const rows = db.prisma.course.findMany({
    where: { ...where, id: { gt: range.after } },
    orderBy: { id: 'asc' },
    ...skipTake(range),
  })
  const count = externalId === undefined ? countOf(db, siteId, 'courses') : db.prisma.course.count({ where })
  return pageOf(rows, count, range, (course) => course.id)
}

/** Id of a course, or its id in another system. */
export type CourseKey = number | { externalId: string }

/** Returns the id of a course, also of a retired one. Throws `course.not_found` for an unknown external id. */
export async function courseIdOf(db: Database, siteId: number, key: CourseKey): Promise<number> {
  if (typeof key === 'number') return key
  const { externalId } = key
  const where = { siteId_externalId: { siteId, externalId } }
  const course = await db.prisma.course.findUnique({ where, select: { id: true } })
  if (course) return course.id
  throw new Problem('course.not_found', `There is no course with the external id ${JSON.stringify(externalId)}.`)
}

export async function getCourse(db: Database, siteId: number, id: number): Promise<Course> {
  const course = await db.prisma.course.findUnique({ where: { siteId_id: { siteId, id }, retiredAt: null } })
  if (!course) throw courseNotFound(id)
  return course
}

/** Changes a course. Publishes it when it stops being a draft. */
export function updateCourse(
  context: SiteContext<Course>,
  id: number,
  { template, ...facts }: Partial<NewCourse>,
): Promise<Course> {
  return makeCourseChange(context, async (tx) => {
    const before = await lockCourse(tx, context.siteId, id)
    if (isUnchanged(before, { ...facts, templateName: template })) return before
    if (template) await lockTemplateName(tx, context, template)
    const isDraft = facts.isDraft ?? before.isDraft
    const isDraftChanged = isDraft !== before.isDraft
    const after = await tx.course.update({
      where: { id },
      data: {
        ...facts,
        templateName: template,
        updatedAt: context.at,
        ...(isDraftChanged && { publishedAt: isDraft ? null : context.at }),
      },
    })
    const change = {
      action: 'course.update',
      subject: `course/${id}`,
      before: toCourse(before),
      after: toCourse(after),
    }
    await record(tx, context, change)
    if (isDraftChanged)
      await announce(tx, context, courseEvent(isDraft ? 'Course/Unpublished' : 'Course/Published', after))
    return after
  })
}

/** Deletes a course, or retires it if it has certificates. */
export function removeCourse(context: SiteContext<void>, id: number): Promise<void> {
  return write(context, async (tx) => {
    const course = await lockCourse(tx, context.siteId, id)
    if (course.certificateCount === 0) await tx.course.delete({ where: { id } })
    else await tx.course.update({ where: { id }, data: { retiredAt: context.at } })
    await record(tx, context, { action: 'course.delete', subject: `course/${id}`, before: toCourse(course) })
  })
}

/** Locks a course until the transaction ends. Throws if it is missing or retired. */
export async function lockCourse(tx: Tx, siteId: number, id: number): Promise<Course> {
  await lockCourseRow(tx, siteId, id)
  const course = await tx.course.findUnique({ where: { siteId_id: { siteId, id }, retiredAt: null } })
  if (!course) throw courseNotFound(id)
  return course
}

export function courseNotFound(id: number): Problem {
  return new Problem('course.not_found', `There is no course ${id}.`)
}

/** Makes a change. Names the input field that violates a database constraint. */
async function makeCourseChange(context: SiteContext<Course>, work: (tx: Tx) => Promise<Course>): Promise<Course> {
  try {
    return await write(context, work)
  } catch (error) {
    if (constraintOf(error) !== 'courses_site_id_catalogue_id_key') throw error
    throw invalid('externalId', 'Another course of this site has this external id. It may be a deleted one.')
  }
}

/** A course of an external catalogue, with its id there. */
export type CatalogueCourse = Omit<NewCourse, 'template'> & { externalId: string }

/** Adds the catalogue's courses that the site does not have. Returns how many it added. */
export function importCourses(context: SiteContext<number>, courses: CatalogueCourse[]): Promise<number> {
  return write(context, async (tx) => {
    const { siteId, at } = context
    const added = await tx.course.createManyAndReturn({
      data: courses.map((course) => ({ ...course, siteId, publishedAt: at, createdAt: at, updatedAt: at })),
      skipDuplicates: true,
    })
    await recordCreation(tx, context, added)
    return added.length
  })
}
