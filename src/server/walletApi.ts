import cors from '@fastify/cors'
import swagger from '@fastify/swagger'
import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod'
import { varyBy } from '../http/caching.ts'
import { handleErrors } from '../http/failure.ts'
import { replayResponses } from '../http/idempotency.ts'
import { describeApi } from '../http/openapi.ts'
import { trustedWallets } from '../issuers/trust/trustedWallets.ts'
import { admission } from '../wallet/admission.ts'
import { attestationRoutes } from '../wallet/attestations/routes.ts'
import { identifyWallet, ownerOfKeys } from '../wallet/auth.ts'
import { credentialHeaders } from '../wallet/authHeaders.ts'
import { readBodies } from '../wallet/bodies.ts'
import { bundleRoute } from '../wallet/certificates/bundleRoute.ts'
import { listRoutes } from '../wallet/certificates/list/routes.ts'
import { revokeRoute } from '../wallet/certificates/revokeRoute.ts'
import { certificateRoutes } from '../wallet/certificates/routes.ts'
import { provideContracts } from '../wallet/contracts.ts'
import { challengeOf, shape } from '../wallet/errors.ts'
import { fileRoutes } from '../wallet/files/routes.ts'
import { issuerRoutes } from '../wallet/issuers/routes.ts'
import { walletLimits } from '../wallet/limits.ts'
import { description, headers, invalidFields } from '../wallet/openapi.ts'
import type { WalletServerOptions } from '../wallet/options.ts'
import { sessionRoutes } from '../wallet/sessions/routes.ts'

export const walletApi: FastifyPluginAsyncZod<WalletServerOptions> = async (app, options) => {
  handleErrors(app, shape, challengeOf)
  varyBy(app, credentialHeaders)
  await app.register(cors, {
    origin: options.corsOrigins,
    methods: ['GET', 'HEAD', 'POST', 'DELETE'],
    allowedHeaders: [
      ...['Auth-Signature', 'Auth-Eth-Address', 'Auth-Timestamp', 'Auth-Nonce', 'Auth-Version', 'Authorization'],
      ...['Content-Type', 'Idempotency-Key'],
    ],
    // Date: clients correct their clock before they sign.
    exposedHeaders: [
      ...['Date', 'Link', 'X-Error-Code', 'X-Request-Id', 'Idempotent-Replayed', 'Deprecation', 'Retry-After'],
    ],
    strictPreflight: false,
  })
  provideContracts(app, options)
  const trusting = { ...options, trustOf: trustedWallets(options.db, options.issuers.trustRegistries, options.now) }
  const limits = walletLimits(trusting)
  identifyWallet(app, { ...options, limits })
  readBodies(app)
  replayResponses(app, { ...options, ownerOf: ownerOfKeys, countKey: limits.countKey })
  await app.register(swagger, describeApi({ description, basePath: app.basePath, headers, shape, invalidFields }))
  app.get('/openapi.json', { schema: { hide: true } }, () => app.swagger())
  // Without the prefix, which Fastify would add again.
  const shared = { ...options, limits, ensureAdmitted: admission(trusting), prefix: '' }
  const certificates = [certificateRoutes, listRoutes, bundleRoute, revokeRoute]
  for (const routes of [sessionRoutes, ...certificates, issuerRoutes, attestationRoutes, fileRoutes])
    await app.register(routes, shared)
}
