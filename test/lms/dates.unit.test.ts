import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  endOf,
  FIRST_DAY,
  FIRST_EXPIRY,
  notADate,
  numberOrText,
  readDate,
  readRange,
  startOf,
} from '../../src/lms/dates.ts'

const read = (value: unknown) => readDate(value, FIRST_DAY)

describe('readDate', () => {
  it.each([
    [100_000_000, '1973-03-03T09:46:40.000Z'],
    [1_777_593_600, '2026-05-01T00:00:00.000Z'],
    [99_999_999_999, '5138-11-16T09:46:39.000Z'],
    ['2026-05-01T12:00:00Z', '2026-05-01T12:00:00.000Z'],
    ['2026-05-01t12:00:00z', '2026-05-01T12:00:00.000Z'],
    ['2026-05-01T12:00Z', '2026-05-01T12:00:00.000Z'],
    ['2026-05-01T12:00:00.250Z', '2026-05-01T12:00:00.250Z'],
    ['2026-05-01T12:00:00+02:00', '2026-05-01T10:00:00.000Z'],
    ['2026-05-01T12:00:00-0330', '2026-05-01T15:30:00.000Z'],
    ['2026-05-01 12:00:00+02:00', '2026-05-01T10:00:00.000Z'],
    [' 2026-05-01T12:00:00Z ', '2026-05-01T12:00:00.000Z'],
    ['1900-01-01T00:00:00Z', '1900-01-01T00:00:00.000Z'],
    ['9999-12-31T23:59:59Z', '9999-12-31T23:59:59.000Z'],
  ])('reads the time %j', (value, time) => {
    expect(read(value)).toStrictEqual(new Date(time))
  })

  it.each(['2026-05-01', '2024-02-29', '1900-01-01', '9999-12-31'])('reads the day %s', (day) => {
    expect(read(day)).toStrictEqual({ day })
  })

  it.each([
    ...[46143, 2026, 202605, 20260501, 0, -1, 1, 99_999_999, 100_000_000_000, 1_777_593_600_000, 1_777_593_600.5],
    ...['2026', '2026-05', '202605', '20260501', '26-05-01', '1.5.26', '03/04/2026', '2026/05/01', '1 May 2026'],
    ...['01.05.2026', '2026-5-1', '2026-13-01', '2026-02-29', '2026-W18-5', '2026-121', '1899-12-31', '02026-05-01'],
    ...['2026-05-01T12:00:00', '2026-05-01 12:00', '2026-05-01Z', '2026-05-01T24:00:00Z', '2026-05-01T12:60:00Z'],
    ...['2026-05-01T12Z', '2026-05-01T12:00:00+25:00', '2026-05-01T12:00:00 CEST', '9999-12-31T23:59:59-00:01'],
    ...['2026-05-01T12:00:00 02:00', '1777593600', '', ' ', 'now', '٢٠٢٦-٠٥-٠١', Number.NaN, Number.POSITIVE_INFINITY],
    ...[null, undefined, true, [], {}, [1_777_593_600], { day: '2026-05-01' }, { local: '2026-05-01T12:00:00' }],
  ])('rejects %j', (value) => {
    expect(read(value)).toBeNull()
  })

  it('rejects dates before the first day', () => {
    expect(readDate('1970-01-01', FIRST_EXPIRY)).toBeNull()
    expect(readDate('1970-01-01T23:59:59Z', FIRST_EXPIRY)).toBeNull()
    expect(readDate('1970-01-02', FIRST_EXPIRY)).toStrictEqual({ day: '1970-01-02' })
  })

  it('reads back every time that it writes, as ISO and as seconds', () => {
    fc.assert(
      fc.property(fc.integer({ min: 100_000_000, max: 99_999_999_999 }), (seconds) => {
        const at = new Date(seconds * 1000)
        expect(read(seconds)).toStrictEqual(at)
        expect(read(at.toISOString())).toStrictEqual(at)
        expect(read(at.toISOString().slice(0, 10))).toStrictEqual({ day: at.toISOString().slice(0, 10) })
      }),
    )
  })

  it('reads no time before the first day or after 9999 from any text or number', () => {
    fc.assert(
      fc.property(
        fc.oneof(fc.string(), fc.double(), fc.date().map(String), fc.stringMatching(/^[\d:TZ+.-]*$/)),
        (value) => {
          const given = read(value)
          if (!given) return
          const [start, end] = [startOf(given, 'Asia/Tokyo'), endOf(given, 'America/New_York')]
          expect(start.getTime()).toBeGreaterThanOrEqual(Date.UTC(1899, 11, 31))
          expect(end.getTime()).toBeLessThan(Date.UTC(10_000, 0, 1))
        },
      ),
    )
  })
})

describe('startOf and endOf', () => {
  it('depend on the time zone for a day and for local time, and not for a time', () => {
    const at = new Date('2026-05-01T12:00:00Z')
    expect([startOf(at, 'Asia/Tokyo'), endOf(at, 'Asia/Tokyo')]).toStrictEqual([at, at])
    const day = { day: '2026-05-01' }
    expect(startOf(day, 'Asia/Tokyo')).toStrictEqual(new Date('2026-04-30T15:00:00Z'))
    expect(endOf(day, 'Asia/Tokyo')).toStrictEqual(new Date('2026-05-01T14:59:59Z'))
    const local = { local: '2026-05-01T18:00:00' }
    expect([startOf(local, 'Asia/Tokyo'), endOf(local, 'Asia/Tokyo')]).toStrictEqual([
      new Date('2026-05-01T09:00:00Z'),
      new Date('2026-05-01T09:00:00Z'),
    ])
  })

  it('end at the last second that a proof can state', () => {
    expect(endOf({ day: '9999-12-31' }, 'America/New_York')).toStrictEqual(new Date('9999-12-31T23:59:59Z'))
  })
})

describe('readRange', () => {
  const inTokyo = async () => 'Asia/Tokyo'
  const unasked = () => Promise.reject(new Error('This range needs no time zone.'))

  it('begins with the first day and ends with the last one, in the time zone of the site', async () => {
    expect(await readRange({ from: { day: '2026-05-01' }, to: { day: '2026-05-02' } }, inTokyo)).toStrictEqual({
      from: new Date('2026-04-30T15:00:00.000Z'),
      to: new Date('2026-05-02T14:59:59.999Z'),
    })
  })

  it('includes the whole second of a time, because lists show whole seconds', async () => {
    const at = new Date('2026-05-01T12:00:00Z')
    expect(await readRange({ from: at, to: at }, unasked)).toStrictEqual({
      from: at,
      to: new Date('2026-05-01T12:00:00.999Z'),
    })
    expect(await readRange({}, unasked)).toStrictEqual({ from: undefined, to: undefined })
  })
})

describe('notADate', () => {
  const forms =
    'Use an ISO date from 1900-01-01 on, such as 2030-01-31, an ISO date-time such as 2030-01-31T12:00:00Z, or Unix ' +
    'seconds from 100000000 to 99999999999.'

  it.each<[unknown, string | undefined, string]>([
    [46143, undefined, 'at is 46143.'],
    [46143, 'row 14', 'at is 46143 in row 14. If it is a day of Excel, send dates=excel.'],
    ['46143,5', 'row 14', 'at is "46143,5" in row 14. If it is a day of Excel, send dates=excel.'],
    [1_777_593_600_000, 'entry 3', 'at is 1777593600000 in entry 3. It looks like milliseconds.'],
    ['03/04/2026', 'row 2', 'at is "03/04/2026" in row 2.'],
    ['2026-05-01T12:00', undefined, 'at is "2026-05-01T12:00". It has no offset from UTC, such as Z or +02:00.'],
    ['2026-05-01T12:00:00 02:00', undefined, 'at is "2026-05-01T12:00:00 02:00". Encode the + of its offset as %2B.'],
    [null, 'line 2', 'at is null in line 2.'],
    ['x'.repeat(60), undefined, `at is "${'x'.repeat(50)}…".`],
    [{ day: 'x'.repeat(60) }, undefined, `at is {"day":"${'x'.repeat(42)}….`],
  ])('explains %j', (value, place, message) => {
    expect(notADate('at', value, FIRST_DAY, place)).toBe(`${message} ${forms}`)
  })
})

describe('numberOrText', () => {
  it('reads digits as a number, and leaves other text as it is', () => {
    expect(['1777593600', '2026-05-01', '-1', '1e9', ''].map(numberOrText)).toStrictEqual([
      1_777_593_600,
      '2026-05-01',
      '-1',
      '1e9',
      '',
    ])
  })
})
