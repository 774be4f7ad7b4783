import swagger from '@fastify/swagger'
import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod'
import { describeDoor } from '../openapi.ts'
import { requireKey } from './auth.ts'
import { certificateRoutes } from './certificates.ts'
import { courseRoutes } from './courses.ts'
import { answerErrors } from './errors.ts'
import { keyRoutes } from './keys.ts'
import { description, failureExamples, headers } from './openapi.ts'
import type { LmsDoorOptions } from './options.ts'
import { userRoutes } from './users.ts'

/** The LMS door: Konstantly's API around certificates, for one site a key. */
export const lmsDoor: FastifyPluginAsyncZod<LmsDoorOptions> = async (app, { db, rateLimitPerMinute, now }) => {
  const options = { db, rateLimitPerMinute, now }
  answerErrors(app)
  requireKey(app, options)
  await app.register(swagger, describeDoor({ description, headers, failures: failureExamples }))
  app.get('/openapi.json', { config: { withoutKey: true }, schema: { hide: true } }, () => app.swagger())
  await app.register(courseRoutes, options)
  await app.register(userRoutes, options)
  await app.register(certificateRoutes, options)
  await app.register(keyRoutes, options)
}
