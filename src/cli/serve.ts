import { Command } from 'commander'
import { readConfig } from '../core/config.ts'
import { serve } from '../server/serve.ts'

export function serveCommand(): Command {
  return new Command('serve').action(() => serve(readConfig(process.env), { jobs: false }))
}
