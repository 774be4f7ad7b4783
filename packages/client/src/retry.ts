/** Limits of retries. */
export type RetryOptions = {
  /** Requests in all, with the first. 1: no retries. */
  attempts: number
  /** Time (ms) after which no retry begins. */
  totalMs: number
}

export const defaultRetry: RetryOptions = { attempts: 6, totalMs: 120_000 }

/** The first pause (ms) without `Retry-After`; each further one is twice as long. */
const FIRST_MS = 250
const LONGEST_MS = 8000

/** Statuses of a busy server, and of a proxy that did not reach it. */
const TEMPORARY = new Set([429, 502, 503, 504])

/** Whether the same request may succeed later. */
export function isTemporary({ status, headers }: Response): boolean {
  // The first attempt is still running on the server.
  return TEMPORARY.has(status) || headers.get('x-error-code') === 'idempotency.in_flight'
}

/**
 * Returns the pause (ms) after an attempt (from 1), with jitter, so that clients do not return all at once. Never shorter
 * than `Retry-After`.
 */
export function pauseAfter(attempt: number, retryAfter: string | null, now: number): number {
  const asked = readRetryAfter(retryAfter, now)
  if (asked !== null) return asked + Math.random() * Math.min(1000, FIRST_MS + asked / 10)
  return Math.min(FIRST_MS * 2 ** (attempt - 1), LONGEST_MS) * (0.5 + Math.random() / 2)
}

/** Reads seconds or an HTTP date (RFC 9110, section 10.2.3) as milliseconds from now. */
function readRetryAfter(value: string | null, now: number): number | null {
  if (value === null) return null
  if (/^\d+$/.test(value.trim())) return Number(value) * 1000
  const date = Date.parse(value)
  return Number.isNaN(date) ? null : Math.max(0, date - now)
}

/** Waits. Throws the reason of the signal when it aborts. */
export function pause(ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    const stop = () => {
      clearTimeout(timer)
      reject(signal.reason)
    }
    const timer = setTimeout(() => {
      signal.removeEventListener('abort', stop)
      resolve()
    }, ms)
    if (signal.aborted) stop()
    else signal.addEventListener('abort', stop, { once: true })
  })
}
