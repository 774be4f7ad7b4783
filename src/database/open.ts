import { setTimeout as wait } from 'node:timers/promises'
import { reasonOf } from '../explained.ts'
import type { Database, Use } from './client.ts'
import { type MigrationSettings, migrate } from './migrate.ts'
import { DatabaseUnusable } from './unusable.ts'

type DatabaseConfig = { databaseUrl: string | undefined; dataDir: string } & MigrationSettings

/** `db` can be wired immediately and used after `ready`. Close it even if `ready` rejects. */
export type OpeningDatabase = { db: Database; ready: Promise<void> }

/** Opens and migrates the configured database. */
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

/** Opens the database for requests, with short timeouts. Does not wait until it is ready. */
export function beginForRequests(config: DatabaseConfig): Promise<OpeningDatabase> {
  return beginDatabase(config, 'requests')
}

/** Opens a pool for jobs, with longer timeouts. Shares the one connection of the embedded database. */
export async function openForJobs({ databaseUrl }: DatabaseConfig, db: Database): Promise<Database> {
  if (!databaseUrl) return Object.create(db, { close: { value: async () => {} } })
  const { connect, poolings } = await import('./client.ts')
  return connect(databaseUrl, poolings.jobs)
}

async function beginDatabase(config: DatabaseConfig, use: Use): Promise<OpeningDatabase> {
  const { databaseUrl, dataDir } = config
  const opening = databaseUrl ? await beginServer(databaseUrl, use, config) : await beginEmbedded(dataDir, config)
  // Prevents an unhandled rejection before a caller awaits it.
  opening.ready.catch(() => {})
  return opening
}

async function beginServer(url: string, use: Use, settings: MigrationSettings): Promise<OpeningDatabase> {
  const { connect, poolings } = await import('./client.ts')
  return { db: connect(url, poolings[use]), ready: prepareServer(url, settings) }
}

/** Uses a separate connection, because migrations have no timeout. */
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
  // Load the client while PostgreSQL starts in its thread.
  const { connect } = await import('./client.ts')
  const db = connect(embedded.url, embeddedPooling)
  const { close } = db
  db.close = async () => {
    await close()
    await embedded.close()
  }
  // A busy database is reachable if its thread responds.
  db.ping = async () => {
    await Promise.race([db.pool.query('SELECT 1'), wait(BUSY_MS, undefined, { ref: false }).then(embedded.ping)])
  }
  return { db, ready: embedded.ready.then(() => prepare(db, settings)) }
}

/** Time (ms) after which a query counts as slow, so that `ping` asks the thread. */
const BUSY_MS = 500

async function prepare(db: Database, settings: MigrationSettings): Promise<void> {
  await reach(db)
  await migrate(db.pool, settings)
}

/** Opens the first connection. Throws DatabaseUnusable for a wrong address, name or password. */
async function reach({ pool }: Database): Promise<void> {
  try {
    const client = await pool.connect()
    client.release()
  } catch (error) {
    throw new DatabaseUnusable(`Cannot connect to the database: ${reasonOf(error)}`, { cause: error })
  }
}
