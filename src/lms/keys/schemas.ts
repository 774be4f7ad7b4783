import { z } from 'zod'
import { closed } from '../../core/closed.ts'
import { requiredText } from '../../core/fields.ts'
import { MAX_ID, wholeNumber } from '../../http/schemas.ts'
import { dateField, FIRST_EXPIRY } from '../dates.ts'
import { nextCursor } from '../paging.ts'
import { id, timestamp, totalOf } from '../schemas.ts'
import { DEFAULT_OVERLAP_SECONDS, KEY_SCOPES } from './service.ts'

export const keyParams = z.object({
  keyId: wholeNumber(0, MAX_ID).meta({ description: 'The unique identifier of the key', examples: [2] }),
})

const scopes = z.array(z.enum(KEY_SCOPES, 'Must be read, issue or admin.'))

const keyFields = {
  id: id.meta({ description: 'Key ID', examples: [7] }),
  prefix: z.string().meta({ description: 'First characters of the key', examples: ['chk_1a2b'] }),
  label: z.string().meta({ description: 'Purpose of the key', examples: ['LMS integration'] }),
  scopes: scopes.meta({ description: 'Permissions of the key', examples: [['read', 'issue']] }),
  createdAt: timestamp.meta({ description: 'Timestamp of creation', examples: [1234567890] }),
  expiresAt: timestamp.optional().meta({ description: 'Timestamp of expiry', examples: [1334567890] }),
  revokedAt: timestamp.optional().meta({ description: 'Timestamp of revocation', examples: [1234567990] }),
  lastUsedAt: timestamp
    .optional()
    .meta({ description: 'Timestamp of the last use, accurate to the minute', examples: [1234567950] }),
}

export const key = z.object(keyFields).meta({ id: 'Key', description: 'An API key without the key itself' })

export const keyList = z
  .object({
    keys: z.array(key).meta({ description: 'Array of key objects' }),
    totalCount: totalOf('keys'),
    nextCursor,
  })
  .meta({ id: 'Keys', description: 'A page of keys' })

export const createdKey = z
  .object({
    ...keyFields,
    key: z.string().meta({
      description: 'The key itself. Only this response contains it.',
      examples: ['chk_1a2b3c4d5e6f1a2b3c4d5e6f1a2b3c4d5e6f1a2b3c4d5e6f'],
    }),
  })
  .meta({ id: 'CreatedKey', description: 'A new API key' })

export const newKey = closed(
  z.object({
    label: requiredText(255).meta({ description: 'Purpose of the key', examples: ['LMS integration'] }),
    scopes: scopes
      .min(1, 'At least one.')
      .default(['read', 'issue'])
      .meta({
        description: 'Permissions: `read`, `issue` (also courses and users), `admin` (keys, webhooks, audit)',
        examples: [['read', 'issue']],
      }),
    expiresAt: dateField('expiresAt', FIRST_EXPIRY)
      .optional()
      .meta({ description: 'Time of expiry. A day means its end. Default: never.', examples: [1334567890] }),
  }),
  {
    ignored: ['id', 'prefix', 'createdAt', 'revokedAt', 'lastUsedAt'],
    hints: { key: 'The server chooses the key.', scope: 'Did you mean `scopes`?' },
  },
).meta({ id: 'NewKey', description: 'Fields of a new key' })

export const rotation = closed(
  z.object({
    overlapSeconds: z
      .int('Must be a whole number of seconds.')
      .min(0, 'Must be 0 or more.')
      .max(30 * 86_400, 'At most 30 days.')
      .default(DEFAULT_OVERLAP_SECONDS)
      .meta({ description: 'Seconds that the old key stays valid. Default: one day.', examples: [3600] }),
  }),
)
  .prefault({})
  .meta({ id: 'Rotation', description: 'Options of a rotation' })
