import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod'
import { answer } from '../../http/openapi.ts'
import { holderBundle } from '../../public/bundles.ts'
import { walletOf } from '../auth.ts'
import { failures, notFound, notHolder, security } from '../openapi.ts'
import type { WalletApiOptions } from '../options.ts'
import { bundle, bundleQuery, factNames } from './bundleSchemas.ts'
import { certificateParams } from './schemas.ts'

export const bundleRoute: FastifyPluginAsyncZod<WalletApiOptions> = async (app, { db, issuers, now }) => {
  app.get(
    '/certificates/:id/bundle/',
    {
      config: { signed: true },
      schema: {
        operationId: 'retrieveBundle',
        summary: 'Get the bundle of a certificate',
        description:
          'Returns a bundle (docs/bundle.md), which proves the certificate without this server. Only its holder may ' +
          'do this. By default it discloses all facts, including the checksum; `facts` selects some. Returns 404 if the ' +
          'certificate is neither signed by its issuer nor anchored on a chain.',
        tags: ['Certificates'],
        security: security.required,
        params: certificateParams,
        querystring: bundleQuery,
        response: { 200: answer('The bundle', bundle), ...failures, ...notHolder, ...notFound },
      },
    },
    async (request) => {
      const author = { command: 'bundle', requestId: request.id }
      const context = { ...issuers, author, publicUrl: app.publicUrl(), at: now() }
      const { facts } = request.query
      const chosen = facts === undefined ? null : factNames(facts)
      return holderBundle(db, context, request.params.id, walletOf(request), chosen)
    },
  )
}
