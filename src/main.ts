import './sourceMaps.ts'
import { readConfig } from './core/config.ts'
import { explainAndExit } from './core/explain.ts'
import { serve } from './server/serve.ts'

// Entry point of `npm start`: serves requests and runs jobs.

try {
  await serve(readConfig(process.env), { jobs: true })
} catch (error) {
  explainAndExit(error)
}
