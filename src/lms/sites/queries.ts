import type { Sql } from '../../database/sql.ts'

/** Locks a site, and with it how many webhooks and templates it has. Changes that only refer to it need not wait. */
export async function lockSiteRow(tx: Sql, id: number): Promise<void> {
  await tx.$queryRaw`SELECT FROM sites WHERE id = ${id} FOR NO KEY UPDATE`
}

/** Locks all sites: nobody else makes one before the transaction is over. */
export async function lockSites(tx: Sql): Promise<void> {
  await tx.$executeRaw`LOCK TABLE sites IN SHARE ROW EXCLUSIVE MODE`
}
