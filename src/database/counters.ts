import type { Sql } from './sql.ts'

// How much a site has of something, for lists that show all of it. Triggers write a row for whatever is added or taken
// away: a counter that each of them changed would have all who issue in a site wait for each other.

/** Returns how many users or courses a site has, without the retired, or entries of the audit. */
export async function countOf(sql: Sql, siteId: number, what: 'users' | 'courses' | 'audit_entries'): Promise<number> {
  const [counted] = await sql.$queryRaw<{ count: number }[]>`
    SELECT coalesce(sum(change), 0)::float AS count FROM tallies WHERE site_id = ${siteId} AND what = ${what}`
  return counted?.count ?? 0
}

/** Makes one row of several with the same site and subject. Concurrent calls find nothing left of those. */
export function foldCounters(sql: Sql): Promise<number> {
  return sql.$executeRaw`
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
