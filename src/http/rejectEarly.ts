import type { FastifyInstance } from 'fastify'
import { Problem } from '../core/problem.ts'

const isHost = /^host$/i

/** Rejects requests without Host, with several, to unknown routes, or with a compressed body before the body is read. */
export function rejectEarly(app: FastifyInstance): void {
  app.addHook('onRequest', ({ headers, raw }, _reply, done) => {
    // HTTP/1.1 requires one Host (RFC 9112, section 3.2). Node would use the first, and a proxy may use another.
    const hosts = raw.rawHeaders.filter((name, at) => at % 2 === 0 && isHost.test(name)).length
    if (hosts > 1 || (headers.host === undefined && raw.httpVersion === '1.1')) done(new Problem('request.malformed'))
    else done()
  })
  app.addHook('preParsing', ({ is404, headers }, _reply, _payload, done) => {
    const coding = headers['content-encoding']
    const hasBody = headers['transfer-encoding'] !== undefined || Number(headers['content-length'] ?? 0) > 0
    if (is404) done(new Problem('route.not_found'))
    else if (hasBody && coding && coding.trim().toLowerCase() !== 'identity') done(compressed(coding))
    else done()
  })
}

function compressed(coding: string): Problem {
  const sentence = `The body is compressed (Content-Encoding: ${coding.slice(0, 50)}). Send it uncompressed.`
  return new Problem('request.unsupported_media_type', sentence)
}
