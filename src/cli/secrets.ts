import { Command } from 'commander'
import { readConfig } from '../core/config.ts'
import { Problem } from '../core/problem.ts'
import type { Database } from '../database/client.ts'
import type { Secrets } from '../database/secrets.ts'
import { checkSecrets } from '../server/secrets/check.ts'
import { encryptSecrets, forgetKey, type Resealed, rotateFile, rotateSecrets } from '../server/secrets/service.ts'
import { by } from './author.ts'
import { recordFor } from './recording.ts'
import { withDatabase } from './withDatabase.ts'

export function secretsCommand(): Command {
  const secrets = new Command('secrets')

  secrets
    .command('encrypt')
    .description('encrypt the checksums and secrets of webhooks that are in the clear; run it again to continue')
    .action(() => withSecrets('secrets encrypt', encryptSecrets))

  secrets
    .command('rotate')
    .description(
      'encrypt all secrets with SECRETS_KEY that SECRETS_READ_KEYS decrypt; with the key in DATA_DIR, make a new one first',
    )
    .action(() => {
      const { secretsKey, dataDir } = readConfig(process.env)
      return withSecrets('secrets rotate', (db, secrets) =>
        secretsKey ? rotateSecrets(db, secrets) : rotateFile(db, secrets, dataDir),
      )
    })

  secrets
    .command('forget')
    .description('start over after the loss of SECRETS_KEY: what it encrypted stays unreadable, and sites get new keys')
    .action(async () => {
      const retired = await withDatabase((db) => forgetKey(db, secretsIn(db), by('secrets forget')))
      console.log(`Servers start with the present key. Retired ${retired} keys of sites.`)
    })

  return secrets
}

/** Prints and records what was encrypted. Exits with 1 if some secrets are unreadable. */
async function withSecrets(command: string, run: (db: Database, secrets: Secrets) => Promise<Resealed>): Promise<void> {
  const { checksums, webhooks, siteKeys } = await withDatabase(async (db) => {
    const secrets = secretsIn(db)
    await checkSecrets(db, console)
    const resealed = await run(db, secrets)
    await recordFor(db, command, { action: command.replace(' ', '.'), subject: 'secrets', after: resealed })
    return resealed
  })
  for (const [name, { encrypted, unreadable }] of [
    ['Checksums', checksums],
    ['Webhooks', webhooks],
    ['Keys of sites', siteKeys],
  ] as const) {
    console.log(`${name}: ${encrypted} encrypted${unreadable > 0 ? `, ${unreadable} unreadable` : ''}.`)
    if (unreadable > 0) process.exitCode = 1
  }
}

function secretsIn({ secrets }: Database): Secrets {
  if (!secrets) throw new Problem('secrets.no_key')
  return secrets
}
