import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { absent, unavailable } from '../../src/issuers/confirm/outcome.ts'
import {
  type Advanced,
  advance,
  type ConfirmationState,
  initial,
  type Lookup,
  nextLookup,
} from '../../src/issuers/confirmation.ts'

const found: Lookup = { outcome: 'found', isCertain: true }
const missing = absent('no_record')
const nxdomain = absent('nxdomain')
const silent = unavailable('dns_timeout')

const start = new Date('2026-05-03T00:00:00Z')
const hours = (count: number) => new Date(start.getTime() + count * 3_600_000)
const days = (count: number) => hours(24 * count)

/** Applies lookups, each at its hour, to a confirmation that never was. */
function after(...lookups: [hour: number, lookup: Lookup][]): Advanced {
  let last: Advanced = { state: initial, change: null, isFinal: false }
  for (const [hour, lookup] of lookups) last = advance(last.state, lookup, hours(hour))
  return last
}

const isConfirmed = ({ confirmedAt, endedAt }: ConfirmationState) => confirmedAt !== null && endedAt === null

describe('advance', () => {
  it('confirms with the first record that all resolvers found', () => {
    expect(after([0, { outcome: 'found', isCertain: false }])).toMatchObject({ state: initial, change: null })
    expect(after([0, found])).toMatchObject({
      state: { confirmedAt: start, lastSeenAt: start, endedAt: null },
      change: 'confirmed',
    })
  })

  it('keeps the start of the confirmation, and accepts one resolver from then on', () => {
    const { state, change } = after([0, found], [24, { outcome: 'found', isCertain: false }])
    expect(state).toMatchObject({ confirmedAt: start, lastSeenAt: hours(24) })
    expect(change).toBeNull()
  })

  it('reports the first lookup of a series that fails', () => {
    expect(after([0, found], [24, silent])).toMatchObject({ change: 'failing', state: { failingSince: hours(24) } })
    expect(after([0, found], [24, silent], [25, silent]).change).toBeNull()
    expect(after([0, found], [24, silent], [25, found], [26, silent]).change).toBe('failing')
  })

  it('ends with two answers without the record, an hour apart', () => {
    expect(after([0, found], [24, missing], [24.9, missing]).state.endedAt).toBeNull()
    expect(after([0, found], [24, missing], [25, missing])).toMatchObject({
      state: { confirmedAt: start, endedAt: hours(25) },
      change: 'lapsed',
      isFinal: false,
    })
  })

  it('does not end when the record comes back between the two answers', () => {
    expect(isConfirmed(after([0, found], [24, missing], [24.5, found], [25, missing]).state)).toBe(true)
  })

  it('does not end while there is no answer, however long', () => {
    expect(isConfirmed(after([0, found], ...range(1, 60).map((day) => at(day, silent))).state)).toBe(true)
  })

  it('starts a new confirmation when the record comes back after the end', () => {
    expect(after([0, found], [24, missing], [25, missing], [48, found])).toMatchObject({
      state: { confirmedAt: hours(48), endedAt: null },
      change: 'confirmed',
    })
  })

  it('ends for good when the domain has not existed for 30 days', () => {
    const until = (day: number) => after([0, found], ...range(1, day).map((one) => at(one, nxdomain)))
    expect(until(30)).toMatchObject({ isFinal: false, state: { endedAt: null } })
    expect(until(31)).toMatchObject({ isFinal: true, state: { endedAt: days(31) }, change: 'lapsed' })
  })

  it('counts the 30 days anew after the domain existed again', () => {
    const lookups = [...range(1, 29).map((day) => at(day, nxdomain)), at(30, found), at(31, nxdomain), at(59, nxdomain)]
    expect(after([0, found], ...lookups)).toMatchObject({ isFinal: false, state: { endedAt: null } })
  })

  it('never ends without an answer, and never confirms without a record', () => {
    const lookup = fc.constantFrom<Lookup>(silent, missing, nxdomain)
    fc.assert(
      fc.property(fc.array(lookup, { maxLength: 60 }), (lookups) => {
        const unconfirmed = after(...lookups.map((one, day): [number, Lookup] => [24 * day, one]))
        expect(unconfirmed.state.confirmedAt).toBeNull()
        expect(unconfirmed.change).toBeNull()
        const silence = after([0, found], ...lookups.map((_, day): [number, Lookup] => [24 * (day + 1), silent]))
        expect(isConfirmed(silence.state)).toBe(true)
      }),
    )
  })
})

describe('nextLookup', () => {
  const delay = (states: ConfirmationState[], claimedAt: Date | null = start, at = start) =>
    (nextLookup(states, claimedAt, at).getTime() - at.getTime()) / 3_600_000

  it('is a day later for a confirmation, also if another way never confirmed', () => {
    expect(delay([after([0, found]).state])).toBe(24)
    expect(delay([after([0, found]).state, initial])).toBe(24)
  })

  it('is a little over an hour later while a confirmation is failing', () => {
    for (const lookup of [missing, silent, nxdomain]) {
      expect(delay([after([0, found], [1, lookup]).state])).toBeCloseTo(1.083, 2)
    }
  })

  it('is at growing intervals after an unconfirmed claim, up to a day', () => {
    expect(delay([initial])).toBeCloseTo(1.083, 2)
    expect(delay([initial], start, hours(4))).toBe(4)
    expect(delay([initial], start, hours(48))).toBe(24)
    expect(delay([after([0, found], [1, missing], [2, missing]).state], start, hours(48))).toBe(24)
  })
})

function range(from: number, to: number): number[] {
  return Array.from({ length: to - from + 1 }, (_, i) => from + i)
}

function at(day: number, lookup: Lookup): [number, Lookup] {
  return [24 * day, lookup]
}
