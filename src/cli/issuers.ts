import { parseAddress } from '@chancery/verify/ethereum/address'
import { Command } from 'commander'
import { readConfig } from '../core/config.ts'
import { explain } from '../core/explain.ts'
import { Problem } from '../core/problem.ts'
import { secretsOpener } from '../core/secrets.ts'
import { signAnew } from '../credentials/signAnew.ts'
import { blockIssuer, type ListedIssuer, listIssuers, releaseSite, type SiteOrWallet } from '../issuers/administer.ts'
import { didKeyOf } from '../issuers/did.ts'
import { checkDomain, type Finding } from '../issuers/domainCheck.ts'
import { compromiseKey, rotateKey } from '../issuers/keys.ts'
import { announceConfirmation } from '../lms/sites/confirmationEvents.ts'
import { publicCertificateFinder } from '../public/lookup.ts'
import { walletAddress, wholeNumber } from './arguments.ts'
import { by } from './author.ts'
import { chosenSite } from './chosenSite.ts'
import { type ListedRow, listing } from './listing.ts'
import { withDatabase } from './withDatabase.ts'

export function issuersCommand(): Command {
  const issuers = new Command('issuers')

  issuers
    .command('rotate')
    .description('replace the signing key of a site and print the new one as did:key')
    .option('--site <id>', 'site of the key (default: the first one)', wholeNumber)
    .option('--compromised [did]', 'report the current key, or a former one by its did:key, as compromised')
    .action(async ({ site, compromised }: { site?: number; compromised?: string | true }) => {
      const config = readConfig(process.env)
      await withDatabase(async (db) => {
        const { id: siteId } = await chosenSite(db, site)
        const context = { ...config, ...by('issuers rotate'), db, secrets: secretsOpener(config), siteId }
        if (compromised === undefined) {
          console.log(didKeyOf((await rotateKey(context)).publicKey))
          return
        }
        const key = await compromiseKey(context, compromised === true ? undefined : compromised)
        console.log(didKeyOf(key.publicKey))
        const finder = { ...context, publicUrl: () => context.publicUrl, hasAttestations: false, now: () => context.at }
        const signed = await signAnew({ ...context, findCertificate: publicCertificateFinder(finder) }, siteId)
        // Not on standard output, which has the new key only.
        if (signed > 0) console.error(`Open Badges signed by the new key: ${signed}.`)
      })
    })

  issuers
    .command('check')
    .description('check who confirms a site, store the result, and print the TXT record that its domain needs')
    .option('--site <id>', 'site (default: the first one)', wholeNumber)
    // A wrong command line must not exit with 1, which means not confirmed.
    .exitOverride(({ exitCode }) => process.exit(exitCode && UNCHECKED))
    .action(async ({ site }: { site?: number }) => {
      try {
        process.exitCode = exitCodeOf(await checkSite(site))
      } catch (error) {
        console.error(explain(error))
        process.exitCode = error instanceof Problem && error.code === 'site.no_domain' ? UNCONFIRMED : UNCHECKED
      }
    })

  listing(
    issuers
      .command('list')
      .description('list the issuers: sites, and wallets that claim a domain, are in a registry or are blocked'),
    async () => (await withDatabase((db) => listIssuers(db, readConfig(process.env).trustRegistries))).map(toRow),
  )

  issuers
    .command('release')
    .description('let the operator confirm a site again after the confirmation by its domain has ended')
    .argument('<site>', 'site ID', wholeNumber)
    .action(async (siteId: number) => {
      await withDatabase((db) => releaseSite(db, siteId, by('issuers release')))
    })

  issuers
    .command('block')
    .description('block an issuer: its certificates are shown as not confirmed')
    .argument('<issuer>', 'site ID or wallet address', siteOrWallet)
    .action(async (issuer: SiteOrWallet) => {
      await withDatabase((db) => blockIssuer(db, issuer, true, by('issuers block')))
    })

  issuers
    .command('unblock')
    .description('end the block of an issuer')
    .argument('<issuer>', 'site ID or wallet address', siteOrWallet)
    .action(async (issuer: SiteOrWallet) => {
      await withDatabase((db) => blockIssuer(db, issuer, false, by('issuers unblock')))
    })

  return issuers
}

function siteOrWallet(text: string): SiteOrWallet {
  return parseAddress(text) ? { address: walletAddress(text) } : { siteId: wholeNumber(text) }
}

function toRow({ siteId, name, address, domain, confirmedBy, since, blockedAt }: ListedIssuer): ListedRow {
  return {
    issuer: siteId ?? address,
    name,
    domain,
    confirmedBy: blockedAt ? 'blocked' : (confirmedBy ?? 'nobody'),
    since,
  }
}

/** Exit codes of `check`: there is no confirmation; not everything could be looked up. */
const UNCONFIRMED = 1
const UNCHECKED = 2

async function checkSite(site: number | undefined): Promise<Finding[]> {
  const config = readConfig(process.env)
  const context = {
    ...config,
    ...by('issuers check'),
    secrets: secretsOpener(config),
    announce: announceConfirmation,
  }
  const check = await withDatabase(async (db) => checkDomain({ ...context, db }, (await chosenSite(db, site)).id))
  console.log(
    `Server:  ${context.publicUrl}\nDomain:  ${check.domain}\nDID:     ${check.did}\nRecord:  ${check.record}\n`,
  )
  console.log(`DNS: ${check.dns.message}\ndid.json: ${check.didWeb.message}`)
  for (const { url, message } of check.registries) console.log(`${url}: ${message}`)
  return [check.dns, check.didWeb, ...check.registries]
}

function exitCodeOf(findings: Finding[]): number {
  const outcomes = findings.map(({ outcome }) => outcome)
  if (outcomes.includes('found')) return 0
  return outcomes.includes('unavailable') ? UNCHECKED : UNCONFIRMED
}
