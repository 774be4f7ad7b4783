import { ensureShallow, TooDeep } from '@chancery/verify/json'
import type { FastifyInstance } from 'fastify'
import { Problem } from '../core/problem.ts'

/** Parses JSON bodies of all routes below. An empty body is undefined, so that the schema's default applies. */
export function readJsonBodies(app: FastifyInstance): void {
  const parse = app.getDefaultJsonParser('error', 'error')
  app.addContentTypeParser('application/json', { parseAs: 'string' }, (request, body, done) => {
    const text = String(body)
    if (text === '') return done(null, undefined)
    try {
      ensureShallow(text)
    } catch (error) {
      if (!(error instanceof TooDeep)) throw error
      return done(new Problem('request.malformed', `The JSON body cannot be read: ${error.message}`))
    }
    void parse(request, text, done)
  })
}
