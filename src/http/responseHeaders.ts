import { randomUUID } from 'node:crypto'
import type { IncomingMessage } from 'node:http'
import type { FastifyInstance } from 'fastify'
import type { Config } from '../core/config.ts'
import { masked } from '../core/log.ts'

const plausibleId = /^[A-Za-z0-9_.-]{8,64}$/

/**
 * Returns a function that creates request ids, for the log, the audit and the client. Accepts an id from a trusted
 * proxy only: other clients could make two requests look like one.
 */
export function requestIds({ trustProxy }: Pick<Config, 'trustProxy'>): (request: IncomingMessage) => string {
  if (trustProxy === false) return () => randomUUID()
  return ({ headers }) => {
    const named = headers['x-request-id']
    // The id appears in the log unmasked, so it must not be an API key.
    const isName = typeof named === 'string' && plausibleId.test(named) && masked(named) === named
    return isName ? named : randomUUID()
  }
}

/** One year, the minimum for permanent HSTS in browsers (RFC 6797). */
const HSTS = 'max-age=31536000'

/** Sets the request id header and disables content sniffing. Sets HSTS if the public URL is https. */
export function setResponseHeaders(app: FastifyInstance, { publicUrl }: Pick<Config, 'publicUrl'>): void {
  const isSecure = publicUrl?.startsWith('https:')
  app.addHook('onRequest', (request, reply, done) => {
    reply.header('x-request-id', request.id).header('x-content-type-options', 'nosniff')
    if (isSecure) reply.header('strict-transport-security', HSTS)
    // While the server shuts down, a client must not reuse its connection: the next request would fail.
    if (app.shutdown.started) reply.header('connection', 'close')
    done()
  })
}
