import { z } from 'zod'

// What both APIs' schemas have in common about paths and queries.

/** The greatest id that the database can keep (PostgreSQL's integer). */
export const MAX_ID = 2_147_483_647

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
