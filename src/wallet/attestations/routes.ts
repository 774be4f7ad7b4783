import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod'
import { cursorOf } from '../../http/cursor.ts'
import { storingReplay } from '../../http/idempotency.ts'
import { answer } from '../../http/openapi.ts'
import { walletOf } from '../auth.ts'
import { ignoreBodies } from '../bodies.ts'
import {
  failures,
  moveFailures,
  noAttestation,
  notHolder,
  notParty,
  notSigned,
  requestFailures,
  security,
} from '../openapi.ts'
import type { WalletApiOptions } from '../options.ts'
import { nextLink, urlWith } from '../paging.ts'
import { done } from '../schemas.ts'
import { profiles } from '../walletTypes.ts'
import { contextOf } from '../writeContext.ts'
import { attestationParams, attestationsPage, attestationsQuery, newAttestation, verification } from './schemas.ts'
import { getAttestation, listAttestations, type Move, moveAttestation, requestAttestation } from './service.ts'
import { attestationFromWire, attestationToWire } from './wire.ts'

const tags = ['Verifications']
const list = '/verifications/'

/** State changes of a verifier, by the last part of their path. */
const moves: { name: string; state: Move; operationId: string; summary: string; description: string }[] = [
  {
    name: 'set_pending_by_id',
    state: 'pending',
    operationId: 'setVerificationPending',
    summary: 'Mark an attestation as pending',
    description:
      'Marks a requested or open attestation as pending, after its verifier has sent the transaction. Only its ' +
      'verifier may do this. Ignores the request body.',
  },
  {
    name: 'set_open_by_id',
    state: 'open',
    operationId: 'setVerificationOpen',
    summary: 'Mark an attestation as open',
    description:
      'Marks a requested or pending attestation as open. Only its verifier may do this. Ignores the request body.',
  },
  {
    name: 'reject_by_id',
    state: 'rejected',
    operationId: 'rejectVerification',
    summary: 'Reject an attestation',
    description:
      'Rejects a requested or open attestation permanently. Only its verifier may do this. Ignores the request body.',
  },
]

export const attestationRoutes: FastifyPluginAsyncZod<WalletApiOptions> = async (app, { db, now }) => {
  app.post(
    list,
    {
      config: { signed: true },
      schema: {
        operationId: 'createVerification',
        summary: 'Request an attestation',
        description:
          'Requests an attestation from an academy or a company. The signing wallet must hold the certificate. Only ' +
          'one attestation is possible for each combination of `certificate`, `verifier`, `verifier_type` and ' +
          '`granted_to_type`, also after a rejection.',
        tags,
        security: security.required,
        consumes: ['application/json', 'application/x-www-form-urlencoded', 'multipart/form-data'],
        body: newAttestation,
        response: { 200: answer('The attestation', verification), ...requestFailures, ...notHolder },
      },
    },
    async (request, reply) => {
      const context = contextOf(request, db, now(), storingReplay(request, reply, 200, attestationToWire))
      return attestationToWire(await requestAttestation(context, attestationFromWire(request.body)))
    },
  )

  app.get(
    '/verifications/:verificationId/',
    {
      config: { signed: true },
      schema: {
        operationId: 'retrieveVerification',
        summary: 'Get an attestation',
        description: 'Returns an attestation to its verifier or to the holder of the certificate.',
        tags,
        security: security.required,
        params: attestationParams,
        response: { 200: answer('The attestation', verification), ...failures, ...notParty, ...noAttestation },
      },
    },
    async (request) => attestationToWire(await getAttestation(db, request.params.verificationId, walletOf(request))),
  )

  app.get(
    list,
    {
      config: { signed: true },
      schema: {
        operationId: 'listVerifications',
        summary: 'List the attestations of a verifier',
        description:
          'Lists the attestations of the signing wallet as verifier: requested, open, pending, then decided ones. In ' +
          'each state, the least recently changed come first. The `Link` header has the URL of the next page.',
        tags,
        security: security.required,
        querystring: attestationsQuery,
        response: { 200: answer('A page of attestations', attestationsPage), ...failures, ...notSigned },
      },
    },
    async (request, reply) => {
      const { active_profile: profile, cursor: after, offset, limit } = request.query
      const verifier = walletOf(request)
      const { count, rows, next } =
        profile === 'Learner'
          ? { count: 0, rows: [], next: undefined }
          : await listAttestations(db, verifier, profile && profiles[profile], { after, offset, limit })
      const at = (place: { offset: number } | { cursor: string }) =>
        addressOf(app.publicUrl(), { profile, limit, ...place })
      const following = next && at({ cursor: cursorOf(next) })
      if (following) reply.header('link', nextLink(following))
      return {
        count,
        next: following ? (after ? following : at({ offset: offset + limit })) : null,
        previous: !after && offset > 0 ? at({ offset: Math.max(offset - limit, 0) }) : null,
        results: rows.map(attestationToWire),
      }
    },
  )

  // BDN's clients send arbitrary bodies.
  await app.register(async (moving: typeof app) => {
    ignoreBodies(moving)
    for (const { name, state, ...operation } of moves) {
      moving.post(
        `/verifications/:verificationId/${name}/`,
        {
          config: { signed: true },
          schema: {
            ...operation,
            tags,
            security: security.required,
            params: attestationParams,
            response: { 200: answer('The state has changed', done), ...moveFailures, ...notSigned },
          },
        },
        async (request, reply) => {
          const context = contextOf(request, db, now(), storingReplay(request, reply, 200, toDone))
          await moveAttestation(context, request.params.verificationId, state)
          return toDone()
        },
      )
    }
  })

  /** Builds a page's URL as Django REST does. */
  function addressOf(
    publicUrl: string,
    {
      profile,
      limit,
      offset = 0,
      cursor,
    }: { profile?: string | undefined; limit: number; offset?: number; cursor?: string },
  ) {
    return urlWith(`${publicUrl}${app.prefix}${list}`, {
      active_profile: profile,
      limit: String(limit),
      offset: offset > 0 ? String(offset) : undefined,
      cursor,
    })
  }
}

function toDone() {
  return { status: 'ok' as const }
}
