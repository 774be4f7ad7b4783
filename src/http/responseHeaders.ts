import { randomUUID } from 'node:crypto'
import type { IncomingMessage } from 'node:http'
import type { FastifyInstance } from 'fastify'
import type { Config } from '../core/config.ts'
import { masked } from '../core/log.ts'

const plausibleId = /^[A-Za-z0-9_.-]{8,64}$/

/**
 * Returns a function that creates request ids, for the log, the audit and the client. Accepts ids from a trusted proxy
 * only, because other clients could reuse an id.
 */
export function requestIds({ trustProxy }: Pick<Config, 'trustProxy'>): (request: IncomingMessage) => string {
  if (trustProxy === false) return () => randomUUID()
  return ({ headers }) => {
    const named = headers['x-request-id']
    // The log does not mask this id, so it must not be an API key.
    const isName = typeof named === 'string' && plausibleId.test(named) && masked(named) === named
    return isName ? named : randomUUID()
  }
}

/** HSTS (RFC 6797) for one year, the minimum for browsers' preload lists. */
const HSTS = 'max-age=31536000'

/** Sets the request id header and disables content sniffing. Sets HSTS if the public URL is https. */
export function setResponseHeaders(app: FastifyInstance, { publicUrl }: Pick<Config, 'publicUrl'>): void {
  const isSecure = publicUrl?.startsWith('https:')
  app.addHook('onRequest', (request, reply, done) => {
    reply.header('x-request-id', request.id).header('x-content-type-options', 'nosniff')
    if (isSecure) reply.header('strict-transport-security', HSTS)
    // During shutdown a client must not reuse its connection, because the next request would fail.
    if (app.shutdown.started) reply.header('connection', 'close')
    done()
  })
}
