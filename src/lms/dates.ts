import { z } from 'zod'
import { LATEST } from '../core/fields.ts'
import { endOfDay, startOfDay, timeAt } from '../core/timeZones.ts'
import { quoted } from './batch/unreadable.ts'

// Dates in requests and files. A number or text that has two readings is rejected: certificates are permanent.

/** A time; or a day (`2030-01-31`) or local time (`2030-01-31T12:00:00`) in a time zone that is not known yet. */
export type GivenDate = Date | { day: string } | { local: string }

/** First day of achievements, and of filters. */
export const FIRST_DAY = '1900-01-01'

/** First day of expiries: proofs state them as Unix seconds, from 1 on in every time zone. */
export const FIRST_EXPIRY = '1970-01-02'

/** Smaller numbers are days of Excel, years or months. Larger ones are milliseconds. */
const MIN_SECONDS = 100_000_000
const MAX_SECONDS = 99_999_999_999

/** Returns the time at which something begins that begins on this date. */
export function startOf(given: GivenDate, timeZone: string): Date {
  if (given instanceof Date) return given
  return 'day' in given ? startOfDay(given.day, timeZone) : timeAt(given.local, timeZone)
}

/** Returns the time at which something ends that ends on this date: the last second of a day. */
export function endOf(given: GivenDate, timeZone: string): Date {
  if (given instanceof Date) return given
  const end = 'day' in given ? endOfDay(given.day, timeZone) : timeAt(given.local, timeZone)
  return end.getTime() > LATEST * 1000 ? new Date(LATEST * 1000) : end
}

type Range = { from?: GivenDate | undefined; to?: GivenDate | undefined }

/** Returns the first and last time of a filter. Asks for the site's time zone only if a date needs it. */
export async function readRange({ from, to }: Range, timeZone: () => Promise<string>) {
  const isZoned = [from, to].some((given) => given && !(given instanceof Date))
  const zone = isZoned ? await timeZone() : 'UTC'
  return { from: from && startOf(from, zone), to: to && throughEndOf(to, zone) }
}

/** Returns the time up to which a filter includes certificates. Lists show whole seconds, so it includes the second. */
function throughEndOf(given: GivenDate, timeZone: string): Date {
  return new Date(Math.floor(endOf(given, timeZone).getTime() / 1000) * 1000 + 999)
}

const isoDate = z.iso.date()
const isoTime =
  /^(\d{4}-\d\d-\d\d)[T ]((?:[01]\d|2[0-3]):[0-5]\d(?::[0-5]\d(?:\.\d+)?)?) ?(Z|[+-](?:[01]\d|2[0-3]):?[0-5]\d)$/i

/** Returns the number that digits write, and other text unchanged: files and queries have no numbers. */
export function numberOrText(text: string): number | string {
  return /^\d{1,20}$/.test(text) ? Number(text) : text
}

/** Reads Unix seconds, an ISO date from `firstDay` on, or an ISO date-time with an offset. */
export function readDate(value: unknown, firstDay: string): GivenDate | null {
  if (typeof value === 'number') return readSeconds(value)
  if (typeof value !== 'string') return null
  const text = value.trim()
  const [, day = text, time, offset = ''] = isoTime.exec(text) ?? []
  if (!isoDate.safeParse(day).success || day < firstDay) return null
  if (time === undefined) return { day }
  const at = new Date(`${day}T${time}${offset.replace(/^(...)(\d\d)$/, '$1:$2').toUpperCase()}`)
  return at.getTime() <= LATEST * 1000 ? at : null
}

function readSeconds(seconds: number): Date | null {
  const isClear = Number.isInteger(seconds) && seconds >= MIN_SECONDS && seconds <= MAX_SECONDS
  return isClear ? new Date(seconds * 1000) : null
}

/** Explains why a date was rejected. `place` is its row or entry, if there are several. */
export function notADate(name: string, value: unknown, firstDay: string, place?: string): string {
  const shown = typeof value === 'string' ? quoted([value]) : quotedJson(value)
  const forms =
    `Use an ISO date from ${firstDay} on, such as 2030-01-31, an ISO date-time such as 2030-01-31T12:00:00Z, or Unix ` +
    `seconds from ${MIN_SECONDS} to ${MAX_SECONDS}.`
  return [`${name} is ${shown}${place ? ` in ${place}` : ''}.`, hintOn(value, place), forms].filter(Boolean).join(' ')
}

function quotedJson(value: unknown): string {
  const json = JSON.stringify(value) ?? 'missing'
  return json.length > 50 ? `${json.slice(0, 50)}…` : json
}

function hintOn(value: unknown, place = ''): string | null {
  const text = String(value).trim()
  if (Number(text) > MAX_SECONDS) return 'It looks like milliseconds.'
  if (place.startsWith('row') && /^\d{5}([.,]\d+)?$/.test(text)) return 'If it is a day of Excel, send dates=excel.'
  if (/^\d{4}-\d\d-\d\d[T ][\d:.]+$/i.test(text)) return 'It has no offset from UTC, such as Z or +02:00.'
  if (/^\d{4}-\d\d-\d\d[T ][\d:.]+ \d\d:?\d\d$/i.test(text)) return 'Encode the + of its offset as %2B.'
  return null
}

/** Returns whether an issue is about a date that cannot be read. A batch adds the place to its message. */
export function isDateIssue(issue: z.core.$ZodIssue): boolean {
  return issue.code === 'custom' && issue.params?.isDate === true
}

/** Value of a file that is read already. */
export class ReadDate {
  readonly given: GivenDate
  constructor(given: GivenDate) {
    this.given = given
  }
}

/** Schema of a date in a query. */
export const dateParameter = (name: string) =>
  dateSchema(name, FIRST_DAY, (value) => (typeof value === 'string' ? numberOrText(value) : value))

/** Schema of a date in a body or file. `name` is the field, for the message. */
export const dateField = (name: string, firstDay = FIRST_DAY) => dateSchema(name, firstDay, (value) => value)

function dateSchema(name: string, firstDay: string, prepare: (value: unknown) => unknown) {
  return z
    .unknown()
    .transform((value, context) => {
      const given = value instanceof ReadDate ? value.given : readDate(prepare(value), firstDay)
      if (given) return given
      context.addIssue({ code: 'custom', message: notADate(name, value, firstDay), params: { isDate: true } })
      return z.NEVER
    })
    .meta({
      anyOf: [
        { type: 'integer', minimum: MIN_SECONDS, maximum: MAX_SECONDS },
        { type: 'string', format: 'date' },
        { type: 'string', format: 'date-time' },
      ],
    })
}
