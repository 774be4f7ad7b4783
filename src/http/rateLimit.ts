import { hash } from 'node:crypto'
import { isIPv6 } from 'node:net'
import ipaddr from 'ipaddr.js'
import { type RateLimiterAbstract, RateLimiterMemory, RateLimiterRedis, RateLimiterRes } from 'rate-limiter-flexible'
import { Problem } from '../core/problem.ts'
import type { SharedRedis } from '../core/redis.ts'

/** What a caller has left in its current minute; `retryAfter` (seconds) where it has used up all. */
export type Allowance = { limit: number; remaining: number; resetAt: number; retryAfter: number | null }

const SECONDS = 60

/**
 * Makes the counter of requests: so many a minute for each caller, in this process, or together with all that share a
 * Redis. While Redis does not answer, this process counts by itself. Zero counts nothing.
 */
export function rateLimiter(perMinute: number, redis?: SharedRedis): (caller: string) => Promise<Allowance | null> {
  if (perMinute === 0) return async () => null
  const limit = { points: perMinute, duration: SECONDS }
  const alone = new RateLimiterMemory(limit)
  const together = redis && sharedCounter(redis, limit)
  return async (caller) => {
    const { consumedPoints, remainingPoints, msBeforeNext } =
      (await together?.(caller)) ?? (await consume(alone, caller))
    return {
      limit: perMinute,
      remaining: remainingPoints,
      resetAt: Math.ceil((Date.now() + msBeforeNext) / 1000),
      retryAfter: consumedPoints > perMinute ? Math.ceil(msBeforeNext / 1000) : null,
    }
  }
}

/** Counts in Redis; null where it does not answer. The limiter's own insurance would say nothing, and trust nonsense. */
function sharedCounter(redis: SharedRedis, limit: { points: number; duration: number }) {
  const limiter = new RateLimiterRedis({
    ...limit,
    storeClient: redis.client,
    keyPrefix: 'chancery:rate',
    rejectIfRedisNotReady: true,
  })
  return (caller: string) =>
    redis.ask(async () => {
      // Never the key itself.
      const state = await consume(limiter, hash('sha256', caller, 'base64url'))
      if (!isPossible(state)) throw new Error('It answers nonsense.')
      return state
    })
}

function isPossible({ consumedPoints, msBeforeNext }: RateLimiterRes): boolean {
  return consumedPoints > 0 && Number.isInteger(msBeforeNext) && msBeforeNext >= 0 && msBeforeNext <= SECONDS * 1000
}

/** Counts a request, be it within the limit or not. */
async function consume(limiter: RateLimiterAbstract, caller: string): Promise<RateLimiterRes> {
  try {
    return await limiter.consume(caller)
  } catch (refusal) {
    if (!(refusal instanceof RateLimiterRes)) throw refusal
    return refusal
  }
}

/** Somebody asks too often. Whoever answers says in a header when to come again. */
export class RateLimited extends Problem {
  /** In seconds. */
  readonly retryAfter: number

  constructor(what: string, retryAfter: number) {
    super('rate.limited', `${what} Try again in ${retryAfter} s.`)
    this.retryAfter = retryAfter
  }
}

/** Makes the function that lets each client do something so often a minute: it throws where that is used up. */
export function clientLimit(what: string, perMinute: number, redis: SharedRedis | undefined) {
  const count = rateLimiter(perMinute, redis)
  return async ({ ip }: { ip: string }): Promise<void> => {
    const allowance = await count(`${what} ${clientOf(ip)}`)
    if (!allowance?.retryAfter) return
    throw new RateLimited(`At most ${perMinute} ${what} a minute.`, allowance.retryAfter)
  }
}

/** An IPv4 address; of IPv6 the network of one customer, who has as many addresses as they like. */
export function clientOf(address: string): string {
  if (!isIPv6(address)) return address
  const parsed = ipaddr.process(address)
  return parsed instanceof ipaddr.IPv6 ? parsed.parts.slice(0, 4).join(':') : parsed.toString()
}
