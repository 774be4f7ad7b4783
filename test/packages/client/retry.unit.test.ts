import { describe, expect, it } from 'vitest'
import { pauseAfter } from '../../../packages/client/src/retry.ts'

const pauses = (attempt: number, retryAfter: string | null) =>
  Array.from({ length: 200 }, () => pauseAfter(attempt, retryAfter, Date.UTC(2026, 0, 1)))

describe('pauseAfter', () => {
  it('is never shorter than Retry-After, in seconds or as a date', () => {
    for (const value of ['30', 'Thu, 01 Jan 2026 00:00:30 GMT']) {
      expect(Math.min(...pauses(1, value))).toBeGreaterThanOrEqual(30_000)
      expect(Math.max(...pauses(1, value))).toBeLessThan(31_001)
      expect(new Set(pauses(1, value)).size).toBeGreaterThan(100)
    }
  })

  it('doubles without Retry-After, up to eight seconds', () => {
    for (const [attempt, most] of [
      [1, 250],
      [2, 500],
      [4, 2000],
      [6, 8000],
      [50, 8000],
    ] as const) {
      for (const value of [null, 'soon']) {
        expect(Math.min(...pauses(attempt, value))).toBeGreaterThanOrEqual(most / 2)
        expect(Math.max(...pauses(attempt, value))).toBeLessThanOrEqual(most)
      }
    }
  })
})
