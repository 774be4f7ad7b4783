#!/usr/bin/env node
import { explainAndExit } from './explain.ts'
import { chanceryCommand } from './program.ts'

try {
  await chanceryCommand().parseAsync()
} catch (error) {
  explainAndExit(error)
}
