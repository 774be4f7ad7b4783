import { Command, Option } from 'commander'
import type { GivenDate } from '../lms/dates.ts'
import {
  createKey,
  DEFAULT_OVERLAP_SECONDS,
  KEY_SCOPES,
  type KeyScope,
  type KeySummary,
  listAllKeys,
  revokeKey,
  rotateKey,
  siteOfKey,
} from '../lms/keys/service.ts'
import { expiryDate, wholeNumber } from './arguments.ts'
import { by } from './author.ts'
import { chosenSite } from './chosenSite.ts'
import { type ListedRow, listing } from './listing.ts'
import { withDatabase } from './withDatabase.ts'

export function keysCommand(): Command {
  const keys = new Command('keys')

  keys
    .command('create')
    .description('create a key and print it; it is shown only once')
    .option('--site <id>', 'site of the key (default: the first one)', wholeNumber)
    .option('--label <text>', 'purpose of the key', 'created by hand')
    .addOption(new Option('--scope <scope...>', 'permissions (default: all)').choices(KEY_SCOPES))
    .option('--expires <date>', 'expiry, as an ISO date; a day ends in the time zone of the site', expiryDate)
    .action(async (options: { site?: number; label: string; scope?: KeyScope[]; expires?: GivenDate }) => {
      const { site, label, scope, expires } = options
      const { key } = await withDatabase(async (db) => {
        const { id: siteId } = await chosenSite(db, site)
        return createKey({ db, siteId, ...by('keys create') }, { label, scopes: scope, expiresAt: expires })
      })
      console.log(key)
    })

  listing(keys.command('list').description('list the keys with their first characters'), async () =>
    (await withDatabase(listAllKeys)).map(toRow),
  )

  keys
    .command('revoke')
    .description('revoke a key; takes effect within a second')
    .argument('<id>', 'id of the key; see `keys list`', wholeNumber)
    .action(async (id: number) => {
      await withDatabase(async (db) => revokeKey({ db, siteId: await siteOfKey(db, id), ...by('keys revoke') }, id))
      console.log(`Key ${id} is revoked.`)
    })

  keys
    .command('rotate')
    .description('replace a key and print the new one; it is shown only once')
    .argument('<id>', 'id of the key; see `keys list`', wholeNumber)
    .option('--overlap <seconds>', 'time for which the old key stays valid', wholeNumber, DEFAULT_OVERLAP_SECONDS)
    .action(async (id: number, { overlap }: { overlap: number }) => {
      const { key } = await withDatabase(async (db) =>
        rotateKey({ db, siteId: await siteOfKey(db, id), ...by('keys rotate') }, id, overlap),
      )
      console.log(key)
    })

  return keys
}

function toRow(key: KeySummary): ListedRow {
  return {
    id: key.id,
    site: key.siteId,
    key: `${key.prefix}…`,
    label: key.label,
    scopes: key.scopes.join(' '),
    created: key.createdAt,
    expires: key.expiresAt,
    used: key.lastUsedAt,
    revoked: key.revokedAt,
  }
}
