import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto'
import {
  chownSync,
  closeSync,
  existsSync,
  fsyncSync,
  linkSync,
  openSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs'
import { dirname, join } from 'node:path'
import { Explained, reasonOf } from '../explained.ts'
import type { Config } from './config.ts'
import { Problem } from './problem.ts'

/** Name of the file in DATA_DIR with the key for the embedded database. */
export const SECRETS_FILE = 'secrets.key'

/** Encrypts secrets at rest. `about` names the place of a secret; a sealed secret opens only in that place. */
export type Secrets = {
  seal(secret: Uint8Array, about: string): Uint8Array<ArrayBuffer>
  /** Throws SecretsUnusable if the secret was sealed with another key. */
  open(sealed: Uint8Array, about: string): Uint8Array<ArrayBuffer>
}

/** The key does not match the stored secrets, or its file is damaged. */
export class SecretsUnusable extends Explained {}

const CIPHER = 'aes-256-gcm'
const VERSION = 1
const NONCE_BYTES = 12
const TAG_BYTES = 16

/** Opens the secrets of this installation. Creates a missing key only if `mayCreate` is set: nothing is sealed yet. */
export type OpenSecrets = (options: { mayCreate: boolean }) => Secrets

/**
 * Reads SECRETS_KEY, or the file of an installation with the embedded database. Throws `secrets.no_key` with PostgreSQL
 * and no SECRETS_KEY, because a file would be on one machine only. Throws SecretsUnusable for a missing or wrong file.
 */
export function secretsOpener({ secretsKey, databaseUrl, dataDir }: SecretsConfig): OpenSecrets {
  return ({ mayCreate }) => {
    if (secretsKey) return secretsBy(secretsKey)
    if (!databaseUrl) return secretsBy(keyInFile(dataDir, mayCreate))
    throw new Problem(
      'secrets.no_key',
      'SECRETS_KEY is not set, so the server cannot store private keys. Set it to 32 random bytes in hex, ' +
        'such as the output of `openssl rand -hex 32`, and keep a copy.',
    )
  }
}

export type SecretsConfig = Pick<Config, 'secretsKey' | 'databaseUrl' | 'dataDir'>

export function secretsBy(key: Uint8Array): Secrets {
  return {
    seal(secret, about) {
      const nonce = randomBytes(NONCE_BYTES)
      const cipher = createCipheriv(CIPHER, key, nonce).setAAD(Buffer.from(about))
      const encrypted = [cipher.update(secret), cipher.final()]
      return new Uint8Array(Buffer.concat([Buffer.of(VERSION), nonce, ...encrypted, cipher.getAuthTag()]))
    },
    open(sealed, about) {
      const [version] = sealed
      const nonce = sealed.subarray(1, 1 + NONCE_BYTES)
      const encrypted = sealed.subarray(1 + NONCE_BYTES, -TAG_BYTES)
      try {
        if (version !== VERSION) throw new Error(`Unknown version ${version}.`)
        const decipher = createDecipheriv(CIPHER, key, nonce).setAAD(Buffer.from(about))
        decipher.setAuthTag(sealed.subarray(-TAG_BYTES))
        return new Uint8Array(Buffer.concat([decipher.update(encrypted), decipher.final()]))
      } catch (error) {
        throw new SecretsUnusable(
          `SECRETS_KEY or DATA_DIR/${SECRETS_FILE} does not decrypt the private key of ${about}. Restore the value that was in use.`,
          { cause: error },
        )
      }
    },
  }
}

function keyInFile(dataDir: string, mayCreate: boolean): Uint8Array {
  const path = join(dataDir, SECRETS_FILE)
  if (mayCreate && !existsSync(path)) createKeyFile(path)
  try {
    const text = readFileSync(path, 'utf8').trim()
    if (!/^[0-9a-f]{64}$/.test(text)) throw new Error('It must have 64 hexadecimal digits.')
    return Buffer.from(text, 'hex')
  } catch (error) {
    throw new SecretsUnusable(
      `The key for secrets in ${path} cannot be used: ${reasonOf(error)} Restore the file from a backup, ` +
        'or set SECRETS_KEY to the value that was in use.',
      { cause: error },
    )
  }
}

/** Creates the file with its content at once, so that a crash or a full disk leaves no part of it. */
function createKeyFile(path: string): void {
  const whole = `${path}.${process.pid}`
  try {
    writeFileSync(whole, `${randomBytes(32).toString('hex')}\n`, { mode: 0o600, flush: true })
    // A command that root runs must not take the file from the server's user.
    const { uid, gid } = statSync(dirname(path))
    if (process.getuid?.() === 0) chownSync(whole, uid, gid)
    linkSync(whole, path)
    const folder = openSync(dirname(path), 'r')
    fsyncSync(folder)
    closeSync(folder)
  } catch (error) {
    // Another process was first.
    if (!(error instanceof Error && 'code' in error && error.code === 'EEXIST')) throw error
  } finally {
    rmSync(whole, { force: true })
  }
}
