import { toHex } from '@chancery/verify/proof/hex'
import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod'
import { storingReplay } from '../http/idempotency.ts'
import { answer } from '../http/openapi.ts'
import { certificateParams } from '../lms/certificates/schemas.ts'
import { failuresOf, notFound, postFailures } from '../lms/openapi.ts'
import type { LmsApiOptions } from '../lms/options.ts'
import { contextOf } from '../lms/writeContext.ts'
import { type Publication, publishCertificate } from './publish.ts'
import { publication, publishQuery } from './schemas.ts'

const notPublished = failuresOf(
  ...([
    'certificate.revoked',
    'certificate.changed',
    'certificate.undrawable',
    'user.no_wallet',
    'site.no_issuer_key',
  ] as const),
  ...(['idempotency.in_flight', 'ipfs.unavailable', 'database.unavailable', 'server.busy'] as const),
)

export const publishRoute: FastifyPluginAsyncZod<LmsApiOptions> = async (app, { db, now, ...services }) => {
  app.post(
    '/certificates/:certificateId/publish',
    {
      schema: {
        operationId: 'publishCertificate',
        summary: 'Publish a certificate',
        description:
          'Stores the document on IPFS and creates a certificate in the user’s wallet, issued by the site’s wallet. ' +
          'Publishing it again returns the same certificate.',
        tags: ['Certificates'],
        params: certificateParams,
        querystring: publishQuery,
        response: {
          200: answer('The published certificate', publication),
          ...postFailures,
          ...notPublished,
          ...notFound('certificate'),
        },
      },
    },
    async (request, reply) => {
      const toWire = (published: Publication) => toPublication(published, app.publicUrl())
      const context = contextOf(request, db, now(), storingReplay(request, reply, 200, toWire))
      return toWire(await publishCertificate(context, services, request.params.certificateId, request.query))
    },
  )
}

function toPublication(publication: Publication, publicUrl: string) {
  const { id, holder, issuer, encrypted, ipfsHash, issuerSignature } = publication
  return {
    certificateId: id,
    holder: holder?.address ?? null,
    issuer: issuer.address,
    encrypted,
    ipfsHash,
    issuerSignature: issuerSignature && toHex(issuerSignature),
    verificationUrl: `${publicUrl}/verify/${id}`,
  }
}
