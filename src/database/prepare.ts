import { reasonOf } from '../explained.ts'
import type { Database } from './client.ts'
import { type MigrationSettings, migrate } from './migrate.ts'
import type { OpeningDatabase } from './open.ts'
import { DatabaseUnusable } from './unusable.ts'

/** Connects and migrates. Throws DatabaseUnusable. */
export async function prepare(db: Database, settings: MigrationSettings): Promise<void> {
  await reach(db)
  await migrate(db.pool, settings)
}

/** Returns the database when it is ready. Closes it if it cannot be used. */
export async function whenReady({ db, ready }: OpeningDatabase): Promise<Database> {
  try {
    await ready
    return db
  } catch (error) {
    await db.close()
    throw error
  }
}

/** Opens the first connection. Throws DatabaseUnusable for a wrong address, name or password. */
export async function reach({ pool }: Database): Promise<void> {
  try {
    const client = await pool.connect()
    client.release()
  } catch (error) {
    throw new DatabaseUnusable(`Cannot connect to the database: ${reasonOf(error)}`, { cause: error })
  }
}
