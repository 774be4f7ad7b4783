import { isDeepStrictEqual } from 'node:util'
import type { FieldErrors } from '../../core/problem.ts'
import { newPublicId } from '../../core/publicId.ts'
import { courseCertificateDigest } from '../../core/recordDigest.ts'
import type { Authorship, SiteContext } from '../../core/writeContext.ts'
import type { Database } from '../../database/client.ts'
import { MANY_ROWS_MS, type Sql } from '../../database/sql.ts'
import { DEFAULT_TITLE, recordIssue } from '../certificates/issue.ts'
import { linksOf } from '../certificates/links.ts'
import { courseNotFound } from '../courses/service.ts'
import type { Learner } from '../users/queries.ts'
import type { CourseCertificateWithUser } from '../wire.ts'
import { type Entry, expiresTooEarly } from './entrySchema.ts'
import { type Found, findUsers, isUser } from './findUsers.ts'
import type { EntryOutcome } from './outcomes.ts'
import {
  findCourseToIssue,
  findHeld,
  type HeldCertificate,
  type IssuingCourse,
  insertCertificates,
  isIssuedSince,
  lockCourseToIssue,
  reserveCertificateIds,
  textOf,
} from './queries.ts'

/**
 * Issues certificates of a course in one transaction, in the order of the entries. Returns one outcome per entry. With
 * `createUsers`, creates users whose email is unknown. Prepares everything first, and locks the course only when `turn`
 * resolves.
 */
export async function issueMany(
  context: SiteContext<EntryOutcome[]>,
  courseId: number,
  entries: Entry[],
  { createUsers, turn }: { createUsers: boolean; turn?: PromiseLike<unknown> },
): Promise<EntryOutcome[]> {
  const { db, storeReplay } = context
  // New users are visible to others only after commit. A waiting chunk must not hold a scarce connection.
  if (createUsers || isScarce(db.pool)) await turn
  const issue = async (tx: Sql) => {
    const course = await findCourseToIssue(tx, context.siteId, courseId)
    if (!course) throw courseNotFound(courseId)
    const userOf = await findUsers(tx, context, entries, createUsers)
    const withUsers = entries.map((entry) => ({ entry, user: userOf(entry) }))
    let prepared = await prepare(tx, context, course, withUsers)
    await turn
    const locked = await lockCourseToIssue(tx, context.siteId, courseId)
    if (!locked) throw courseNotFound(courseId)
    if (!(await isUpToDate(tx, prepared, locked))) prepared = await prepare(tx, context, locked, withUsers)
    if (prepared.issuing.length > 0) await insert(tx, context, locked, prepared)
    const outcomes = prepared.results.map((result) => outcomeOf(result, context.publicUrl))
    await storeReplay?.(tx, outcomes)
    return outcomes
  }
  return db.transaction(issue, { statementMs: MANY_ROWS_MS })
}

/** Returns whether at most one connection is free. */
function isScarce({ options, totalCount, idleCount, waitingCount }: Database['pool']): boolean {
  return waitingCount > 0 || totalCount - idleCount + 2 > options.max
}

type Result = { status: 'issued' | 'exists'; certificate: HeldCertificate } | { errors: FieldErrors }

type Prepared = {
  course: IssuingCourse
  userIds: string[]
  issuing: CourseCertificateWithUser[]
  /** The certificates as input for `insertCertificates`. */
  text: string
  results: Result[]
}

async function prepare(
  tx: Sql,
  context: Authorship,
  course: IssuingCourse,
  entries: { entry: Entry; user: Found }[],
): Promise<Prepared> {
  const userIds = [...new Set(entries.flatMap(({ user }) => (isUser(user) ? [user.id] : [])))]
  const held = await readHeld(tx, course, userIds)
  const issuing: CourseCertificateWithUser[] = []
  // Ids are assigned later, all in one query. Until then, results refer to the certificate objects.
  const results = entries.map(({ entry, user }): Result => {
    if (expiresTooEarly(entry, context.at)) {
      return { errors: { expiresAt: ['expiresAt must be later than achievedAt.'] } }
    }
    if (!isUser(user)) return { errors: user }
    const others = held.get(user.id) ?? []
    const same = others.findLast((other) => isSame(other, entry, context.at))
    if (same) return { status: 'exists', certificate: same }
    const certificate = newCertificate(context, course, user, entry)
    issuing.push(certificate)
    held.set(user.id, [...others, certificate])
    return { status: 'issued', certificate }
  })
  await assignIds(tx, issuing)
  return { course, userIds, issuing, text: textOf(issuing), results }
}

/** Returns whether the course and its certificates of these users are unchanged since they were read. */
async function isUpToDate(tx: Sql, { course, userIds }: Prepared, locked: IssuingCourse): Promise<boolean> {
  const { lastNumber, ...facts } = course
  if (!isDeepStrictEqual({ ...facts, lastNumber: locked.lastNumber }, locked)) return false
  return lastNumber === locked.lastNumber || !(await isIssuedSince(tx, course, userIds))
}

/** Builds a certificate without id and number. */
function newCertificate(
  context: Authorship,
  course: IssuingCourse,
  user: Learner,
  entry: Entry,
): CourseCertificateWithUser {
  const { achievedAt = context.at, expiresAt = null } = entry
  const certificate = {
    id: 0,
    publicId: newPublicId(),
    siteId: course.siteId,
    courseId: course.id,
    number: 0,
    revision: 0,
    userId: user.id,
    name: entry.certificateName ?? DEFAULT_TITLE.name,
    description: entry.description ?? DEFAULT_TITLE.description,
    courseName: course.name,
    userName: user.name,
    institutionName: course.institutionName,
    language: user.language,
    templateHash: course.templateHash,
    imageUrl: entry.imageUrl ?? '',
    achievedAt,
    issuedAt: context.at,
    expiresAt,
    expiryAnnounced: expiresAt !== null && expiresAt <= context.at,
    revokedAt: null,
    revocationReason: null,
    digest: '',
    replacesId: null,
    publishedAt: null,
    user,
  }
  certificate.digest = courseCertificateDigest(certificate)
  return certificate
}

function outcomeOf(result: Result, publicUrl: string): EntryOutcome {
  if ('errors' in result) return { status: 'invalid', errors: result.errors }
  const { id, userId } = result.certificate
  return { status: result.status, certificateId: id, userId, ...linksOf(result.certificate, publicUrl) }
}

function isSame(held: HeldCertificate, { certificateName, achievedAt }: Entry, now: Date): boolean {
  if (certificateName !== undefined && held.name.normalize('NFC') !== certificateName) return false
  if (achievedAt) return held.achievedAt.getTime() === achievedAt.getTime()
  return !held.revokedAt && !(held.expiresAt && held.expiresAt <= now)
}

async function readHeld(
  tx: Sql,
  { siteId, id: courseId }: IssuingCourse,
  userIds: string[],
): Promise<Map<string, HeldCertificate[]>> {
  const held = new Map<string, HeldCertificate[]>()
  for (const certificate of await findHeld(tx, { siteId, courseId }, userIds)) {
    held.set(certificate.userId, [...(held.get(certificate.userId) ?? []), certificate])
  }
  return held
}

async function assignIds(tx: Sql, certificates: CourseCertificateWithUser[]): Promise<void> {
  const ids = await reserveCertificateIds(tx, certificates.length)
  for (const [index, certificate] of certificates.entries()) {
    const id = ids[index]
    if (id === undefined) throw new Error('The database assigned too few certificate ids.')
    certificate.id = id
  }
}

/** Writes certificates and builds their events in parallel. */
async function insert(tx: Sql, context: Authorship, course: IssuingCourse, { issuing, text }: Prepared): Promise<void> {
  for (const [index, certificate] of issuing.entries()) certificate.number = course.lastNumber + index + 1
  await Promise.all([
    insertCertificates(tx, course, context.at, { count: issuing.length, text }),
    recordIssue(tx, context, course, issuing),
  ])
}
