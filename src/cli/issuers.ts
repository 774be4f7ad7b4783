import { Command } from 'commander'
import { readConfig } from '../core/config.ts'
import { secretsOpener } from '../core/secrets.ts'
import { didKeyOf } from '../issuers/did.ts'
import { checkDomain, type Finding } from '../issuers/domainCheck.ts'
import { compromiseKey, rotateKey } from '../issuers/keys.ts'
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
    .option('--compromised [did]', 'report the current key, or a former one by its did:key, as compromised')
    .action(async ({ site, compromised }: { site?: number; compromised?: string | true }) => {
      const secrets = secretsOpener(readConfig(process.env))
      const key = await withDatabase(async (db) => {
        const { id: siteId } = await chosenSite(db, site)
        const context = { db, secrets, siteId, ...by('issuers rotate') }
        if (compromised === undefined) return rotateKey(context)
        return compromiseKey(context, compromised === true ? undefined : compromised)
      })
      console.log(didKeyOf(key.publicKey))
    })

  issuers
    .command('check')
    .description('check whether the domain of a site confirms it, and print the TXT record that the domain needs')
    .option('--site <id>', 'site (default: the first one)', wholeNumber)
    .action(async ({ site }: { site?: number }) => {
      const config = readConfig(process.env)
      const context = { ...config, ...by('issuers check'), secrets: secretsOpener(config) }
      const check = await withDatabase(async (db) => checkDomain({ ...context, db }, await chosenSite(db, site)))
      console.log(
        `Server:  ${context.publicUrl}\nDomain:  ${check.domain}\nDID:     ${check.did}\nRecord:  ${check.record}\n`,
      )
      console.log(`DNS: ${check.dns.message}\ndid.json: ${check.didWeb.message}`)
      for (const { url, message } of check.registries) console.log(`${url}: ${message}`)
      process.exitCode = exitCodeOf([check.dns, check.didWeb, ...check.registries])
    })

  return issuers
}

/** 0: confirmed. 1: not confirmed. 2: not everything could be looked up. */
function exitCodeOf(findings: Finding[]): number {
  const outcomes = findings.map(({ outcome }) => outcome)
  if (outcomes.includes('found')) return 0
  return outcomes.includes('unavailable') ? 2 : 1
}
