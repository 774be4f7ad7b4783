import type { ServerResponse } from 'node:http'
import { Socket } from 'node:net'
import type { FastifyInstance } from 'fastify'

/** How long a client is listened to after its last answer. */
const LINGER_MS = 30_000

/** The responses of each connection that are not finished yet, in their order, and the newest one in any case. */
const responses = new WeakMap<Socket, ServerResponse[]>()

/** Sees to it that a client gets its answers also where Node would close the connection under them. */
export function keepConnections({ server }: FastifyInstance, refuse: (socket: Socket) => void): void {
  server.on('connection', (socket) => {
    // What Node calls after the last answer of a connection, whether or not the client still sends.
    socket.destroySoon = () => closeGently(socket)
  })
  server.on('request', ({ socket }, response) => {
    const all = responses.get(socket) ?? []
    while (all[0]?.closed) all.shift()
    all.push(response)
    responses.set(socket, all)
  })
  // An expectation that nobody knows may be ignored (RFC 9110, 10.1.1); Node answers it without a body.
  server.on('checkExpectation', (request, response) => server.emit('request', request, response))
  // Node hangs up on whoever takes this server for a proxy.
  server.on('connect', (_request, socket) => {
    socket.on('error', () => {})
    if (socket instanceof Socket) refuse(socket)
  })
}

/**
 * Ends a connection and reads on for a while. To close it while the client still sends would reset it, and the
 * reset overtakes the answer.
 */
export function closeGently(socket: Socket): void {
  socket.end()
  socket.resume()
  const deadline = setTimeout(() => socket.destroy(), LINGER_MS)
  socket.once('close', () => clearTimeout(deadline))
}

/**
 * Waits for the answers that a connection still owes when the bytes after them cannot be read. Tells whether those
 * bytes are the body of a request that has its answer already; if they are that of another one, nobody else will
 * answer it.
 */
export async function finishAnswers(socket: Socket): Promise<{ answered: boolean }> {
  const all = responses.get(socket) ?? []
  const broken = all.find((response) => !response.req.complete)
  for (const response of all) {
    if (response !== broken || response.headersSent) await closed(response)
  }
  return { answered: broken?.headersSent === true }
}

async function closed(response: ServerResponse): Promise<void> {
  if (!response.closed) await new Promise((resolve) => response.once('close', resolve))
}
