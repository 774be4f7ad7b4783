import type { Database } from '../database/client.ts'
import type { Sql } from '../database/sql.ts'
import { countSigned } from './queries.ts'
import { type AnchoringRules, countUnsent } from './settings.ts'

/** Returns how many more transactions the server may sign today (UTC). */
export async function transactionsLeft(sql: Sql, rules: AnchoringRules, at: Date): Promise<number> {
  const today = new Date(Date.UTC(at.getUTCFullYear(), at.getUTCMonth(), at.getUTCDate()))
  return Math.max(0, rules.maxTransactionsPerDay - (await countSigned(sql, rules.chainId, today)))
}

/** Returns how many more anchors can be sent today, without those that are gathered already. */
export async function anchorsLeft(db: Database, rules: AnchoringRules, at: Date): Promise<number> {
  const [left, unsent] = await Promise.all([transactionsLeft(db, rules, at), countUnsent(db, rules)])
  return Math.max(0, left - unsent)
}
