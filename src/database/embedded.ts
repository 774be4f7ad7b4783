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
 * How to connect to an embedded database. One connection at a time: the socket server interleaves the messages
 * of several (https://github.com/electric-sql/pglite/issues/1046). And a new connection finds the session of
 * the one before it, prepared statements included, so it begins by discarding them.
 */
export const embeddedPooling: pg.PoolConfig = {
  max: 1,
  idleTimeoutMillis: 0,
  onConnect: (client) => client.query('DISCARD ALL'),
}

export type EmbeddedDatabase = {
  url: string
  /** It answers from then on; rejected when it cannot start. */
  ready: Promise<void>
  /** Answers as soon as the thread is not busy. */
  ping(): Promise<void>
  close(): Promise<void>
}

/** The file of a data folder that says at which socket its database gives copies of itself. */
const WHERE_COPIES_ARE = 'copies'

/**
 * A copy of the embedded database of a data folder as it is now, as PGlite keeps it: from the process that has it, or, where
 * there is none, by starting it.
 */
export async function copyEmbedded(dataDir: string): Promise<Uint8Array> {
  const running = await askForCopy(dataDir).catch(() => null)
  if (running) return running
  const embedded = startEmbedded(dataDir)
  try {
    await embedded.ready
    return await askForCopy(dataDir)
  } finally {
    await embedded.close()
  }
}

async function askForCopy(dataDir: string): Promise<Uint8Array> {
  const socket = connect(await readFile(join(dataDir, WHERE_COPIES_ARE), 'utf8'))
  const chunks: Buffer[] = await socket.toArray()
  const told = Buffer.concat(chunks)
  const copy = told.subarray(8)
  if (told.length < 8 || told.readBigUInt64BE() !== BigInt(copy.length)) throw new Error('The copy is cut off.')
  return copy
}

/** Puts such a copy into a data folder that has no embedded database. */
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

/**
 * Starts PostgreSQL as WebAssembly on a data folder, in a thread of its own, behind a unix socket that only
 * this user may open. Connect to it with `embeddedPooling` when it is ready.
 */
export function startEmbedded(dataDir: string): EmbeddedDatabase {
  const unlock = lockDataDir(dataDir)
  const socketDir = mkdtempSync(join(tmpdir(), 'chancery-'))
  const removeSocket = () => rmSync(socketDir, { recursive: true, force: true })
  // Not the lock: at that time the thread may still write.
  process.once('exit', removeSocket)
  const worker = startThread(new URL('./embeddedWorker', import.meta.url), {
    dataDir: join(dataDir, 'postgres'),
    socket: join(socketDir, '.s.PGSQL.5432'),
    copies: join(socketDir, 'copies'),
  })
  writeFileSync(join(dataDir, WHERE_COPIES_ARE), join(socketDir, 'copies'), { mode: 0o600 })
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
    rmSync(join(dataDir, WHERE_COPIES_ARE), { force: true })
    unlock()
    if (!isReady || isClosing) return
    // Nothing works without it. Whoever keeps the process running starts another one, which finds all that was committed.
    console.error(`The embedded database ended by itself${reason}`)
    process.exit(1)
  })
  return {
    url: `postgresql://postgres@localhost/postgres?host=${encodeURIComponent(socketDir)}`,
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
