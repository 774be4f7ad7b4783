import { hash } from 'node:crypto'
import { LRUCache } from 'lru-cache'
import { record } from '../../core/audit.ts'
import { type Page, type PageRange, pageOf, reading } from '../../core/paging.ts'
import { invalid, Problem } from '../../core/problem.ts'
import { newPublicId } from '../../core/publicId.ts'
import { courseCertificateDigest } from '../../core/recordDigest.ts'
import { type Authorship, hasAlready, requestIdOf, type SiteContext, write } from '../../core/writeContext.ts'
import { batched } from '../../database/batched.ts'
import type { Database } from '../../database/client.ts'
import { type Count, certificateCounter, countOf } from '../../database/counters.ts'
import { queuePublishing } from '../../database/jobs.ts'
import type { Course, Prisma, Site, User } from '../../database/prisma/client.ts'
import { statementsOn, type Transaction } from '../../database/transaction.ts'
import { courseNotFound } from '../courses/service.ts'
import { holderIdsOfEmail } from '../users/service.ts'
import { announce, certificateEvent } from '../webhooks/events.ts'
import { type CourseCertificateWithUser, toListedCertificate } from '../wire.ts'
import { findCertificatePages, findListVersions, pageShape, type WantedPage } from './queries.ts'

export type { CourseCertificateWithUser }

export type NewCourseCertificate = {
  userId: string
  name?: string
  description?: string
  achievedAt?: Date
  expiresAt?: Date | null
  imageUrl?: string
}

/** What a certificate is called where nobody says it. */
export const USUAL_TITLE = { name: 'Course Completion Certificate', description: 'Certificate of completion' }

/** Issues a certificate of a course to a user. What it states is copied into it: later edits change nothing. */
export async function issueCertificate(
  context: SiteContext<CourseCertificateWithUser>,
  courseId: number,
  input: NewCourseCertificate,
): Promise<CourseCertificateWithUser> {
  const { siteId, at } = context
  const achievedAt = input.achievedAt ?? at
  requireLaterExpiry(achievedAt, input.expiresAt)
  return write(context, async (tx) => {
    const course = await nextPlace(tx, { siteId, id: courseId, retiredAt: null })
    if (!course) throw courseNotFound(courseId)
    // Nobody deletes or changes the user meanwhile.
    await tx.$queryRaw`SELECT FROM users WHERE site_id = ${siteId} AND id = ${input.userId} FOR KEY SHARE`
    const user = await tx.user.findUnique({ where: { siteId_id: { siteId, id: input.userId }, retiredAt: null } })
    if (!user) throw invalid('userId', `This site has no user "${input.userId}".`)
    const certificate = await create(tx, at, course, user, { ...USUAL_TITLE, ...input, achievedAt })
    await recordIssue(tx, context, course, [certificate])
    return certificate
  })
}

/**
 * Makes a certificate in the place that its course has just given it, with copies of what course, user and site are
 * called, of the user's language and of which template the course has.
 */
async function create(
  tx: Prisma.TransactionClient,
  at: Date,
  course: Course & { site: Pick<Site, 'name'> },
  user: Pick<User, 'id' | 'name' | 'language'>,
  facts: Required<Pick<NewCourseCertificate, 'name' | 'description' | 'achievedAt'>> &
    Pick<NewCourseCertificate, 'expiresAt' | 'imageUrl'> & { replacesId?: number },
): Promise<CourseCertificateWithUser> {
  const template =
    course.templateName === null
      ? null
      : await tx.templateName.findUniqueOrThrow({
          where: { siteId_name: { siteId: course.siteId, name: course.templateName } },
        })
  const stated = {
    ...facts,
    publicId: newPublicId(),
    siteId: course.siteId,
    courseId: course.id,
    courseName: course.name,
    userId: user.id,
    userName: user.name,
    institutionName: course.site.name,
    issuedAt: at,
  }
  return tx.courseCertificate.create({
    data: {
      ...stated,
      digest: courseCertificateDigest(stated),
      number: course.certificateCount,
      language: user.language,
      templateHash: template?.hash,
      // To those who issue it, that it has expired is no news.
      expiryAnnounced: facts.expiresAt != null && facts.expiresAt <= at,
    },
    include: { user: true },
  })
}

/** What follows from the issue of certificates. */
export async function recordIssue(
  tx: Transaction,
  context: Authorship,
  { publishing }: Pick<Course, 'publishing'>,
  certificates: CourseCertificateWithUser[],
): Promise<void> {
  const deeds = certificates.map((certificate) => ({
    action: 'certificate.issue',
    subject: `certificate/${certificate.id}`,
    after: toListedCertificate(certificate, context.publicUrl),
  }))
  const recorded = record(tx, context, ...deeds)
  // Put together while the database is busy with the others: they may be a thousand.
  const events = certificates.map((certificate) =>
    certificateEvent('Certificate/Issued', certificate, context.publicUrl),
  )
  await recorded
  await announce(tx, context, ...events)
  if (publishing === 'none') return
  const withWallet = certificates.filter(({ user }) => user.ethAddress !== null)
  await queuePublishing(
    tx,
    withWallet.map(({ id }) => id),
    requestIdOf(context),
  )
}

/** Takes the next number of a course. This locks the course, so that numbers are in the order of appearance. */
async function nextPlace(tx: Prisma.TransactionClient, where: Prisma.CourseWhereInput) {
  const [course] = await tx.course.updateManyAndReturn({
    where,
    data: { certificateCount: { increment: 1 } },
    include: { site: { select: { name: true } } },
  })
  return course
}

function requireLaterExpiry(achievedAt: Date, expiresAt: Date | null | undefined): void {
  if (expiresAt && expiresAt <= achievedAt) throw invalid('expiresAt', 'A certificate expires after it was achieved.')
}

/** A page as JSON, and the tag that of the pages at its address it alone ever has; no JSON where whoever asks knows the tag already. */
export type CoursePage = { tag: string; json: string | null }

/** Characters of pages that are kept. */
const KEPT_LENGTH = 16 * 1024 * 1024

/**
 * Makes the function that reads one page of a course's certificates, in the order of issue, as the LMS API's JSON. Pages are
 * kept, and answered again after the database said that they are the newest.
 */
export function coursePageReader(db: Database) {
  const versionOf = batched((courses: { siteId: number; courseId: number }[]) => findListVersions(db.pool, courses))
  // A page may have a thousand certificates.
  const readBatched = batched((wanted: WantedPage[]) => findCertificatePages(db.pool, wanted), { most: 20 })
  const kept = new LRUCache<string, CoursePage & { json: string }>({
    maxSize: KEPT_LENGTH,
    sizeCalculation: ({ json }) => json.length,
  })
  return async (wanted: WantedPage, isKnown: ((tag: string) => boolean) | null): Promise<CoursePage> => {
    const { siteId, courseId, offset, limit, publicUrl } = wanted
    const place = `${siteId} ${courseId} ${offset} ${limit}`
    const shape = hash('sha256', pageShape + publicUrl, 'base64url').slice(0, 8)
    const tagOf = (version: string) => `${version}-${shape}`
    const before = kept.get(place)
    if (before || isKnown) {
      const version = await versionOf(wanted)
      if (version === undefined) throw courseNotFound(courseId)
      const tag = tagOf(version)
      if (isKnown?.(tag)) return { tag, json: null }
      if (before?.tag === tag) return before
    }
    const page = await readBatched(wanted)
    if (!page) throw courseNotFound(courseId)
    const read = { tag: tagOf(page.version), json: page.json }
    kept.set(place, read)
    return read
  }
}

export async function getCourseCertificate(
  db: Database,
  siteId: number,
  id: number,
): Promise<CourseCertificateWithUser> {
  const certificate = await db.prisma.courseCertificate.findUnique({ where: { siteId, id }, include: { user: true } })
  if (!certificate) throw certificateNotFound(id)
  return certificate
}

export type CertificateStatus = 'active' | 'expired' | 'revoked'

export type CertificateFilter = {
  courseId?: number | undefined
  userId?: string | undefined
  /** In any letter case. */
  email?: string | undefined
  status?: CertificateStatus | undefined
  achievedFrom?: Date | undefined
  /** Inclusive. */
  achievedTo?: Date | undefined
}

/** One page of a site's certificates, in the order of their ids. */
export async function listCertificates(
  db: Database,
  siteId: number,
  filter: CertificateFilter,
  range: PageRange<number>,
  now: Date,
): Promise<Page<CourseCertificateWithUser, number>> {
  const where: Prisma.CourseCertificateWhereInput = {
    siteId,
    courseId: filter.courseId,
    achievedAt: { gte: filter.achievedFrom, lte: filter.achievedTo },
    AND: [
      { userId: filter.userId },
      filter.email === undefined ? {} : { userId: { in: await holderIdsOfEmail(db, siteId, filter.email) } },
      filter.status ? inStatus(filter.status, now) : {},
    ],
  }
  const isFiltered = Object.values(filter).some((value) => value !== undefined)
  const [certificates, counted] = await db.prisma.$transaction([
    db.prisma.courseCertificate.findMany({
      where: { ...where, id: { gt: range.after } },
      orderBy: { id: 'asc' },
      include: { user: true },
      ...reading(range),
    }),
    isFiltered
      ? db.prisma.courseCertificate.count({ where })
      : db.prisma.$queryRaw<Count[]>(certificateCounter(siteId)),
  ])
  return pageOf(certificates, countOf(counted), range, (certificate) => certificate.id)
}

function inStatus(status: CertificateStatus, now: Date): Prisma.CourseCertificateWhereInput {
  switch (status) {
    case 'revoked':
      return { revokedAt: { not: null } }
    case 'expired':
      return { revokedAt: null, expiresAt: { lte: now } }
    case 'active':
      return { revokedAt: null, OR: [{ expiresAt: null }, { expiresAt: { gt: now } }] }
  }
}

/** Changes what may change after issue: when it expires (null: never) and its picture (null: the one that we make). */
export function updateCertificate(
  context: SiteContext<CourseCertificateWithUser>,
  id: number,
  { expiresAt, imageUrl: picture }: { expiresAt?: Date | null | undefined; imageUrl?: string | null | undefined },
): Promise<CourseCertificateWithUser> {
  const imageUrl = picture === null ? '' : picture
  return write(context, async (tx) => {
    const before = await lockCertificate(tx, context.siteId, id)
    if (hasAlready(before, { expiresAt, imageUrl })) return before
    requireLaterExpiry(before.achievedAt, expiresAt)
    const expires = expiresAt === undefined ? before.expiresAt : expiresAt
    const isNew = expires?.getTime() !== before.expiresAt?.getTime()
    if (isNew && (await tx.walletCertificate.findUnique({ where: { courseCertificateId: id } }))) {
      throw new Problem('certificate.published', `Certificate ${id} is published: issue it anew to change its expiry.`)
    }
    // To whoever sets an expiry in the past it is no news; one to come will be.
    const expiryAnnounced = isNew ? expires !== null && expires <= context.at : undefined
    const after = await tx.courseCertificate.update({
      where: { id },
      data: { expiresAt, imageUrl, expiryAnnounced, revision: isNew ? { increment: 1 } : undefined },
      include: { user: true },
    })
    await recordEdit(tx, context, 'certificate.update', before, after)
    return after
  })
}

/** Revokes a certificate for a reason that everybody may read. Revoking it again changes nothing. */
export function revokeCertificate(
  context: SiteContext<CourseCertificateWithUser>,
  id: number,
  reason: string,
): Promise<CourseCertificateWithUser> {
  return write(context, async (tx) => {
    const before = await lockCertificate(tx, context.siteId, id)
    return before.revokedAt ? before : revoke(tx, context, before, reason)
  })
}

async function revoke(
  tx: Prisma.TransactionClient,
  context: Authorship,
  before: CourseCertificateWithUser,
  reason: string,
): Promise<CourseCertificateWithUser> {
  // What was published is revoked with what it was published from.
  await tx.walletCertificate.updateMany({
    where: { courseCertificateId: before.id, revokedAt: null },
    data: { revokedAt: context.at, revocationReason: reason },
  })
  return noteRevocation(tx, context, before, { reason, at: context.at })
}

/** Revokes a certificate and tells of it; `at` is when its issuer says so. */
async function noteRevocation(
  tx: Prisma.TransactionClient,
  context: Authorship,
  before: CourseCertificateWithUser,
  { reason, at }: { reason: string; at: Date },
): Promise<CourseCertificateWithUser> {
  const after = await tx.courseCertificate.update({
    where: { id: before.id },
    data: { revokedAt: at, revocationReason: reason },
    include: { user: true },
  })
  await recordEdit(tx, context, 'certificate.revoke', before, after)
  await announce(tx, context, certificateEvent('Certificate/Revoked', after, context.publicUrl))
  return after
}

function recordEdit(
  tx: Prisma.TransactionClient,
  context: Authorship,
  action: string,
  before: CourseCertificateWithUser,
  after: CourseCertificateWithUser,
): Promise<void> {
  return record(tx, context, {
    action,
    subject: `certificate/${after.id}`,
    before: toListedCertificate(before, context.publicUrl),
    after: toListedCertificate(after, context.publicUrl),
  })
}

/**
 * Issues a certificate anew, with what course and user are called now and the corrections that are given, and revokes
 * the one that it replaces.
 */
export function reissueCertificate(
  context: SiteContext<CourseCertificateWithUser>,
  id: number,
  corrections: Omit<NewCourseCertificate, 'userId' | 'imageUrl'> & { imageUrl?: string | null },
): Promise<CourseCertificateWithUser> {
  return write(context, async (tx) => {
    const old = await lockCertificate(tx, context.siteId, id)
    const replacement = await tx.courseCertificate.findUnique({ where: { replacesId: id } })
    if (replacement) {
      throw new Problem('certificate.replaced', `Certificate ${id} is replaced by ${replacement.id} already.`)
    }
    const course = await nextPlace(tx, { siteId: context.siteId, id: old.courseId })
    if (!course) throw courseNotFound(old.courseId)
    const facts = {
      name: corrections.name ?? old.name,
      description: corrections.description ?? old.description,
      imageUrl: corrections.imageUrl === undefined ? old.imageUrl : (corrections.imageUrl ?? ''),
      achievedAt: corrections.achievedAt ?? old.achievedAt,
      expiresAt: corrections.expiresAt === undefined ? old.expiresAt : corrections.expiresAt,
    }
    requireLaterExpiry(facts.achievedAt, facts.expiresAt)
    const created = await create(tx, context.at, course, old.user, { ...facts, replacesId: id })
    await recordIssue(tx, context, course, [created])
    if (!old.revokedAt) await revoke(tx, context, old, `Replaced by certificate ${created.id}.`)
    return created
  })
}

/** A certificate that nobody else changes before the transaction is over. */
export async function lockCertificate(
  tx: Prisma.TransactionClient,
  siteId: number,
  id: number,
): Promise<CourseCertificateWithUser> {
  await tx.$queryRaw`SELECT FROM course_certificates WHERE site_id = ${siteId} AND id = ${id} FOR UPDATE`
  const certificate = await tx.courseCertificate.findUnique({ where: { siteId, id }, include: { user: true } })
  if (!certificate) throw certificateNotFound(id)
  return certificate
}

/** Locks a certificate whose published copy is being revoked by its issuer; returns how to revoke it too. */
export async function lockForRevocation(tx: Prisma.TransactionClient, siteId: number, id: number) {
  const before = await lockCertificate(tx, siteId, id)
  return {
    isRevoked: before.revokedAt !== null,
    noteRevocation: (context: Authorship, revocation: { reason: string; at: Date }) =>
      noteRevocation(tx, context, before, revocation),
  }
}

/** How many expiries are told in one transaction. */
const EXPIRIES_AT_ONCE = 500

/** Announces the certificates that have expired since the last time; returns how many. Several processes may do it at once. */
export async function announceExpiries(db: Database, publicUrl: string, now: Date): Promise<number> {
  let told = 0
  for (;;) {
    // Nearly always there are none.
    const waiting = await statementsOn(db.pool).$queryRaw<unknown[]>`
      SELECT FROM course_certificates
      WHERE expires_at <= ${now}::timestamptz AND revoked_at IS NULL AND NOT expiry_told
      LIMIT 1`
    if (waiting.length === 0) return told
    const batch = await db.prisma.$transaction(async (tx) => {
      const expired = await tx.$queryRaw<{ id: number }[]>`
        SELECT id FROM course_certificates
        WHERE expires_at <= ${now}::timestamptz AND revoked_at IS NULL AND NOT expiry_told
        ORDER BY expires_at
        LIMIT ${EXPIRIES_AT_ONCE}
        FOR UPDATE SKIP LOCKED`
      const where = { id: { in: expired.map(({ id }) => id) } }
      await tx.courseCertificate.updateMany({ where, data: { expiryAnnounced: true } })
      const certificates = await tx.courseCertificate.findMany({ where, include: { user: true } })
      for (const siteId of new Set(certificates.map((certificate) => certificate.siteId))) {
        const ofSite = certificates.filter((certificate) => certificate.siteId === siteId)
        const events = ofSite.map((certificate) => certificateEvent('Certificate/Expired', certificate, publicUrl))
        await announce(tx, { siteId, at: now }, ...events)
      }
      return certificates.length
    })
    told += batch
    if (batch < EXPIRIES_AT_ONCE) return told
  }
}

export function certificateNotFound(id: number): Problem {
  return new Problem('certificate.not_found', `There is no certificate ${id}.`)
}
