import type { FastifyInstance, FastifyRequest } from 'fastify'
import { Problem } from '../core/problem.ts'
import { clientOf } from '../http/clientAddress.ts'
import { RateLimited, rateLimiter } from '../http/rateLimit.ts'
import { type KeyHolder, type KeyScope, keyAuthenticator } from './keys/service.ts'
import type { LmsApiOptions } from './options.ts'

declare module 'fastify' {
  interface FastifyRequest {
    keyHolder: KeyHolder | null
  }
  interface FastifyContextConfig {
    withoutKey?: true
    /** Scope the key needs. Default: `read` for GET and HEAD, `issue` for all other methods. */
    scope?: KeyScope
  }
}

/** Authenticates a request by `X-API-KEY`. Applies the rate limit per key, or per address if no key is valid. */
export function requireKey(app: FastifyInstance, options: LmsApiOptions): void {
  const authenticate = keyAuthenticator(options.db, options.now)
  const count = rateLimiter(options.rateLimitPerMinute, options.redis)
  app.decorateRequest('keyHolder', null)
  app.addHook('onRequest', async (request, reply) => {
    const key = request.headers['x-api-key']
    request.keyHolder = typeof key === 'string' && key !== '' ? await authenticate(key) : null

    // Counts by the key, not its id: other installations may share this Redis and use the same ids.
    const allowance = await count(request.keyHolder ? `key ${key}` : `address ${clientOf(request.ip)}`)
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
    if (request.keyHolder) return requireScopeOfRoute(request, request.keyHolder)
    throw new Problem(key ? 'key.invalid' : 'key.missing')
  })
}

function requireScopeOfRoute({ is404, method, routeOptions }: FastifyRequest, holder: KeyHolder): void {
  const isRead = method === 'GET' || method === 'HEAD'
  if (!is404) requireScope(holder, routeOptions.config.scope ?? (isRead ? 'read' : 'issue'))
}

/** Throws `key.scope_missing` if the key lacks the scope. */
export function requireScope({ scopes }: KeyHolder, needed: KeyScope): void {
  if (scopes.includes(needed)) return
  throw new Problem('key.scope_missing', `This API key lacks the scope "${needed}".`)
}

/** Returns the key of the request. Throws `key.missing` if it has none. */
export function keyHolderOf({ keyHolder }: FastifyRequest): KeyHolder {
  if (!keyHolder) throw new Problem('key.missing')
  return keyHolder
}

/** Returns the scopes of the request's key. */
export function scopesOf(request: FastifyRequest): KeyScope[] {
  return keyHolderOf(request).scopes
}

export function siteOf(request: FastifyRequest): number {
  return keyHolderOf(request).siteId
}
