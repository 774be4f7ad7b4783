import { randomUUID } from 'node:crypto'
import type { IncomingMessage } from 'node:http'
import type { FastifyInstance } from 'fastify'
import type { Config } from '../core/config.ts'
import { masked } from '../core/log.ts'
import { NEVER_STORED } from './caching.ts'

const plausibleId = /^[A-Za-z0-9_.-]{8,64}$/

/**
 * Returns a function that creates request ids, for the log, the audit and the client. Accepts ids from a trusted proxy
 * only, because other clients could reuse an id.
 */
export function requestIds(isTrusted: (address: string | undefined) => boolean): (request: IncomingMessage) => string {
  return ({ headers, socket }) => {
    const named = headers['x-request-id']
    // The log does not mask this id, so it must not be an API key.
    const isName = typeof named === 'string' && plausibleId.test(named) && masked(named) === named
    return isName && isTrusted(socket.remoteAddress) ? named : randomUUID()
  }
}

/** HSTS (RFC 6797) for one year, the minimum for browsers' preload lists. */
const HSTS = 'max-age=31536000'

/** Sets the request id, and disables content sniffing and caches. Sets HSTS if the public URL is https. */
export function setResponseHeaders(app: FastifyInstance, { publicUrl }: Pick<Config, 'publicUrl'>): void {
  const isSecure = publicUrl?.startsWith('https:')
  app.addHook('onRequest', (request, reply, done) => {
    reply
      .header('x-request-id', request.id)
      .header('x-content-type-options', 'nosniff')
      .header('cache-control', NEVER_STORED)
    if (isSecure) reply.header('strict-transport-security', HSTS)
    // During shutdown a client must not reuse its connection, because the next request would fail.
    if (app.shutdown.started) reply.header('connection', 'close')
    done()
  })
}
