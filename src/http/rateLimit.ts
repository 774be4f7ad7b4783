import { hash } from 'node:crypto'
import { LRUCache } from 'lru-cache'
import { type RateLimiterAbstract, RateLimiterMemory, RateLimiterRedis, RateLimiterRes } from 'rate-limiter-flexible'
import { Problem } from '../core/problem.ts'
import type { SharedRedis } from '../core/redis.ts'
import { clientOf } from './clientAddress.ts'

/** State of a caller's limit in the current minute. `retryAfter` (seconds) is set above the limit. */
export type Allowance = { limit: number; remaining: number; resetAt: number; retryAfter: number | null }

const MINUTE = 60 // seconds
const DAY = 86_400

/** `duration`: length of the window in seconds. It begins with the first request. */
type Limit = { points: number; duration: number }

/** State of a caller's window. */
type Consumed = Pick<RateLimiterRes, 'consumedPoints' | 'remainingPoints' | 'msBeforeNext'>

/** Returns a function that counts requests per minute and caller. Zero disables the limit. */
export function rateLimiter(perMinute: number, redis?: SharedRedis): (caller: string) => Promise<Allowance | null> {
  return counter({ points: perMinute, duration: MINUTE }, redis)
}

/**
 * Returns a function that adds a cost to what a caller has used, in this process or through Redis. While Redis is
 * unavailable, the process counts alone.
 */
function counter(limit: Limit, redis?: SharedRedis): (caller: string, cost?: number) => Promise<Allowance | null> {
  const { points, duration } = limit
  if (points === 0) return async () => null
  const local = duration === MINUTE ? minuteCounter(limit) : longCounter(limit)
  const shared = redis && sharedCounter(redis, limit)
  return async (caller, cost = 1) => {
    const { consumedPoints, remainingPoints, msBeforeNext } =
      (await shared?.(caller, cost)) ?? (await local(caller, cost))
    return {
      limit: points,
      remaining: remainingPoints,
      resetAt: Math.ceil((Date.now() + msBeforeNext) / 1000),
      retryAfter: consumedPoints > points ? Math.ceil(msBeforeNext / 1000) : null,
    }
  }
}

function minuteCounter(limit: Limit): (caller: string, cost: number) => Promise<Consumed> {
  const limiter = new RateLimiterMemory(limit)
  return (caller, cost) => consume(limiter, caller, cost)
}

/** Callers of one limit that a process remembers for longer than a minute. Bounds memory, because wallets cost nothing. */
const LONG_CALLERS = 50_000

function longCounter({ points, duration }: Limit): (caller: string, cost: number) => Promise<Consumed> {
  // Takes memory for all callers at once.
  let windows: LRUCache<string, { used: number; end: number }> | undefined
  return async (caller, cost) => {
    windows ??= new LRUCache({ max: LONG_CALLERS })
    const now = Date.now()
    const known = windows.get(caller)
    const window = known && known.end > now ? known : { used: 0, end: now + duration * 1000 }
    window.used += cost
    windows.set(caller, window)
    return {
      consumedPoints: window.used,
      remainingPoints: Math.max(points - window.used, 0),
      msBeforeNext: window.end - now,
    }
  }
}

/** Counts in Redis; null if unavailable. The limiter's `insuranceLimiter` neither reports errors nor validates. */
function sharedCounter(redis: SharedRedis, limit: Limit) {
  const limiter = new RateLimiterRedis({
    ...limit,
    storeClient: redis.client,
    keyPrefix: 'chancery:rate',
    rejectIfRedisNotReady: true,
  })
  return (caller: string, cost: number) =>
    redis.run(async () => {
      // Store only a hash, because the caller may be an API key.
      const state = await consume(limiter, hash('sha256', caller, 'base64url'), cost)
      if (!isPossible(state, limit)) throw new Error('Redis returned an invalid counter.')
      return state
    })
}

function isPossible({ consumedPoints, msBeforeNext }: RateLimiterRes, { duration }: Limit): boolean {
  return consumedPoints > 0 && Number.isInteger(msBeforeNext) && msBeforeNext >= 0 && msBeforeNext <= duration * 1000
}

/** Counts a request and returns the state, even above the limit. */
async function consume(limiter: RateLimiterAbstract, caller: string, cost: number): Promise<RateLimiterRes> {
  try {
    return await limiter.consume(caller, cost)
  } catch (refusal) {
    if (!(refusal instanceof RateLimiterRes)) throw refusal
    return refusal
  }
}

/** The caller exceeded a rate limit. Error handlers set `Retry-After` from it. */
export class RateLimited extends Problem {
  constructor(what: string, retryAfter: number) {
    super('rate.limited', `${what} Try again in ${retryAfter} s.`, undefined, { retryAfter })
  }
}

/** Returns a function that limits an action per minute and client. It throws RateLimited above the limit. */
export function clientLimit(what: string, perMinute: number, redis: SharedRedis | undefined) {
  const count = callerLimit(what, { perMinute }, redis)
  return ({ ip }: { ip: string }): Promise<void> => count(clientOf(ip))
}

/** Returns a function that limits an action per caller. It throws RateLimited above the limit. Zero disables the limit. */
export function callerLimit(
  what: string,
  per: { perMinute: number } | { perDay: number },
  redis: SharedRedis | undefined,
): (caller: string, cost?: number) => Promise<void> {
  const [points, duration, period] = 'perMinute' in per ? [per.perMinute, MINUTE, 'minute'] : [per.perDay, DAY, 'day']
  const count = counter({ points, duration }, redis)
  return async (caller, cost = 1) => {
    const allowance = await count(`${what} ${caller}`, cost)
    if (!allowance?.retryAfter) return
    throw new RateLimited(`At most ${points} ${what} a ${period}.`, allowance.retryAfter)
  }
}
