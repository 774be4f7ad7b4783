import type { Language } from '@chancery/verify/texts/codes'
import { z } from 'zod'
import { closed } from '../../core/closed.ts'
import { emailAddress, requiredText, text, titleText, webUrl } from '../../core/fields.ts'
import { type FieldErrors, fieldErrorsOf } from '../../core/problem.ts'
import { expiresTooEarly } from '../certificates/issue.ts'
import { dateField, endOf, FIRST_DAY, FIRST_EXPIRY, type GivenDate, isDateIssue, notADate, startOf } from '../dates.ts'
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
  achievedAt?: GivenDate
  /** Null and undefined both mean never. */
  expiresAt?: GivenDate | null
}

export const DATE_FIELDS = ['achievedAt', 'expiresAt']

export const isDateField = (name: string) => DATE_FIELDS.includes(name)

export const TOO_EARLY = 'expiresAt must be later than achievedAt.'

const MAX_NAME = 255
const personName = titleText(MAX_NAME)

export const entrySchema = closed(
  z.object({
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
    achievedAt: dateField('achievedAt')
      .optional()
      .meta({
        description: 'Time of achievement. A day means its beginning. Default: now.',
        examples: [1234567890, '2009-02-13'],
      }),
    expiresAt: dateField('expiresAt', FIRST_EXPIRY)
      .nullish()
      .meta({
        description: 'Time of expiry. A day means its end. Default: never.',
        examples: [1334567890, '2012-04-16T09:18:10Z'],
      }),
  }),
)
  .refine(({ userId, email }) => userId !== undefined || email !== undefined, {
    error: 'Send userId or email.',
    when: isObject,
  })
  .refine(({ achievedAt, expiresAt }) => !isSurelyTooEarly(achievedAt, expiresAt), {
    path: ['expiresAt'],
    error: TOO_EARLY,
    when: hasDates,
  })
  .meta({ id: 'BatchEntry', description: 'A certificate to issue' })

/** Validates one entry. Reports errors of the whole entry under the field `entry`. `place`: for messages about dates. */
export function toEntry(value: unknown, place: string): { entry: Entry } | { errors: FieldErrors } {
  const parsed = entrySchema.safeParse(value)
  if (!parsed.success) return { errors: errorsOf(parsed.error, value, place) }
  const { data }: { data: z.output<typeof entrySchema> } = parsed
  if (data.firstName === undefined && data.lastName === undefined) return { entry: data }
  const errors = nameErrors(data)
  if (errors) return { errors }
  const { firstName, lastName, ...entry } = data
  return { entry: { ...entry, name: fullName({ firstName, lastName }) } }
}

type Names = { name?: string | undefined; firstName?: string | undefined; lastName?: string | undefined }

/** Checks the names of an entry. As rules of the schema, which most entries do not need, they would cost a third more. */
function nameErrors({ name, firstName, lastName }: Names): FieldErrors | undefined {
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

function errorsOf(error: z.ZodError, value: unknown, place: string): FieldErrors {
  const messages = error.issues.map((issue): [string, string] => {
    const field = issue.path.join('.') || 'entry'
    return [field, isDateIssue(issue) ? dateMessage(field, value, place) : issue.message]
  })
  return fieldErrorsOf(messages)
}

function dateMessage(field: string, entry: unknown, place: string): string {
  const given = (entry as Record<string, unknown>)[field] // Only an object has date fields.
  return notADate(field, given, field === 'expiresAt' ? FIRST_EXPIRY : FIRST_DAY, place)
}

// Without `when`, Zod skips the rules of the whole entry if any field is invalid.

function isObject({ value }: z.core.ParsePayload): boolean {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

function hasDates({ value, issues }: z.core.ParsePayload): boolean {
  return (
    isObject({ value, issues }) && !issues.some(({ path }) => path?.[0] === 'achievedAt' || path?.[0] === 'expiresAt')
  )
}

/** Compares dates of one kind, which needs no time zone. The others are compared when the certificate is issued. */
function isSurelyTooEarly(achievedAt: GivenDate | undefined, expiresAt: GivenDate | null | undefined): boolean {
  if (!achievedAt || !expiresAt || achievedAt instanceof Date !== expiresAt instanceof Date) return false
  return expiresTooEarly({ achievedAt: startOf(achievedAt, 'UTC'), expiresAt: endOf(expiresAt, 'UTC') })
}
