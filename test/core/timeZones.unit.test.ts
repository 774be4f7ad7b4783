import { dayAt, isTimeZone, localTime } from '@chancery/verify/calendarDay'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { endOfDay, startOfDay, timeAt } from '../../src/core/timeZones.ts'

const boundsOf = (day: string, timeZone: string) =>
  [startOfDay(day, timeZone), endOfDay(day, timeZone)].map((at) => at.toISOString().replace('.000Z', 'Z'))

const after = (at: Date, seconds: number) => new Date(at.getTime() + seconds * 1000)

describe('startOfDay and endOfDay', () => {
  it.each([
    ['UTC', '2030-01-31', '2030-01-31T00:00:00Z', '2030-01-31T23:59:59Z'],
    ['America/New_York', '2030-01-31', '2030-01-31T05:00:00Z', '2030-02-01T04:59:59Z'],
    ['Pacific/Kiritimati', '2030-01-31', '2030-01-30T10:00:00Z', '2030-01-31T09:59:59Z'],
    ['Asia/Kathmandu', '2030-01-31', '2030-01-30T18:15:00Z', '2030-01-31T18:14:59Z'],
    // A day of 23 and one of 25 hours.
    ['Europe/Lisbon', '2030-03-31', '2030-03-31T00:00:00Z', '2030-03-31T22:59:59Z'],
    ['Europe/Lisbon', '2030-10-27', '2030-10-26T23:00:00Z', '2030-10-27T23:59:59Z'],
    // Clocks skip midnight: the day begins at 01:00.
    ['America/Sao_Paulo', '2018-11-04', '2018-11-04T03:00:00Z', '2018-11-05T01:59:59Z'],
    ['America/Sao_Paulo', '2018-11-03', '2018-11-03T03:00:00Z', '2018-11-04T02:59:59Z'],
    // Clocks go back from midnight to 23:00: the last hour comes twice.
    ['America/Sao_Paulo', '2018-02-17', '2018-02-17T02:00:00Z', '2018-02-18T02:59:59Z'],
    // From 01:00 to midnight: the day before ends at the first midnight.
    ['America/Havana', '2012-11-04', '2012-11-04T04:00:00Z', '2012-11-05T04:59:59Z'],
    ['America/Havana', '2012-11-03', '2012-11-03T04:00:00Z', '2012-11-04T03:59:59Z'],
    // From 00:01 to 23:01 of the day before.
    ['America/St_Johns', '2010-11-06', '2010-11-06T02:30:00Z', '2010-11-07T03:29:59Z'],
    ['America/St_Johns', '2010-11-07', '2010-11-07T02:30:00Z', '2010-11-08T03:29:59Z'],
    // Samoa had no 30 December 2011.
    ['Pacific/Apia', '2011-12-29', '2011-12-29T10:00:00Z', '2011-12-30T09:59:59Z'],
    ['Pacific/Apia', '2011-12-31', '2011-12-30T10:00:00Z', '2011-12-31T09:59:59Z'],
    // Offsets of seconds, before zones were agreed.
    ['Europe/Lisbon', '1905-06-01', '1905-06-01T00:36:45Z', '1905-06-02T00:36:44Z'],
    ['Asia/Kolkata', '1900-01-01', '1899-12-31T18:38:50Z', '1900-01-01T18:38:49Z'],
  ])('in %s are those of %s', (timeZone, day, start, end) => {
    expect(boundsOf(day, timeZone)).toStrictEqual([start, end])
  })

  it('are the first and the last second that show the day, in every zone', () => {
    const zone = fc.constantFrom('UTC', ...Intl.supportedValuesOf('timeZone'))
    const number = fc.integer({ min: Date.UTC(1900, 0, 1) / 86_400_000, max: Date.UTC(2100, 0, 1) / 86_400_000 })
    fc.assert(
      fc.property(zone, number, (timeZone, days) => {
        const day = new Date(days * 86_400_000).toISOString().slice(0, 10)
        const [start, end] = [startOfDay(day, timeZone), endOfDay(day, timeZone)]
        // Where dates were skipped, there is no such day.
        if (dayAt(start, timeZone) > day) return
        expect([dayAt(start, timeZone), dayAt(end, timeZone)]).toStrictEqual([day, day])
        expect(dayAt(after(start, -1), timeZone) < day).toBe(true)
        expect(dayAt(after(end, 1), timeZone) > day).toBe(true)
      }),
      { numRuns: 500 },
    )
  })
})

describe('timeAt', () => {
  it.each([
    ['Europe/Lisbon', '2030-07-01T18:00:00', '2030-07-01T17:00:00.000Z'],
    ['Europe/Lisbon', '2030-03-31T01:30:00', '2030-03-31T01:00:00.000Z'],
    ['Europe/Lisbon', '2030-10-27T01:30:00', '2030-10-27T00:30:00.000Z'],
    ['UTC', '2030-10-27T01:30:00', '2030-10-27T01:30:00.000Z'],
  ])('in %s reads %s: the first time, or the end of a gap', (timeZone, local, time) => {
    expect(timeAt(local, timeZone).toISOString()).toBe(time)
  })
})

describe('dayAt', () => {
  it('shows the day that clocks of the zone show, also before 1970 and after 9999', () => {
    const at = new Date('2030-01-01T03:00:00Z')
    expect(dayAt(at, 'UTC')).toBe('2030-01-01')
    expect(dayAt(at, 'America/New_York')).toBe('2029-12-31')
    expect(dayAt(new Date('1899-12-31T18:38:50Z'), 'Asia/Kolkata')).toBe('1900-01-01')
    expect(dayAt(new Date('9999-12-31T23:59:59Z'), 'Asia/Tokyo')).toBe('+010000-01-01')
  })

  it('uses UTC for an unknown time zone', () => {
    expect(localTime(new Date('2030-01-01T23:00:00Z'), 'Mars/Olympus')).toStrictEqual(new Date('2030-01-01T23:00:00Z'))
  })
})

describe('isTimeZone', () => {
  it.each(['UTC', 'Europe/Lisbon', 'Asia/Calcutta'])('accepts %s', (name) => {
    expect(isTimeZone(name)).toBe(true)
  })

  it.each(['', 'Lisbon', 'Europe/Nowhere'])('rejects "%s"', (name) => {
    expect(isTimeZone(name)).toBe(false)
  })
})
