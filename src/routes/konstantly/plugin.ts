import swagger from '@fastify/swagger'
import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod'
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
  await app.register(swagger, describeDoor({ description, headers, failures: failureExamples }))
  app.get('/openapi.json', { config: { withoutKey: true }, schema: { hide: true } }, () => app.swagger())
  // Not their prefix, which Fastify would add again.
  const shared = { ...options, prefix: '' }
  const resources = [courseRoutes, userRoutes, certificateRoutes, batchRoute, templateRoutes]
  for (const routes of [...resources, keyRoutes, webhookRoutes, auditRoute]) await app.register(routes, shared)
}
