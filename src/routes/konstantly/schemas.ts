import { z } from 'zod'
import { MAX_ID, wholeNumber } from '../schemas.ts'

// What the shapes of the LMS door have in common. All its schemas are validation, types and OpenAPI document in one;
// names and spellings are Konstantly's.

export const LATEST = 253_402_300_799 // 9999-12-31T23:59:59Z

export const timestamp = z.int()
export const givenTimestamp = z.int('Must be a whole number of Unix seconds.').min(1, 'Must be 1 or more.').max(LATEST)

export const id = z.int()

export const totalOf = (what: string) =>
  z
    .int()
    .min(0)
    .meta({ description: `Total number of ${what}`, examples: [1] })

export const pageQuery = z.object({
  offset: wholeNumber(0, MAX_ID)
    .default(0)
    .meta({ description: 'Entry number to start listing from', examples: [0] }),
  limit: wholeNumber(1, 1000)
    .default(20)
    .meta({ description: 'The number of entries to be listed', examples: [20] }),
})

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
