import { Command, Option } from 'commander'
import {
  createKey,
  KEY_SCOPES,
  type KeyScope,
  type KeySummary,
  listAllKeys,
  revokeKey,
  rotateKey,
  siteOfKey,
  USUAL_OVERLAP_SECONDS,
} from '../lms/keys/service.ts'
import { findSite } from '../lms/sites/service.ts'
import { isoDate, wholeNumber } from './arguments.ts'
import { by } from './author.ts'
import { withDatabase } from './withDatabase.ts'

export function keysCommand(): Command {
  const keys = new Command('keys')

  keys
    .command('create')
    .description('make a key and print it: it is shown this once')
    .option('--site <id>', 'site that the key is for; the first one by default', wholeNumber)
    .option('--label <text>', 'what the key is for', 'made by hand')
    .addOption(new Option('--scope <scope...>', 'what it may do; all by default').choices(KEY_SCOPES))
    .option('--expires <date>', 'when it stops working, as an ISO date', isoDate)
    .action(async (options: { site?: number; label: string; scope?: KeyScope[]; expires?: Date }) => {
      const { site, label, scope, expires } = options
      const { key } = await withDatabase(async (db) => {
        const { id: siteId } = await findSite(db, site)
        return createKey({ db, siteId, ...by('keys create') }, { label, scopes: scope, expiresAt: expires })
      })
      console.log(key)
    })

  keys
    .command('list')
    .description('list the keys; of each, only its first characters are known')
    .action(async () => {
      console.table((await withDatabase(listAllKeys)).map(toRow))
    })

  keys
    .command('revoke')
    .description('make a key useless, within a second')
    .argument('<id>', 'id of the key, as `keys list` shows it', wholeNumber)
    .action(async (id: number) => {
      await withDatabase(async (db) => revokeKey({ db, siteId: await siteOfKey(db, id), ...by('keys revoke') }, id))
      console.log(`Key ${id} is revoked.`)
    })

  keys
    .command('rotate')
    .description('make a key in the place of another and print it: it is shown this once')
    .argument('<id>', 'id of the key, as `keys list` shows it', wholeNumber)
    .option('--overlap <seconds>', 'how long the old key goes on working', wholeNumber, USUAL_OVERLAP_SECONDS)
    .action(async (id: number, { overlap }: { overlap: number }) => {
      const { key } = await withDatabase(async (db) =>
        rotateKey({ db, siteId: await siteOfKey(db, id), ...by('keys rotate') }, id, overlap),
      )
      console.log(key)
    })

  return keys
}

function toRow(key: KeySummary) {
  return {
    id: key.id,
    site: key.siteId,
    key: `${key.prefix}…`,
    label: key.label,
    scopes: key.scopes.join(' '),
    created: key.createdAt.toISOString(),
    expires: key.expiresAt?.toISOString() ?? 'never',
    used: key.lastUsedAt?.toISOString() ?? 'never',
    revoked: key.revokedAt?.toISOString() ?? 'no',
  }
}
