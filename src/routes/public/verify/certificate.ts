import type { FastifyPluginAsync, FastifyReply, FastifyRequest } from 'fastify'
import { findPublicCertificate } from '../../../services/publicCertificates.ts'
import { verify } from '../../../verification/verify.ts'
import { placeOf, sendNotice, sendPage } from './answers.ts'
import { certificatePage } from './certificatePage.ts'
import { toJson } from './json.ts'
import type { VerifyOptions } from './options.ts'

type Address = { Params: { publicId: string }; Querystring: { file?: string | string[] } }

const uuid = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i

/**
 * `GET /verify/{publicId}`: what a certificate states and how it was checked. Of a certificate that was revoked or has
 * expired this is an answer like any other (200): it is there, and the answer is about just that.
 */
export const certificateRoutes: FastifyPluginAsync<VerifyOptions> = async (app, { db, readDocument, now }) => {
  app.get<Address>('/verify/:publicId', show)
  app.get<Address>('/verify/:publicId.json', show)

  async function show(request: FastifyRequest<Address>, reply: FastifyReply) {
    const { publicId } = request.params
    const place = placeOf(request)
    const { texts, language } = place
    const found = uuid.test(publicId) ? await findPublicCertificate(db, publicId.toLowerCase()) : null
    if (!found) {
      const { unknown } = texts.notices
      return sendNotice(request, reply, { status: 404, code: 'certificate.not_found', message: unknown.title }, unknown)
    }
    if ('deletedAt' in found) {
      const { title, text } = texts.notices.deleted
      const notice = { title, text: text(texts.formats.date(found.deletedAt)) }
      return sendNotice(request, reply, { status: 410, code: 'certificate.deleted', message: title }, notice)
    }
    const { certificate } = found
    const at = now()
    const ports = { now: at, readDocument, fileProof: request.query.file?.toString() }
    const shown = {
      certificate,
      verification: await verify(certificate, ports, language),
      at,
      publicUrl: app.publicUrl(),
    }
    if (!place.wantsJson) return sendPage(reply, 200, await certificatePage(place, shown))
    // As public as the page: anybody's page may read it.
    return reply.header('access-control-allow-origin', '*').send(toJson(shown, texts))
  }
}
