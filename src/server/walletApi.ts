import cors from '@fastify/cors'
import swagger from '@fastify/swagger'
import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod'
import { handleErrors } from '../http/failure.ts'
import { replayResponses } from '../http/idempotency.ts'
import { describeApi } from '../http/openapi.ts'
import { attestationRoutes } from '../wallet/attestations/routes.ts'
import { identifyWallet, ownerOfKeys } from '../wallet/auth.ts'
import { readBodies } from '../wallet/bodies.ts'
import { bundleRoute } from '../wallet/certificates/bundleRoute.ts'
import { revokeRoute } from '../wallet/certificates/revokeRoute.ts'
import { certificateRoutes } from '../wallet/certificates/routes.ts'
import { provideContracts } from '../wallet/contracts.ts'
import { challengeOf, shape } from '../wallet/errors.ts'
import { fileRoutes } from '../wallet/files/routes.ts'
import { description, headers, invalidFields } from '../wallet/openapi.ts'
import type { WalletApiOptions } from '../wallet/options.ts'
import { sessionRoutes } from '../wallet/sessions/routes.ts'

export const walletApi: FastifyPluginAsyncZod<WalletApiOptions> = async (app, options) => {
  handleErrors(app, shape, challengeOf)
  await app.register(cors, {
    origin: options.corsOrigins,
    methods: ['GET', 'HEAD', 'POST', 'DELETE'],
    allowedHeaders: [
      ...['Auth-Signature', 'Auth-Eth-Address', 'Auth-Timestamp', 'Auth-Nonce', 'Authorization'],
      ...['Content-Type', 'Idempotency-Key'],
    ],
    exposedHeaders: ['X-Error-Code', 'X-Request-Id', 'Idempotent-Replayed', 'Deprecation'],
    strictPreflight: false,
  })
  provideContracts(app, options)
  identifyWallet(app, options)
  readBodies(app)
  replayResponses(app, { ...options, ownerOf: ownerOfKeys })
  await app.register(swagger, describeApi({ description, headers, shape, invalidFields }))
  app.get('/openapi.json', { schema: { hide: true } }, () => app.swagger())
  // Without the prefix, which Fastify would add again.
  const shared = { ...options, prefix: '' }
  const certificates = [certificateRoutes, bundleRoute, revokeRoute]
  for (const routes of [sessionRoutes, ...certificates, attestationRoutes, fileRoutes])
    await app.register(routes, shared)
}
