import type { Sql } from './sql.ts'

// Triggers insert a row for each change of a counter. Updating one row would make all writers of a site wait for it.

/** Returns the number of a site's users or courses, without retired ones, or of its audit entries. */
export async function countOf(sql: Sql, siteId: number, what: 'users' | 'courses' | 'audit_entries'): Promise<number> {
  const [counted] = await sql.$queryRaw<{ count: number }[]>`
    SELECT coalesce(sum(change), 0)::float AS count FROM tallies WHERE site_id = ${siteId} AND what = ${what}`
  return counted?.count ?? 0
}

/** Merges the rows of each counter into one. Concurrent calls are safe. */
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
