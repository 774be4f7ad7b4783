import { randomUUID } from 'node:crypto'
import type { IncomingMessage } from 'node:http'
import type { FastifyInstance } from 'fastify'
import type { Config } from '../core/config.ts'
import { masked } from '../core/log.ts'

// What every answer has, whichever API gives it.

const plausibleId = /^[A-Za-z0-9_.-]{8,64}$/

/**
 * Makes the function that names a request, in the log, in the audit and to its client. A proxy that is trusted may have
 * named it already; anybody else could make two requests look like one.
 */
export function requestIds({ trustProxy }: Pick<Config, 'trustProxy'>): (request: IncomingMessage) => string {
  if (trustProxy === false) return () => randomUUID()
  return ({ headers }) => {
    const named = headers['x-request-id']
    // It stands in the log as it is, so a key is no name.
    const isName = typeof named === 'string' && plausibleId.test(named) && masked(named) === named
    return isName ? named : randomUUID()
  }
}

/** A year, as browsers want it before they believe it for good (RFC 6797). */
const HSTS = 'max-age=31536000'

/**
 * Names each request to its client, has browsers take nothing for what it does not say it is and, where users come by https,
 * never come by anything else.
 */
export function headAnswers(app: FastifyInstance, { publicUrl }: Pick<Config, 'publicUrl'>): void {
  const isSecure = publicUrl?.startsWith('https:')
  app.addHook('onRequest', (request, reply, done) => {
    reply.header('x-request-id', request.id).header('x-content-type-options', 'nosniff')
    if (isSecure) reply.header('strict-transport-security', HSTS)
    // A client that keeps its connection would send its next request just when nobody listens any more.
    if (app.leaving.begun) reply.header('connection', 'close')
    done()
  })
}
