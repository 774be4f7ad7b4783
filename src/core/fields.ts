import { z } from 'zod'

// Building blocks of the schemas of everything that is sent to us, over HTTP or in files.

z.config({
  customError: (issue) =>
    issue.code === 'invalid_type' && issue.input === undefined ? 'This field is required.' : undefined,
})

/** Text that PostgreSQL can keep and UTF-8 can carry, of so many characters at most. */
export function text(max: number) {
  return z
    .string()
    .max(max, `At most ${max} characters.`)
    .refine(isStorable, 'Contains characters that cannot be stored.')
}

/** The same, trimmed and not empty. */
export function requiredText(max: number) {
  return z
    .string()
    .trim()
    .min(1, 'This field may not be blank.')
    .max(max, `At most ${max} characters.`)
    .refine(isStorable, 'Contains characters that cannot be stored.')
}

/** Neither NUL nor half of a surrogate pair. */
export function isStorable(value: string): boolean {
  return value.isWellFormed() && !value.includes('\0')
}

/** An http or https URL of so many characters at most. A longer one is not even read: that may take quadratic time. */
export function webUrl(max: number) {
  return z
    .string()
    .max(max, { error: `At most ${max} characters.`, abort: true })
    .check(z.url({ protocol: /^https?$/, hostname: /./, error: 'Enter a valid http or https URL.' }))
    .refine(isStorable, 'Contains characters that cannot be stored.')
}

export const emailAddress = z.email('Invalid email format').max(254, 'At most 254 characters.')

export const LATEST = 253_402_300_799 // 9999-12-31T23:59:59Z

export const givenTimestamp = z.int('Must be a whole number of Unix seconds.').min(1, 'Must be 1 or more.').max(LATEST)

/** A date of the calendar, or a time with its offset from UTC. JavaScript itself reads nearly anything as some date. */
export const isoDateOrTime = z.union([z.iso.date(), z.iso.datetime({ offset: true })])
