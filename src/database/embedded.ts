import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { connect } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { MessageChannel } from 'node:worker_threads'
import type pg from 'pg'
import { startThread } from '../startModule.ts'
import { lockDataDir } from './lock.ts'

/**
 * Allows one connection, because the socket server interleaves the messages of several
 * (https://github.com/electric-sql/pglite/issues/1046). Each new connection resets the session.
 */
export const embeddedPooling: pg.PoolConfig = {
  max: 1,
  idleTimeoutMillis: 0,
  onConnect: (client) => client.query('DISCARD ALL'),
}

/** Returns the URL of a database whose socket is in this folder. */
export function embeddedUrl(folder: string): string {
  return `postgresql://postgres@localhost/postgres?host=${encodeURIComponent(folder)}`
}

export type EmbeddedDatabase = {
  url: string
  /** Path of its socket. */
  socket: string
  /** Resolves when the database is reachable. Rejects if it cannot start. */
  ready: Promise<void>
  /** Resolves when the thread is not busy. */
  ping(): Promise<void>
  close(): Promise<void>
}

/** File in the data folder with the path of the socket for copies. */
const COPY_SOCKET_FILE = 'copies'

/** Copies the embedded database, in PGlite's format, from its running process. Starts it if there is none. */
export async function copyEmbedded(dataDir: string): Promise<Uint8Array> {
  const running = await requestCopy(dataDir).catch(() => null)
  if (running) return running
  const embedded = startEmbedded(dataDir)
  try {
    await embedded.ready
    return await requestCopy(dataDir)
  } finally {
    await embedded.close()
  }
}

async function requestCopy(dataDir: string): Promise<Uint8Array> {
  const socket = connect(await readFile(join(dataDir, COPY_SOCKET_FILE), 'utf8'))
  const chunks: Buffer[] = await socket.toArray()
  const received = Buffer.concat(chunks)
  const copy = received.subarray(8)
  if (received.length < 8 || received.readBigUInt64BE() !== BigInt(copy.length))
    throw new Error('The copy is truncated.')
  return copy
}

/** Restores a copy into a data folder without an embedded database. */
export async function restoreEmbedded(dataDir: string, copy: Uint8Array): Promise<void> {
  const unlock = lockDataDir(dataDir)
  try {
    const { PGlite } = await import('@electric-sql/pglite')
    const loadDataDir = new Blob([new Uint8Array(copy)])
    const database = await PGlite.create({ dataDir: join(dataDir, 'postgres'), loadDataDir })
    await database.close()
  } finally {
    unlock()
  }
}

/** Starts PostgreSQL (WebAssembly) in a thread, on a unix socket of this user. Connect with `embeddedPooling`. */
export function startEmbedded(dataDir: string): EmbeddedDatabase {
  const unlock = lockDataDir(dataDir)
  const socketDir = mkdtempSync(join(tmpdir(), 'chancery-'))
  const removeSocket = () => rmSync(socketDir, { recursive: true, force: true })
  // Keep the lock on exit, because the thread may still write.
  process.once('exit', removeSocket)
  const socket = join(socketDir, '.s.PGSQL.5432')
  const worker = startThread('database/embeddedWorker', {
    dataDir: join(dataDir, 'postgres'),
    socket,
    copies: join(socketDir, 'copies'),
  })
  writeFileSync(join(dataDir, COPY_SOCKET_FILE), join(socketDir, 'copies'), { mode: 0o600 })
  let isReady = false
  let isClosing = false
  let reason = ''
  const ready = new Promise<void>((resolve, reject) => {
    worker.once('message', () => {
      isReady = true
      resolve()
    })
    worker.on('error', (error) => {
      reason = `: ${error.message}`
      reject(error)
    })
  })
  const ended = new Promise<void>((resolve) => worker.once('exit', resolve)).then(() => {
    process.off('exit', removeSocket)
    removeSocket()
    rmSync(join(dataDir, COPY_SOCKET_FILE), { force: true })
    unlock()
    if (!isReady || isClosing) return
    // Nothing works without the database. After a restart, all committed data is available.
    console.error(`The embedded database ended unexpectedly${reason}`)
    process.exit(1)
  })
  return {
    url: embeddedUrl(socketDir),
    socket,
    ready,
    ping: () =>
      new Promise((resolve) => {
        const { port1, port2 } = new MessageChannel()
        port1.once('message', () => {
          port1.close()
          resolve()
        })
        worker.postMessage({ ping: port2 }, [port2])
      }),
    async close() {
      isClosing = true
      worker.postMessage('close')
      await ended
    },
  }
}
