import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod'
import { storingReplay } from '../../http/idempotency.ts'
import { answer } from '../../http/openapi.ts'
import { rejectStatic } from '../auth.ts'
import { notFound, notIssuer, postFailures, security } from '../openapi.ts'
import type { WalletApiOptions } from '../options.ts'
import { done } from '../schemas.ts'
import { contextOf } from '../writeContext.ts'
import { revokeByIssuer } from './revoke.ts'
import { certificateParams, newRevocation } from './schemas.ts'
import { revocationFromWire, toDone } from './wire.ts'

export const revokeRoute: FastifyPluginAsyncZod<WalletApiOptions> = async (app, { db, chainId, lockOrigin, now }) => {
  app.post(
    '/certificates/:id/revoke/',
    {
      config: { signed: true },
      schema: {
        operationId: 'revokeCertificate',
        summary: 'Revoke a certificate',
        description:
          'Revokes a certificate permanently, also one that its holder deleted. Only its issuer may do this. Revoking ' +
          'it again changes nothing. The issuer signs `Revocation(string certificate,string reason,uint256 revokedAt)` in the domain of signed ' +
          'requests.',
        tags: ['Certificates'],
        security: security.required,
        consumes: ['application/json', 'application/x-www-form-urlencoded', 'multipart/form-data'],
        params: certificateParams,
        body: newRevocation,
        response: { 200: answer('The certificate is revoked', done), ...postFailures, ...notIssuer, ...notFound },
      },
    },
    async (request, reply) => {
      const revocation = revocationFromWire(request.body)
      // A single leaked one could revoke every certificate of the issuer.
      if (!revocation.signed) rejectStatic(request, needsSignature)
      const context = {
        ...contextOf(request, db, now(), storingReplay(request, reply, 200, toDone)),
        ...{ requestId: request.id, publicUrl: app.publicUrl() },
      }
      const signing = { contracts: request.contracts(), chainId }
      await revokeByIssuer(context, signing, request.params.id, revocation, lockOrigin)
      return toDone()
    },
  )
}

const needsSignature =
  'A signature of the address alone cannot revoke. Send revoked_at and issuer_signature, sign the request or sign in.'
