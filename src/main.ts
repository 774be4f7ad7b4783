import { readConfig } from './core/config.ts'
import { explainAndExit } from './core/explain.ts'
import { serve } from './server/serve.ts'

// Runs `npm start`: answers requests and runs the jobs.

try {
  await serve(readConfig(process.env), { jobs: true })
} catch (error) {
  explainAndExit(error)
}
