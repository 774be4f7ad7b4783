import { parseSignature } from '@chancery/verify/ethereum/signer'
import { z } from 'zod'
import { doc } from '../http/schemas.ts'

// Schemas that the wallet API shares. A schema is validation, type and OpenAPI in one. Names and quirks are BDN's.

export const isBlank = (value: unknown) => value === null || (typeof value === 'string' && value.trim() === '')

/** Allows a field to be absent, null or, as real clients send it, blank. */
export function optional<Schema extends z.ZodType>(
  schema: Schema,
  read: (value: unknown) => unknown = (value) => value,
) {
  return z.preprocess((value) => (isBlank(value) ? undefined : read(value)), schema.optional()).optional()
}

const decimal = /^\s*[+-]?(\d+(\.\d*)?|\.\d+)(e[+-]?\d+)?\s*$/i

/** Parses a number sent as text, as forms and some clients do. */
export const readNumber = (value: unknown) => (typeof value === 'string' && decimal.test(value) ? Number(value) : value)

export const profile = z.enum(['Academy', 'Business', 'Learner'], { error: 'Must be Academy, Business or Learner.' })

export const address = z
  .string()
  .meta(doc('Wallet address, lower case with 0x', '0xd2be64317eb1832309df8c8c18b09871809f3735'))

/** Maximum length of a signature in characters. Parsing a longer one blocks the event loop. */
export const MAX_SIGNATURE = 8192

export const signature = z
  .string()
  .max(MAX_SIGNATURE, { error: `At most ${MAX_SIGNATURE} characters.`, abort: true })
  .refine((value) => parseSignature(value) !== null, 'Enter a signature as hexadecimal digits.')

export const SIGNATURE = `0x${'5b'.repeat(64)}1c`

export const done = z
  .object({ status: z.literal('ok').meta(doc('Always `ok`', 'ok')) })
  .meta({ id: 'Done', description: 'The request succeeded' })

export const refusal = z
  .object({
    error: z.union([z.string(), z.record(z.string(), z.array(z.string()))]).meta(
      doc('Error message, or error messages by field', {
        institution_link: ['Enter a valid http or https URL.'],
      }),
    ),
  })
  .meta({ id: 'Refusal', description: 'A rejected request' })

export const detail = z
  .object({ detail: z.string().meta(doc('Error message', 'Not found.')) })
  .meta({ id: 'Detail', description: 'An error' })

/** Requires all of these fields or none. */
export function allOrNone<Field extends string>(names: readonly Field[]) {
  return (body: { [Name in Field]?: unknown }, context: z.RefinementCtx) => {
    const missing = names.filter((name) => body[name] === undefined)
    if (missing.length === names.length) return
    for (const name of missing) {
      context.addIssue({ code: 'custom', path: [name], message: `Send all of ${names.join(', ')}, or none.` })
    }
  }
}
