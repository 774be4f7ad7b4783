import { readFile } from 'node:fs/promises'
import { Command } from 'commander'
import { decodeText, Undecodable } from '../core/charset.ts'
import { readConfig } from '../core/config.ts'
import type { Database } from '../database/client.ts'
import { parseErased, printErased } from '../erasure/erasedList.ts'
import { type ErasureServices, eraseUser } from '../erasure/eraseUser.ts'
import { listErased } from '../erasure/queries.ts'
import { reapplyErasures } from '../erasure/reapply.ts'
import { erasureServices } from '../erasure/services.ts'
import { Explained } from '../explained.ts'
import { openIpfs } from '../ipfs/open.ts'
import { wholeNumber } from './arguments.ts'
import { by } from './author.ts'
import { chosenSite } from './chosenSite.ts'
import { withDatabase } from './withDatabase.ts'

export function usersCommand(): Command {
  const users = new Command('users')

  users
    .command('erase')
    .description('erase a user with all personal data and certificates, permanently')
    .argument('<user>', 'ID of the user')
    .option('--site <id>', 'site of the user (default: the first one)', wholeNumber)
    .action(async (userId: string, { site }: { site?: number }) => {
      await withServices(async (db, services) => {
        const { id: siteId } = await chosenSite(db, site)
        await eraseUser({ db, siteId, ...by('users erase') }, services, userId)
      })
      console.log('The user is erased.')
    })

  users
    .command('erased')
    .description('print the list of erased users, to keep apart from backups: site, hash of the ID, time')
    .action(async () => {
      process.stdout.write(printErased(await withDatabase(listErased)))
    })

  users
    .command('reapply')
    .description('erase the users of a list again, after the restore of an older backup')
    .argument('<file>', 'file with the output of `chancery users erased`')
    .action(async (file: string) => {
      const entries = parseErased(await readText(file), file)
      const count = await withServices((db, services) => reapplyErasures(db, services, entries, new Date()))
      console.log(`${count} of ${entries.length} users were in the database and are erased.`)
    })

  return users
}

async function readText(file: string): Promise<string> {
  try {
    return decodeText(await readFile(file))
  } catch (error) {
    throw error instanceof Undecodable ? new Explained(`${file}: ${error.message}`, { cause: error }) : error
  }
}

/** Runs a function with the configured database, IPFS store and DATA_DIR. */
async function withServices<Result>(
  run: (db: Database, services: ErasureServices) => Promise<Result>,
): Promise<Result> {
  const config = readConfig(process.env)
  const ipfs = await openIpfs(config)
  return withDatabase((db) => run(db, erasureServices(db, config, ipfs)))
}
