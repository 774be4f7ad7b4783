import { reasonOf } from '../errors.ts'
import type { Database } from './client.ts'
import { migrate } from './migrate.ts'
import { DatabaseUnusable } from './unusable.ts'

type DatabaseConfig = { databaseUrl: string | undefined; dataDir: string }

/** A database that can be wired at once, and asked when it is ready. Close it also when it does not get ready. */
export type OpeningDatabase = { db: Database; ready: Promise<void> }

/** Opens the database that the configuration names, embedded or not, and migrates it. */
export async function openDatabase(config: DatabaseConfig): Promise<Database> {
  const { db, ready } = await beginDatabase(config)
  try {
    await ready
    return db
  } catch (error) {
    await db.close()
    throw error
  }
}

/** The same without waiting until it is ready. */
export async function beginDatabase({ databaseUrl, dataDir }: DatabaseConfig): Promise<OpeningDatabase> {
  const opening = databaseUrl ? await beginServer(databaseUrl) : await beginEmbedded(dataDir)
  // It may fail before anybody waits for it.
  opening.ready.catch(() => {})
  // Loads Prisma's engine, so that the first request need not; this asks no database.
  await opening.db.prisma.$connect()
  return opening
}

async function beginServer(url: string): Promise<OpeningDatabase> {
  const { connect, serverPooling } = await import('./client.ts')
  const db = connect(url, serverPooling)
  return { db, ready: prepare(db) }
}

async function beginEmbedded(dataDir: string): Promise<OpeningDatabase> {
  const { embeddedPooling, startEmbedded } = await import('./embedded.ts')
  const embedded = startEmbedded(dataDir)
  // The client is loaded while PostgreSQL starts in its thread.
  const { connect } = await import('./client.ts')
  const db = connect(embedded.url, embeddedPooling)
  const close = async () => {
    await db.close()
    await embedded.close()
  }
  return { db: { ...db, close }, ready: embedded.ready.then(() => prepare(db)) }
}

async function prepare(db: Database): Promise<void> {
  await reach(db)
  await migrate(db.pool)
}

/** Opens the first connection: a wrong address, name or password shows here. */
async function reach({ pool }: Database): Promise<void> {
  try {
    const client = await pool.connect()
    client.release()
  } catch (error) {
    throw new DatabaseUnusable(`The database cannot be reached: ${reasonOf(error)}`, { cause: error })
  }
}
