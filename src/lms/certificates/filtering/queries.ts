import { type Count, cappedCount, MAX_EXACT_COUNT, type PageRange } from '../../../core/paging.ts'
import { Prisma } from '../../../database/prisma/client.ts'
import type { Sql } from '../../../database/sql.ts'

export type CertificateStatus = 'active' | 'expired' | 'revoked'

export type Matching = {
  siteId: number
  courseId?: number | undefined
  /** Certificates of any of these users. */
  userIds?: string[] | undefined
  status?: CertificateStatus | undefined
  achievedFrom?: Date | undefined
  achievedTo?: Date | undefined
  now: Date
  /** Whether to read all certificates of `courseId` or `userIds`, in their order, because they are few. */
  isNarrow: boolean
}

/** Returns the ids of a page of matching certificates, as `skipTake` reads it. */
export async function findMatchingIds(
  sql: Sql,
  matching: Matching,
  { offset, limit, after = 0 }: PageRange<number>,
): Promise<number[]> {
  const rows = await sql.$queryRaw<{ id: number }[]>`
    SELECT id FROM ${matches(matching, after)} ORDER BY block, id LIMIT ${limit + 1} OFFSET ${offset}`
  return rows.map(({ id }) => id)
}

/** Counts matching certificates, up to `MAX_EXACT_COUNT`. */
export async function countMatching(sql: Sql, matching: Matching): Promise<Count> {
  const [row] = await sql.$queryRaw<{ count: number }[]>`
    SELECT count(*)::int AS count FROM (SELECT FROM ${matches(matching, 0)} LIMIT ${MAX_EXACT_COUNT + 1}) counted`
  return cappedCount(row?.count ?? 0)
}

// The indexes by time and status have the ids in blocks of 4,096. One lookup a block finds its matches. The sort reads no
// more blocks than the page needs, and needs no estimate of where the matches are. OFFSET 0 keeps PostgreSQL from
// reading all certificates by id until it has found enough.
function matches(matching: Matching, after: number): Prisma.Sql {
  const { siteId, userIds, isNarrow } = matching
  const where = conditions(matching, after)
  if (isNarrow && userIds === undefined) {
    // The ids of a course are in the order of its numbers. The index by number has all columns of the conditions.
    return Prisma.sql`(SELECT number AS block, id FROM course_certificates WHERE ${Prisma.join(where, ' AND ')}) found`
  }
  if (isNarrow) {
    return Prisma.sql`(SELECT 0 AS block, id FROM course_certificates WHERE ${Prisma.join(where, ' AND ')} OFFSET 0) found`
  }
  const ofBlock = Prisma.join([...where, Prisma.sql`(id >> 12) = part.block`], ' AND ')
  return Prisma.sql`
    (
      SELECT generate_series(
               (SELECT min(id) FROM course_certificates WHERE site_id = ${siteId} AND id > ${after}) >> 12,
               (SELECT max(id) FROM course_certificates WHERE site_id = ${siteId} AND id > ${after}) >> 12
             ) AS block
      ORDER BY block
    ) part
    CROSS JOIN LATERAL (SELECT id FROM course_certificates WHERE ${ofBlock} OFFSET 0) found`
}

function conditions(matching: Matching, after: number): Prisma.Sql[] {
  const { siteId, courseId, userIds, status, achievedFrom, achievedTo, now } = matching
  const where = [Prisma.sql`site_id = ${siteId}`, Prisma.sql`id > ${after}`]
  if (courseId !== undefined) where.push(Prisma.sql`course_id = ${courseId}`)
  if (userIds) where.push(Prisma.sql`user_id = ANY (${userIds}::text[])`)
  if (achievedFrom) where.push(Prisma.sql`achieved_at >= ${achievedFrom}::timestamptz`)
  if (achievedTo) where.push(Prisma.sql`achieved_at <= ${achievedTo}::timestamptz`)
  if (status) where.push(inStatus(status, now))
  return where
}

function inStatus(status: CertificateStatus, now: Date): Prisma.Sql {
  const expiry = Prisma.sql`revoked_at IS NULL AND coalesce(expires_at, 'infinity'::timestamptz)`
  switch (status) {
    case 'revoked':
      return Prisma.sql`revoked_at IS NOT NULL`
    case 'expired':
      return Prisma.sql`${expiry} <= ${now}::timestamptz`
    case 'active':
      return Prisma.sql`${expiry} > ${now}::timestamptz`
  }
}
