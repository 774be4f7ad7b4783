import type { Database } from '../../database/client.ts'
import type { Secrets } from '../../database/secrets.ts'
import { SecretsUnusable } from '../../database/secretsFile.ts'
import { placeOfKey } from '../../issuers/keys.ts'
import { findCheck, findSiteKeys, insertCheck } from './queries.ts'

/** Place of the text that shows whether a server has the key of this database. */
export const PLACE_OF_CHECK = 'check'

type Log = { warn(message: string): void }

/**
 * Throws SecretsUnusable if this process does not have the key of the database: it could read none of the secrets, and
 * would encrypt new ones with a key that the other servers do not have. Warns without a key.
 */
export async function checkSecrets(db: Database, log: Log): Promise<void> {
  const stored = await findCheck(db)
  if (!db.secrets) {
    if (stored) throw new SecretsUnusable(`SECRETS_KEY is not set, but this database has encrypted secrets. ${WAY_OUT}`)
    return log.warn(
      'SECRETS_KEY is not set: checksums of documents and secrets of webhooks are stored in the clear. Set it to the ' +
        'output of `openssl rand -hex 32`, keep a copy, and run `npx chancery secrets encrypt`.',
    )
  }
  if (!stored) {
    // Sites may have had keys before there was this check.
    for (const { siteId, publicKey, sealed } of (await findSiteKeys(db, { after: null, onlyPlain: false })).slice(0, 1))
      ensureOpens(db.secrets, sealed, placeOfKey(siteId, publicKey))
    await insertCheck(db, db.secrets.seal(Buffer.from(PLACE_OF_CHECK), PLACE_OF_CHECK))
  }
  ensureOpens(db.secrets, stored ?? (await findCheck(db)), PLACE_OF_CHECK)
}

function ensureOpens(secrets: Secrets, sealed: Uint8Array | null, about: string): void {
  try {
    if (sealed) secrets.open(sealed, about)
  } catch (error) {
    if (!(error instanceof SecretsUnusable)) throw error
    throw new SecretsUnusable(`SECRETS_KEY is not the key of this database. ${WAY_OUT}`, { cause: error })
  }
}

const WAY_OUT =
  'Set it to the value that was in use (with the embedded database: restore the file secrets.key). ' +
  'If that is lost, see "Secrets at rest" in docs/operations.md.'
