import { dayAt } from '../calendarDay.ts'

const DAY_MS = 86_400_000

/** Number of days whose texts are cached, for each language. */
const MAX_DAYS = 1000

/**
 * Returns formatters for dates (default: in UTC), times, numbers and foreign names, which `quotes` enclose. Creates them on
 * first use, because that is slow.
 */
export function formatsOf(locale: string, [open, close]: [string, string] = ['“', '”']) {
  const day = once(() => new Intl.DateTimeFormat(locale, { dateStyle: 'long', timeZone: 'UTC' }))
  const moment = once(() => new Intl.DateTimeFormat(locale, { dateStyle: 'long', timeStyle: 'short', timeZone: 'UTC' }))
  const number = once(() => new Intl.NumberFormat(locale, { maximumFractionDigits: 6 }))
  const days = new Map<number, string>()
  // Formatting takes longer than most checks, and certificates share days.
  const dayOf = (at: Date) => {
    const number = Math.floor(at.getTime() / DAY_MS)
    const known = days.get(number)
    if (known !== undefined) return known
    const formatted = day().format(at)
    if (days.size >= MAX_DAYS) days.clear()
    days.set(number, formatted)
    return formatted
  }
  return {
    date: (at: Date, timeZone = 'UTC') => dayOf(timeZone === 'UTC' ? at : new Date(dayAt(at, timeZone))),
    moment: (at: Date) => `${moment().format(at)} UTC`,
    number: (value: number) => number().format(value),
    inQuotes: (words: string) => `${open}${quoted(words)}${close}`,
  }
}

export type Formats = ReturnType<typeof formatsOf>

function once<Value>(make: () => Value): () => Value {
  let made: Value | undefined
  return () => {
    made ??= make()
    return made
  }
}

/** Isolates foreign text in a sentence, so that its writing direction does not affect the rest. */
export function quoted(words: string): string {
  return `\u2068${words}\u2069`
}
