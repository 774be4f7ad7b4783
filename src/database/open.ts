import type { Database, Pooling, Use } from './client.ts'
import type { MigrationSettings } from './migrate.ts'
import { prepare, whenReady } from './prepare.ts'
import { type SecretsConfig, secretsOf } from './secrets.ts'

type DatabaseConfig = SecretsConfig &
  MigrationSettings & {
    databaseDirectUrl?: string | undefined
    databaseReadUrl?: string | undefined
    replicaMaxLag?: number
    databasePrepared?: 'on' | 'off'
  }

/** `db` can be wired immediately and used after `ready`. Close it even if `ready` rejects. */
export type OpeningDatabase = { db: Database; ready: Promise<void> }

/**
 * Opens and migrates the configured database, embedded or not. A command shares the embedded database of a running
 * server. Throws DataDirInUse if another process has the embedded database and does not share it.
 */
export async function openDatabase(config: DatabaseConfig, use: 'command' | 'jobs' = 'command'): Promise<Database> {
  return whenReady(await beginDatabase(config, use))
}

/** Opens the database for requests, with short timeouts. Does not wait until it is ready. */
export function beginForRequests(config: DatabaseConfig): Promise<OpeningDatabase> {
  return beginDatabase(config, 'requests')
}

/** Opens a pool for jobs, with longer timeouts. Shares the one connection of the embedded database. */
export async function openForJobs(config: DatabaseConfig, db: Database): Promise<Database> {
  const { databaseUrl } = config
  if (!databaseUrl) return Object.create(db, { close: { value: async () => {} } })
  return Object.assign(await connectTo(databaseUrl, 'jobs', config), { secrets: db.secrets })
}

async function beginDatabase(config: DatabaseConfig, use: Use): Promise<OpeningDatabase> {
  const { databaseUrl, dataDir } = config
  const opening = databaseUrl ? await beginServer(databaseUrl, use, config) : await beginHere(dataDir, use, config)
  const { db } = opening
  db.secrets = secretsOf(config)
  if (db.replica) db.replica.db.secrets = db.secrets
  // Prevents an unhandled rejection before a caller awaits it.
  opening.ready.catch(() => {})
  return opening
}

async function beginServer(url: string, use: Use, config: DatabaseConfig): Promise<OpeningDatabase> {
  const db = await connectTo(url, use, config)
  if (use === 'requests') await addReplica(db, url, config)
  return { db, ready: prepareServer(url, config) }
}

/** Only requests read from the replica. */
async function addReplica(db: Database, url: string, config: DatabaseConfig): Promise<void> {
  const { databaseReadUrl, replicaMaxLag } = config
  if (!databaseReadUrl || replicaMaxLag === undefined) return
  const { openReplica } = await import('./replica.ts')
  const replica = openReplica(url, { ...config, databaseReadUrl, replicaMaxLag })
  const { close } = db
  db.replica = replica
  db.close = async () => {
    await Promise.all([replica.close(), close()])
  }
}

/** Uses a separate connection, because migrations have no timeout. */
async function prepareServer(url: string, config: DatabaseConfig): Promise<void> {
  const db = await connectTo(url, 'command', config, { max: 1 })
  try {
    await prepare(db, config)
  } finally {
    await db.close()
  }
}

/** Connects requests to `url`, which is a pooler if there is a direct address, and everything else directly. */
async function connectTo(url: string, use: Use, config: DatabaseConfig, more: Pooling = {}): Promise<Database> {
  const { databaseDirectUrl: direct, databasePrepared } = config
  const { connect, poolings } = await import('./client.ts')
  if (use !== 'requests') return connect(direct ?? url, { ...poolings[use], ...more })
  return connect(url, { ...poolings[direct ? 'pooled' : 'requests'], named: databasePrepared !== 'off', ...more })
}

async function beginHere(dataDir: string, use: Use, settings: MigrationSettings): Promise<OpeningDatabase> {
  const { beginEmbedded } = await import('./openEmbedded.ts')
  return beginEmbedded(dataDir, use, settings)
}
