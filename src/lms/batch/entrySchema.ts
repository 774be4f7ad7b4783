import { unixTime } from '@chancery/verify/unixTime'
import { z } from 'zod'
import { closed } from '../../core/closed.ts'
import {
  emailAddress,
  givenTimestamp,
  isoDateOrTime,
  LATEST,
  requiredText,
  text,
  titleText,
  webUrl,
} from '../../core/fields.ts'
import type { FieldErrors } from '../../core/problem.ts'
import type { Language } from '../../typeset/words.ts'
import { givenLanguage } from '../schemas.ts'

export type Entry = {
  userId?: string
  email?: string
  /** Used only to create the user. */
  name?: string
  /** Used only to create the user. */
  language?: Language
  certificateName?: string
  description?: string
  imageUrl?: string
  achievedAt?: Date
  /** Null and undefined both mean never. */
  expiresAt?: Date | null
}

const moment = z.union(
  [givenTimestamp, isoDateOrTime.refine(isUnixTime, 'Must be after 1970-01-01T00:00:00Z and before the year 10000.')],
  'Must be Unix seconds, or an ISO date such as 2030-01-01 or 2030-01-01T12:00:00Z.',
)

export const entrySchema = closed(
  z.object({
    userId: requiredText(64)
      .optional()
      .meta({ description: 'User who receives the certificate', examples: ['1234567890'] }),
    email: emailAddress.optional().meta({
      description: 'Email address of the user. Send either userId or email.',
      examples: ['john@example.com'],
    }),
    name: titleText(255)
      .optional()
      .meta({ description: 'Full name. Used only to create the user.', examples: ['John Doe'] }),
    language: givenLanguage.optional().meta({
      description: 'Language of the user. Used only to create the user. Default: the site’s.',
      examples: ['en'],
    }),
    certificateName: titleText(255)
      .optional()
      .meta({ description: 'Certificate name', examples: ['Course Completion Certificate'] }),
    description: text(1000)
      .optional()
      .meta({ description: 'Certificate description', examples: ['Certificate of completion'] }),
    imageUrl: webUrl(2000)
      .optional()
      .meta({
        description: 'URL of the certificate image',
        examples: ['http://s3.amazonaws.com/certificates/cert123.png'],
      }),
    achievedAt: moment.optional().meta({
      description: 'Time of achievement, as Unix seconds or an ISO date. Default: now.',
      examples: [1234567890, '2009-02-13'],
    }),
    expiresAt: moment.nullish().meta({
      description: 'Time of expiry, as Unix seconds or an ISO date. Default: never.',
      examples: [1334567890, '2012-04-16T09:18:10Z'],
    }),
  }),
)
  .refine(({ userId, email }) => userId !== undefined || email !== undefined, {
    error: 'Send userId or email.',
    when: isObject,
  })
  .refine(({ userId, email }) => userId === undefined || email === undefined, {
    error: 'Send userId or email, not both.',
    when: isObject,
  })
  .refine(({ achievedAt, expiresAt }) => !achievedAt || !expiresAt || momentOf(achievedAt) < momentOf(expiresAt), {
    path: ['expiresAt'],
    error: 'expiresAt must be later than achievedAt.',
    when: hasMoments,
  })
  .meta({ id: 'BatchEntry', description: 'A certificate to issue' })

/** Validates one entry. Reports errors of the whole entry under the field `entry`. */
export function toEntry(value: unknown): { entry: Entry } | { errors: FieldErrors } {
  const parsed = entrySchema.safeParse(value)
  if (!parsed.success) return { errors: errorsOf(parsed.error) }
  const { achievedAt, expiresAt, ...entry }: z.output<typeof entrySchema> = parsed.data
  return {
    entry: {
      ...entry,
      ...(achievedAt !== undefined && { achievedAt: momentOf(achievedAt) }),
      ...(expiresAt !== undefined && { expiresAt: expiresAt === null ? null : momentOf(expiresAt) }),
    },
  }
}

function errorsOf(error: z.ZodError): FieldErrors {
  const errors: FieldErrors = {}
  for (const { path, message } of error.issues) {
    const field = path.join('.') || 'entry'
    errors[field] = [...(errors[field] ?? []), message]
  }
  return errors
}

function momentOf(given: number | string): Date {
  return new Date(typeof given === 'number' ? given * 1000 : given)
}

function isUnixTime(iso: string): boolean {
  const seconds = unixTime(new Date(iso))
  return seconds >= 1 && seconds <= LATEST
}

// Without `when`, Zod skips the rules of the whole entry if any field is invalid.

function isObject({ value }: z.core.ParsePayload): boolean {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

function hasMoments({ value, issues }: z.core.ParsePayload): boolean {
  return (
    isObject({ value, issues }) && !issues.some(({ path }) => path?.[0] === 'achievedAt' || path?.[0] === 'expiresAt')
  )
}

/** Checks an entry without `achievedAt` against the current time. The schema has checked all others. */
export function expiresTooEarly({ achievedAt, expiresAt }: Entry, now: Date): boolean {
  return expiresAt != null && expiresAt <= (achievedAt ?? now)
}
