import { parseAddress } from '@chancery/verify/ethereum/address'
import type { FastifyReply, FastifyRequest } from 'fastify'
import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod'
import { z } from 'zod'
import { Problem } from '../../../core/problem.ts'
import type { Wallet } from '../../../core/wallets.ts'
import { cursorOf } from '../../../http/cursor.ts'
import { storingReplay } from '../../../http/idempotency.ts'
import { answer } from '../../../http/openapi.ts'
import { rawJson } from '../../../http/rawJson.ts'
import { walletOf } from '../../auth.ts'
import { ignoreBodies } from '../../bodies.ts'
import { failures, notFound, notHolder, notOwnList, notSigned, postFailures, security } from '../../openapi.ts'
import type { WalletApiOptions } from '../../options.ts'
import { nextLink, urlWith } from '../../paging.ts'
import { done } from '../../schemas.ts'
import { contextOf } from '../../writeContext.ts'
import { certificateParams } from '../schemas.ts'
import { shownCertificate } from '../shownCertificate.ts'
import { toDone } from '../wire.ts'
import { learnerQuery, listQuery } from './schemas.ts'
import { listCertificates, setHidden } from './service.ts'

const tags = ['Certificates']
const list = answer('The certificates', z.array(shownCertificate))
const paged =
  'Returns at most `limit` certificates. If more follow, the `Link` header has the URL of the next page; follow it also ' +
  'after a page with fewer certificates than `limit`, which ends at about 4 MB.'

const hiding = [
  {
    name: 'hide',
    isHidden: true,
    operationId: 'hideCertificate',
    summary: 'Hide a certificate',
    description:
      'Leaves a certificate out of the list of its holder. Only its holder may do this. The certificate, its page and ' +
      'its verdict stay the same. Hiding it again changes nothing. Ignores the request body.',
  },
  {
    name: 'unhide',
    isHidden: false,
    operationId: 'unhideCertificate',
    summary: 'Unhide a certificate',
    description: 'Lists a hidden certificate again. Only its holder may do this. Ignores the request body.',
  },
]

export const listRoutes: FastifyPluginAsyncZod<WalletApiOptions> = async (app, { db, now }) => {
  app.get(
    '/certificates/',
    {
      schema: {
        operationId: 'listCertificates',
        summary: 'List certificates',
        description:
          'Lists the certificates that the signing wallet issued (oldest first) or holds (those of confirmed issuers ' +
          `first, then by title). ${paged}`,
        tags,
        security: security.optional,
        querystring: listQuery,
        response: { 200: list, ...failures, ...notSigned, ...notOwnList },
      },
    },
    async (request, reply) => {
      const { role, eth_address } = request.query
      const isHeld = role === 'holder' || eth_address !== undefined
      const address = eth_address ?? walletOf(request).address
      return sendPage(request, reply, isHeld ? { heldBy: address } : { issuedBy: address })
    },
  )

  app.get(
    '/certificates/get_certificates_by_learner/',
    {
      schema: {
        operationId: 'listCertificatesByLearner',
        summary: 'List the certificates of a learner',
        description:
          'Lists the certificates that a wallet address holds: those of confirmed issuers first, then by title. The ' +
          `list is empty if the address is missing, malformed or unknown. ${paged}`,
        tags,
        security: security.optional,
        querystring: learnerQuery,
        response: { 200: list, ...failures, ...notSigned, ...notOwnList },
      },
    },
    (request, reply) => sendPage(request, reply, { heldBy: request.query.eth_address ?? '' }),
  )

  // BDN's clients send arbitrary bodies.
  await app.register(async (hide: typeof app) => {
    ignoreBodies(hide)
    for (const { name, isHidden, ...operation } of hiding) {
      hide.post(
        `/certificates/:id/${name}/`,
        {
          config: { signed: true },
          schema: {
            ...operation,
            tags,
            security: security.required,
            params: certificateParams,
            response: { 200: answer('The list has changed', done), ...postFailures, ...notHolder, ...notFound },
          },
        },
        async (request, reply) => {
          const context = contextOf(request, db, now(), storingReplay(request, reply, 200, toDone))
          await setHidden(context, request.params.id, isHidden)
          return toDone()
        },
      )
    }
  })

  /** Sends a page of a list. The list of an invalid or unknown address is empty. */
  async function sendPage(
    { query, wallet, routeOptions }: FastifyRequest<{ Querystring: Query }>,
    reply: FastifyReply,
    owner: { heldBy: string } | { issuedBy: string },
  ): Promise<z.output<typeof shownCertificate>[]> {
    const { confirmed, hidden, cursor: after, offset, limit, ...given } = query
    const address = parseAddress('heldBy' in owner ? owner.heldBy : owner.issuedBy)
    if (hidden) ensureHolder(wallet, address)
    reply.type('application/json; charset=utf-8')
    if (!address) return []
    const { json, next } = await listCertificates(
      db,
      {
        of: 'heldBy' in owner ? { heldBy: address } : { issuedBy: address },
        through: hidden ? 'hidden' : confirmed ? 'confirmed' : 'unconfirmed',
        reader: wallet?.id ?? null,
        publicUrl: app.publicUrl(),
        now: now(),
      },
      { after, offset, limit },
    )
    if (next) {
      const flags = { confirmed: confirmed ? 'true' : undefined, hidden: hidden ? 'true' : undefined }
      const following = { ...given, ...flags, limit: String(limit), cursor: cursorOf(next) }
      reply.header('link', nextLink(urlWith(`${app.publicUrl()}${routeOptions.url}`, following)))
    }
    return rawJson(json)
  }
}

type Query = z.output<typeof learnerQuery> & { role?: 'issuer' | 'holder' | undefined }

/** What a holder hides is nobody else's list. */
function ensureHolder(wallet: Wallet | null, address: string | null): void {
  if (!wallet) throw new Problem('signature.missing')
  if (wallet.address !== address) throw new Problem('list.not_holder')
}
