import { z } from 'zod'
import { encodingNamed } from '../../core/charset.ts'
import { text } from '../../core/fields.ts'
import { doc } from '../../http/schemas.ts'
import { linkFields } from '../certificates/links.ts'
import { booleanText, id } from '../schemas.ts'
import { entrySchema } from './entrySchema.ts'

export const batchQuery = z.object({
  createUsers: booleanText.default(false).meta({
    description: 'Whether to create users for unknown email addresses. Their entries need a `name`.',
    examples: [true],
  }),
  dryRun: booleanText.default(false).meta({
    description:
      'Whether to report what would happen to each entry, and to change nothing. Ignores an `Idempotency-Key`.',
    examples: [true],
  }),
  notify: booleanText.optional().meta({
    description: 'Whether the users get mails about these certificates. Default: as the course and the site choose.',
    examples: [false],
  }),
  ignoreUnknownColumns: booleanText.default(false).meta({
    description: 'CSV: whether to ignore columns with an unknown header. `ignoredColumns` lists them.',
    examples: [true],
  }),
  charset: text(50)
    .refine((charset) => encodingNamed(charset) !== undefined, 'Use UTF-8, or a charset such as windows-1252.')
    .optional()
    .meta({
      description: 'Charset of the body, if Content-Type does not declare it. Default: UTF-8, or by byte order mark.',
      examples: ['windows-1252'],
    }),
  dates: z
    .enum(['excel'], 'Must be excel.')
    .optional()
    .meta(
      doc(
        '`excel`: numbers of five digits in the date columns of CSV are days of Excel. Default: only in a column that ' +
          'has only numbers from 20,000 to 80,000 in its filled cells.',
        'excel',
      ),
    ),
})

const entries = z
  .object({
    entries: z
      .array(entrySchema)
      .meta({ description: 'At most 10,000 entries', examples: [[{ email: 'john@example.com' }]] }),
  })
  .meta({ id: 'Batch', description: 'Certificates to issue. A bare array of entries is accepted too.' })

const lines = (example: string) => z.string().meta({ examples: [example] })

export const batchContent = {
  'application/json': { schema: entries },
  'application/x-ndjson': { schema: lines('{"email":"john@example.com","achievedAt":1234567890}\n') },
  'text/csv': { schema: lines('email,name,achievedAt\njohn@example.com,John Doe,2009-02-13\n') },
}

export const outcome = z
  .object({
    entry: z.int().meta({ description: 'Number of the entry in the batch, from 1', examples: [1] }),
    line: z.int().meta({ description: 'First line of the entry, from 1', examples: [2] }),
    status: z.enum(['issued', 'exists', 'invalid']).meta({
      description: 'exists: the user already has this certificate. In a dry run: what would happen.',
      examples: ['issued'],
    }),
    certificateId: id.optional().meta({ description: 'Certificate ID', examples: [123] }),
    userId: z
      .string()
      .optional()
      .meta({ description: 'User ID', examples: ['1234567890'] }),
    ...z.object(linkFields).partial().shape,
    createsUser: z
      .literal(true)
      .optional()
      .meta({ description: 'Dry run: the entry would create its user', examples: [true] }),
    excelDays: z
      .record(z.string(), z.string())
      .optional()
      .meta(doc('Dates that were read from days of Excel, by column', { achievedAt: '2026-05-01' })),
    errors: z
      .record(z.string(), z.array(z.string()))
      .optional()
      .meta({ description: 'Error messages by field, for an invalid entry', examples: [{}] }),
  })
  .meta({ id: 'Outcome', description: 'Outcome of an entry' })

const count = z.int().min(0)

export const outcomes = z
  .object({
    outcomes: z.array(outcome).meta({ description: 'One outcome for each entry, in order' }),
    issued: count.meta({ description: 'Number of issued certificates', examples: [1] }),
    exists: count.meta({ description: 'Number of certificates that already existed', examples: [0] }),
    invalid: count.meta({ description: 'Number of invalid entries', examples: [0] }),
    dryRun: z
      .literal(true)
      .optional()
      .meta({ description: 'Set if nothing was changed', examples: [true] }),
    ignoredColumns: z
      .array(z.string())
      .optional()
      .meta({ description: 'Headers of the CSV columns that were ignored', examples: [['Department']] }),
  })
  .meta({ id: 'Outcomes', description: 'Outcome of a batch' })
