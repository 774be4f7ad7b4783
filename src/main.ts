import { explainAndExit } from './cli/explain.ts'
import { readConfig } from './config.ts'
import { serve } from './serve.ts'

// The process of `npm start`: it answers requests and does the jobs.

try {
  await serve(readConfig(process.env), { jobs: true })
} catch (error) {
  explainAndExit(error)
}
