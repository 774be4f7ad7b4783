import type { Failure } from '../http/failure.ts'

/** Konstantly's shape of a failure. */
export function shape({ status, message, fields }: Failure) {
  return { status, message, errors: fields }
}
