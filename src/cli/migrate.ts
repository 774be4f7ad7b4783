import { Command } from 'commander'
import { withDatabase } from './withDatabase.ts'

export function migrateCommand(): Command {
  return new Command('migrate')
    .description('bring the database to the newest schema (the server does so by itself when it starts)')
    .action(async () => {
      await withDatabase(async () => console.log('The database has the newest schema.'))
    })
}
