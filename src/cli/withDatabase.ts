import { readConfig } from '../core/config.ts'
import type { Database } from '../database/client.ts'
import { openDatabase } from '../database/open.ts'

/** Runs a function with the configured database, then closes it. */
export async function withDatabase<Result>(run: (db: Database) => Promise<Result>): Promise<Result> {
  const db = await openDatabase(readConfig(process.env))
  try {
    return await run(db)
  } finally {
    await db.close()
  }
}
