import type { ServerResponse } from 'node:http'
import { Socket } from 'node:net'
import type { FastifyInstance } from 'fastify'

/** How long (ms) to read from a client after its last response. */
const LINGER_MS = 30_000

/** Unfinished responses per connection in order, and always the latest one. */
const responses = new WeakMap<Socket, ServerResponse[]>()

/** Ensures that a client gets its responses even where Node would close the connection first. */
export function keepConnections({ server }: FastifyInstance, refuse: (socket: Socket) => void): void {
  server.on('connection', (socket) => {
    // Node calls this after a connection's last response, even if the client still sends.
    socket.destroySoon = () => closeGracefully(socket)
  })
  server.on('request', ({ socket }, response) => {
    const all = responses.get(socket) ?? []
    while (all[0]?.closed) all.shift()
    all.push(response)
    responses.set(socket, all)
  })
  // A server may ignore an unknown expectation (RFC 9110, section 10.1.1). Node rejects it without a body.
  server.on('checkExpectation', (request, response) => server.emit('request', request, response))
  // Node closes the connection of a client that uses this server as a proxy.
  server.on('connect', (_request, socket) => {
    socket.on('error', () => {})
    if (socket instanceof Socket) refuse(socket)
  })
}

/** Ends a connection but keeps reading for a while, because a reset could overtake the response. */
export function closeGracefully(socket: Socket): void {
  socket.end()
  socket.resume()
  const deadline = setTimeout(() => socket.destroy(), LINGER_MS)
  socket.once('close', () => clearTimeout(deadline))
}

/**
 * Waits for a connection's pending responses when its next bytes cannot be parsed. Returns whether those bytes are the
 * body of a request that already has its response. Otherwise the caller must respond to them.
 */
export async function finishResponses(socket: Socket): Promise<{ answered: boolean }> {
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
