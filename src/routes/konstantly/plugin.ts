import swagger from '@fastify/swagger'
import type { FastifyInstance } from 'fastify'
import { type FastifyPluginAsyncZod, validatorCompiler } from 'fastify-type-provider-zod'
import type { z } from 'zod'
import { answerOnce } from '../idempotency.ts'
import { describeDoor } from '../openapi.ts'
import { auditRoute } from './audit.ts'
import { requireKey, siteOf } from './auth.ts'
import { batchRoute } from './batch.ts'
import { certificateRoutes } from './certificates.ts'
import { courseRoutes } from './courses.ts'
import { answerErrors } from './errors.ts'
import { keyRoutes } from './keys.ts'
import { description, failureExamples, headers } from './openapi.ts'
import type { LmsDoorOptions } from './options.ts'
import { templateRoutes } from './templates.ts'
import { userRoutes } from './users.ts'
import { webhookRoutes } from './webhooks.ts'

/** The LMS door: Konstantly's API around certificates, for one site a key. */
export const lmsDoor: FastifyPluginAsyncZod<LmsDoorOptions> = async (app, options) => {
  answerErrors(app)
  requireKey(app, options)
  answerOnce(app, { ...options, ownerOf: (request) => `site/${siteOf(request)}` })
  readEmptyBodies(app)
  await app.register(swagger, describeDoor({ description, headers, failures: failureExamples }))
  app.get('/openapi.json', { config: { withoutKey: true }, schema: { hide: true } }, () => app.swagger())
  // Not their prefix, which Fastify would add again.
  const shared = { ...options, prefix: '' }
  const resources = [courseRoutes, userRoutes, certificateRoutes, batchRoute, templateRoutes]
  for (const routes of [...resources, keyRoutes, webhookRoutes, auditRoute]) await app.register(routes, shared)
}

/** A body that says it is JSON and is empty is none, and what is none is left to its schema: it may have a default. */
function readEmptyBodies(app: FastifyInstance): void {
  const readJson = app.getDefaultJsonParser('error', 'error')
  app.addContentTypeParser('application/json', { parseAs: 'string' }, (request, body, done) => {
    if (body === '') done(null, undefined)
    else void readJson(request, String(body), done)
  })
  // Fastify has null validated where there is none.
  app.setValidatorCompiler<z.ZodType>((route) => {
    const validate = validatorCompiler(route)
    return (value) => validate(route.httpPart === 'body' ? (value ?? undefined) : value)
  })
}
