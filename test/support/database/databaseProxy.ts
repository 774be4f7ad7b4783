import { once } from 'node:events'
import { type AddressInfo, connect, createServer, type Socket } from 'node:net'
import { afterAll } from 'vitest'

/**
 * What becomes of connections to a database: it answers, refuses every connection, says nothing any more, answers late, or
 * every connection is cut at a COMMIT, before or after the server has got it.
 */
export type Trouble = 'none' | 'refuses' | 'silent' | 'slow' | 'cut before commit' | 'cut after commit'

export type DatabaseProxy = {
  /** The same database, through this proxy. */
  url: string
  make(trouble: Trouble): void
}

/** How late (ms) a slow server's answers come. */
const LATE_MS = 150

const closings: (() => void)[] = []
afterAll(() => {
  for (const close of closings) close()
})

/** Stands between a server and its database, and makes trouble. */
export async function startDatabaseProxy(databaseUrl: string): Promise<DatabaseProxy> {
  const target = new URL(databaseUrl)
  const sockets = new Set<Socket>()
  let trouble: Trouble = 'none'

  const join = (client: Socket) => {
    const server = connect(Number(target.port || 5432), target.hostname)
    for (const socket of [client, server]) {
      sockets.add(socket)
      socket.on('error', () => {})
      socket.once('close', () => {
        sockets.delete(socket)
        client.destroy()
        server.destroy()
      })
    }
    client.on('data', (bytes) => {
      const isCommit = trouble.startsWith('cut') && bytes.includes('COMMIT')
      if (trouble === 'silent') return
      if (isCommit && trouble === 'cut before commit') return client.destroy()
      server.write(bytes)
      // Its answer is on the way, and nobody gets it.
      if (isCommit) server.once('data', () => client.destroy())
    })
    server.on('data', (bytes) => {
      if (trouble === 'silent') return
      if (trouble === 'slow') setTimeout(() => client.write(bytes), LATE_MS)
      else if (trouble !== 'cut after commit' || !isCommitted(bytes)) client.write(bytes)
    })
  }
  const listener = createServer((client) => {
    if (trouble === 'refuses') client.destroy()
    else join(client)
  }).listen(0, '127.0.0.1')
  await once(listener, 'listening')
  closings.push(() => {
    listener.close()
    for (const socket of sockets) socket.destroy()
  })
  const url = new URL(databaseUrl)
  url.hostname = '127.0.0.1'
  url.port = String((listener.address() as AddressInfo).port) // A TCP server has no other kind.
  return {
    url: url.href,
    make(next) {
      trouble = next
      if (next === 'refuses') for (const socket of sockets) socket.destroy()
    },
  }
}

/** Whether a server says in these bytes that it has committed. */
function isCommitted(bytes: Buffer): boolean {
  return bytes.includes('COMMIT')
}
