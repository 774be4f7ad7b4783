import { record } from '../../core/audit.ts'
import { placeOfChecksum, placeOfWebhook } from '../../core/storedSecrets.ts'
import { type Authorship, write } from '../../core/writeContext.ts'
import type { Database } from '../../database/client.ts'
import type { Secrets } from '../../database/secrets.ts'
import { addKey, SecretsUnusable } from '../../database/secretsFile.ts'
import type { Sql } from '../../database/sql.ts'
import { placeOfKey } from '../../issuers/keys.ts'
import { retireKey } from '../../issuers/queries.ts'
import { PLACE_OF_CHECK } from './check.ts'
import {
  findCheck,
  findChecksums,
  findSiteKeys,
  findWebhookSecrets,
  type NewlySealed,
  replaceCheck,
  type StoredSecret,
  sealChecksums,
  sealSiteKeys,
  sealWebhookSecrets,
  type Which,
} from './queries.ts'

export type Counts = {
  /** Encrypted by this run. */
  encrypted: number
  /** Encrypted with a key that this process does not have. They stay as they are. */
  unreadable: number
}

export type Resealed = { checksums: Counts; webhooks: Counts; siteKeys: Counts }

/** Encrypts the secrets that are in the clear, in batches. Safe to interrupt, and to run while servers write. */
export function encryptSecrets(db: Database, secrets: Secrets): Promise<Resealed> {
  return reseal(db, secrets, true)
}

/** Encrypts all secrets with the current key. Safe to interrupt, and to run while servers write. */
export async function rotateSecrets(db: Database, secrets: Secrets): Promise<Resealed> {
  const resealed = await reseal(db, secrets, false)
  const check = await findCheck(db)
  if (check) await replaceCheck(db, secrets.seal(secrets.open(check, PLACE_OF_CHECK), PLACE_OF_CHECK))
  return resealed
}

/** Rotates the key in the file of the embedded database. The file keeps the former key until the next rotation. */
export async function rotateFile(db: Database, secrets: Secrets, dataDir: string): Promise<Resealed> {
  // After an interrupted rotation, secrets may still have the key that the next one forgets.
  const { checksums, webhooks, siteKeys } = await rotateSecrets(db, secrets)
  if (checksums.unreadable + webhooks.unreadable + siteKeys.unreadable > 0)
    throw new SecretsUnusable('Some secrets have a key that is not in the file. Restore it before you rotate.')
  addKey(dataDir)
  return rotateSecrets(db, secrets)
}

/**
 * Starts over after the loss of the key: servers start with the present key again, and sites get new signing keys on
 * their next use. Checksums and secrets of webhooks that no key opens stay unreadable. Returns the number of retired keys.
 */
export function forgetKey(db: Database, secrets: Secrets, by: Pick<Authorship, 'author' | 'at'>): Promise<number> {
  return write({ db }, async (tx) => {
    await replaceCheck(tx, secrets.seal(Buffer.from(PLACE_OF_CHECK), PLACE_OF_CHECK))
    let retired = 0
    for (const { siteId, publicKey, sealed } of await findSiteKeys(tx, { after: null, onlyPlain: false })) {
      if (!sealed || opened(secrets, sealed, placeOfKey(siteId, publicKey))) continue
      await retireKey(tx, siteId, by.at)
      retired += 1
    }
    await record(tx, { siteId: null, ...by }, { action: 'secrets.forget', subject: 'secrets', after: { retired } })
    return retired
  })
}

async function reseal(db: Database, secrets: Secrets, onlyPlain: boolean): Promise<Resealed> {
  const through = <Row extends StoredSecret>(kind: Kind<Row>) => resealKind(db, secrets, onlyPlain, kind)
  return {
    checksums: await through({ find: findChecksums, seal: sealChecksums, placeOf: ({ id }) => placeOfChecksum(id) }),
    webhooks: await through({
      find: findWebhookSecrets,
      seal: sealWebhookSecrets,
      placeOf: ({ id }) => placeOfWebhook(Number(id)),
    }),
    siteKeys: await through({
      find: findSiteKeys,
      seal: sealSiteKeys,
      placeOf: ({ siteId, publicKey }) => placeOfKey(siteId, publicKey),
    }),
  }
}

type Kind<Row> = {
  find(sql: Sql, which: Which): Promise<Row[]>
  seal(sql: Sql, rows: NewlySealed[]): Promise<number>
  placeOf(row: Row): string
}

async function resealKind<Row extends StoredSecret>(
  db: Database,
  secrets: Secrets,
  onlyPlain: boolean,
  { find, seal, placeOf }: Kind<Row>,
): Promise<Counts> {
  const counts = { encrypted: 0, unreadable: 0 }
  for (let after: string | null = null; ; ) {
    const rows: Row[] = await find(db, { after, onlyPlain })
    const last = rows.at(-1)
    if (!last) return counts
    after = last.id
    const changed: NewlySealed[] = []
    for (const row of rows) {
      const { id, plain, sealed: before } = row
      const about = placeOf(row)
      if (before && secrets.isCurrent(before, about)) continue
      const secret = before ? opened(secrets, before, about) : plain
      if (secret) changed.push({ id, before, sealed: secrets.seal(secret, about) })
      else counts.unreadable += 1
    }
    if (changed.length > 0) counts.encrypted += await seal(db, changed)
  }
}

/** Returns null for a secret of a key that this process does not have. */
function opened(secrets: Secrets, sealed: Uint8Array, about: string): Uint8Array | null {
  try {
    return secrets.open(sealed, about)
  } catch (error) {
    if (error instanceof SecretsUnusable) return null
    throw error
  }
}
