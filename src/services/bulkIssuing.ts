import type { ReadEntry } from '../bulk/entries.ts'
import type { Entry } from '../bulk/entrySchema.ts'
import {
  findHeld,
  type HeldCertificate,
  type IssuingCourse,
  insertCertificates,
  lockCourseToIssue,
} from '../db/bulkIssuing.ts'
import type { Database } from '../db/client.ts'
import { insertUsers, type Learner, lockUsersByEmail, lockUsersById } from '../db/learners.ts'
import { inTransaction, type Transaction } from '../db/transaction.ts'
import type { FieldErrors } from '../errors.ts'
import { newPublicId } from '../publicId.ts'
import { courseCertificateDigest } from '../verification/digest.ts'
import type { Addressed, Authorship, Keep } from './change.ts'
import { recordIssue, USUAL_TITLE } from './courseCertificates.ts'
import { courseNotFound } from './courses.ts'
import type { CourseCertificateWithUser } from './lmsObjects.ts'
import { newUserId, recordUsers } from './users.ts'

/**
 * What became of an entry: issued, or not because the user has the certificate already, or what is wrong with it. The
 * same certificate is one of the course that was achieved at the same time, be it revoked since, so that nobody who does
 * the same again gives back what was taken; where the entry does not say when, it is any that is not revoked.
 */
export type Outcome =
  | { status: 'issued' | 'exists'; certificateId: number; userId: string }
  | { status: 'invalid'; errors: FieldErrors }

/** What became of an entry that was read from somewhere: which one it was, from 1, and the line that it begins on. */
export type PlacedOutcome = { entry: number; line: number } & Outcome

/** The entries of a chunk that could be read. */
export function readable(chunk: ReadEntry[]): Entry[] {
  return chunk.flatMap((one) => ('entry' in one ? one.entry : []))
}

/** The outcomes of a chunk: of those entries that could be read, and what was wrong with the others. */
export function outcomesOf(chunk: ReadEntry[], results: Outcome[]): PlacedOutcome[] {
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

/**
 * Issues certificates of a course to many, in their order, in one transaction; tells what became of each entry. Users
 * who are not known by their email are created where that is wanted.
 */
export function issueMany(
  db: Database,
  change: Authorship & Addressed,
  courseId: number,
  entries: Entry[],
  { createUsers, keep }: { createUsers: boolean; keep?: Keep<Outcome[]> | undefined },
): Promise<Outcome[]> {
  return inTransaction(db.pool, async (tx) => {
    const course = await lockCourseToIssue(tx, change.siteId, courseId)
    if (!course) throw courseNotFound(courseId)
    const userOf = await findUsers(tx, change, entries, createUsers)
    const withUsers = entries.map((entry) => ({ entry, user: userOf(entry) }))
    const outcomes = await issueTo(tx, change, course, withUsers)
    await keep?.(tx, outcomes)
    return outcomes
  })
}

/** A user, or why there is none. */
type Found = Learner | FieldErrors

/** Finds the user of each entry, and locks them; what is wrong with it where there is none. */
async function findUsers(
  tx: Transaction,
  change: Authorship & Addressed,
  entries: Entry[],
  createUsers: boolean,
): Promise<(entry: Entry) => Found> {
  const { siteId } = change
  const byId = await lockUsersById(tx, siteId, given(entries, 'userId'))
  const byEmail = await lockUsersByEmail(tx, siteId, given(entries, 'email'))
  if (createUsers) {
    const created = await createMissing(tx, change, entries, byEmail)
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
  change: Authorship & Addressed,
  entries: Entry[],
  known: Map<string, Learner>,
): Promise<Map<string, Learner>> {
  const missing = entries.filter(
    (entry) => entry.email !== undefined && !known.has(entry.email) && !expiresTooEarly(entry, change.at),
  )
  const people = missing.flatMap(({ email, name }) => (email && name ? { id: newUserId(), email, name } : []))
  if (people.length === 0) return new Map()
  const created = await insertUsers(tx, change, people)
  await recordUsers(tx, change, created)
  // Also those that somebody else has just created, and every spelling of an email.
  return lockUsersByEmail(tx, change.siteId, given(missing, 'email'))
}

type Result = { status: 'issued' | 'exists'; certificate: HeldCertificate } | { errors: FieldErrors }

async function issueTo(
  tx: Transaction,
  change: Authorship & Addressed,
  course: IssuingCourse,
  entries: { entry: Entry; user: Found }[],
): Promise<Outcome[]> {
  const issuing: CourseCertificateWithUser[] = []
  const held = await readHeld(tx, course, entries)
  // An id is known only when all are issued; until then the certificate itself stands for it.
  const results = entries.map(({ entry, user }): Result => {
    if (expiresTooEarly(entry, change.at)) {
      return { errors: { expiresAt: ['A certificate expires after it was achieved.'] } }
    }
    if (!isUser(user)) return { errors: user }
    const { achievedAt = change.at, expiresAt = null } = entry
    const others = held.get(user.id) ?? []
    const same = others.findLast((other) =>
      entry.achievedAt ? other.achievedAt.getTime() === achievedAt.getTime() : !other.revokedAt,
    )
    if (same) return { status: 'exists', certificate: same }
    const stated = {
      publicId: newPublicId(),
      siteId: course.siteId,
      courseId: course.id,
      userId: user.id,
      name: entry.certificateName ?? USUAL_TITLE.name,
      description: entry.description ?? USUAL_TITLE.description,
      courseName: course.name,
      userName: user.name,
      institutionName: course.institutionName,
      achievedAt,
      issuedAt: change.at,
    }
    const certificate = {
      ...stated,
      id: 0,
      revision: 0,
      number: course.certificateCount + issuing.length + 1,
      language: user.language,
      templateHash: course.templateHash,
      imageUrl: entry.imageUrl ?? '',
      expiresAt,
      revokedAt: null,
      revocationReason: null,
      expiryTold: expiresAt !== null && expiresAt <= change.at,
      digest: courseCertificateDigest(stated),
      replacesId: null,
      publishedAt: null,
      user,
    }
    issuing.push(certificate)
    held.set(user.id, [...others, certificate])
    return { status: 'issued', certificate }
  })
  if (issuing.length > 0) await insert(tx, change, course, issuing)
  return results.map((result): Outcome => {
    if ('errors' in result) return { status: 'invalid', errors: result.errors }
    const { id, userId } = result.certificate
    return { status: result.status, certificateId: id, userId }
  })
}

/** Tells that of an entry which does not say when it was achieved, and so means now; of others, reading has told it. */
function expiresTooEarly({ achievedAt, expiresAt }: Entry, now: Date): boolean {
  return expiresAt != null && expiresAt <= (achievedAt ?? now)
}

/** What the users of entries hold of the course already. */
async function readHeld(
  tx: Transaction,
  { siteId, id: courseId }: IssuingCourse,
  entries: { user: Found }[],
): Promise<Map<string, HeldCertificate[]>> {
  const userIds = new Set(entries.flatMap(({ user }) => (isUser(user) ? [user.id] : [])))
  const held = new Map<string, HeldCertificate[]>()
  for (const certificate of await findHeld(tx, { siteId, courseId }, [...userIds])) {
    held.set(certificate.userId, [...(held.get(certificate.userId) ?? []), certificate])
  }
  return held
}

/** Writes certificates, gives them their ids, and tells of them. */
async function insert(
  tx: Transaction,
  change: Authorship & Addressed,
  course: IssuingCourse,
  certificates: CourseCertificateWithUser[],
): Promise<void> {
  const ids = await insertCertificates(tx, course, change.at, certificates)
  for (const certificate of certificates) {
    const id = ids.get(certificate.number)
    if (id === undefined) throw new Error(`Certificate number ${certificate.number} was not inserted.`)
    certificate.id = id
  }
  await recordIssue(tx, change, course, certificates)
}

function isUser(found: Found): found is Learner {
  return 'siteId' in found && typeof found.siteId === 'number'
}
