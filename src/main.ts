import { explainAndExit } from './cli/explain.ts'
import { readConfig } from './config.ts'
import { introduce, startServer, stopOnSignal } from './start.ts'

// The process of `npm start`: it answers requests and does the jobs.

try {
  const server = await startServer(readConfig(process.env), { jobs: true })
  stopOnSignal(server)
  introduce(server)
} catch (error) {
  explainAndExit(error)
}
