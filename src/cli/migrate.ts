import { Command } from 'commander'
import { withDatabase } from './withDatabase.ts'

export function migrateCommand(): Command {
  return new Command('migrate').action(async () => {
    await withDatabase(async () => console.log('The database schema is up to date.'))
  })
}
