import { hash } from 'node:crypto'
import { publicIdIn } from '@chancery/verify/publicIdIn'
import type { FastifyPluginAsync, FastifyReply, FastifyRequest } from 'fastify'
import { Problem } from '../core/problem.ts'
import type { SharedRedis } from '../core/redis.ts'
import type { Database } from '../database/client.ts'
import { matchesEntityTag } from '../http/entityTag.ts'
import { clientLimit } from '../http/rateLimit.ts'
import type { DocumentStore } from '../public/documents/store.ts'
import type { FindCertificate } from '../public/lookup.ts'
import { bakedPictures } from './bakedPicture.ts'
import { type CredentialServices, contextOf } from './context.ts'
import { credentialOf, storedCredentials } from './credential.ts'
import { CREDENTIAL_TYPE } from './schemas.ts'
import { statusLists } from './statusList.ts'

export type CredentialOptions = {
  credentials: CredentialServices
  /** Returns `findCertificate` of the credentials on a replica. */
  finderOn: (source: Database) => FindCertificate
  documents: DocumentStore
  redis: SharedRedis | undefined
  /** Requests per minute and client; 0 means no limit. */
  verificationsPerMinute: number
  now: () => Date
}

/** Open Badges of certificates, and the status lists that say which of them are revoked (docs/credentials.md). */
export const credentialRoutes: FastifyPluginAsync<CredentialOptions> = async (app, options) => {
  const { documents, finderOn } = options
  const statusListOf = statusLists(options.credentials.db)
  const findStored = storedCredentials(options.credentials.db)
  const bakedPicture = bakedPictures(options.credentials.db, finderOn, documents)
  app.addHook('onRequest', clientLimit('credentials', options.verificationsPerMinute, options.redis))
  // As public as the page, so pages of any origin may read them.
  app.addHook('onRequest', async (_request, reply) => {
    reply.header('access-control-allow-origin', '*')
  })

  app.get<{ Params: { publicId: string } }>('/verify/:publicId/credential.json', async (request, reply) => {
    const publicId = publicIdIn(request.params.publicId)
    const context = contextOf(request, options, 'credential.json')
    const found = (await findStored(context, publicId)) ?? (await credentialOf(context, publicId))
    return sendTagged(request, reply, { body: found, type: CREDENTIAL_TYPE, maxAge: 300 })
  })

  for (const [file, design] of Object.entries({ 'credential.png': 'certificate', 'badge.png': 'badge' } as const)) {
    app.get<{ Params: { publicId: string } }>(`/verify/:publicId/${file}`, async (request, reply) => {
      const publicId = publicIdIn(request.params.publicId)
      const body = await bakedPicture(contextOf(request, options, file), publicId, design)
      return sendTagged(request, reply, { body, type: 'image/png', maxAge: 300 })
    })
  }

  app.get<{ Params: { site: string; number: string } }>('/status/:site/:number', async (request, reply) => {
    const { site, number } = request.params
    if (![site, number].every((id) => /^[1-9]\d{0,8}$/.test(id))) throw new Problem('status_list.not_found')
    const body = await statusListOf(contextOf(request, options, 'status list'), Number(site), Number(number))
    return sendTagged(request, reply, { body, type: CREDENTIAL_TYPE, maxAge: 30 })
  })
}

type Tagged = { body: string | Buffer; type: string; maxAge: number }

function sendTagged(request: FastifyRequest, reply: FastifyReply, { body, type, maxAge }: Tagged) {
  const etag = `"${hash('sha256', body, 'base64url').slice(0, 22)}"`
  reply.headers({ etag, 'cache-control': `public, max-age=${maxAge}` })
  if (matchesEntityTag(etag, request.headers['if-none-match'])) return reply.code(304).send()
  return reply.type(type).send(body)
}
