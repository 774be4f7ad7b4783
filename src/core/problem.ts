import { Explained } from '../explained.ts'
import { definitionOf, type ProblemCode } from './problemCodes.ts'

/** What is wrong with each field of an input: its path → sentences for the reader. */
export type FieldErrors = Record<string, string[]>

/** The one error that services throw: a stable code, its sentence or a more exact message, and the fields concerned. */
export class Problem extends Explained {
  override readonly name = 'Problem'
  readonly code: ProblemCode
  readonly fields: FieldErrors | undefined

  constructor(code: ProblemCode, message?: string, fields?: FieldErrors, options?: ErrorOptions) {
    super(message ?? definitionOf(code).sentence, options)
    this.code = code
    this.fields = fields
  }
}

/** A problem with the sentence of its code; the log has the error that caused it. */
export function problemBecause(error: unknown, code: ProblemCode): Problem {
  return new Problem(code, undefined, undefined, { cause: error })
}

/** An input that cannot be right, found out by a service. */
export function invalid(field: string, message: string): Problem {
  return new Problem('input.invalid', message, { [field]: [message] })
}
