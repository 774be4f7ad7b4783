import { z } from 'zod'

/** Maximum id in the database (PostgreSQL's integer). */
export const MAX_ID = 2_147_483_647

/** Describes a field in the OpenAPI document. */
export function doc(description: string, example: unknown) {
  return { description, examples: [example] }
}

/** Accepts a whole number in a path or query. Digits only: no sign, no exponent, no repetition. */
export function wholeNumber(min: number, max: number) {
  return z
    .preprocess(
      (value) => (typeof value === 'string' && /^\d+$/.test(value) ? readDigits(value) : value),
      z.int('Must be a whole number.').min(min, `Must be ${min} or more.`).max(max, `Must be ${max} or less.`),
    )
    .meta({ type: 'integer', minimum: min, maximum: max })
}

/** Caps numbers that JavaScript cannot represent exactly. They exceed every maximum anyway. */
function readDigits(digits: string): number {
  return Math.min(Number(digits), Number.MAX_SAFE_INTEGER)
}
