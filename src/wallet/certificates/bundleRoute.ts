import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod'
import { answer } from '../../http/openapi.ts'
import { holderBundle } from '../../public/bundles.ts'
import { walletOf } from '../auth.ts'
import { failures, notFound, notHolder, security } from '../openapi.ts'
import type { WalletApiOptions } from '../options.ts'
import { bundle, bundleQuery, factNames } from './bundleSchemas.ts'
import { certificateParams } from './schemas.ts'

export const bundleRoute: FastifyPluginAsyncZod<WalletApiOptions> = async (app, { db, chainId, now }) => {
  app.get(
    '/certificates/:id/bundle/',
    {
      config: { signed: true },
      schema: {
        operationId: 'retrieveBundle',
        summary: 'Get the proof of a certificate',
        description:
          'What proves a certificate without this server (docs/bundle.md), for its holder, who chooses which facts it ' +
          'shows; all of them where `facts` is absent, its checksum too. 404 where its issuer has not signed it and no ' +
          'chain has it.',
        tags: ['Certificates'],
        security: security.required,
        params: certificateParams,
        querystring: bundleQuery,
        response: { 200: answer('The proof', bundle), ...failures, ...notHolder, ...notFound },
      },
    },
    async (request) => {
      const bundling = { chainId, publicUrl: app.publicUrl(), now: now() }
      const { facts } = request.query
      const chosen = facts === undefined ? null : factNames(facts)
      return holderBundle(db, bundling, request.params.id, walletOf(request), chosen)
    },
  )
}
