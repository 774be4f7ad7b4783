import { z } from 'zod'

// Building blocks of both doors' schemas.

z.config({
  customError: (issue) =>
    issue.code === 'invalid_type' && issue.input === undefined ? 'This field is required.' : undefined,
})

/** The greatest id that the database can keep (PostgreSQL's integer). */
export const MAX_ID = 2_147_483_647

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

/** A whole number in a path or query. Nothing but digits is one: no sign, no exponent, no repetition. */
export function wholeNumber(min: number, max: number) {
  return z
    .preprocess(
      (value) => (typeof value === 'string' && /^\d+$/.test(value) ? readDigits(value) : value),
      z.int('Must be a whole number.').min(min, `Must be ${min} or more.`).max(max, `Must be ${max} or less.`),
    )
    .meta({ type: 'integer', minimum: min, maximum: max })
}

/** More than a number can hold exactly is just too much, whatever it is. */
function readDigits(digits: string): number {
  return Math.min(Number(digits), Number.MAX_SAFE_INTEGER)
}
