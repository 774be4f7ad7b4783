import { ensureShallow, TooDeep } from '@chancery/verify/json'
import type { FastifyInstance } from 'fastify'
import { Problem } from '../core/problem.ts'
import { bodyText, charsetsOf } from './bodyText.ts'

/** Parses JSON bodies of all routes below. An empty body is undefined, so that the schema's default applies. */
export function readJsonBodies(app: FastifyInstance): void {
  const parse = app.getDefaultJsonParser('error', 'error')
  app.addContentTypeParser('application/json', { parseAs: 'buffer' }, (request, body: Buffer, done) => {
    try {
      const text = bodyText(body, charsetsOf(request.headers['content-type']))
      if (text === '') return done(null, undefined)
      ensureShallow(text)
      void parse(request, text, done)
    } catch (error) {
      done(error instanceof TooDeep ? malformed(error) : (error as Error)) // Only errors are thrown.
    }
  })
}

function malformed({ message }: TooDeep): Problem {
  return new Problem('request.malformed', `The JSON body cannot be read: ${message}`)
}
