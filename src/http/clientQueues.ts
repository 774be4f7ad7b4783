import type { FastifyInstance } from 'fastify'
import { Problem } from '../core/problem.ts'

declare module 'fastify' {
  interface FastifyRequest {
    /** Queue of a client whose requests must not all run at once. Set it before the body is read. */
    clientQueue: { client: string; concurrency: number } | null
  }
}

type Queue = { running: number; waiting: (() => void)[] }

const gone = new Problem('request.malformed', 'The client closed the connection before its turn.')

/**
 * Makes the requests of a client wait for each other, so that one client cannot occupy the database. A request waits once
 * its body is read, and does not count towards the concurrency limit of the server before its turn.
 */
export function queueClients(app: FastifyInstance): void {
  const queues = new Map<string, Queue>()

  function leave(client: string, queue: Queue): void {
    const runNext = queue.waiting.shift()
    if (runNext) runNext()
    else queue.running -= 1
    if (queue.running === 0) queues.delete(client)
  }

  app.decorateRequest('clientQueue', null)
  app.addHook('preValidation', ({ clientQueue, routeOptions }, reply, done) => {
    // A route that streams its body waits for the client, which must not delay the client's other requests.
    if (!clientQueue || routeOptions.config.bodyIsStream) return done()
    const { client, concurrency } = clientQueue
    const queue = queues.get(client) ?? { running: 0, waiting: [] }
    queues.set(client, queue)
    const run = () => {
      if (reply.raw.closed) {
        leave(client, queue)
        return done(gone)
      }
      // `close` is emitted when the client disconnects too.
      reply.raw.once('close', () => leave(client, queue))
      done()
    }
    if (queue.running >= concurrency) queue.waiting.push(run)
    else {
      queue.running += 1
      run()
    }
  })
}
