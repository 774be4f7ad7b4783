import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Worker } from 'node:worker_threads'
import type pg from 'pg'
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
  close(): Promise<void>
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
  const worker = startThread({ dataDir: join(dataDir, 'postgres'), socket: join(socketDir, '.s.PGSQL.5432') })
  const ready = new Promise<void>((resolve, reject) => worker.once('message', resolve).once('error', reject))
  const ended = new Promise<void>((resolve) => worker.once('exit', resolve)).then(() => {
    process.off('exit', removeSocket)
    removeSocket()
    unlock()
  })
  return {
    url: `postgresql://postgres@localhost/postgres?host=${encodeURIComponent(socketDir)}`,
    ready,
    async close() {
      worker.postMessage('close')
      await ended
    },
  }
}

function startThread(workerData: { dataDir: string; socket: string }): Worker {
  if (!import.meta.url.endsWith('.ts'))
    return new Worker(new URL('./embeddedWorker.js', import.meta.url), { workerData })
  // Not compiled (tests, development): a thread of Node 20 does not take over the loader of its process.
  const source = new URL('./embeddedWorker.ts', import.meta.url).href
  const code = `import('tsx/esm/api').then(({ register }) => { register(); return import('${source}') })`
  return new Worker(code, { eval: true, workerData })
}
