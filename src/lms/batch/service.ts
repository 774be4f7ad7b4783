import { isDeepStrictEqual } from 'node:util'
import type { FieldErrors } from '../../core/problem.ts'
import { newPublicId } from '../../core/publicId.ts'
import { courseCertificateDigest } from '../../core/recordDigest.ts'
import type { Authorship, SiteContext } from '../../core/writeContext.ts'
import type { Database } from '../../database/client.ts'
import { inTransaction, MANY_ROWS_MS, type Transaction } from '../../database/transaction.ts'
import { recordIssue, USUAL_TITLE } from '../certificates/service.ts'
import { courseNotFound } from '../courses/service.ts'
import { insertUsers, type Learner, lockUsersByEmail, lockUsersById } from '../users/queries.ts'
import { newUserId, recordUsers } from '../users/service.ts'
import type { CourseCertificateWithUser } from '../wire.ts'
import type { ReadEntry } from './entries.ts'
import type { Entry } from './entrySchema.ts'
import {
  findCourseToIssue,
  findHeld,
  type HeldCertificate,
  type IssuingCourse,
  insertCertificates,
  isIssuedSince,
  lockCourseToIssue,
  takeCertificateIds,
  textOf,
} from './queries.ts'

/**
 * What became of an entry: issued, or not because the user has the certificate already, or what is wrong with it. The
 * same certificate is one of the course that was achieved at the same time, be it revoked since, so that nobody who does
 * the same again gives back what was taken; where the entry does not say when, it is any that is neither revoked nor
 * expired. Where the entry names the certificate, it is one of that name.
 */
export type EntryOutcome =
  | { status: 'issued' | 'exists'; certificateId: number; userId: string }
  | { status: 'invalid'; errors: FieldErrors }

/** What became of an entry that was read from somewhere: which one it was, from 1, and the line that it begins on. */
export type PlacedOutcome = { entry: number; line: number } & EntryOutcome

/** The entries of a chunk that could be read. */
export function readable(chunk: ReadEntry[]): Entry[] {
  return chunk.flatMap((one) => ('entry' in one ? one.entry : []))
}

/** The outcomes of a chunk: of those entries that could be read, and what was wrong with the others. */
export function outcomesOf(chunk: ReadEntry[], results: EntryOutcome[]): PlacedOutcome[] {
  const left = results.values()
  return chunk.map((one) => {
    const place = { entry: one.number, line: one.line }
    if ('errors' in one) return { ...place, status: 'invalid', errors: one.errors }
    const { value } = left.next()
    if (!value) throw new Error('An entry was issued without an outcome.')
    return { ...place, ...value }
  })
}

/** Entries for one transaction. */
export const ENTRIES_AT_ONCE = 1000

/** What is issued at once, and what became of it. */
export type Issued<Chunk> = { chunk: Chunk; outcomes: EntryOutcome[] }

/**
 * Issues chunk after chunk. Each is prepared while the one before is being written, and written when that is done; after
 * one that fails nothing is.
 */
export async function* issueInTurn<Chunk>(
  chunks: AsyncIterable<Chunk> | Iterable<Chunk>,
  issue: (chunk: Chunk, turn: PromiseLike<unknown>) => Promise<EntryOutcome[]>,
): AsyncGenerator<Issued<Chunk>, void> {
  let last: { chunk: Chunk; outcomes: Promise<EntryOutcome[]> } | undefined
  try {
    for await (const chunk of chunks) {
      const before = last
      last = { chunk, outcomes: issue(chunk, before?.outcomes ?? Promise.resolve()) }
      // Whoever waits for it meets its failure.
      last.outcomes.catch(() => {})
      if (before) yield { chunk: before.chunk, outcomes: await before.outcomes }
    }
    if (last) yield { chunk: last.chunk, outcomes: await last.outcomes }
  } finally {
    // Whoever stops asking knows that nothing goes on.
    await last?.outcomes.catch(() => {})
  }
}

/**
 * Issues certificates of a course to many, in their order, in one transaction; tells what became of each entry. Users
 * who are not known by their email are created where that is wanted. All is prepared first; the course is locked only to
 * write it, when it is its turn.
 */
export async function issueMany(
  context: SiteContext<EntryOutcome[]>,
  courseId: number,
  entries: Entry[],
  { createUsers, turn }: { createUsers: boolean; turn?: PromiseLike<unknown> },
): Promise<EntryOutcome[]> {
  const { db, storeReplay } = context
  // New users are there for others only when their transaction is over; and who waits keeps no connection from others.
  if (createUsers || isScarce(db.pool)) await turn
  const issue = async (tx: Transaction) => {
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
    const outcomes = prepared.results.map(outcomeOf)
    await storeReplay?.(tx, outcomes)
    return outcomes
  }
  return inTransaction(db.pool, issue, { statementMs: MANY_ROWS_MS })
}

/** Whether most of the connections are in use. */
function isScarce({ options, totalCount, idleCount, waitingCount }: Database['pool']): boolean {
  return waitingCount > 0 || totalCount - idleCount + 2 > options.max
}

/** A user, or why there is none. */
type Found = Learner | FieldErrors

/** Finds the user of each entry, and locks them; what is wrong with it where there is none. */
async function findUsers(
  tx: Transaction,
  context: Authorship,
  entries: Entry[],
  createUsers: boolean,
): Promise<(entry: Entry) => Found> {
  const { siteId } = context
  const byId = await lockUsersById(tx, siteId, given(entries, 'userId'))
  const byEmail = await lockUsersByEmail(tx, siteId, given(entries, 'email'))
  if (createUsers) {
    const created = await createMissing(tx, context, entries, byEmail)
    for (const [email, user] of created) byEmail.set(email, user)
  }
  return ({ userId, email = '', name }): Found => {
    if (userId !== undefined) return byId.get(userId) ?? { userId: [`This site has no user "${userId}".`] }
    const user = byEmail.get(email)
    if (user) return user
    if (createUsers && name === undefined) return { name: ['A user who is new needs a name.'] }
    return {
      email: [`This site has no user with the email "${email}". Users are created only where that is asked for.`],
    }
  }
}

function given(entries: Entry[], field: 'userId' | 'email'): string[] {
  return [...new Set(entries.flatMap((entry) => entry[field] ?? []))]
}

/** Creates the users whose email is not known and whose name is given; returns them by the emails of the entries. */
async function createMissing(
  tx: Transaction,
  context: Authorship,
  entries: Entry[],
  known: Map<string, Learner>,
): Promise<Map<string, Learner>> {
  const missing = entries.filter(
    (entry) => entry.email !== undefined && !known.has(entry.email) && !expiresTooEarly(entry, context.at),
  )
  const people = missing.flatMap(({ email, name }) => (email && name ? { id: newUserId(), email, name } : []))
  if (people.length === 0) return new Map()
  const created = await insertUsers(tx, context, people)
  await recordUsers(tx, context, created)
  // Also those that somebody else has just created, and every spelling of an email.
  return lockUsersByEmail(tx, context.siteId, given(missing, 'email'))
}

type Result = { status: 'issued' | 'exists'; certificate: HeldCertificate } | { errors: FieldErrors }

/** What is to be issued in a course as it was found, and what becomes of each entry then. */
type Prepared = {
  course: IssuingCourse
  userIds: string[]
  issuing: CourseCertificateWithUser[]
  /** What is to be issued, as the database gets it. */
  text: string
  results: Result[]
}

async function prepare(
  tx: Transaction,
  context: Authorship,
  course: IssuingCourse,
  entries: { entry: Entry; user: Found }[],
): Promise<Prepared> {
  const userIds = [...new Set(entries.flatMap(({ user }) => (isUser(user) ? [user.id] : [])))]
  const held = await readHeld(tx, course, userIds)
  const issuing: CourseCertificateWithUser[] = []
  // Ids are given to all at once; until then the certificate itself stands for its own.
  const results = entries.map(({ entry, user }): Result => {
    if (expiresTooEarly(entry, context.at)) {
      return { errors: { expiresAt: ['A certificate expires after it was achieved.'] } }
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
  await giveIds(tx, issuing)
  return { course, userIds, issuing, text: textOf(issuing), results }
}

/** Whether nobody has changed the course, or issued to these users in it, before it was locked. */
async function isUpToDate(tx: Transaction, { course, userIds }: Prepared, locked: IssuingCourse): Promise<boolean> {
  const { certificateCount, ...facts } = course
  if (!isDeepStrictEqual({ ...facts, certificateCount: locked.certificateCount }, locked)) return false
  return certificateCount === locked.certificateCount || !(await isIssuedSince(tx, course, userIds))
}

/** A certificate that has neither id nor number yet. */
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
    name: entry.certificateName ?? USUAL_TITLE.name,
    description: entry.description ?? USUAL_TITLE.description,
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

function outcomeOf(result: Result): EntryOutcome {
  if ('errors' in result) return { status: 'invalid', errors: result.errors }
  const { id, userId } = result.certificate
  return { status: result.status, certificateId: id, userId }
}

function isSame(held: HeldCertificate, { certificateName, achievedAt }: Entry, now: Date): boolean {
  if (certificateName !== undefined && held.name !== certificateName) return false
  if (achievedAt) return held.achievedAt.getTime() === achievedAt.getTime()
  return !held.revokedAt && !(held.expiresAt && held.expiresAt <= now)
}

/** Tells that of an entry which does not say when it was achieved, and so means now; of others, reading has told it. */
function expiresTooEarly({ achievedAt, expiresAt }: Entry, now: Date): boolean {
  return expiresAt != null && expiresAt <= (achievedAt ?? now)
}

/** What users hold of the course already. */
async function readHeld(
  tx: Transaction,
  { siteId, id: courseId }: IssuingCourse,
  userIds: string[],
): Promise<Map<string, HeldCertificate[]>> {
  const held = new Map<string, HeldCertificate[]>()
  for (const certificate of await findHeld(tx, { siteId, courseId }, userIds)) {
    held.set(certificate.userId, [...(held.get(certificate.userId) ?? []), certificate])
  }
  return held
}

async function giveIds(tx: Transaction, certificates: CourseCertificateWithUser[]): Promise<void> {
  const ids = await takeCertificateIds(tx, certificates.length)
  for (const [index, certificate] of certificates.entries()) {
    const id = ids[index]
    if (id === undefined) throw new Error('A certificate got no id.')
    certificate.id = id
  }
}

/** Writes certificates, and tells of them: what is told is put together while the database writes. */
async function insert(
  tx: Transaction,
  context: Authorship,
  course: IssuingCourse,
  { issuing, text }: Prepared,
): Promise<void> {
  for (const [index, certificate] of issuing.entries()) certificate.number = course.certificateCount + index + 1
  await Promise.all([
    insertCertificates(tx, course, context.at, { count: issuing.length, text }),
    recordIssue(tx, context, course, issuing),
  ])
}

function isUser(found: Found): found is Learner {
  return 'siteId' in found && typeof found.siteId === 'number'
}
