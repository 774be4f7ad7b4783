import type { FastifyInstance } from 'fastify'
import { Problem } from '../core/problem.ts'

/** Rejects requests without Host or to unknown routes before their body is read. */
export function rejectEarly(app: FastifyInstance): void {
  app.addHook('onRequest', ({ headers, raw }, _reply, done) => {
    // HTTP/1.1 requires a Host (RFC 9112, section 3.2).
    if (headers.host === undefined && raw.httpVersion === '1.1') done(new Problem('request.malformed'))
    else done()
  })
  app.addHook('preParsing', ({ is404 }, _reply, _payload, done) => {
    if (is404) done(new Problem('route.not_found'))
    else done()
  })
}
