import { fromNumber } from '@chancery/verify/certificateNumber'
import type { FastifyPluginAsync } from 'fastify'
import { placeOf, sendPage } from './answers.ts'
import { link } from './layout.ts'
import { searchPage } from './searchPage.ts'

/** A longer text is the number of nothing. */
const MAX_LENGTH = 500

/** `GET /verify?number=`: the way from the number on a certificate to its page. */
export const searchRoute: FastifyPluginAsync = async (app) => {
  app.get<{ Querystring: { number?: string | string[] } }>('/verify', async (request, reply) => {
    const typed = request.query.number?.toString()
    const place = placeOf(request)
    if (typed === undefined) return sendPage(reply, 200, searchPage(place, null))
    const publicId = publicIdIn(typed.slice(0, MAX_LENGTH))
    if (!publicId) return sendPage(reply.header('x-error-code', 'input.invalid'), 400, searchPage(place, typed))
    return reply.redirect(link(place, `/verify/${publicId}`), 303)
  })
}

/** The public id in what somebody typed or pasted: a certificate's number, its id, or an address with that in it. */
function publicIdIn(text: string): string | null {
  const [id] = /[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}/i.exec(text) ?? []
  return id?.toLowerCase() ?? fromNumber(text)
}
