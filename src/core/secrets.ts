import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto'
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { Explained } from '../explained.ts'
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

/**
 * Opens the secrets of this installation with SECRETS_KEY or, for the embedded database, with a file in DATA_DIR that is
 * created on first use. Throws `secrets.no_key` for PostgreSQL without SECRETS_KEY: a file would be on one machine only.
 */
export function openSecrets({ secretsKey, databaseUrl, dataDir }: SecretsConfig): Secrets {
  if (secretsKey) return secretsBy(secretsKey)
  if (!databaseUrl) return secretsBy(keyInFile(join(dataDir, SECRETS_FILE)))
  throw new Problem(
    'secrets.no_key',
    'SECRETS_KEY is not set, so the server cannot store private keys. Set it to 32 random bytes in hex, ' +
      'such as the output of `openssl rand -hex 32`, and keep a copy.',
  )
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
          `SECRETS_KEY does not decrypt the private key of ${about}. Set the value that was in use when it was created.`,
          { cause: error },
        )
      }
    },
  }
}

/** Reads the key. Creates it, readable by its owner only, if the file does not exist. */
function keyInFile(path: string): Uint8Array {
  try {
    writeFileSync(path, `${randomBytes(32).toString('hex')}\n`, { flag: 'wx', mode: 0o600, flush: true })
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'EEXIST')) throw error
  }
  const text = readFileSync(path, 'utf8').trim()
  if (!/^[0-9a-f]{64}$/.test(text))
    throw new SecretsUnusable(`${path} must have 64 hexadecimal digits. Restore it from a backup.`)
  return Buffer.from(text, 'hex')
}
