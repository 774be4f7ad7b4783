import { readConfig } from './core/config.ts'
import { explainAndExit } from './core/explain.ts'
import { serve } from './server/serve.ts'

// The process of `npm start`: it answers requests and does the jobs.

try {
  await serve(readConfig(process.env), { jobs: true })
} catch (error) {
  explainAndExit(error)
}
