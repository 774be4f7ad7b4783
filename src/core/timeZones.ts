import { dayAt, localTime } from '@chancery/verify/calendarDay'

// Days and local times of a time zone. Clocks are put forward and back, in some zones at midnight: a day may begin at
// 01:00, and an hour before midnight may come twice.

const SECOND_MS = 1000
const DAY_MS = 86_400_000

/** More than any clock differs from UTC. */
const FAR_MS = 18 * 3_600_000

const MAX_DAYS = 10_000
const days = new Map<string, { start: Date; end: Date }>()

/** Returns the first second of a day (`2030-01-31`). */
export function startOfDay(day: string, timeZone: string): Date {
  return boundsOf(day, timeZone).start
}

/** Returns the last second of a day (`2030-01-31`). */
export function endOfDay(day: string, timeZone: string): Date {
  return boundsOf(day, timeZone).end
}

/** Returns when clocks in a time zone show a local time (`2030-01-31T12:00:00`), or the next one that they show. */
export function timeAt(local: string, timeZone: string): Date {
  return new Date(occurrencesOf(Date.parse(`${local}Z`), timeZone).first)
}

/** Cached, because the rows of a batch share days. */
function boundsOf(day: string, timeZone: string): { start: Date; end: Date } {
  const key = `${day} ${timeZone}`
  const known = days.get(key)
  if (known) return known
  const bounds = findBounds(day, timeZone)
  if (days.size >= MAX_DAYS) days.clear()
  days.set(key, bounds)
  return bounds
}

function findBounds(day: string, timeZone: string): { start: Date; end: Date } {
  const midnight = Date.parse(day)
  const { first, last } = occurrencesOf(midnight + DAY_MS, timeZone)
  // The day ends before the first midnight if clocks go back from 01:00, before the second if they go back from 00:01.
  const ends = [last, first].map((next) => new Date(next - SECOND_MS))
  const [end = new Date(last)] = ends.filter((one) => dayAt(one, timeZone) === day).concat(ends)
  return { start: new Date(occurrencesOf(midnight, timeZone).first), end }
}

/** Returns the first and last time when clocks show a local time. If they skip it, both are the end of the gap. */
function occurrencesOf(local: number, timeZone: string): { first: number; last: number } {
  const before = offsetAt(local - FAR_MS, timeZone)
  const after = offsetAt(local + FAR_MS, timeZone)
  if (before === after) return { first: local - before, last: local - before }
  const times = [local - before, local - after].filter((time) => time + offsetAt(time, timeZone) === local)
  if (times.length > 0) return { first: Math.min(...times), last: Math.max(...times) }
  const end = endOfGap(local, timeZone, [local - after, local - before])
  return { first: end, last: end }
}

/** Searches the first second from which on clocks show at least a local time. */
function endOfGap(local: number, timeZone: string, [early, late]: [number, number]): number {
  if (late - early <= SECOND_MS) return late
  const middle = early + Math.floor((late - early) / 2 / SECOND_MS) * SECOND_MS
  const isAfter = middle + offsetAt(middle, timeZone) >= local
  return endOfGap(local, timeZone, isAfter ? [early, middle] : [middle, late])
}

function offsetAt(time: number, timeZone: string): number {
  return localTime(new Date(time), timeZone).getTime() - time
}
