import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod'
import { storingReplay } from '../../http/idempotency.ts'
import { answer } from '../../http/openapi.ts'
import { walletOf } from '../auth.ts'
import { ignoreBodies } from '../bodies.ts'
import {
  askFailures,
  failures,
  moveFailures,
  noAttestation,
  notHolder,
  notParty,
  notSigned,
  security,
} from '../openapi.ts'
import type { WalletApiOptions } from '../options.ts'
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
    summary: 'Say that the transaction is sent',
    description: 'Makes pending what is requested or open, for its verifier. A body is ignored.',
  },
  {
    name: 'set_open_by_id',
    state: 'open',
    operationId: 'setVerificationOpen',
    summary: 'Leave a verification open',
    description: 'Opens what is requested or pending, for its verifier. A body is ignored.',
  },
  {
    name: 'reject_by_id',
    state: 'rejected',
    operationId: 'rejectVerification',
    summary: 'Reject a verification',
    description: 'Rejects what is requested or open, for its verifier and for good. A body is ignored.',
  },
]

export const attestationRoutes: FastifyPluginAsyncZod<WalletApiOptions> = async (app, { db, now }) => {
  app.post(
    list,
    {
      config: { signed: true },
      schema: {
        operationId: 'createVerification',
        summary: 'Ask for a verification',
        description:
          'Asks an academy or a company to verify a certificate that the signing wallet holds. A certificate has one ' +
          'verification for each verifier and what both are; asking again is refused, whatever became of it.',
        tags,
        security: security.required,
        consumes: ['application/json', 'application/x-www-form-urlencoded', 'multipart/form-data'],
        body: newAttestation,
        response: { 200: answer('The verification', verification), ...askFailures, ...notHolder },
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
        summary: 'Get a verification',
        description: 'Shows a verification to its verifier and to the holder of the certificate.',
        tags,
        security: security.required,
        params: attestationParams,
        response: { 200: answer('The verification', verification), ...failures, ...notParty, ...noAttestation },
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
        summary: 'List what is to be verified',
        description:
          'Lists the verifications whose verifier signs the request: requested, open, pending, then the decided ones; of a ' +
          'state, those first that are in it longest.',
        tags,
        security: security.required,
        querystring: attestationsQuery,
        response: { 200: answer('A page of them', attestationsPage), ...failures, ...notSigned },
      },
    },
    async (request) => {
      const { active_profile: profile, ...range } = request.query
      const verifier = walletOf(request)
      const { count, rows } =
        profile === 'Learner'
          ? { count: 0, rows: [] }
          : await listAttestations(db, verifier, profile && profiles[profile], range)
      const at = (offset: number) => addressOf(app.publicUrl(), { profile, limit: range.limit, offset })
      return {
        count,
        next: range.offset + range.limit < count ? at(range.offset + range.limit) : null,
        previous: range.offset > 0 ? at(Math.max(range.offset - range.limit, 0)) : null,
        results: rows.map(attestationToWire),
      }
    },
  )

  // BDN's clients send arbitrary bodies, as for deletions.
  await app.register(async (moving: typeof app) => {
    ignoreBodies(moving)
    for (const { name, state, ...told } of moves) {
      moving.post(
        `/verifications/:verificationId/${name}/`,
        {
          config: { signed: true },
          schema: {
            ...told,
            tags,
            security: security.required,
            params: attestationParams,
            response: { 200: answer('It was done', done), ...moveFailures, ...notSigned },
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
    { profile, limit, offset }: { profile?: string | undefined; limit: number; offset: number },
  ) {
    const query = new URLSearchParams({
      ...(profile && { active_profile: profile }),
      limit: String(limit),
      ...(offset > 0 && { offset: String(offset) }),
    })
    return `${publicUrl}${app.prefix}${list}?${query}`
  }
}

function toDone() {
  return { status: 'ok' as const }
}
