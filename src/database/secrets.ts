import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto'
import { statSync } from 'node:fs'
import { keysInFile, pathOfKeys, SecretsUnusable } from './secretsFile.ts'

/** Encrypts secrets at rest. `about` names the place of a secret; a sealed secret opens only in that place. */
export type Secrets = {
  seal(secret: Uint8Array, about: string): Uint8Array<ArrayBuffer>
  /** Throws SecretsUnusable if the secret was sealed with another key. */
  open(sealed: Uint8Array, about: string): Uint8Array<ArrayBuffer>
  /** Returns whether it was sealed with the key that seals now, not with one that only opens. */
  isCurrent(sealed: Uint8Array, about: string): boolean
}

export type SecretsConfig = {
  secretsKey?: Uint8Array | undefined
  /** Keys that only open. */
  secretsReadKeys?: Uint8Array[] | undefined
  databaseUrl: string | undefined
  dataDir: string
}

/** Returns the secrets of a database. Null for PostgreSQL without SECRETS_KEY: then they are stored in the clear. */
export function secretsOf({ secretsKey, secretsReadKeys, databaseUrl, dataDir }: SecretsConfig): Secrets | null {
  if (secretsKey) return secretsBy(secretsKey, secretsReadKeys)
  return databaseUrl ? null : secretsInFile(dataDir)
}

const CIPHER = 'aes-256-gcm'
const VERSION = 1
const NONCE_BYTES = 12
const TAG_BYTES = 16

/** `others` are keys that only open. */
export function secretsBy(key: Uint8Array, others: Uint8Array[] = []): Secrets {
  return {
    seal(secret, about) {
      const nonce = randomBytes(NONCE_BYTES)
      const cipher = createCipheriv(CIPHER, key, nonce).setAAD(Buffer.from(about))
      const encrypted = [cipher.update(secret), cipher.final()]
      return new Uint8Array(Buffer.concat([Buffer.of(VERSION), nonce, ...encrypted, cipher.getAuthTag()]))
    },
    open(sealed, about) {
      for (const one of [key, ...others]) {
        const opened = openedBy(one, sealed, about)
        if (opened) return opened
      }
      throw new SecretsUnusable(
        `SECRETS_KEY or the file of keys in DATA_DIR does not decrypt the secret of ${about}. Restore the value that was in use.`,
      )
    },
    isCurrent: (sealed, about) => openedBy(key, sealed, about) !== null,
  }
}

/** Returns null for another key, another place or an altered secret. */
function openedBy(key: Uint8Array, sealed: Uint8Array, about: string): Uint8Array<ArrayBuffer> | null {
  if (sealed[0] !== VERSION || sealed.length < 1 + NONCE_BYTES + TAG_BYTES) return null
  const decipher = createDecipheriv(CIPHER, key, sealed.subarray(1, 1 + NONCE_BYTES)).setAAD(Buffer.from(about))
  decipher.setAuthTag(sealed.subarray(-TAG_BYTES))
  const opened = decipher.update(sealed.subarray(1 + NONCE_BYTES, -TAG_BYTES))
  try {
    return new Uint8Array(Buffer.concat([opened, decipher.final()]))
  } catch {
    return null
  }
}

/** Reads the file on first use, and again when a command has rotated the key. */
function secretsInFile(dataDir: string): Secrets {
  const path = pathOfKeys(dataDir)
  let read: { version: string; secrets: Secrets } | undefined
  const current = (mayCreate: boolean) => {
    const stat = statSync(path, { throwIfNoEntry: false })
    const version = stat && `${stat.ino} ${stat.mtimeMs}`
    // A key that is in use must not be replaced because its file was lost.
    if (read && (version === undefined || version === read.version)) return read.secrets
    const [key, ...others] = keysInFile(dataDir, mayCreate)
    read = { version: version ?? '', secrets: secretsBy(key, others) }
    return read.secrets
  }
  return {
    seal: (secret, about) => current(true).seal(secret, about),
    open: (sealed, about) => current(false).open(sealed, about),
    isCurrent: (sealed, about) => current(false).isCurrent(sealed, about),
  }
}
