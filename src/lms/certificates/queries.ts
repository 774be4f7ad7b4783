import { hash } from 'node:crypto'
import { insertJobs } from '../../database/jobs.ts'
import { Prisma } from '../../database/prisma/client.ts'
import { prepared, type Sql } from '../../database/sql.ts'
import { linksShape, linksSql } from './links.ts'

// Certificates of a course are numbered, so a page is one range of an index. Only numbers of erased certificates are
// missing. Count and page come from one statement, so they agree. The columns `listed` store the JSON of a certificate
// and of its user (listedCertificate.ts). A page joins them. Triggers change the version of a course's list in the same
// transaction as its data.
const version = `concat_ws('-', course.certificate_count, course.list_revision, site.user_revision)`

/** SQL of the number of the certificate at a position of the course's list. Erased numbers are rare. */
function numberAt(place: string): string {
  return `CASE WHEN course.erased_numbers = '{}' THEN ${place} ELSE number_at(course.erased_numbers, ${place}) END`
}

// Subqueries hide the number of courses from PostgreSQL, and a page is a range without LIMIT. Therefore PostgreSQL plans
// the statement once, and not for each request. Here `||` is faster than `concat`, and none of its operands is null.
const pages = {
  name: 'course-certificate-pages',
  isLoggable: true,
  text: `
    SELECT asked.place::int,
           format(
             '{"certificates":[%s],"totalCount":%s%s}',
             (
               SELECT string_agg(
                        ${linksSql} || certificate.listed || learner.listed || '}',
                        ',' ORDER BY certificate.number
                      )
               FROM course_certificates certificate
               JOIN users learner ON learner.site_id = certificate.site_id AND learner.id = certificate.user_id
               WHERE certificate.course_id = course.id
                 AND certificate.number > ${numberAt('asked.first')}
                 AND certificate.number <= ${numberAt('asked.first::bigint + asked.most')}
             ),
             course.certificate_count,
             CASE WHEN course.certificate_count > asked.first::bigint + asked.most
               THEN ',"nextCursor":' || to_json(asked.next)
             END
           ) AS json, ${version} AS version
    FROM unnest(
           (SELECT $1::int[]), (SELECT $2::int[]), (SELECT $3::int[]), (SELECT $4::int[]), (SELECT $5::text[])
         ) WITH ORDINALITY AS asked (site_id, course_id, first, most, next, place)
    JOIN courses course ON course.site_id = asked.site_id AND course.id = asked.course_id
    JOIN sites site ON site.id = course.site_id`,
}

/** Distinguishes pages of different releases that have the same version. */
export const pageShape = hash('sha256', pages.text + linksShape, 'base64url').slice(0, 8)

const versions = {
  name: 'course-list-versions',
  isLoggable: true,
  text: `
    SELECT asked.place::int, ${version} AS version
    FROM unnest((SELECT $1::int[]), (SELECT $2::int[])) WITH ORDINALITY AS asked (site_id, course_id, place)
    JOIN courses course ON course.site_id = asked.site_id AND course.id = asked.course_id
    JOIN sites site ON site.id = course.site_id`,
}

/** Returns the versions of courses' lists; undefined for an unknown course. */
export async function findListVersions(
  sql: Sql,
  courses: { siteId: number; courseId: number }[],
): Promise<(string | undefined)[]> {
  const values = [courses.map(({ siteId }) => siteId), courses.map(({ courseId }) => courseId)]
  const rows = await sql.$queryRaw<{ place: number; version: string }[]>(prepared(versions, values))
  const found = new Array<string | undefined>(courses.length)
  for (const row of rows) found[row.place - 1] = row.version
  return found
}

export type WantedPage = {
  siteId: number
  courseId: number
  offset: number
  limit: number
  /** Cursor of the next page. */
  next: string
}

export type CertificatePage = { json: string; version: string }

/**
 * Returns pages in the order of issue, with their versions; undefined for an unknown course. `writeLinks` completes their
 * JSON.
 */
export async function findCertificatePages(sql: Sql, wanted: WantedPage[]): Promise<(CertificatePage | undefined)[]> {
  const values = [
    wanted.map(({ siteId }) => siteId),
    wanted.map(({ courseId }) => courseId),
    wanted.map(({ offset }) => offset),
    wanted.map(({ limit }) => limit),
    wanted.map(({ next }) => next),
  ]
  const rows = await sql.$queryRaw<(CertificatePage & { place: number })[]>(prepared(pages, values))
  const found = new Array<CertificatePage | undefined>(wanted.length)
  for (const { place, json, version } of rows) found[place - 1] = { json, version }
  return found
}

/** Counts a site's certificates by the counts of its courses. */
export async function countCertificates(sql: Sql, siteId: number): Promise<number> {
  const [counted] = await sql.$queryRaw<{ count: number }[]>`
    SELECT coalesce(sum(certificate_count), 0)::float AS count FROM courses WHERE site_id = ${siteId}`
  return counted?.count ?? 0
}

export async function lockCertificateRow(tx: Sql, siteId: number, id: number): Promise<void> {
  await tx.$queryRaw`SELECT FROM course_certificates WHERE site_id = ${siteId} AND id = ${id} FOR UPDATE`
}

const isExpiryDue = (now: Date) =>
  Prisma.sql`expires_at <= ${now}::timestamptz AND revoked_at IS NULL AND NOT expiry_told`

export async function isAnyExpiryDue(sql: Sql, now: Date): Promise<boolean> {
  const rows = await sql.$queryRaw<unknown[]>`SELECT FROM course_certificates WHERE ${isExpiryDue(now)} LIMIT 1`
  return rows.length > 0
}

/** Locks expired certificates without an event, and returns their ids. Skips those that another process has locked. */
export async function lockExpired(tx: Sql, now: Date, atMost: number): Promise<number[]> {
  const rows = await tx.$queryRaw<{ id: number }[]>`
    SELECT id FROM course_certificates
    WHERE ${isExpiryDue(now)}
    ORDER BY expires_at
    LIMIT ${atMost}
    FOR UPDATE SKIP LOCKED`
  return rows.map(({ id }) => id)
}

/** Queues these certificates for publishing, unless they are queued already. */
export async function queuePublishing(
  tx: Sql,
  certificates: { id: number; requestId: string | null }[],
): Promise<void> {
  const [ids, requestIds] = [certificates.map(({ id }) => id), certificates.map(({ requestId }) => requestId)]
  await tx.$executeRaw`
    WITH certificate AS (SELECT * FROM unnest(${ids}::int[], ${requestIds}::text[]) AS given (id, request_id))
    ${insertPublishing(Prisma.sql`certificate.request_id`)}`
}

/** Queues a user's unpublished certificates of courses that publish. */
export async function queuePublishingForUser(
  tx: Sql,
  { siteId, id }: { siteId: number; id: string },
  requestId: string | null,
): Promise<void> {
  await tx.$executeRaw`
    WITH certificate AS (
      SELECT certificate.id FROM course_certificates certificate
      JOIN courses course ON course.id = certificate.course_id
      WHERE certificate.site_id = ${siteId} AND certificate.user_id = ${id} AND certificate.revoked_at IS NULL
        AND certificate.published_at IS NULL AND course.publishing <> 'none'
    )
    ${insertPublishing(requestId)}`
}

/** Ends a statement `WITH certificate AS (… id)`: queues each certificate, unless it is queued already. */
export const insertPublishing = (requestId: string | null | Prisma.Sql): Prisma.Sql => Prisma.sql`
  ${insertJobs('publish', publishing, requestId)}
  ON CONFLICT (name, coalesce(singleton_key, '')) WHERE state = 'created' AND policy = 'short' DO NOTHING`

const publishing = {
  from: Prisma.sql`certificate`,
  data: Prisma.sql`'certificateId', certificate.id`,
  key: Prisma.sql`certificate.id::text`,
}
