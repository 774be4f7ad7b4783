import { z } from 'zod'
import { LATEST } from '../core/fields.ts'
import { wholeNumber } from '../http/schemas.ts'

// What the shapes of the LMS API have in common. All its schemas are validation, types and OpenAPI document in one;
// names and spellings are Konstantly's.

export const timestamp = z.int()

/** A timestamp in a query. */
export const filterTimestamp = wholeNumber(0, LATEST)

const readBoolean = (value: unknown) => (value === 'true' ? true : value === 'false' ? false : value)

/** Yes or no in a query. */
export const booleanText = z.preprocess(readBoolean, z.boolean('Must be true or false.'))

export const id = z.int()

export const totalOf = (what: string) =>
  z
    .int()
    .min(0)
    .meta({ description: `Total number of ${what}`, examples: [1] })

/** The answer of what leaves nothing to show. */
export const nothing = z.object({}).meta({ id: 'Nothing', description: 'Nothing more to say', examples: [{}] })

export const problem = z
  .object({
    status: z.int().meta({ description: 'HTTP status code', examples: [400] }),
    message: z.string().meta({ description: 'Error message', examples: ['Validation failed'] }),
    errors: z
      .record(z.string(), z.array(z.string()))
      .optional()
      .meta({ description: 'What is wrong with each field', examples: [{ email: ['Invalid email format'] }] }),
  })
  .meta({ id: 'Problem', description: 'An error' })
