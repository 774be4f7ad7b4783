import type { FastifyInstance, FastifyRequest } from 'fastify'
import { Problem } from '../core/problem.ts'
import { RateLimited, rateLimiter } from '../http/rateLimit.ts'
import { type KeyHolder, type KeyScope, keyAuthenticator } from './keys/service.ts'
import type { LmsApiOptions } from './options.ts'

declare module 'fastify' {
  interface FastifyRequest {
    /** Who sent a request of the LMS API. */
    keyHolder: KeyHolder | null
  }
  interface FastifyContextConfig {
    /** A route of the LMS API that needs no key. */
    withoutKey?: true
    /** What a key must be allowed to, where it is not `read` for looking and `issue` for changing. */
    scope?: KeyScope
  }
}

/** Lets a request in by its `X-API-KEY` and counts it: for its key, or for its address where it has no valid one. */
export function requireKey(app: FastifyInstance, options: LmsApiOptions): void {
  const authenticate = keyAuthenticator(options.db, options.now)
  const count = rateLimiter(options.rateLimitPerMinute, options.redis)
  app.decorateRequest('keyHolder', null)
  app.addHook('onRequest', async (request, reply) => {
    const key = request.headers['x-api-key']
    request.keyHolder = typeof key === 'string' && key !== '' ? await authenticate(key) : null

    // Not by its number: other installations may use the same Redis, and have a key of that number too.
    const allowance = await count(request.keyHolder ? `key ${key}` : `address ${request.ip}`)
    if (allowance) {
      reply.headers({
        'x-ratelimit-limit': allowance.limit,
        'x-ratelimit-remaining': allowance.remaining,
        'x-ratelimit-reset': allowance.resetAt,
      })
      const { limit, retryAfter } = allowance
      if (retryAfter !== null) throw new RateLimited(`At most ${limit} requests a minute.`, retryAfter)
    }

    if (request.routeOptions.config.withoutKey) return
    if (request.keyHolder) return requireScope(request, request.keyHolder)
    throw new Problem(key ? 'key.invalid' : 'key.missing')
  })
}

function requireScope({ is404, method, routeOptions }: FastifyRequest, { scopes }: KeyHolder): void {
  const looks = method === 'GET' || method === 'HEAD'
  const needed = routeOptions.config.scope ?? (looks ? 'read' : 'issue')
  if (is404 || scopes.includes(needed)) return
  throw new Problem('key.scope_missing', `This API key may not do this: it lacks the scope "${needed}".`)
}

/** Whose key the request carries. */
export function keyHolderOf({ keyHolder }: FastifyRequest): KeyHolder {
  if (!keyHolder) throw new Problem('key.missing')
  return keyHolder
}

/** The site whose key the request carries. */
export function siteOf(request: FastifyRequest): number {
  return keyHolderOf(request).siteId
}
