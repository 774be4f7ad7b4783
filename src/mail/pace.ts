import type { Pace } from './queries.ts'

/** Mails that were not sent earlier may be sent together, as many as fit in this time (ms). */
const BURST_MS = 900

/** The time (ms) over which the mails of a minute are spread. With the burst, no minute has more than its number. */
const MINUTE_MS = 61_000

/**
 * Spreads mails evenly over a minute. Returns how many may be sent now, at most `wanted`, the time for the next one, and
 * how long (ms) to wait for it. `perMinute` 0: no limit.
 */
export function allowed(
  { now, next }: Pace,
  perMinute: number,
  wanted: number,
): { count: number; next: (sent: number) => number; waitMs: number } {
  if (perMinute === 0) return { count: wanted, next: () => now, waitMs: 0 }
  const interval = MINUTE_MS / perMinute
  const begin = Math.max(next, now - BURST_MS)
  const count = begin > now ? 0 : Math.min(wanted, Math.floor((now - begin) / interval) + 1)
  return { count, next: (sent) => begin + sent * interval, waitMs: Math.max(0, begin - now) }
}
