import { once } from 'node:events'
import { chmodSync, mkdirSync, mkdtempSync, rmSync, symlinkSync } from 'node:fs'
import { connect, createServer, type Socket } from 'node:net'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import type pg from 'pg'
import { Explained, reasonOf } from '../explained.ts'
import { wholeRequests } from './wholeRequests.ts'

// Lets commands use the embedded database of a running process: a PostgreSQL socket in the data folder. The database
// has one session, which the process needs too. Therefore each connection of a command takes a turn in the process's
// pool, and its commands open a connection for each query or transaction.

/** Folder in the data folder. Its mode decides who may connect, before the socket has its own. */
const FOLDER = 'admin'

/** Name that clients of PostgreSQL derive from the folder. */
const SOCKET = '.s.PGSQL.5432'

/** Maximum time (ms) that a suspended command blocks the database: half of the time that requests wait for it. */
const IDLE_MS = 5000

/** Maximum time (ms) to wait for running commands when the process stops. */
const PARTING_MS = 1500

export type AdminSocket = { close(): Promise<void> }

/**
 * Opens the socket, or warns that it cannot. Needs the lock of the data folder. `database` is the socket of the
 * database itself.
 */
export function openAdminSocket(dataDir: string, pool: pg.Pool, database: string): AdminSocket | undefined {
  try {
    return listen(dataDir, pool, database)
  } catch (error) {
    warn(error)
    return undefined
  }
}

function listen(dataDir: string, pool: pg.Pool, database: string): AdminSocket {
  mkdirSync(join(dataDir, FOLDER), { recursive: true, mode: 0o700 })
  // The folder may exist with another mode.
  chmodSync(join(dataDir, FOLDER), 0o700)
  const { folder, release } = shorten(dataDir)
  const path = join(folder, SOCKET)
  // Removes what a killed process left.
  rmSync(path, { force: true })
  const open = new Set<Socket>()
  const server = createServer((command) => {
    open.add(command)
    command.once('close', () => open.delete(command))
    command.on('error', () => {})
    relay(command, pool, database).catch(() => command.destroy())
  })
  server.on('error', warn)
  server.listen(path, () => {
    try {
      chmodSync(path, 0o600)
    } catch (error) {
      warn(error)
      server.close()
    }
  })
  return {
    async close() {
      const giveUp = setTimeout(() => {
        for (const command of open) command.destroy()
      }, PARTING_MS)
      for (const command of open) await new Promise((closed) => command.once('close', closed))
      clearTimeout(giveUp)
      await new Promise((closed) => server.close(closed))
      release()
    },
  }
}

/** Gives a connection its turn, from its first byte to its end. */
async function relay(command: Socket, pool: pg.Pool, database: string): Promise<void> {
  await once(command, 'readable')
  if (command.readableLength === 0) return void command.destroy()
  const turn = await pool.connect()
  if (command.destroyed) return turn.release()
  try {
    const requests = wholeRequests()
    const answers = connect(database).on('error', () => {})
    // Waits for a slow statement, but not for the command.
    command.setTimeout(IDLE_MS, () => command.destroy())
    requests.on('data', () => command.setTimeout(0))
    answers.on('data', () => command.setTimeout(IDLE_MS))
    command.pipe(requests).pipe(answers).pipe(command)
    // Ends both, also after kill -9. The database then rolls back an open transaction.
    command.once('close', () => {
      requests.end()
      answers.resume()
    })
    await new Promise((closed) => answers.once('close', closed))
  } finally {
    // Its statements are forgotten (see `embeddedPooling`).
    turn.release(true)
  }
}

export type FoundSocket = { folder: string; close(): void }

/** Finds the socket of a running process, which delays its end until `close`. */
export async function findAdminSocket(dataDir: string): Promise<FoundSocket | null> {
  const { folder, release } = shorten(dataDir)
  const presence = connect(join(folder, SOCKET))
  const close = () => {
    presence.destroy()
    release()
  }
  try {
    await once(presence, 'connect')
    presence.on('error', () => {}).resume()
    return { folder, close }
  } catch {
    close()
    return null
  }
}

/** Maximum length (bytes) of a socket's path on macOS. Linux allows 107. Node cuts off the rest. */
const MAX_PATH = 103

/** Returns an absolute path to the folder of the socket that is short enough, if necessary by a link. */
function shorten(dataDir: string): { folder: string; release(): void } {
  const folder = resolve(dataDir, FOLDER)
  if (fits(folder)) return { folder, release() {} }
  const place = mkdtempSync(join(tmpdir(), 'chancery-'))
  const release = () => rmSync(place, { recursive: true, force: true })
  const link = join(place, FOLDER)
  if (!fits(link)) {
    release()
    throw new Explained(`The paths of DATA_DIR (${dataDir}) and TMPDIR (${tmpdir()}) are too long for a socket.`)
  }
  symlinkSync(folder, link)
  process.once('exit', release)
  return {
    folder: link,
    release() {
      process.off('exit', release)
      release()
    },
  }
}

function fits(folder: string): boolean {
  return Buffer.byteLength(join(folder, SOCKET)) <= MAX_PATH
}

/** The process works without the socket, for example where a file system has none. */
function warn(error: unknown): void {
  console.error(`Commands cannot use the database of this process: ${reasonOf(error)}`)
}
