import type { FastifyPluginAsync } from 'fastify'
import { Problem } from '../core/problem.ts'
import type { SharedRedis } from '../core/redis.ts'
import { clientLimit } from '../http/rateLimit.ts'
import { documentFetcher, type FetchContext } from './fetchDocument.ts'

export type FetchOptions = FetchContext & {
  redis: SharedRedis | undefined
  /** Requests per minute and client; 0 means no limit. */
  verificationsPerMinute: number
}

const problems = {
  refused: 'fetch.refused',
  missing: 'fetch.not_found',
  unavailable: 'fetch.unavailable',
} as const

/**
 * `GET /verify/fetch?url=`: fetches a DID document, a status list or an Open Badge for this server's own pages, which check it
 * in the browser. No other website can read the answer.
 */
export const fetchRoute: FastifyPluginAsync<FetchOptions> = async (
  app,
  { redis, verificationsPerMinute, ...context },
) => {
  app.addHook('onRequest', clientLimit('fetches', verificationsPerMinute, redis))
  const fetchDocument = documentFetcher(context)
  app.get<{ Querystring: { url?: string | string[] } }>('/verify/fetch', async (request, reply) => {
    const fetched = await fetchDocument(request.query.url?.toString() ?? '')
    if (fetched.outcome !== 'found') throw new Problem(problems[fetched.outcome])
    return reply
      .headers({ 'content-disposition': 'attachment', 'content-security-policy': "default-src 'none'; sandbox" })
      .type('application/octet-stream')
      .send(fetched.body)
  })
}
