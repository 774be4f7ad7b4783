import { z } from 'zod'

// Schema parts for all input, over HTTP and in files.

z.config({
  customError: (issue) =>
    issue.code === 'invalid_type' && issue.input === undefined ? 'This field is required.' : undefined,
})

export function text(max: number) {
  return z
    .string()
    .max(max, `At most ${max} characters.`)
    .refine(isStorable, 'Contains characters that cannot be stored.')
}

export function requiredText(max: number) {
  return z
    .string()
    .trim()
    .min(1, 'This field may not be blank.')
    .max(max, `At most ${max} characters.`)
    .refine(isStorable, 'Contains characters that cannot be stored.')
}

/** A name that people read. Rejects characters that hide or reorder others. */
export function nameText(max: number) {
  return requiredText(max).regex(
    /^[^\p{Cc}\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]*$/u,
    'It contains control characters.',
  )
}

/** Rejects NUL, which PostgreSQL cannot store, and lone surrogates, which UTF-8 cannot encode. */
export function isStorable(value: string): boolean {
  return value.isWellFormed() && !value.includes('\0')
}

/** Accepts an http or https URL. Does not parse a longer one, which can take quadratic time. */
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
