import { describe, expect, it } from 'vitest'
import { MAX_ATTEMPTS, retryDelayMs } from '../../src/mail/mailer.ts'
import { allowed } from '../../src/mail/pace.ts'

describe.each([1, 2, 7, 60, 300, 6000])('a limit of %i mails per minute', (limit) => {
  it('is kept in every minute, and nearly used by eager senders', () => {
    const times: number[] = []
    let next = 0
    for (let now = 0; now < 300_000; now += 37) {
      const claim = allowed({ now, next }, limit, 10)
      if (claim.count > 0) next = claim.next(claim.count)
      for (let count = 0; count < claim.count; count += 1) times.push(now)
    }
    for (const [index, time] of times.entries()) {
      const after = times[index + limit]
      if (after !== undefined) expect(after - time).toBeGreaterThanOrEqual(60_000)
    }
    expect(times.length).toBeGreaterThan(limit * 5 * 0.97 - 1)
  })
})

describe('allowed', () => {
  it('says how long to wait', () => {
    expect(allowed({ now: 1000, next: 4000 }, 60, 10)).toMatchObject({ count: 0, waitMs: 3000 })
  })

  it('limits nothing with 0', () => {
    expect(allowed({ now: 1000, next: 4000 }, 0, 10)).toMatchObject({ count: 10, waitMs: 0 })
  })
})

describe('retryDelayMs', () => {
  it('grows from a minute to four hours, over more than a day in all', () => {
    expect([1, 2, 3].map(retryDelayMs)).toStrictEqual([60_000, 120_000, 240_000])
    expect(retryDelayMs(MAX_ATTEMPTS)).toBe(4 * 3_600_000)
    const all = Array.from({ length: MAX_ATTEMPTS - 1 }, (_, index) => retryDelayMs(index + 1))
    const total = all.reduce((sum, delay) => sum + delay, 0)
    expect(total).toBeGreaterThan(86_400_000)
  })
})
