import { Command } from 'commander'
import { anchorCommand } from './anchor.ts'
import { backupCommand, restoreCommand } from './backup.ts'
import { bundleCommand } from './bundle.ts'
import { demoCommand } from './demo.ts'
import { importCommand } from './import.ts'
import { ipfsCommand } from './ipfs.ts'
import { keysCommand } from './keys.ts'
import { migrateCommand } from './migrate.ts'
import { serveCommand } from './serve.ts'
import { sitesCommand } from './sites.ts'
import { verifyCommand } from './verify.ts'
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
    .addCommand(anchorCommand())
    .addCommand(verifyCommand())
    .addCommand(bundleCommand())
    .addCommand(migrateCommand())
    .addCommand(backupCommand())
    .addCommand(restoreCommand())
    .addCommand(demoCommand())
}
