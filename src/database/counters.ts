import type { Database } from './client.ts'
import { Prisma } from './prisma/client.ts'
import { statementsOn } from './transaction.ts'

// How much a site has of something, for lists that show all of it. Triggers write a row for whatever is added or taken
// away: a counter that each of them changed would have all who issue in a site wait for each other.

export type Count = { count: number }

/** What was counted by one of these statements, or by Prisma where there was a filter. */
export function countOf(counted: Count[] | number): number {
  return typeof counted === 'number' ? counted : (counted[0]?.count ?? 0)
}

/** How many users or courses a site has, without the retired, or entries of the audit. */
export function counterOf(siteId: number, what: 'users' | 'courses' | 'audit_entries'): Prisma.Sql {
  return Prisma.sql`
    SELECT coalesce(sum(change), 0)::float AS count FROM tallies WHERE site_id = ${siteId} AND what = ${what}`
}

/** How many certificates a site has: its courses know how many each of them has. */
export function certificateCounter(siteId: number): Prisma.Sql {
  return Prisma.sql`
    SELECT coalesce(sum(certificate_count), 0)::float AS count FROM courses WHERE site_id = ${siteId}`
}

/** Makes one row of several that tell of the same. Who does it at the same time finds nothing of those left. */
export async function foldCounters({ pool }: Pick<Database, 'pool'>): Promise<void> {
  await statementsOn(pool).$executeRaw`
    WITH several AS (
      SELECT site_id, what FROM tallies GROUP BY site_id, what HAVING count(*) > 1
    ), folded AS (
      DELETE FROM tallies tally USING several
      WHERE tally.site_id = several.site_id AND tally.what = several.what
      RETURNING tally.site_id, tally.what, tally.change
    )
    INSERT INTO tallies (site_id, what, change)
    SELECT site_id, what, sum(change) FROM folded GROUP BY site_id, what`
}
