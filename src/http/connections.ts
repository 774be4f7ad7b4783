import type { ServerResponse } from 'node:http'
import { Socket } from 'node:net'
import type { FastifyInstance } from 'fastify'

/** Time (ms) to keep reading from a client after its last response. */
const LINGER_MS = 30_000

/** Unfinished responses of each connection in order, and always the latest one. */
const responses = new WeakMap<Socket, ServerResponse[]>()

/** Ensures that a client gets its responses where Node would close the connection too early. */
export function keepConnections({ server }: FastifyInstance, reject: (socket: Socket) => void): void {
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
  // Ignore unknown expectations (RFC 9110, section 10.1.1 permits it). Node would reject them without a body.
  server.on('checkExpectation', (request, response) => server.emit('request', request, response))
  // Without a listener, Node would close the connection of a CONNECT request without a response.
  server.on('connect', (_request, socket) => {
    socket.on('error', () => {})
    if (socket instanceof Socket) reject(socket)
  })
}

/** Ends a connection but keeps reading for a while. A reset could otherwise overtake the response. */
export function closeGracefully(socket: Socket): void {
  socket.end()
  socket.resume()
  const deadline = setTimeout(() => socket.destroy(), LINGER_MS)
  socket.once('close', () => clearTimeout(deadline))
}

/**
 * Waits for a connection's pending responses after its next bytes could not be parsed. `answered`: these bytes are the
 * body of a request that already has its response. Otherwise the caller must respond.
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
