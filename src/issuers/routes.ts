import type { FastifyPluginAsync, FastifyReply, FastifyRequest } from 'fastify'
import { documentAt, type IssuersContext } from './service.ts'

export type IssuersOptions = Pick<IssuersContext, 'db' | 'secrets' | 'issuerKeys' | 'chainId'> & { now: () => Date }

/** DID documents of sites (W3C CCG did:web): `/.well-known/did.json` and `/issuers/{id}/did.json`. */
export const issuerRoutes: FastifyPluginAsync<IssuersOptions> = async (app, { now, ...options }) => {
  app.get('/.well-known/did.json', (request, reply) => answer(request, reply, null))

  app.get<{ Params: { id: string } }>('/issuers/:id/did.json', (request, reply) => {
    const { id } = request.params
    return /^[1-9]\d{0,8}$/.test(id) ? answer(request, reply, Number(id)) : reply.callNotFound()
  })

  async function answer(request: FastifyRequest, reply: FastifyReply, siteId: number | null) {
    const context = { ...options, publicUrl: app.publicUrl(), at: now() }
    const document = await documentAt(context, { host: request.host, siteId })
    return reply
      .headers({ 'cache-control': 'public, max-age=300', vary: 'Host', 'access-control-allow-origin': '*' })
      .type('application/did+ld+json')
      .send(JSON.stringify(document))
  }
}
