import { Command } from 'commander'
import type { Authorship } from '../core/writeContext.ts'
import type { Database } from '../database/client.ts'
import type { Site } from '../database/prisma/client.ts'
import { approveName, createSite, linkSite, listSites, nameDomain, renameSite } from '../lms/sites/service.ts'
import { domainName, webPage, wholeNumber } from './arguments.ts'
import { by } from './author.ts'
import { type ListedRow, listing } from './listing.ts'
import { withDatabase } from './withDatabase.ts'

export function sitesCommand(): Command {
  const sites = new Command('sites')

  sites
    .command('create')
    .description('create a site and print its id; create its key with `keys create --site`')
    .argument('<name>', 'name of the site')
    .action(async (name: string) => {
      console.log((await withDatabase((db) => createSite(db, name, by('sites create')))).id)
    })

  change(sites, 'rename', 'rename a site; new certificates show this name as their issuer')
    .argument('<name>', 'name of the site')
    .action(changing('rename', renameSite))

  change(sites, 'link', 'set the web page of a site, for certificates that it publishes')
    .argument('<url>', 'http or https URL', webPage)
    .action(changing('link', linkSite))

  change(sites, 'approve', 'approve the name that the API proposed for a site')
    .argument('<name>', 'the proposed name, as `sites list` shows it')
    .action(changing('approve', approveName))

  change(sites, 'domain', 'set the domain that a site claims, also the host of this server')
    .argument('<domain>', 'domain', domainName)
    .action(changing('domain', nameDomain))

  listing(sites.command('list').description('list the sites'), async () => (await withDatabase(listSites)).map(toRow))

  return sites
}

/** Adds a command that changes one fact of a site. */
function change(sites: Command, name: string, description: string): Command {
  return sites.command(name).description(description).argument('<id>', 'site ID', wholeNumber)
}

function changing(
  name: string,
  work: (db: Database, id: number, value: string, context: Omit<Authorship, 'siteId'>) => Promise<unknown>,
) {
  return async (id: number, value: string) => {
    await withDatabase((db) => work(db, id, value, by(`sites ${name}`)))
  }
}

function toRow({ id, name, proposedName, createdAt }: Site): ListedRow {
  return { id, name, proposed: proposedName, created: createdAt }
}
