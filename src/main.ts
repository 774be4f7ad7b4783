import { explainAndExit } from './cli/explain.ts'
import { readConfig } from './config.ts'
import { startServer, stopOnSignal } from './start.ts'

// The process of `npm start`.

try {
  const server = await startServer(readConfig(process.env))
  stopOnSignal(server)
  console.log(`Chancery listens on ${server.url} (its APIs: ${server.url}/docs)`)
  if (server.newKey) {
    console.log(`A first site was made. Its API key, shown this once: ${server.newKey}`)
  }
} catch (error) {
  explainAndExit(error)
}
