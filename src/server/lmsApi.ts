import swagger from '@fastify/swagger'
import type { FastifyInstance } from 'fastify'
import { type FastifyPluginAsyncZod, validatorCompiler } from 'fastify-type-provider-zod'
import type { z } from 'zod'
import { varyBy } from '../http/caching.ts'
import { handleErrors } from '../http/failure.ts'
import { replayResponses } from '../http/idempotency.ts'
import { describeApi } from '../http/openapi.ts'
import { auditRoute } from '../lms/audit/routes.ts'
import { requireKey, siteOf } from '../lms/auth.ts'
import { batchRoute } from '../lms/batch/routes.ts'
import { credentialRoutes } from '../lms/certificates/credentialRoutes.ts'
import { certificateListRoutes } from '../lms/certificates/listRoutes.ts'
import { mailRoutes } from '../lms/certificates/mailRoutes.ts'
import { certificateRoutes } from '../lms/certificates/routes.ts'
import { courseRoutes } from '../lms/courses/routes.ts'
import { shape } from '../lms/errors.ts'
import { fontRoutes } from '../lms/fonts/routes.ts'
import { keyRoutes } from '../lms/keys/routes.ts'
import { description, headers, invalidFields } from '../lms/openapi.ts'
import type { LmsApiOptions } from '../lms/options.ts'
import { domainRoutes } from '../lms/sites/domainRoutes.ts'
import { siteRoutes } from '../lms/sites/routes.ts'
import { templateRoutes } from '../lms/templates/routes.ts'
import { rejectUnreadBodies } from '../lms/unreadBodies.ts'
import { userRoutes } from '../lms/users/routes.ts'
import { webhooks } from '../lms/webhooks/eventSchemas.ts'
import { webhookRoutes } from '../lms/webhooks/routes.ts'
import { publishRoute } from '../publishing/routes.ts'

export const lmsApi: FastifyPluginAsyncZod<LmsApiOptions> = async (app, options) => {
  handleErrors(app, shape)
  varyBy(app, ['x-api-key'])
  requireKey(app, options)
  replayResponses(app, { ...options, ownerOf: (request) => `site/${siteOf(request)}` })
  validateMissingBodies(app)
  rejectUnreadBodies(app)
  const document = { description, basePath: app.basePath, headers, shape, invalidFields, webhooks }
  await app.register(swagger, describeApi(document))
  app.get('/openapi.json', { config: { withoutKey: true }, schema: { hide: true } }, () => app.swagger())
  // Without the prefix, which Fastify would add again.
  const shared = { ...options, prefix: '' }
  const certificates = [
    certificateListRoutes,
    certificateRoutes,
    mailRoutes,
    credentialRoutes,
    publishRoute,
    batchRoute,
  ]
  const resources = [
    siteRoutes,
    domainRoutes,
    courseRoutes,
    userRoutes,
    ...certificates,
    fontRoutes,
    templateRoutes,
    keyRoutes,
    webhookRoutes,
    auditRoute,
  ]
  for (const routes of resources) await app.register(routes, shared)
}

/** Validates a missing body as undefined, so that the schema's default applies. Fastify would validate null. */
function validateMissingBodies(app: FastifyInstance): void {
  app.setValidatorCompiler<z.ZodType>((route) => {
    const validate = validatorCompiler(route)
    return (value) => validate(route.httpPart === 'body' ? (value ?? undefined) : value)
  })
}
