import { readConfig } from '../core/config.ts'
import type { Database } from '../database/client.ts'
import { openDatabase } from '../database/open.ts'
import { isOutage } from '../database/outage.ts'
import { Explained } from '../explained.ts'

/** Runs a function with the configured database, then closes it. Reports an outage in one line. */
export async function withDatabase<Result>(run: (db: Database) => Promise<Result>): Promise<Result> {
  const db = await openDatabase(readConfig(process.env))
  try {
    return await run(db)
  } catch (error) {
    if (!isOutage(error)) throw error
    throw new Explained(LOST, { cause: error })
  } finally {
    await db.close()
  }
}

/** The server that shares its embedded database may have stopped, for example. */
const LOST = 'The database became unavailable. Check whether the last change was made, and run the command again.'
