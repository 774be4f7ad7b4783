import { Command } from 'commander'
import type { Site } from '../database/prisma/client.ts'
import { approveName, createSite, linkSite, listSites, renameSite } from '../lms/sites/service.ts'
import { webPage, wholeNumber } from './arguments.ts'
import { by } from './author.ts'
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

  sites
    .command('rename')
    .description('rename a site; new certificates show this name as their issuer')
    .argument('<id>', 'id of the site', wholeNumber)
    .argument('<name>', 'name of the site')
    .action(async (id: number, name: string) => {
      await withDatabase((db) => renameSite(db, id, name, by('sites rename')))
    })

  sites
    .command('link')
    .description('set the web page of a site, for certificates that it publishes')
    .argument('<id>', 'id of the site', wholeNumber)
    .argument('<url>', 'http or https URL', webPage)
    .action(async (id: number, link: string) => {
      await withDatabase((db) => linkSite(db, id, link, by('sites link')))
    })

  sites
    .command('approve')
    .description('approve the name that the API proposed for a site')
    .argument('<id>', 'site ID', wholeNumber)
    .argument('<name>', 'the proposed name, as `sites list` shows it')
    .action(async (id: number, name: string) => {
      await withDatabase((db) => approveName(db, id, name, by('sites approve')))
    })

  sites
    .command('list')
    .description('list the sites')
    .action(async () => {
      const rows = await withDatabase(listSites)
      console.table(rows.map(toRow))
    })

  return sites
}

function toRow({ id, name, proposedName, createdAt }: Site) {
  return { id, name, proposed: proposedName ?? '', created: createdAt.toISOString() }
}
