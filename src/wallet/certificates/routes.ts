import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod'
import { storingReplay } from '../../http/idempotency.ts'
import { answer } from '../../http/openapi.ts'
import { rawJson } from '../../http/rawJson.ts'
import { walletOf } from '../auth.ts'
import { ignoreBodies } from '../bodies.ts'
import {
  createFailures,
  failures,
  notAdmitted,
  notFound,
  notHolder,
  notSigned,
  postFailures,
  security,
} from '../openapi.ts'
import type { WalletApiOptions } from '../options.ts'
import { done } from '../schemas.ts'
import { contextOf } from '../writeContext.ts'
import { createSignedCertificate, prepareCertificate } from './issuerSignatures.ts'
import { certificateToSign, created, newCertificate, toSign } from './newCertificate.ts'
import { certificateParams } from './schemas.ts'
import { certificateAdder, certificateFinder, createCertificate, deleteCertificate } from './service.ts'
import { shownCertificate } from './shownCertificate.ts'
import { staticIssuerGuard } from './staticIssuers.ts'
import { fromWire, signatureFromWire, toDone, toSignToWire } from './wire.ts'

const tags = ['Certificates']

export const certificateRoutes: FastifyPluginAsyncZod<WalletApiOptions> = async (
  app,
  { db, ipfs, ipfsCheck, chainId, ensureAdmitted, now },
) => {
  const find = certificateFinder(db, { publicUrl: app.publicUrl, now })
  const showCreated = (id: string) => ({
    status: 'ok' as const,
    certificate_pk: id,
    verification_url: `${app.publicUrl()}/verify/${id}`,
  })
  const creating = { ipfs, ipfsCheck, add: certificateAdder(db) }
  const ensureNotStatic = staticIssuerGuard(db)

  app.post(
    '/certificates/',
    {
      config: { signed: true },
      schema: {
        operationId: 'createCertificate',
        summary: 'Create a certificate',
        description:
          'Creates a certificate with the signing wallet as issuer. Upload its document to IPFS first. Optional ' +
          'fields may be empty. Numbers may be text, and lists a single value. With `issuer_signature`, send the ' +
          'signed `id`, `issued_at` and `salt`; repeating such a request creates no second certificate.',
        tags,
        security: security.required,
        consumes: ['application/json', 'application/x-www-form-urlencoded', 'multipart/form-data'],
        body: newCertificate,
        response: {
          200: answer('The certificate was created', created),
          ...createFailures,
          ...notSigned,
          ...notAdmitted,
        },
      },
      onRequest: ensureAdmitted.creates,
    },
    async (request, reply) => {
      const [input, signature] = [fromWire(request.body), signatureFromWire(request.body)]
      if (!signature) await ensureNotStatic(request)
      const context = contextOf(request, db, now(), storingReplay(request, reply, 200, showCreated))
      if (!signature) return showCreated(await createCertificate(context, creating, input))
      const signing = { contracts: request.contracts(), chainId }
      return showCreated(await createSignedCertificate(context, creating, signing, input, signature))
    },
  )

  app.post(
    '/certificates/typed_data/',
    {
      config: { signed: true, storesNothing: true },
      schema: {
        operationId: 'prepareCertificate',
        summary: 'Get the typed data of a new certificate',
        description:
          'Returns the typed data (EIP-712) that the signing wallet signs to issue a certificate. Stores nothing. To ' +
          'create the certificate, send the same fields, the signature, and `id`, `issued_at` and `salt` of this ' +
          'response.',
        tags,
        security: security.required,
        consumes: ['application/json', 'application/x-www-form-urlencoded', 'multipart/form-data'],
        body: certificateToSign,
        response: { 200: answer('The typed data to sign', toSign), ...postFailures, ...notSigned, ...notAdmitted },
      },
      onRequest: ensureAdmitted.creates,
    },
    async (request) => toSignToWire(prepareCertificate(walletOf(request), chainId, fromWire(request.body), now())),
  )

  app.get(
    '/certificates/:id/',
    {
      schema: {
        operationId: 'retrieveCertificate',
        summary: 'Get a certificate',
        description: 'Returns a certificate to anyone. Only its holder sees the checksum.',
        tags,
        security: security.optional,
        params: certificateParams,
        response: { 200: answer('The certificate', shownCertificate), ...failures, ...notFound },
      },
    },
    async (request, reply) => {
      reply.type('application/json; charset=utf-8')
      return rawJson(await find(request.params.id, request.wallet))
    },
  )

  // BDN ignores the body of a DELETE.
  await app.register(async (deletion: typeof app) => {
    ignoreBodies(deletion)
    deletion.post(
      '/certificates/:id/delete_by_id/',
      {
        config: { signed: true },
        schema: {
          operationId: 'deleteCertificate',
          summary: 'Delete a certificate',
          description: 'Deletes a certificate. Only its holder may do this. Ignores the request body.',
          tags,
          security: security.required,
          params: certificateParams,
          response: { 200: answer('The certificate was deleted', done), ...postFailures, ...notHolder, ...notFound },
        },
      },
      async (request, reply) => {
        const context = contextOf(request, db, now(), storingReplay(request, reply, 200, toDone))
        await deleteCertificate(context, request.params.id)
        return toDone()
      },
    )
  })
}
