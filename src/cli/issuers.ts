import { Command } from 'commander'
import { readConfig } from '../core/config.ts'
import { openSecrets } from '../core/secrets.ts'
import { didKeyOf } from '../issuers/did.ts'
import { checkDomain } from '../issuers/domainCheck.ts'
import { rotateKey } from '../issuers/keys.ts'
import { wholeNumber } from './arguments.ts'
import { by } from './author.ts'
import { chosenSite } from './chosenSite.ts'
import { withDatabase } from './withDatabase.ts'

export function issuersCommand(): Command {
  const issuers = new Command('issuers')

  issuers
    .command('rotate')
    .description('replace the signing key of a site and print the new one as did:key')
    .option('--site <id>', 'site of the key (default: the first one)', wholeNumber)
    .option('--compromised', 'report the old key as compromised: its signatures no longer count', false)
    .action(async ({ site, compromised }: { site?: number; compromised: boolean }) => {
      const secrets = () => openSecrets(readConfig(process.env))
      const key = await withDatabase(async (db) => {
        const { id: siteId } = await chosenSite(db, site)
        return rotateKey({ db, secrets, siteId, ...by('issuers rotate') }, { isCompromised: compromised })
      })
      console.log(didKeyOf(key.publicKey))
    })

  issuers
    .command('check')
    .description('check whether the domain of a site confirms it, and print the TXT record that the domain needs')
    .option('--site <id>', 'site (default: the first one)', wholeNumber)
    .action(async ({ site }: { site?: number }) => {
      const config = readConfig(process.env)
      const { at, publicUrl } = by('issuers check')
      const context = { ...config, secrets: () => openSecrets(config), at, publicUrl }
      const check = await withDatabase(async (db) => checkDomain({ ...context, db }, await chosenSite(db, site)))
      console.log(`Domain:  ${check.domain}\nDID:     ${check.did}\nRecord:  ${check.record}\n`)
      console.log(`DNS: ${check.dns.message}\ndid.json: ${check.didWeb.message}`)
      for (const { url, message } of check.registries) console.log(`${url}: ${message}`)
      if (![check.dns, check.didWeb].some(({ outcome }) => outcome === 'found')) process.exitCode = 1
    })

  return issuers
}
