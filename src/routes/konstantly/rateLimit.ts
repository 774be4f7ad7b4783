import { RateLimiterMemory, RateLimiterRes } from 'rate-limiter-flexible'

/** What a caller has left in its current minute; `retryAfter` (seconds) where it has used up all. */
export type Allowance = { limit: number; remaining: number; resetAt: number; retryAfter: number | null }

/** Makes the counter of requests: so many a minute for each caller, in this process. Zero counts nothing. */
export function rateLimiter(perMinute: number): (caller: string) => Promise<Allowance | null> {
  if (perMinute === 0) return async () => null
  const limiter = new RateLimiterMemory({ points: perMinute, duration: 60 })
  return async (caller) => {
    try {
      return allowance(await limiter.consume(caller), false)
    } catch (refusal) {
      if (!(refusal instanceof RateLimiterRes)) throw refusal
      return allowance(refusal, true)
    }
  }

  function allowance(state: RateLimiterRes, exceeded: boolean): Allowance {
    return {
      limit: perMinute,
      remaining: state.remainingPoints,
      resetAt: Math.ceil((Date.now() + state.msBeforeNext) / 1000),
      retryAfter: exceeded ? Math.ceil(state.msBeforeNext / 1000) : null,
    }
  }
}
