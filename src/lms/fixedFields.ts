import { isDeepStrictEqual } from 'node:util'
import { type FieldErrors, Problem } from '../core/problem.ts'

// Fields of our responses that a request cannot change. Clients send whole objects back, so the present value is
// accepted. Another value is a misunderstanding that must not pass silently.

/** The fixed fields of a request. */
export type Fixed = Record<string, unknown>

/** Splits a validated body into the fields to change and the fixed ones. */
export function splitFixed<Body extends object>(body: Body, names: readonly string[]): [facts: Body, fixed: Fixed] {
  const entries = Object.entries(body)
  const facts = Object.fromEntries(entries.filter(([name]) => !names.includes(name)))
  return [facts as Body, Object.fromEntries(entries.filter(([name]) => names.includes(name)))] // Only loses fields that the type does not have.
}

/** Rejects fixed fields that differ from the present object. `advice` says by field what to do instead. */
export function ensureFixed(fixed: Fixed, present: Fixed, advice: Record<string, string>): void {
  const wrong = Object.keys(fixed).filter((name) => !isSame(fixed[name], present[name]))
  if (wrong.length === 0) return
  const errors: FieldErrors = Object.fromEntries(
    wrong.map((name) => [name, [`This request cannot change it. ${advice[name] ?? 'Leave it out.'}`]]),
  )
  throw new Problem('input.invalid', undefined, errors)
}

/** Compares the fields that the present value has. A missing value is the same as null. */
function isSame(given: unknown, present: unknown): boolean {
  if (!isObject(given) || !isObject(present)) return isDeepStrictEqual(given ?? null, present ?? null)
  return Object.entries(present).every(([name, value]) => !(name in given) || isSame(given[name], value))
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
