import { hash } from 'node:crypto'
import { isIPv6 } from 'node:net'
import ipaddr from 'ipaddr.js'
import { type RateLimiterAbstract, RateLimiterMemory, RateLimiterRedis, RateLimiterRes } from 'rate-limiter-flexible'
import { Problem } from '../core/problem.ts'
import type { SharedRedis } from '../core/redis.ts'

/** State of a caller's limit in the current minute. `retryAfter` (seconds) is set above the limit. */
export type Allowance = { limit: number; remaining: number; resetAt: number; retryAfter: number | null }

const SECONDS = 60

/**
 * Returns a function that counts requests per minute and caller, in this process or through Redis. While Redis is
 * unavailable, the process counts alone. Zero disables the limit.
 */
export function rateLimiter(perMinute: number, redis?: SharedRedis): (caller: string) => Promise<Allowance | null> {
  if (perMinute === 0) return async () => null
  const limit = { points: perMinute, duration: SECONDS }
  const local = new RateLimiterMemory(limit)
  const shared = redis && sharedCounter(redis, limit)
  return async (caller) => {
    const { consumedPoints, remainingPoints, msBeforeNext } = (await shared?.(caller)) ?? (await consume(local, caller))
    return {
      limit: perMinute,
      remaining: remainingPoints,
      resetAt: Math.ceil((Date.now() + msBeforeNext) / 1000),
      retryAfter: consumedPoints > perMinute ? Math.ceil(msBeforeNext / 1000) : null,
    }
  }
}

/** Counts in Redis; null if unavailable. The limiter's `insuranceLimiter` neither reports errors nor validates. */
function sharedCounter(redis: SharedRedis, limit: { points: number; duration: number }) {
  const limiter = new RateLimiterRedis({
    ...limit,
    storeClient: redis.client,
    keyPrefix: 'chancery:rate',
    rejectIfRedisNotReady: true,
  })
  return (caller: string) =>
    redis.run(async () => {
      // Store only a hash, because the caller may be an API key.
      const state = await consume(limiter, hash('sha256', caller, 'base64url'))
      if (!isPossible(state)) throw new Error('Redis returned an invalid counter.')
      return state
    })
}

function isPossible({ consumedPoints, msBeforeNext }: RateLimiterRes): boolean {
  return consumedPoints > 0 && Number.isInteger(msBeforeNext) && msBeforeNext >= 0 && msBeforeNext <= SECONDS * 1000
}

/** Counts a request and returns the state, even above the limit. */
async function consume(limiter: RateLimiterAbstract, caller: string): Promise<RateLimiterRes> {
  try {
    return await limiter.consume(caller)
  } catch (refusal) {
    if (!(refusal instanceof RateLimiterRes)) throw refusal
    return refusal
  }
}

/** The caller exceeded a rate limit. Error handlers set `Retry-After` from it. */
export class RateLimited extends Problem {
  /** In seconds. */
  readonly retryAfter: number

  constructor(what: string, retryAfter: number) {
    super('rate.limited', `${what} Try again in ${retryAfter} s.`)
    this.retryAfter = retryAfter
  }
}

/** Returns a function that limits an action per minute and client. It throws RateLimited above the limit. */
export function clientLimit(what: string, perMinute: number, redis: SharedRedis | undefined) {
  const count = rateLimiter(perMinute, redis)
  return async ({ ip }: { ip: string }): Promise<void> => {
    const allowance = await count(`${what} ${clientOf(ip)}`)
    if (!allowance?.retryAfter) return
    throw new RateLimited(`At most ${perMinute} ${what} a minute.`, allowance.retryAfter)
  }
}

/** Returns an IPv4 address, or the /64 network of an IPv6 address, because one customer has all addresses in it. */
export function clientOf(address: string): string {
  if (!isIPv6(address)) return address
  const parsed = ipaddr.process(address)
  return parsed instanceof ipaddr.IPv6 ? parsed.parts.slice(0, 4).join(':') : parsed.toString()
}
