import type { FastifyPluginAsync, FastifyReply, FastifyRequest } from 'fastify'
import type { SharedRedis } from '../core/redis.ts'
import { varyBy } from '../http/caching.ts'
import { clientLimit } from '../http/rateLimit.ts'
import { documentAt, type IssuersContext } from './service.ts'

export type IssuersOptions = Pick<IssuersContext, 'db' | 'secrets' | 'issuerKeys' | 'chainId'> & {
  redis: SharedRedis | undefined
  verificationsPerMinute: number
  now: () => Date
}

/** DID documents of sites (W3C CCG did:web): `/.well-known/did.json` and `/issuers/{id}/did.json`. */
export const issuerRoutes: FastifyPluginAsync<IssuersOptions> = async (app, { now, redis, ...options }) => {
  varyBy(app, ['host', 'x-forwarded-host'])
  app.addHook('onRequest', clientLimit('DID documents', options.verificationsPerMinute, redis))

  app.get('/.well-known/did.json', (request, reply) => answer(request, reply, null))

  app.get<{ Params: { id: string } }>('/issuers/:id/did.json', (request, reply) => {
    const { id } = request.params
    return /^[1-9]\d{0,8}$/.test(id) ? answer(request, reply, Number(id)) : reply.callNotFound()
  })

  async function answer(request: FastifyRequest, reply: FastifyReply, siteId: number | null) {
    const author = { command: 'did.json', requestId: request.id }
    const context = { ...options, author, publicUrl: app.publicUrl(), at: now() }
    const { document, isCurrent } = await documentAt(context, { host: request.host, siteId })
    return reply
      .headers({
        // A former host's document must not be cached for the current host.
        'cache-control': isCurrent ? 'public, max-age=300' : 'no-store',
        'access-control-allow-origin': '*',
      })
      .type('application/did+ld+json')
      .send(JSON.stringify(document))
  }
}
