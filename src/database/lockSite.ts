import type { Sql } from './sql.ts'

/**
 * Locks a site, so that its profile, its keys, and its numbers of webhooks and templates change one after the other.
 * Does not block inserts that refer to the site.
 */
export async function lockSite(tx: Sql, id: number): Promise<void> {
  await tx.$queryRaw`SELECT FROM sites WHERE id = ${id} FOR NO KEY UPDATE`
}
