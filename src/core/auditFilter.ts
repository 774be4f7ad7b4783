import { Prisma } from '../database/prisma/client.ts'
import type { Sql } from '../database/sql.ts'
import { type Count, cappedCount, MAX_EXACT_COUNT, type PageRange } from './paging.ts'

export type AuditFilter = {
  keyId?: number | undefined
  /** Exact match, such as `course/12`. */
  subject?: string | undefined
  from?: Date | undefined
  /** Inclusive. */
  to?: Date | undefined
}

/** Returns the ids of a page of a site's matching entries, newest first, as `skipTake` reads it. */
export async function findEntryIds(
  sql: Sql,
  siteId: number,
  filter: AuditFilter,
  { offset, limit, after }: PageRange<number>,
): Promise<bigint[]> {
  const rows = await sql.$queryRaw<{ id: number }[]>`
    SELECT id::float FROM ${matches(siteId, filter, after)}
    ORDER BY block DESC, id DESC
    LIMIT ${limit + 1} OFFSET ${offset}`
  return rows.map(({ id }) => BigInt(id))
}

/** Counts a site's matching entries, up to `MAX_EXACT_COUNT`. */
export async function countEntries(sql: Sql, siteId: number, filter: AuditFilter): Promise<Count> {
  const [row] = await sql.$queryRaw<{ count: number }[]>`
    SELECT count(*)::int AS count
    FROM (SELECT FROM ${matches(siteId, filter, undefined)} LIMIT ${MAX_EXACT_COUNT + 1}) counted`
  return cappedCount(row?.count ?? 0)
}

// As in src/lms/certificates/filtering/queries.ts: one lookup a block of 4,096 ids finds its matches in an index by key
// or time. A subject has few entries.
function matches(siteId: number, { keyId, subject, from, to }: AuditFilter, before: number | undefined): Prisma.Sql {
  const ofSite = [Prisma.sql`site_id = ${siteId}`]
  if (before !== undefined) ofSite.push(Prisma.sql`id < ${before}::bigint`)
  const where = [...ofSite]
  if (keyId !== undefined) where.push(Prisma.sql`key_id = ${keyId}`)
  if (from) where.push(Prisma.sql`at >= ${from}::timestamptz`)
  if (to) where.push(Prisma.sql`at <= ${to}::timestamptz`)
  if (subject !== undefined) {
    where.push(Prisma.sql`subject = ${subject}`)
    return Prisma.sql`(SELECT 0 AS block, id FROM audit_entries WHERE ${and(where)} ORDER BY id DESC OFFSET 0) found`
  }
  return Prisma.sql`
    (
      SELECT generate_series(
               (SELECT max(id) FROM audit_entries WHERE ${and(ofSite)}) >> 12,
               (SELECT min(id) FROM audit_entries WHERE ${and(ofSite)}) >> 12,
               -1
             ) AS block
      ORDER BY block DESC
    ) part
    CROSS JOIN LATERAL (
      SELECT id FROM audit_entries WHERE ${and([...where, Prisma.sql`(id >> 12) = part.block`])} OFFSET 0
    ) found`
}

function and(conditions: Prisma.Sql[]): Prisma.Sql {
  return Prisma.join(conditions, ' AND ')
}
