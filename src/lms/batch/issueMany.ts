import { isDeepStrictEqual } from 'node:util'
import type { Authorship, SiteContext } from '../../core/writeContext.ts'
import type { Database } from '../../database/client.ts'
import { MANY_ROWS_MS, type Sql } from '../../database/sql.ts'
import { recordIssues } from '../certificates/issue.ts'
import {
  assignIds,
  findCourseToIssue,
  type IssuingCourse,
  insertCertificates,
  lockCourseToIssue,
  textOf,
} from '../certificates/issuing/queries.ts'
import { courseNotFound } from '../courses/service.ts'
import type { CourseCertificateWithUser } from '../wire.ts'
import { decide, type EntryWithUser, readHeld } from './decide.ts'
import type { Entry } from './entrySchema.ts'
import { findUsers } from './findUsers.ts'
import type { EntryOutcome } from './outcomes.ts'
import { isIssuedSince } from './queries.ts'

/**
 * Issues certificates of a course in one transaction, in the order of the entries. Returns one outcome per entry. With
 * `createUsers`, creates users whose email is unknown. `notify` as in NewCourseCertificate; callers check it by
 * `requireMail`. Prepares everything first, and locks the course only when `turn` resolves.
 */
export async function issueMany(
  context: SiteContext<EntryOutcome[]>,
  courseId: number,
  entries: Entry[],
  { createUsers, notify, turn }: { createUsers: boolean; notify?: boolean | undefined; turn?: PromiseLike<unknown> },
): Promise<EntryOutcome[]> {
  const { db, storeReplay } = context
  // New users are visible to others only after commit. A waiting chunk must not hold a scarce connection.
  if (createUsers || isScarce(db.pool)) await turn
  const issue = async (tx: Sql) => {
    const course = await findCourseToIssue(tx, context.siteId, courseId)
    if (!course) throw courseNotFound(courseId)
    const creation = createUsers ? 'stored' : 'none'
    const { timeZone } = course
    const { userOf } = await findUsers(tx, context, entries, { creation, lock: 'FOR KEY SHARE', timeZone })
    const withUsers = entries.map((entry) => ({ entry, user: userOf(entry) }))
    let prepared = await prepare(tx, context, course, withUsers, notify)
    await turn
    const locked = await lockCourseToIssue(tx, context.siteId, courseId)
    if (!locked) throw courseNotFound(courseId)
    if (!(await isUpToDate(tx, prepared, locked))) prepared = await prepare(tx, context, locked, withUsers, notify)
    if (prepared.issuing.length > 0) await insert(tx, context, locked, prepared)
    await storeReplay?.(tx, prepared.outcomes)
    return prepared.outcomes
  }
  return db.transaction(issue, { statementMs: MANY_ROWS_MS })
}

/** Returns whether at most one connection is free. */
function isScarce({ options, totalCount, idleCount, waitingCount }: Database['pool']): boolean {
  return waitingCount > 0 || totalCount - idleCount + 2 > options.max
}

type Prepared = {
  course: IssuingCourse
  userIds: string[]
  issuing: CourseCertificateWithUser[]
  /** The certificates as input for `insertCertificates`. */
  text: string
  outcomes: EntryOutcome[]
}

async function prepare(
  tx: Sql,
  context: Authorship,
  course: IssuingCourse,
  entries: EntryWithUser[],
  notify: boolean | undefined,
): Promise<Prepared> {
  const held = await readHeld(tx, course, entries)
  const { userIds, issuing, outcomes } = await decide(context, course, entries, held, notify)
  await assignIds(tx, issuing)
  return { course, userIds, issuing, text: textOf(issuing), outcomes }
}

/** Returns whether the course and its certificates of these users are unchanged since they were read. */
async function isUpToDate(tx: Sql, { course, userIds }: Prepared, locked: IssuingCourse): Promise<boolean> {
  const { lastNumber, ...facts } = course
  if (!isDeepStrictEqual({ ...facts, lastNumber: locked.lastNumber }, locked)) return false
  return lastNumber === locked.lastNumber || !(await isIssuedSince(tx, course, userIds))
}

/** Writes certificates and builds their events in parallel. */
async function insert(tx: Sql, context: Authorship, course: IssuingCourse, { issuing, text }: Prepared): Promise<void> {
  for (const [index, certificate] of issuing.entries()) certificate.number = course.lastNumber + index + 1
  await Promise.all([
    insertCertificates(tx, course, context.at, { count: issuing.length, text }),
    recordIssues(
      tx,
      context,
      course,
      issuing.map((certificate) => ({ certificate, author: context.author, publicUrl: context.publicUrl })),
    ),
  ])
}
