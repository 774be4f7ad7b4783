import { z } from 'zod'
import { doc } from '../http/schemas.ts'

// Schemas that the LMS API shares. A schema is validation, type and OpenAPI in one. Names are Konstantly's.

export const timestamp = z.int()

const readBoolean = (value: unknown) => (value === 'true' ? true : value === 'false' ? false : value)

export const booleanText = z.preprocess(readBoolean, z.boolean('Must be true or false.'))

export const id = z.int()

export const totalOf = (what: string) =>
  z
    .int()
    .min(0)
    .meta(doc(`Total number of ${what}`, 1))

/** Response without data. */
export const nothing = z.object({}).meta({ id: 'Nothing', description: 'Empty response', examples: [{}] })

export const problem = z
  .object({
    status: z.int().meta(doc('HTTP status code', 400)),
    message: z.string().meta(doc('Error message', 'Validation failed')),
    errors: z
      .record(z.string(), z.array(z.string()))
      .optional()
      .meta(doc('Error messages by field', { email: ['Invalid email format'] })),
  })
  .meta({ id: 'Problem', description: 'An error' })
