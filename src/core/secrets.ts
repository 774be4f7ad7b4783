import { type Secrets, type SecretsConfig, secretsBy } from '../database/secrets.ts'
import { keysInFile } from '../database/secretsFile.ts'
import { Problem } from './problem.ts'

/** Opens the secrets of this installation. Creates a missing key only if `mayCreate` is set: nothing is sealed yet. */
export type OpenSecrets = (options: { mayCreate: boolean }) => Secrets

/**
 * Reads SECRETS_KEY, or the file of an installation with the embedded database. Throws `secrets.no_key` with PostgreSQL
 * and no SECRETS_KEY, because a file would be on one machine only. Throws SecretsUnusable for a missing or wrong file.
 */
export function secretsOpener({ secretsKey, secretsReadKeys, databaseUrl, dataDir }: SecretsConfig): OpenSecrets {
  return ({ mayCreate }) => {
    if (secretsKey) return secretsBy(secretsKey, secretsReadKeys)
    if (!databaseUrl) {
      const [key, ...others] = keysInFile(dataDir, mayCreate)
      return secretsBy(key, others)
    }
    throw new Problem(
      'secrets.no_key',
      'SECRETS_KEY is not set, so the server cannot store private keys. Set it to 32 random bytes in hex, ' +
        'such as the output of `openssl rand -hex 32`, and keep a copy.',
    )
  }
}

/** Whether this installation has a key for secrets, or can create one. */
export function canSeal({ secretsKey, databaseUrl }: Pick<SecretsConfig, 'secretsKey' | 'databaseUrl'>): boolean {
  return secretsKey !== undefined || !databaseUrl
}
