import { describe, expect, it } from 'vitest'
import { CompletionRate, TICK_MS } from '../../src/http/completionRate.ts'

/** Ticks for some seconds, with so many completions per second. */
function pass(rate: CompletionRate, from: number, seconds: number, perSecond: number, isBusy: boolean): number {
  const ticks = (seconds * 1000) / TICK_MS
  for (let tick = 1; tick <= ticks; tick += 1) {
    rate.completed += (perSecond * TICK_MS) / 1000
    rate.tick({ isBusy }, from + tick * TICK_MS)
  }
  return from + seconds * 1000
}

describe('completion rate', () => {
  it('is that of a busy server in the last two seconds', () => {
    const rate = new CompletionRate(0)
    pass(rate, pass(rate, 0, 5, 40, true), 2, 3000, true)
    expect(rate.perSecond()).toBeCloseTo(3000)
  })

  it('ignores a server that has little to do, and forgets what it measured before', () => {
    const rate = new CompletionRate(0)
    const assumed = rate.perSecond()
    const idleFrom = pass(rate, 0, 2, 20, true)
    expect(rate.perSecond()).toBeCloseTo(20)
    pass(rate, idleFrom, 2, 1, false)
    expect(rate.perSecond()).toBeCloseTo(assumed)
  })

  it('counts late ticks by their time', () => {
    const rate = new CompletionRate(0)
    let now = 0
    for (let tick = 0; tick < 40; tick += 1) {
      now += 10 * TICK_MS
      rate.completed += 100
      rate.tick({ isBusy: true }, now)
    }
    expect(rate.perSecond()).toBeCloseTo(200)
  })

  it('is never zero', () => {
    const rate = new CompletionRate(0)
    pass(rate, 0, 5, 0, true)
    expect(rate.perSecond()).toBeGreaterThan(0)
  })
})
