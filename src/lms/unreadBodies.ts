import type { FastifyInstance } from 'fastify'
import { z } from 'zod'
import { type FieldErrors, Problem } from '../core/problem.ts'

/** Bounds the response. */
const MAX_FIELDS = 20

/** Rejects fields in the body of routes that read none: `encrypt` there would publish a document unencrypted. */
export function rejectUnreadBodies(app: FastifyInstance): void {
  app.addHook('preValidation', (request, _reply, done) => {
    const { body, is404, routeOptions } = request
    const { schema } = routeOptions
    if (is404 || schema?.body || typeof body !== 'object' || body === null) return done()
    const parameters = schema?.querystring instanceof z.ZodObject ? schema.querystring.shape : {}
    const errors: FieldErrors = {}
    for (const name of Object.keys(body).slice(0, MAX_FIELDS)) {
      const advice = Object.hasOwn(parameters, name) ? 'Send it in the query.' : 'This request has no body.'
      errors[name] = [`Unknown field. ${advice}`]
    }
    done(Object.keys(errors).length > 0 ? new Problem('input.invalid', undefined, errors) : undefined)
  })
}
