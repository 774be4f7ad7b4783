import { publicIdIn } from '@chancery/verify/publicIdIn'
import type { FastifyPluginAsync } from 'fastify'
import { placeOf, sendPage, withCamera } from './answers.ts'
import { link } from './layout.ts'
import { searchPage } from './searchPage.ts'

/** `GET /verify?number=`: redirects from a certificate's number to its page. */
export const searchRoute: FastifyPluginAsync = async (app) => {
  app.get<{ Querystring: { number?: string | string[] } }>('/verify', async (request, reply) => {
    const typed = request.query.number?.toString()
    const place = placeOf(request)
    reply.headers(withCamera)
    if (typed === undefined) return sendPage(reply, 200, searchPage(place, null))
    const publicId = publicIdIn(typed)
    if (!publicId) return sendPage(reply.header('x-error-code', 'input.invalid'), 400, searchPage(place, typed))
    return reply.redirect(link(place, `/verify/${publicId}`), 303)
  })
}
