import { setTimeout as wait } from 'node:timers/promises'
import { reasonOf } from '../explained.ts'
import type { Database, Use } from './client.ts'
import { type MigrationSettings, migrate } from './migrate.ts'
import { DatabaseUnusable } from './unusable.ts'

type DatabaseConfig = { databaseUrl: string | undefined; dataDir: string } & MigrationSettings

/** A database that can be wired at once, and asked when it is ready. Close it also when it does not get ready. */
export type OpeningDatabase = { db: Database; ready: Promise<void> }

/** Opens the database that the configuration names, embedded or not, and migrates it; for a command, or for jobs. */
export async function openDatabase(config: DatabaseConfig, use: 'command' | 'jobs' = 'command'): Promise<Database> {
  const { db, ready } = await beginDatabase(config, use)
  try {
    await ready
    return db
  } catch (error) {
    await db.close()
    throw error
  }
}

/** The same for requests, which do not wait long for a server, and without waiting until it is ready. */
export function beginForRequests(config: DatabaseConfig): Promise<OpeningDatabase> {
  return beginDatabase(config, 'requests')
}

/**
 * The same database for jobs, which may take longer and keep no request waiting. The embedded one has one connection for all.
 */
export async function openForJobs({ databaseUrl }: DatabaseConfig, db: Database): Promise<Database> {
  if (!databaseUrl) return Object.create(db, { close: { value: async () => {} } })
  const { connect, poolings } = await import('./client.ts')
  return connect(databaseUrl, poolings.jobs)
}

async function beginDatabase(config: DatabaseConfig, use: Use): Promise<OpeningDatabase> {
  const { databaseUrl, dataDir } = config
  const opening = databaseUrl ? await beginServer(databaseUrl, use, config) : await beginEmbedded(dataDir, config)
  // It may fail before anybody waits for it.
  opening.ready.catch(() => {})
  return opening
}

async function beginServer(url: string, use: Use, settings: MigrationSettings): Promise<OpeningDatabase> {
  const { connect, poolings } = await import('./client.ts')
  return { db: connect(url, poolings[use]), ready: prepareServer(url, settings) }
}

/** With a connection of its own: a migration takes as long as it takes. */
async function prepareServer(url: string, settings: MigrationSettings): Promise<void> {
  const { connect, poolings } = await import('./client.ts')
  const db = connect(url, { ...poolings.command, max: 1 })
  try {
    await prepare(db, settings)
  } finally {
    await db.close()
  }
}

async function beginEmbedded(dataDir: string, settings: MigrationSettings): Promise<OpeningDatabase> {
  const { embeddedPooling, startEmbedded } = await import('./embedded.ts')
  const embedded = startEmbedded(dataDir)
  // The client is loaded while PostgreSQL starts in its thread.
  const { connect } = await import('./client.ts')
  const db = connect(embedded.url, embeddedPooling)
  const { close } = db
  db.close = async () => {
    await close()
    await embedded.close()
  }
  // One that is busy answers as soon as its thread does.
  db.ping = async () => {
    await Promise.race([db.pool.query('SELECT 1'), wait(BUSY_MS, undefined, { ref: false }).then(embedded.ping)])
  }
  return { db, ready: embedded.ready.then(() => prepare(db, settings)) }
}

/** A question that waits longer (ms) waits for others, not for the database. */
const BUSY_MS = 500

async function prepare(db: Database, settings: MigrationSettings): Promise<void> {
  await reach(db)
  await migrate(db.pool, settings)
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
