import type { FastifyInstance } from 'fastify'
import { z } from 'zod'
import { fieldErrorsOf, Problem } from '../core/problem.ts'

/** Bounds the response. */
const MAX_FIELDS = 20

/** Rejects fields in the body of routes that read none: `encrypt` there would publish a document unencrypted. */
export function rejectUnreadBodies(app: FastifyInstance): void {
  app.addHook('preValidation', (request, _reply, done) => {
    const { body, is404, routeOptions } = request
    const { schema } = routeOptions
    if (is404 || schema?.body || typeof body !== 'object' || body === null) return done()
    const parameters = schema?.querystring instanceof z.ZodObject ? schema.querystring.shape : {}
    const names = Object.keys(body).slice(0, MAX_FIELDS)
    if (names.length === 0) return done()
    const messages = names.map((name): [string, string] => {
      const advice = Object.hasOwn(parameters, name) ? 'Send it in the query.' : 'This request has no body.'
      return [name, `Unknown field. ${advice}`]
    })
    done(new Problem('input.invalid', undefined, fieldErrorsOf(messages)))
  })
}
