import { Command } from 'commander'
import { demoCommand } from './demo.ts'
import { importCommand } from './import.ts'
import { ipfsCommand } from './ipfs.ts'
import { keysCommand } from './keys.ts'
import { migrateCommand } from './migrate.ts'
import { serveCommand } from './serve.ts'
import { sitesCommand } from './sites.ts'
import { workCommand } from './work.ts'

/** The `chancery` command with all its subcommands. */
export function chanceryCommand(): Command {
  return new Command('chancery')
    .description('Issues, keeps and proves certificates. Reads the same environment variables as the server.')
    .addCommand(serveCommand())
    .addCommand(workCommand())
    .addCommand(importCommand())
    .addCommand(sitesCommand())
    .addCommand(keysCommand())
    .addCommand(ipfsCommand())
    .addCommand(migrateCommand())
    .addCommand(demoCommand())
}
