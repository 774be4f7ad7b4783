import type { Sql } from '../../database/sql.ts'

/** Prevents other transactions from creating a site. */
export async function lockSites(tx: Sql): Promise<void> {
  await tx.$executeRaw`LOCK TABLE sites IN SHARE ROW EXCLUSIVE MODE`
}
