import { z } from 'zod'
import { booleanText, id } from '../schemas.ts'
import { entrySchema } from './entrySchema.ts'

export const batchQuery = z.object({
  createUsers: booleanText.default(false).meta({
    description: 'Whether users who are not known by their email are created, with their name',
    examples: [true],
  }),
})

const entries = z
  .object({
    entries: z.array(entrySchema).meta({ description: 'At most 10,000', examples: [[{ email: 'john@example.com' }]] }),
  })
  .meta({ id: 'Batch', description: 'For whom certificates are issued; an array of entries alone does too' })

const lines = (example: string) => z.string().meta({ examples: [example] })

export const batchContent = {
  'application/json': { schema: entries },
  'application/x-ndjson': { schema: lines('{"email":"john@example.com","achievedAt":1234567890}\n') },
  'text/csv': { schema: lines('email,name,achievedAt\njohn@example.com,John Doe,2009-02-13\n') },
}

export const outcome = z
  .object({
    entry: z.int().meta({ description: 'Which entry of the batch, from 1', examples: [1] }),
    line: z.int().meta({ description: 'The line that it begins on, from 1', examples: [2] }),
    status: z
      .enum(['issued', 'exists', 'invalid'])
      .meta({ description: 'exists: the user has this certificate already', examples: ['issued'] }),
    certificateId: id.optional().meta({ description: 'Certificate ID', examples: [123] }),
    userId: z
      .string()
      .optional()
      .meta({ description: 'User ID', examples: ['1234567890'] }),
    errors: z
      .record(z.string(), z.array(z.string()))
      .optional()
      .meta({ description: 'What is wrong with each field of an invalid entry', examples: [{}] }),
  })
  .meta({ id: 'Outcome', description: 'What became of an entry' })

const count = z.int().min(0)

export const outcomes = z
  .object({
    outcomes: z.array(outcome).meta({ description: 'One for each entry, in their order' }),
    issued: count.meta({ description: 'How many were issued', examples: [1] }),
    exists: count.meta({ description: 'How many were there already', examples: [0] }),
    invalid: count.meta({ description: 'How many could not be issued', examples: [0] }),
  })
  .meta({ id: 'Outcomes', description: 'What became of a batch' })
