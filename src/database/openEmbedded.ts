import { setTimeout as wait } from 'node:timers/promises'
import { type AdminSocket, type FoundSocket, findAdminSocket, openAdminSocket } from './adminSocket.ts'
import type { Database, Use } from './client.ts'
import { embeddedPooling, embeddedUrl, startEmbedded } from './embedded.ts'
import { DataDirInUse } from './lock.ts'
import { type MigrationSettings, migrate } from './migrate.ts'
import type { OpeningDatabase } from './open.ts'
import { prepare, reach, whenReady } from './prepare.ts'

/** Maximum time (ms) to wait for a command, or for a process that starts or stops. */
const PATIENCE_MS = 20_000

const POLL_MS = 50

/** Opens the embedded database. A command shares that of a running server or worker. */
export async function beginEmbedded(dataDir: string, use: Use, settings: MigrationSettings): Promise<OpeningDatabase> {
  for (const end = Date.now() + PATIENCE_MS; ; await wait(POLL_MS)) {
    try {
      return await begin(dataDir, use, settings)
    } catch (error) {
      if (!(error instanceof DataDirInUse)) throw error
      const found = await findAdminSocket(dataDir)
      if (found && use !== 'command') {
        found.close()
        throw error
      }
      const db = found && (await shareEmbedded(found))
      if (db) return { db, ready: migrate(db.pool, settings).then(() => {}) }
      if (Date.now() > end) throw error
    }
  }
}

/** Opens and migrates the embedded database without sharing it. Throws DataDirInUse at once if a process has it. */
export async function openAlone(dataDir: string, settings: MigrationSettings): Promise<Database> {
  return whenReady(await begin(dataDir, 'command', settings))
}

/** Connects to the embedded database of a running process. Returns null if the process has ended meanwhile. */
async function shareEmbedded(socket: FoundSocket): Promise<Database | null> {
  const { connect } = await import('./client.ts')
  // Each connection is one turn.
  const db = connect(embeddedUrl(socket.folder), { ...embeddedPooling, maxUses: 1 })
  const { close } = db
  db.close = async () => {
    await close()
    socket.close()
  }
  try {
    await reach(db)
    return db
  } catch {
    await db.close()
    return null
  }
}

async function begin(dataDir: string, use: Use, settings: MigrationSettings): Promise<OpeningDatabase> {
  const embedded = startEmbedded(dataDir)
  // Load the client while PostgreSQL starts in its thread.
  const { connect } = await import('./client.ts')
  const db = connect(embedded.url, embeddedPooling)
  const { close } = db
  let admin: AdminSocket | undefined
  let isClosing = false
  db.close = async () => {
    isClosing = true
    await admin?.close()
    await close()
    await embedded.close()
  }
  const share = () => {
    if (!isClosing) admin = openAdminSocket(dataDir, db.pool, embedded.socket)
  }
  // A busy database is reachable if its thread responds.
  db.ping = async () => {
    await Promise.race([db.pool.query('SELECT 1'), wait(BUSY_MS, undefined, { ref: false }).then(embedded.ping)])
  }
  const ready = embedded.ready.then(() => prepare(db, settings))
  return { db, ready: use === 'command' ? ready : ready.then(share) }
}

/** Time (ms) after which a query counts as slow, so that `ping` asks the thread. */
const BUSY_MS = 500
