import { unixTime } from '@chancery/verify/unixTime'
import { z } from 'zod'
import { emailAddress, givenTimestamp, isoDateOrTime, LATEST, requiredText, text, webUrl } from '../../core/fields.ts'
import type { FieldErrors } from '../../core/problem.ts'
import { quoted } from './unreadable.ts'

export type Entry = {
  userId?: string
  email?: string
  /** Used only to create the user. */
  name?: string
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

const MAX_NAME = 255
const personName = requiredText(MAX_NAME)

export const entrySchema = z
  .strictObject(
    {
      userId: requiredText(64)
        .optional()
        .meta({ description: 'User who receives the certificate', examples: ['1234567890'] }),
      email: emailAddress.optional().meta({
        description: 'Email address of the user. Send userId, email, or both.',
        examples: ['john@example.com'],
      }),
      name: personName
        .optional()
        .meta({ description: 'Full name. Used only to create the user.', examples: ['John Doe'] }),
      firstName: personName
        .optional()
        .meta({ description: 'First name. Send it with lastName instead of name.', examples: ['John'] }),
      lastName: personName
        .optional()
        .meta({ description: 'Last name. Send it with firstName instead of name.', examples: ['Doe'] }),
      certificateName: requiredText(255)
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
    },
    { error: (issue) => (issue.code === 'unrecognized_keys' ? `Unknown field: ${quoted(issue.keys)}.` : undefined) },
  )
  .refine(({ userId, email }) => userId !== undefined || email !== undefined, {
    error: 'Send userId or email.',
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
  const { achievedAt, expiresAt, firstName, lastName, ...entry }: z.output<typeof entrySchema> = parsed.data
  const errors = nameErrors(parsed.data)
  if (errors) return { errors }
  return {
    entry: {
      ...entry,
      ...(firstName !== undefined && { name: fullName({ firstName, lastName }) }),
      ...(achievedAt !== undefined && { achievedAt: momentOf(achievedAt) }),
      ...(expiresAt !== undefined && { expiresAt: expiresAt === null ? null : momentOf(expiresAt) }),
    },
  }
}

type Names = { name?: string | undefined; firstName?: string | undefined; lastName?: string | undefined }

/** Checks the names of an entry. As rules of the schema, which most entries do not need, they would cost a third more. */
function nameErrors({ name, firstName, lastName }: Names): FieldErrors | undefined {
  if (firstName === undefined && lastName === undefined) return undefined
  const full = fullName({ firstName, lastName })
  if (full === undefined) {
    return { entry: ['Send firstName and lastName together. For a person with one name, send name instead.'] }
  }
  if (full.length > MAX_NAME) {
    return { lastName: [`First and last name have more than ${MAX_NAME} characters together.`] }
  }
  if (name === undefined || name === full) return undefined
  return { name: ['name is not the same as firstName and lastName. Send one of the two.'] }
}

function fullName({ firstName, lastName }: Names): string | undefined {
  return firstName === undefined || lastName === undefined ? undefined : `${firstName} ${lastName}`
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
