import type { Authorship, SiteContext } from '../../core/writeContext.ts'
import { MANY_ROWS_MS, type Sql } from '../../database/sql.ts'
import { findCourseToIssue } from '../certificates/issuing/queries.ts'
import { courseNotFound } from '../courses/service.ts'
import { decide, type EntryWithUser, readHeld } from './decide.ts'
import type { Entry } from './entrySchema.ts'
import { findUsers, isUser } from './findUsers.ts'
import type { EntryOutcome, PlannedOutcome } from './outcomes.ts'

/** Returns what `issueMany` would do with these entries. Changes nothing: the transaction only reads. */
export function planMany(
  context: Authorship & Pick<SiteContext, 'db'>,
  courseId: number,
  entries: Entry[],
  { createUsers }: { createUsers: boolean },
): Promise<PlannedOutcome[]> {
  const plan = async (tx: Sql) => {
    const course = await findCourseToIssue(tx, context.siteId, courseId)
    if (!course) throw courseNotFound(courseId)
    const creation = createUsers ? 'simulated' : 'none'
    const { userOf, created } = await findUsers(tx, context, entries, {
      creation,
      lock: null,
      timeZone: course.timeZone,
    })
    const withUsers = entries.map((entry) => ({ entry, user: userOf(entry) }))
    const { outcomes } = await decide(context, course, withUsers, await readHeld(tx, course, withUsers))
    return plannedOutcomes(withUsers, outcomes, created)
  }
  return context.db.transaction(plan, { statementMs: MANY_ROWS_MS, readOnly: true })
}

/** Leaves out what does not exist yet: ids and links of certificates, and generated ids of users. */
function plannedOutcomes(entries: EntryWithUser[], outcomes: EntryOutcome[], created: Set<string>): PlannedOutcome[] {
  const announced = new Set<string>()
  return outcomes.map((outcome, index) => {
    if (outcome.status === 'invalid' || outcome.certificate.id > 0) return outcome
    const { status, certificate } = outcome
    const { entry, user } = entries[index] ?? {}
    if (!user || !isUser(user) || !created.has(user.id)) return { status, userId: certificate.userId }
    const isFirst = !announced.has(user.id)
    announced.add(user.id)
    return {
      status,
      ...(entry?.userId !== undefined && { userId: entry.userId }),
      ...(isFirst && { createsUser: true as const }),
    }
  })
}
