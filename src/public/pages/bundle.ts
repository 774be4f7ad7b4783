import { hash } from 'node:crypto'
import { publicIdIn } from '@chancery/verify/publicIdIn'
import type { FastifyPluginAsync } from 'fastify'
import { replicated } from '../../database/replica.ts'
import { matchesEntityTag } from '../../http/entityTag.ts'
import { type BundleContext, publicBundle } from '../bundles.ts'
import { sendNotFound } from './answers.ts'
import type { VerifyOptions } from './options.ts'
import { sendTombstone } from './tombstone.ts'

/** `GET /verify/{publicId}/bundle.json`: proves a certificate without this server (docs/bundle.md). */
export const bundleRoute: FastifyPluginAsync<VerifyOptions> = async (app, { db, issuers, now }) => {
  const find = replicated(
    db,
    (source) => (context: BundleContext, publicId: string) => publicBundle(source, context, publicId),
    (found) => found !== null,
  )
  app.get<{ Params: { publicId: string } }>('/verify/:publicId/bundle.json', async (request, reply) => {
    const publicId = publicIdIn(request.params.publicId) ?? ''
    const author = { command: 'bundle.json', requestId: request.id }
    const context = { ...issuers, author, publicUrl: app.publicUrl(), at: now() }
    const found = await find(context, publicId)
    if (!found) return sendNotFound(request, reply)
    if ('deletedAt' in found) return sendTombstone(request, reply, found)
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
