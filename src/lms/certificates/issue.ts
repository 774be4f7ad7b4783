import { type AuditedChange, recordAll } from '../../core/audit.ts'
import { invalid, Problem } from '../../core/problem.ts'
import { newPublicId } from '../../core/publicId.ts'
import { courseCertificateDigest } from '../../core/recordDigest.ts'
import { type Author, type Authorship, requestIdOf, type SiteContext } from '../../core/writeContext.ts'
import type { Database } from '../../database/client.ts'
import { inGroups } from '../../database/inGroups.ts'
import type { Course, CourseCertificate } from '../../database/prisma/client.ts'
import { MANY_ROWS_MS, type Sql } from '../../database/sql.ts'
import { queueMails } from '../../mail/queries.ts'
import { courseNotFound } from '../courses/service.ts'
import { endOf, type GivenDate, startOf } from '../dates.ts'
import { type Learner, usersById } from '../users/queries.ts'
import { announceAll, certificateEvent } from '../webhooks/events.ts'
import type { CourseCertificateWithUser } from '../wire.ts'
import { type CertificateTexts, undrawableFacts } from './drawable.ts'
import { type IssuingCourse, insertCertificates, lockCourseToIssue, textOf } from './issuing/queries.ts'
import { toAuditedCertificate } from './listedCertificate.ts'
import { queuePublishing } from './queries.ts'

export type NewCourseCertificate = {
  userId: string
  name?: string
  description?: string
  achievedAt?: GivenDate
  expiresAt?: GivenDate | null
  imageUrl?: string
  /** Whether the holder gets mails. Unset: as the course and the site choose. */
  notify?: boolean | undefined
}

export const DEFAULT_TITLE = { name: 'Course Completion Certificate', description: 'Certificate of completion' }

/** A request to issue a course certificate to a user. */
export type Order = { context: SiteContext<CourseCertificateWithUser>; input: NewCourseCertificate }

/** Issues a course certificate to a user. Copies all facts, so later edits do not change it. */
export async function issueCertificate(
  context: SiteContext<CourseCertificateWithUser>,
  courseId: number,
  input: NewCourseCertificate,
): Promise<CourseCertificateWithUser> {
  const [issued] = await issueTogether(context.db, { siteId: context.siteId, courseId }, [{ context, input }])
  if (issued === undefined || issued instanceof Error) throw issued
  return issued
}

/** Returns a function like `issueCertificate`. Orders for one course that wait for each other share a transaction. */
export function groupedIssuing(db: Database): typeof issueCertificate {
  const issue = inGroups<Order & { courseId: number }, CourseCertificateWithUser>(async (orders) => {
    const [first] = orders
    if (!first) return []
    return issueTogether(db, { siteId: first.context.siteId, courseId: first.courseId }, orders)
  })
  return (context, courseId, input) => issue(`${context.siteId}/${courseId}`, { context, courseId, input })
}

/** Issues certificates of one course in one transaction. Returns a certificate or a Problem for each order. */
async function issueTogether(
  db: Database,
  { siteId, courseId }: { siteId: number; courseId: number },
  orders: Order[],
): Promise<(CourseCertificateWithUser | Problem)[]> {
  const at = new Date(Math.max(...orders.map(({ context }) => context.at.getTime())))
  const issue = async (tx: Sql) => {
    const userIds = [...new Set(orders.map(({ input }) => input.userId))]
    const users = await usersById(tx, siteId, userIds, 'FOR KEY SHARE')
    const course = await lockCourseToIssue(tx, siteId, courseId)
    if (!course) throw courseNotFound(courseId)
    const results: (CourseCertificateWithUser | Problem)[] = []
    for (const { context, input } of orders) {
      results.push(await planned(context.at, at, course, users.get(input.userId), input).catch(problemOnly))
    }
    const issued = results.flatMap((certificate, index) => {
      const context = orders[index]?.context
      return certificate instanceof Problem || !context ? [] : { certificate, context }
    })
    if (issued.length === 0) return results
    const certificates = issued.map(({ certificate }) => certificate)
    const ids = await insertCertificates(tx, course, at, { count: issued.length, text: textOf(certificates) })
    for (const [index, certificate] of certificates.entries()) {
      const id = ids[index]
      if (id === undefined) throw new Error('The database inserted too few certificates.')
      certificate.id = id
      certificate.number = course.lastNumber + index + 1
    }
    await recordIssues(
      tx,
      { siteId, at, sendsMail: orders.some(({ context }) => context.sendsMail) },
      course,
      issued.map(({ certificate, context: { author, publicUrl } }) => ({ certificate, author, publicUrl })),
    )
    for (const { certificate, context } of issued) await context.storeReplay?.(tx, certificate)
    return results
  }
  return db.transaction(issue, { statementMs: MANY_ROWS_MS })
}

function problemOnly(error: unknown): Problem {
  if (error instanceof Problem) return error
  throw error
}

/** Builds the certificate of an order. Throws Problem if it cannot be issued. */
async function planned(
  requestedAt: Date,
  at: Date,
  course: IssuingCourse,
  user: Learner | undefined,
  input: NewCourseCertificate,
): Promise<CourseCertificateWithUser> {
  const dates = datesOf(input, course.timeZone, requestedAt)
  requireLaterExpiry(dates)
  if (!user) throw invalid('userId', `This site has no user "${input.userId}".`)
  const certificate = newCertificate(at, course, user, input, dates)
  const { name, description } = certificate
  await requireDrawable({ name, description, user: user.name, course: course.name, site: course.institutionName })
  return certificate
}

/** Throws `input.invalid` if no font has the characters of a text. */
export async function requireDrawable(texts: CertificateTexts): Promise<void> {
  const faults = await undrawableFacts(texts)
  if (faults) throw new Problem('input.invalid', undefined, faults)
}

export type Dates = Pick<CourseCertificate, 'achievedAt' | 'expiresAt' | 'timeZone'>

/** Returns the times that dates mean in a time zone. Default: achieved now, expires never. */
export function datesOf(
  { achievedAt, expiresAt }: Pick<NewCourseCertificate, 'achievedAt' | 'expiresAt'>,
  timeZone: string,
  now: Date,
): Dates {
  return {
    achievedAt: achievedAt ? startOf(achievedAt, timeZone) : now,
    expiresAt: expiresAt ? endOf(expiresAt, timeZone) : null,
    timeZone,
  }
}

/** Builds a certificate without id and number, which the database assigns. */
export function newCertificate(
  at: Date,
  course: IssuingCourse,
  user: Learner,
  { name, description, imageUrl, notify }: Titles & Pick<NewCourseCertificate, 'notify'>,
  { achievedAt, expiresAt, timeZone }: Dates,
): CourseCertificateWithUser {
  const certificate = {
    id: 0,
    publicId: newPublicId(),
    siteId: course.siteId,
    courseId: course.id,
    number: 0,
    revision: 0,
    userId: user.id,
    name: name ?? DEFAULT_TITLE.name,
    description: description ?? DEFAULT_TITLE.description,
    courseName: course.name,
    userName: user.name,
    institutionName: course.institutionName,
    criteria: course.criteria,
    achievementType: course.achievementType,
    language: user.language,
    templateHash: course.templateHash,
    imageUrl: imageUrl ?? '',
    achievedAt,
    issuedAt: at,
    expiresAt,
    timeZone,
    // An expiry that is already past at issue is not announced.
    expiryAnnounced: expiresAt !== null && expiresAt <= at,
    revokedAt: null,
    revocationReason: null,
    digest: '',
    notify: notify ?? null,
    replacesId: null,
    publishedAt: null,
    user,
  }
  certificate.digest = courseCertificateDigest(certificate)
  return certificate
}

type Titles = { [Field in 'name' | 'description' | 'imageUrl']?: string | undefined }

export type Issued = { certificate: CourseCertificateWithUser; author: Author; publicUrl: string }

/** Writes audit entries, events, mails and jobs of issued certificates. `mail`: what the mails say. */
export async function recordIssues(
  tx: Sql,
  context: Pick<Authorship, 'siteId' | 'at' | 'sendsMail'>,
  { publishing, notifies }: Pick<Course, 'publishing'> & Pick<IssuingCourse, 'notifies'>,
  issued: Issued[],
  mail: 'issued' | 'replaced' = 'issued',
): Promise<void> {
  const entries = issued.map(({ certificate, author, publicUrl }) => {
    const after = toAuditedCertificate(certificate, publicUrl)
    const change: AuditedChange = { action: 'certificate.issue', subject: `certificate/${certificate.id}`, after }
    return { author, change }
  })
  const recorded = recordAll(tx, context, entries)
  // Builds events, up to a thousand, while the database executes the query.
  const events = issued.map(({ certificate, author, publicUrl }) => ({
    ...certificateEvent('Certificate/Issued', certificate, publicUrl),
    requestId: requestIdOf({ author }),
  }))
  await recorded
  await announceAll(tx, context, events)
  if (context.sendsMail) await notifyHolders(tx, context, notifies, issued, mail)
  if (publishing === 'none') return
  const withWallet = issued.filter(({ certificate }) => certificate.user.ethAddress !== null)
  await queuePublishing(
    tx,
    withWallet.map(({ certificate, author }) => ({ id: certificate.id, requestId: requestIdOf({ author }) })),
  )
}

/** Queues the mails to the holders who get them. A certificate that has already expired is no news. */
async function notifyHolders(
  tx: Sql,
  context: Pick<Authorship, 'siteId' | 'at'>,
  isDefault: boolean,
  issued: Issued[],
  mail: 'issued' | 'replaced',
): Promise<void> {
  const ids = issued.flatMap(({ certificate: { id, notify, expiryAnnounced } }) =>
    (notify ?? isDefault) && !expiryAnnounced ? id : [],
  )
  if (ids.length > 0) await queueMails(tx, context, mail, ids)
}

/** Throws `mail.off` for a request that wants mails of a server that sends none. */
export function requireMail({ sendsMail }: Pick<Authorship, 'sendsMail'>, notify: boolean | undefined): void {
  if (notify && !sendsMail) throw new Problem('mail.off')
}

export function requireLaterExpiry(dates: Omit<Dates, 'timeZone'>): void {
  if (expiresTooEarly(dates)) throw invalid('expiresAt', 'expiresAt must be later than achievedAt.')
}

export function expiresTooEarly({ achievedAt, expiresAt }: Omit<Dates, 'timeZone'>): boolean {
  return expiresAt !== null && expiresAt <= achievedAt
}
