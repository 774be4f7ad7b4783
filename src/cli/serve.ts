import { Command } from 'commander'
import { readConfig } from '../config.ts'
import { introduce, startServer, stopOnSignal } from '../start.ts'

export function serveCommand(): Command {
  return new Command('serve')
    .description('answer requests, and leave the jobs to `chancery work`; `npm start` does both')
    .action(async () => {
      const server = await startServer(readConfig(process.env), { jobs: false })
      stopOnSignal(server)
      introduce(server)
    })
}
