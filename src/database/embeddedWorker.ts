import '../sourceMaps.ts'
import { subscribe } from 'node:diagnostics_channel'
import { once } from 'node:events'
import { mkdirSync } from 'node:fs'
import { createServer, type Socket } from 'node:net'
import { type MessagePort, parentPort, workerData } from 'node:worker_threads'
import { PGlite } from '@electric-sql/pglite'
import { PGLiteSocketServer } from '@electric-sql/pglite-socket'
import { unpackDatabase } from './packedDatabase.ts'

// Runs the embedded database in a thread. Posts `ready`, serves connections, responds to pings and ends on `close`.
// Sends a copy of the database to each client of the second socket: 8 bytes for the length, then the copy.

const { dataDir, socket, copies }: { dataDir: string; socket: string; copies: string } = workerData

/** The default of 128 MB takes two thirds of each start. Files are in memory anyway. */
const startParams = [...PGlite.defaultStartParams, '-c', 'shared_buffers=16MB']

mkdirSync(dataDir, { recursive: true })
await unpackDatabase(dataDir)
const database = await PGlite.create(dataDir, { startParams })
// Combines the responses of one batch, which the server would write separately.
subscribe('net.server.socket', (message) => {
  const { socket } = message as { socket: Socket } // As Node documents it.
  socket.on('data', () => {
    socket.cork()
    setImmediate(() => setImmediate(() => socket.uncork()))
  })
})
const server = new PGLiteSocketServer({ db: database, path: socket, maxConnections: 10 })
await server.start()

const copying = createServer(async (client) => {
  client.on('error', () => {})
  try {
    // Blocks writes meanwhile. The copy lacks open transactions, as after a crash.
    const copy = Buffer.from(await (await database.dumpDataDir('none')).arrayBuffer())
    const size = Buffer.alloc(8)
    size.writeBigUInt64BE(BigInt(copy.length))
    client.write(size)
    client.end(copy)
  } catch {
    client.destroy()
  }
})
await once(copying.listen(copies), 'listening')

parentPort?.on('message', async (message: 'close' | { ping: MessagePort }) => {
  if (message !== 'close') return message.ping.postMessage('pong')
  copying.close()
  await server.stop()
  await database.close()
  process.exit()
})
parentPort?.postMessage('ready')
