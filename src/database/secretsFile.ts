import { randomBytes } from 'node:crypto'
import {
  chownSync,
  closeSync,
  existsSync,
  fsyncSync,
  linkSync,
  openSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs'
import { dirname, join } from 'node:path'
import { Explained, reasonOf } from '../explained.ts'

// The keys of an installation with the embedded database: one a line. The first one seals, the others only open.

/** The key does not match the stored secrets, or its file is damaged. */
export class SecretsUnusable extends Explained {}

/** Name of the file in DATA_DIR. */
export const SECRETS_FILE = 'secrets.key'

export type Keys = [Uint8Array, ...Uint8Array[]]

export function pathOfKeys(dataDir: string): string {
  return join(dataDir, SECRETS_FILE)
}

/** Reads the keys. Creates a missing file only if `mayCreate` is set. Throws SecretsUnusable. */
export function keysInFile(dataDir: string, mayCreate: boolean): Keys {
  const path = pathOfKeys(dataDir)
  if (mayCreate && !existsSync(path)) createFile(path)
  try {
    const lines = readFileSync(path, 'utf8').trim().split('\n')
    if (!lines.every((line) => /^[0-9a-f]{64}$/.test(line))) throw new Error('It must have 64 hexadecimal digits.')
    const [key, ...others] = lines.map((line) => Buffer.from(line, 'hex'))
    if (!key) throw new Error('It is empty.')
    return [key, ...others]
  } catch (error) {
    throw new SecretsUnusable(
      `The key for secrets in ${path} cannot be used: ${reasonOf(error)} Restore the file from a backup, ` +
        'or set SECRETS_KEY to the value that was in use.',
      { cause: error },
    )
  }
}

/** Puts a new key before the one that seals now. Forgets the keys before that one. */
export function addKey(dataDir: string): void {
  const [key] = keysInFile(dataDir, true)
  const path = pathOfKeys(dataDir)
  writeWhole(path, [newKey(), Buffer.from(key).toString('hex')], (whole) => renameSync(whole, path))
}

/** Another process may be first. Its key counts then. */
function createFile(path: string): void {
  try {
    writeWhole(path, [newKey()], (whole) => linkSync(whole, path))
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'EEXIST')) throw error
  }
}

/** Writes the content at once, so that a crash or a full disk leaves no part of it. */
function writeWhole(path: string, keys: string[], place: (whole: string) => void): void {
  const whole = `${path}.${process.pid}`
  try {
    writeFileSync(whole, `${keys.join('\n')}\n`, { mode: 0o600, flush: true })
    // A command that root runs must not take the file from the server's user.
    const { uid, gid } = statSync(dirname(path))
    if (process.getuid?.() === 0) chownSync(whole, uid, gid)
    place(whole)
    const folder = openSync(dirname(path), 'r')
    fsyncSync(folder)
    closeSync(folder)
  } finally {
    rmSync(whole, { force: true })
  }
}

function newKey(): string {
  return randomBytes(32).toString('hex')
}
