import type { Failure } from '../http/failure.ts'

/** Builds an error response in Konstantly's format. */
export function shape({ status, message, fields }: Failure) {
  return { status, message, errors: fields }
}
