import { unixTime } from '@chancery/verify/unixTime'
import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod'
import { credentialOf } from '../../credentials/credential.ts'
import { offerAddress } from '../../credentials/offers/address.ts'
import { type NewOffer, offerToHolder } from '../../credentials/offers/service.ts'
import { CREDENTIAL_TYPE, credential } from '../../credentials/schemas.ts'
import { storingReplay } from '../../http/idempotency.ts'
import { answer } from '../../http/openapi.ts'
import { rawJson } from '../../http/rawJson.ts'
import { siteOf } from '../auth.ts'
import { failures, failuresOf, notFound, postFailures } from '../openapi.ts'
import type { LmsApiOptions } from '../options.ts'
import { contextOf } from '../writeContext.ts'
import { getCourseCertificate } from './get.ts'
import { certificateParams, offer } from './schemas.ts'

const unavailable = failuresOf('credential.changed', 'secrets.unreadable', 'database.unavailable', 'server.busy')

/** Open Badges of certificates, and offers of them to wallets. */
export const credentialRoutes: FastifyPluginAsyncZod<LmsApiOptions> = async (app, { db, credentials, now }) => {
  app.get(
    '/certificates/:certificateId/credential',
    {
      schema: {
        operationId: 'getCredential',
        summary: 'Get a certificate as an Open Badge',
        description:
          'Returns the certificate as a signed Open Badge 3.0, the same as at `credentialUrl`. The first request signs it. ' +
          'A revoked certificate has one too: its status list says that it is revoked.',
        tags: ['Certificates'],
        params: certificateParams,
        response: {
          200: { description: 'The credential', content: { [CREDENTIAL_TYPE]: { schema: credential } } },
          ...failures,
          ...failuresOf('certificate.not_found', 'certificate.erased', 'credential.no_key'),
          ...unavailable,
        },
      },
    },
    async (request, reply) => {
      const { publicId } = await getCourseCertificate(db, siteOf(request), request.params.certificateId)
      const context = { ...credentials, ...contextOf(request, db, now()) }
      reply.type(CREDENTIAL_TYPE)
      return rawJson(await credentialOf(context, publicId))
    },
  )

  app.post(
    '/certificates/:certificateId/offers',
    {
      schema: {
        operationId: 'offerCredential',
        summary: 'Offer an Open Badge to the holder',
        description:
          'Makes an offer for a learner wallet. Send its `url` to the holder only: the wallet that opens it first gets an ' +
          'Open Badge that is issued to it, with a hash of the holder’s email. An offer lasts 14 days. It ends when the ' +
          'certificate is revoked or expires.',
        tags: ['Certificates'],
        params: certificateParams,
        response: {
          201: answer('The offer', offer),
          ...postFailures,
          ...notFound('certificate'),
          ...failuresOf('certificate.not_valid', 'idempotency.in_flight'),
        },
      },
    },
    async (request, reply) => {
      const show = ({ token, expiresAt }: NewOffer) => ({
        url: offerAddress(app.publicUrl(), token),
        expiresAt: unixTime(expiresAt),
      })
      const context = contextOf(request, db, now(), storingReplay(request, reply, 201, show))
      const certificate = await getCourseCertificate(db, context.siteId, request.params.certificateId)
      return reply.code(201).send(show(await offerToHolder(context, certificate)))
    },
  )
}
