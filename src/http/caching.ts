import { hash } from 'node:crypto'
import type { FastifyInstance, onSendHookHandler } from 'fastify'
import { matchesEntityTag } from './entityTag.ts'

/** Default of all responses, errors included. Routes whose responses may be stored set their own. */
export const NEVER_STORED = 'no-store'

/** Only the client may store the response. It asks each time whether the `ETag` is still current. */
export const REVALIDATED = 'private, no-cache'

/** Tells caches which request headers decide about a response. Register it before the hooks that read them. */
export function varyBy(app: FastifyInstance, names: string[]): void {
  const vary = names.join(', ')
  app.addHook('onRequest', (_request, reply, done) => {
    reply.header('vary', vary)
    done()
  })
}

/** The `onSend` of a route whose JSON is revalidated. The `ETag` is a hash of the body. */
export const revalidated: onSendHookHandler = (request, reply, payload, done) => {
  if (reply.statusCode !== 200 || typeof payload !== 'string') return done(null, payload)
  const etag = `"${hash('sha256', payload, 'base64url').slice(0, 22)}"`
  reply.headers({ etag, 'cache-control': REVALIDATED })
  if (!matchesEntityTag(etag, request.headers['if-none-match'])) return done(null, payload)
  reply.code(304).removeHeader('content-type')
  // Fastify measures the payload of a HEAD, and sends no length for null.
  done(null, request.method === 'HEAD' ? '' : null)
}
