// A certificate states calendar days of its issuer's time zone. These functions find the day of a time.

const MAX_FORMATTERS = 1000
const formatters = new Map<string, Intl.DateTimeFormat>()

/** Returns the calendar day at a time, such as `2026-05-01`. */
export function dayAt(at: Date, timeZone = 'UTC'): string {
  return localTime(at, timeZone).toISOString().slice(0, -14)
}

/** Returns what clocks in a time zone show, as if it were UTC. */
export function localTime(at: Date, timeZone: string): Date {
  if (timeZone === 'UTC') return at
  const [month = 0, day, year = 0, hour, minute, second] = formatterOf(timeZone).format(at).split(/\D+/).map(Number)
  return new Date(Date.UTC(year, month - 1, day, hour, minute, second))
}

/** Uses UTC for a time zone that this device does not know: a bundle may be newer than its list of time zones. */
function formatterOf(timeZone: string): Intl.DateTimeFormat {
  const known = formatters.get(timeZone)
  if (known) return known
  const made = isTimeZone(timeZone) ? makeFormatter(timeZone) : makeFormatter('UTC')
  if (formatters.size >= MAX_FORMATTERS) formatters.clear()
  formatters.set(timeZone, made)
  return made
}

function makeFormatter(timeZone: string): Intl.DateTimeFormat {
  const [numeric, hourCycle] = ['numeric', 'h23'] as const
  const fields = { year: numeric, month: numeric, day: numeric, hour: numeric, minute: numeric, second: numeric }
  return new Intl.DateTimeFormat('en-US-u-ca-gregory', { timeZone, hourCycle, ...fields })
}

/** Returns whether this is the name of a time zone, such as `Europe/Lisbon`. */
export function isTimeZone(name: string): boolean {
  try {
    makeFormatter(name)
    return true
  } catch {
    return false
  }
}
