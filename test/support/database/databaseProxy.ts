import { once } from 'node:events'
import { type AddressInfo, connect, createServer, type Socket } from 'node:net'
import { afterAll } from 'vitest'

/**
 * How the proxy treats connections: it forwards them, closes every connection, forwards nothing, answers late, or
 * closes a connection at its COMMIT, before or after the server gets it.
 */
export type Trouble = 'none' | 'refuses' | 'unresponsive' | 'slow' | 'cut before commit' | 'cut after commit'

export type DatabaseProxy = {
  /** The same database, through this proxy. */
  url: string
  make(trouble: Trouble): void
}

/** The delay (ms) of answers in the state `slow`. */
const LATE_MS = 150

const closings: (() => void)[] = []
afterAll(() => {
  for (const close of closings) close()
})

/** Starts a proxy between a server and its database. */
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
      if (trouble === 'unresponsive') return
      if (isCommit && trouble === 'cut before commit') return client.destroy()
      server.write(bytes)
      // The connection is closed when the answer comes, so that the client never gets it.
      if (isCommit) server.once('data', () => client.destroy())
    })
    server.on('data', (bytes) => {
      if (trouble === 'unresponsive') return
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
  url.port = String((listener.address() as AddressInfo).port) // TCP servers have an AddressInfo.
  return {
    url: url.href,
    make(next) {
      trouble = next
      if (next === 'refuses') for (const socket of sockets) socket.destroy()
    },
  }
}

/** Returns whether a server reports a commit in these bytes. */
function isCommitted(bytes: Buffer): boolean {
  return bytes.includes('COMMIT')
}
