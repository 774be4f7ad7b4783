import { Explained } from '../explained.ts'
import { definitionOf, type ProblemCode } from './problemCodes.ts'

/** Error messages by the path of their field. */
export type FieldErrors = Record<string, string[]>

/** Groups messages by field, without repeated ones. A field may have any name, such as `constructor`. */
export function fieldErrorsOf(messages: Iterable<readonly [field: string, message: string]>): FieldErrors {
  const errors = new Map<string, Set<string>>()
  for (const [field, message] of messages) {
    errors.set(field, (errors.get(field) ?? new Set()).add(message))
  }
  return Object.fromEntries([...errors].map(([field, set]) => [field, [...set]]))
}

type ProblemOptions = ErrorOptions & { retryAfter?: number }

/** The error that services throw. `message` replaces the default message of the code. */
export class Problem extends Explained {
  override readonly name = 'Problem'
  readonly code: ProblemCode
  readonly fields: FieldErrors | undefined
  /** Seconds after which the request may succeed. Default: that of the code. */
  readonly retryAfter: number | undefined

  constructor(code: ProblemCode, message?: string, fields?: FieldErrors, options: ProblemOptions = {}) {
    super(message ?? definitionOf(code).sentence, options)
    this.code = code
    this.fields = fields
    this.retryAfter = options.retryAfter
  }
}

/** Creates a Problem with the default message of its code. Keeps the cause for the log. */
export function problemCausedBy(error: unknown, code: ProblemCode): Problem {
  return new Problem(code, undefined, undefined, { cause: error })
}

export function invalid(field: string, message: string): Problem {
  return new Problem('input.invalid', message, { [field]: [message] })
}
