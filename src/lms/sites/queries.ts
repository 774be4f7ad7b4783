import type { Sql } from '../../database/sql.ts'

/** Locks a site, which fixes its numbers of webhooks and templates. Does not block inserts that refer to the site. */
export async function lockSiteRow(tx: Sql, id: number): Promise<void> {
  await tx.$queryRaw`SELECT FROM sites WHERE id = ${id} FOR NO KEY UPDATE`
}

/** Prevents other transactions from creating a site. */
export async function lockSites(tx: Sql): Promise<void> {
  await tx.$executeRaw`LOCK TABLE sites IN SHARE ROW EXCLUSIVE MODE`
}
