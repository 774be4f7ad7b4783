import type { FastifyReply } from 'fastify'
import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod'
import { z } from 'zod'
import {
  type Certificate,
  createCertificate,
  deleteCertificate,
  getCertificate,
  listHeld,
  listIssued,
  type Range,
} from '../../services/certificates.ts'
import { findWallet, type Wallet } from '../../services/wallets.ts'
import { parseAddress } from '../../wallet/address.ts'
import { keeping } from '../idempotency.ts'
import { answer } from '../openapi.ts'
import { walletOf } from './auth.ts'
import { ignoreBodies } from './bodies.ts'
import { jsonArray } from './jsonArray.ts'
import { failures, notFound, notHolder, notSigned, postFailures, security } from './openapi.ts'
import type { WalletRouteOptions } from './options.ts'
import { certificate, certificateParams, created, done, learnerQuery, listQuery, newCertificate } from './schemas.ts'
import { fromWire, toWire } from './wire.ts'

const tags = ['Certificates']
const list = answer('The certificates', z.array(certificate))

export const certificateRoutes: FastifyPluginAsyncZod<WalletRouteOptions> = async (
  app,
  { db, ipfs, ipfsCheck, now },
) => {
  app.post(
    '/certificates/',
    {
      config: { signed: true },
      schema: {
        operationId: 'createCertificate',
        summary: 'Create a certificate',
        description:
          'Creates a certificate in the name of the signing wallet. Its document should be on IPFS before. Where a ' +
          'field is optional, an empty text is taken as its absence; a number may be text, and a list one value.',
        tags,
        security: security.required,
        consumes: ['application/json', 'application/x-www-form-urlencoded', 'multipart/form-data'],
        body: newCertificate,
        response: { 200: answer('The certificate was created', created), ...postFailures, ...notSigned },
      },
    },
    async (request, reply) => {
      const keep = keeping(request, reply, 200, toCreated)
      return toCreated(await createCertificate(db, ipfs, ipfsCheck, walletOf(request), fromWire(request.body), keep))
    },
  )

  app.get(
    '/certificates/:id/',
    {
      schema: {
        operationId: 'retrieveCertificate',
        summary: 'Get a certificate',
        description: 'Shows one certificate to anybody; its checksum to its holder only.',
        tags,
        security: security.optional,
        params: certificateParams,
        response: { 200: answer('The certificate', certificate), ...failures, ...notFound },
      },
    },
    async (request) => toWire(await getCertificate(db, request.params.id), request.wallet, now()),
  )

  app.get(
    '/certificates/',
    {
      schema: {
        operationId: 'listCertificates',
        summary: 'List certificates',
        description: 'Lists what the signing wallet issued, oldest first, or holds, by title.',
        tags,
        security: security.optional,
        querystring: listQuery,
        response: { 200: list, ...failures, ...notSigned },
      },
    },
    async (request, reply) => {
      const { role, eth_address, ...range } = request.query
      if (eth_address !== undefined) return sendList(reply, heldBy(eth_address, range), request.wallet)
      const wallet = walletOf(request)
      return sendList(reply, role === 'holder' ? listHeld(db, wallet, range) : listIssued(db, wallet, range), wallet)
    },
  )

  app.get(
    '/certificates/get_certificates_by_learner/',
    {
      schema: {
        operationId: 'listCertificatesByLearner',
        summary: 'List the certificates of a learner',
        description:
          'Lists what a wallet address holds, by title; nothing for an address that is missing, malformed or unknown.',
        tags,
        security: security.optional,
        querystring: learnerQuery,
        response: { 200: list, ...failures },
      },
    },
    async (request, reply) => {
      const { eth_address = '', ...range } = request.query
      return sendList(reply, heldBy(eth_address, range), request.wallet)
    },
  )

  // BDN ignores the body of a delete, whatever it is.
  await app.register(async (deletion: typeof app) => {
    ignoreBodies(deletion)
    deletion.post(
      '/certificates/:id/delete_by_id/',
      {
        config: { signed: true },
        schema: {
          operationId: 'deleteCertificate',
          summary: 'Delete a certificate',
          description: 'Deletes a certificate for its holder. A body is ignored.',
          tags,
          security: security.required,
          params: certificateParams,
          response: { 200: answer('It was deleted', done), ...postFailures, ...notHolder, ...notFound },
        },
      },
      async (request, reply) => {
        await deleteCertificate(db, request.params.id, walletOf(request), keeping(request, reply, 200, toDone))
        return toDone()
      },
    )
  })

  /** What the wallet of an address holds; nothing for whatever is no address, or of no wallet known. */
  async function* heldBy(text: string, range: Range): AsyncGenerator<Certificate> {
    const address = parseAddress(text)
    const holder = address && (await findWallet(db, address))
    if (holder) yield* listHeld(db, holder, range)
  }

  function sendList(reply: FastifyReply, certificates: AsyncIterable<Certificate>, reader: Wallet | null) {
    return reply.type('application/json; charset=utf-8').send(jsonArray(wire(certificates, reader)))
  }

  async function* wire(certificates: AsyncIterable<Certificate>, reader: Wallet | null) {
    for await (const row of certificates) yield toWire(row, reader, now())
  }
}

function toCreated(id: string) {
  return { status: 'ok' as const, certificate_pk: id }
}

function toDone() {
  return { status: 'ok' as const }
}
