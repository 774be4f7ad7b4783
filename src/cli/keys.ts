import { Command } from 'commander'
import { createKey, type KeySummary, listKeys, revokeKey } from '../services/apiKeys.ts'
import { isoDate, wholeNumber } from './arguments.ts'
import { withDatabase } from './withDatabase.ts'

export function keysCommand(): Command {
  const keys = new Command('keys').description('API keys of the LMS door')

  keys
    .command('create')
    .description('make a key and print it: it is shown this once')
    .option('--site <id>', 'site that the key is for; the first one by default', wholeNumber)
    .option('--label <text>', 'what the key is for', 'made by hand')
    .option('--expires <date>', 'when it stops working, as an ISO date', isoDate)
    .action(async (options: { site?: number; label: string; expires?: Date }) => {
      const key = await withDatabase((db) =>
        createKey(db, { siteId: options.site, label: options.label, expiresAt: options.expires }),
      )
      console.log(key)
    })

  keys
    .command('list')
    .description('list the keys; of each, only its first characters are known')
    .action(async () => {
      console.table((await withDatabase(listKeys)).map(toRow))
    })

  keys
    .command('revoke')
    .description('make a key useless, within a second')
    .argument('<id>', 'id of the key, as `keys list` shows it', wholeNumber)
    .action(async (id: number) => {
      await withDatabase((db) => revokeKey(db, id, new Date()))
      console.log(`Key ${id} is revoked.`)
    })

  return keys
}

function toRow(key: KeySummary) {
  return {
    id: key.id,
    site: key.siteId,
    key: `${key.prefix}…`,
    label: key.label,
    created: key.createdAt.toISOString(),
    expires: key.expiresAt?.toISOString() ?? 'never',
    revoked: key.revokedAt?.toISOString() ?? 'no',
  }
}
