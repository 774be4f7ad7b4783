import { subscribe } from 'node:diagnostics_channel'
import { once } from 'node:events'
import { mkdirSync } from 'node:fs'
import { createServer, type Socket } from 'node:net'
import { type MessagePort, parentPort, workerData } from 'node:worker_threads'
import { PGlite } from '@electric-sql/pglite'
import { PGLiteSocketServer } from '@electric-sql/pglite-socket'

// The thread of the embedded database: says `ready`, serves connections, answers who asks whether it does, and ends when
// told `close`. Whoever connects to its other socket gets a copy of the database as it is at that moment: how many bytes, and them.

type Told = 'close' | { ping: MessagePort }

const { dataDir, socket, copies }: { dataDir: string; socket: string; copies: string } = workerData

/** Of 128 MB, as is usual, every start makes all anew, for two thirds of its time; files are in memory anyway. */
const startParams = [...PGlite.defaultStartParams, '-c', 'shared_buffers=16MB']

mkdirSync(dataDir, { recursive: true })
const database = await PGlite.create(dataDir, { startParams })
// The server writes the answer to every message by itself; those that came together are sent together.
subscribe('net.server.socket', (told) => {
  const { socket } = told as { socket: Socket } // As Node documents it.
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
    // Nothing is written meanwhile; what is under way is not in it, as after a crash.
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

parentPort?.on('message', async (told: Told) => {
  if (told !== 'close') return told.ping.postMessage('pong')
  copying.close()
  await server.stop()
  await database.close()
  process.exit()
})
parentPort?.postMessage('ready')
