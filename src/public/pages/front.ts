import type { FastifyPluginAsync } from 'fastify'
import { placeOf, sendPage, withCamera } from './answers.ts'
import { frontPage } from './frontPage.ts'

/** `GET /`: what this server is, and how to check a certificate. */
export const frontRoute: FastifyPluginAsync = async (app) => {
  app.get('/', async (request, reply) => {
    const place = placeOf(request)
    if (place.wantsJson) return reply.send(addressesOf(app.publicUrl()))
    // Search engines may list this page: it names no holder.
    reply.headers(withCamera).removeHeader('x-robots-tag')
    return sendPage(reply, 200, frontPage(place))
  })
}

function addressesOf(publicUrl: string) {
  return {
    name: 'Chancery',
    verify: `${publicUrl}/verify`,
    docs: `${publicUrl}/docs`,
    lmsApi: `${publicUrl}/openapi/v1/openapi.json`,
    walletApi: `${publicUrl}/api/v1/openapi.json`,
  }
}
