import { hash } from 'node:crypto'
import type { FastifyPluginAsync } from 'fastify'
import { matchesEntityTag } from '../../http/entityTag.ts'
import { publicBundle } from '../bundles.ts'
import { sendDeleted, sendNotFound } from './answers.ts'
import type { VerifyOptions } from './options.ts'

/** `GET /verify/{publicId}/bundle.json`: proves a certificate without this server (docs/bundle.md). */
export const bundleRoute: FastifyPluginAsync<VerifyOptions> = async (app, { db, now }) => {
  app.get<{ Params: { publicId: string } }>('/verify/:publicId/bundle.json', async (request, reply) => {
    const publicId = request.params.publicId.toLowerCase()
    const context = { publicUrl: app.publicUrl(), now: now() }
    const found = await publicBundle(db, context, publicId)
    if (!found) return sendNotFound(request, reply)
    if ('deletedAt' in found) return sendDeleted(request, reply, found.deletedAt)
    const { bundle } = found
    // `madeAt` is not part of the ETag, so that an unchanged bundle matches.
    const etag = `"${hash('sha256', JSON.stringify({ ...bundle, madeAt: null })).slice(0, 32)}"`
    reply.headers({ etag, 'access-control-allow-origin': '*' })
    if (matchesEntityTag(etag, request.headers['if-none-match'])) return reply.code(304).send()
    return reply
      .type('application/json; charset=utf-8')
      .header('content-disposition', `attachment; filename="certificate-${publicId}.bundle.json"`)
      .send(JSON.stringify(bundle, null, 2))
  })
}
