import { Command } from 'commander'
import { readConfig } from '../core/config.ts'
import { openSecrets } from '../core/secrets.ts'
import { didKeyOf } from '../issuers/did.ts'
import { rotateKey } from '../issuers/keys.ts'
import { wholeNumber } from './arguments.ts'
import { by } from './author.ts'
import { chosenSite } from './chosenSite.ts'
import { withDatabase } from './withDatabase.ts'

export function issuersCommand(): Command {
  const issuers = new Command('issuers')

  issuers
    .command('rotate')
    .description('replace the key by which a site signs, and print the new one as did:key')
    .option('--site <id>', 'the site; default: the first one', wholeNumber)
    .option('--compromised', 'report the old key as compromised: its signatures no longer count', false)
    .action(async ({ site, compromised }: { site?: number; compromised: boolean }) => {
      const secrets = () => openSecrets(readConfig(process.env))
      const key = await withDatabase(async (db) => {
        const { id: siteId } = await chosenSite(db, site)
        return rotateKey({ db, secrets, siteId, ...by('issuers rotate') }, { isCompromised: compromised })
      })
      console.log(didKeyOf(key.publicKey))
    })

  return issuers
}
