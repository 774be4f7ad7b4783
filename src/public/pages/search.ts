import { fromNumber } from '@chancery/verify/certificateNumber'
import type { FastifyPluginAsync } from 'fastify'
import { placeOf, sendPage } from './answers.ts'
import { link } from './layout.ts'
import { searchPage } from './searchPage.ts'

/** Maximum length (characters) of the input that is searched for a number. */
const MAX_LENGTH = 500

/** `GET /verify?number=`: redirects from a certificate's number to its page. */
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

/** Finds the public id in typed or pasted text: a certificate's number, its id, or a URL that contains the id. */
function publicIdIn(text: string): string | null {
  const [id] = /[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}/i.exec(text) ?? []
  return id?.toLowerCase() ?? fromNumber(text)
}
