import type { FastifyPluginAsync } from 'fastify'
import { Problem } from '../core/problem.ts'
import type { SharedRedis } from '../core/redis.ts'
import { clientLimit } from '../http/rateLimit.ts'
import { findListedIssuer } from '../issuers/listedIssuer.ts'
import type { LookupContext } from '../issuers/lookUp.ts'
import { documentFetcher, type FetchContext } from './fetchDocument.ts'

export type FetchOptions = FetchContext &
  Pick<LookupContext, 'db' | 'trustRegistries'> & {
    now: () => Date
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
 * What this server's own pages need to check an Open Badge in the browser. No other website can read the answers.
 * `GET /verify/fetch?url=` fetches a DID document, a status list or an Open Badge. `GET /verify/registry?did=` looks for an issuer
 * in the registries that this server trusts.
 */
export const fetchRoute: FastifyPluginAsync<FetchOptions> = async (
  app,
  { redis, verificationsPerMinute, db, trustRegistries, now, ...context },
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
  app.get<{ Querystring: { did?: string | string[] } }>('/verify/registry', async ({ query: { did = '' } }) =>
    findListedIssuer({ db, trustRegistries, at: now() }, did.toString()),
  )
}
