import { mkdirSync } from 'node:fs'
import { parentPort, workerData } from 'node:worker_threads'
import { PGlite } from '@electric-sql/pglite'
import { PGLiteSocketServer } from '@electric-sql/pglite-socket'

// The thread of the embedded database: says `ready`, serves connections, and ends when told `close`.

const { dataDir, socket }: { dataDir: string; socket: string } = workerData

mkdirSync(dataDir, { recursive: true })
const database = await PGlite.create(dataDir)
const server = new PGLiteSocketServer({ db: database, path: socket, maxConnections: 10 })
await server.start()

parentPort?.once('message', async () => {
  await server.stop()
  await database.close()
  process.exit()
})
parentPort?.postMessage('ready')
