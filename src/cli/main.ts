#!/usr/bin/env node
import { Command } from 'commander'
import { demoCommand } from './demo.ts'
import { explainAndExit } from './explain.ts'
import { importCommand } from './import.ts'
import { keysCommand } from './keys.ts'
import { migrateCommand } from './migrate.ts'

const program = new Command('chancery')
  .description('Issues, keeps and proves certificates. Reads the same environment variables as the server.')
  .addCommand(importCommand())
  .addCommand(keysCommand())
  .addCommand(migrateCommand())
  .addCommand(demoCommand())

try {
  await program.parseAsync()
} catch (error) {
  explainAndExit(error)
}
