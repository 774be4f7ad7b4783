import { isTimeZone } from '@chancery/verify/calendarDay'
import { z } from 'zod'
import { closed } from '../../core/closed.ts'
import { emailAddress, requiredText, soughtEmail, text, titleText, writtenAddress } from '../../core/fields.ts'
import { doc } from '../../http/schemas.ts'
import { nameQuery, nextCursor } from '../paging.ts'
import { booleanText, givenLanguage, totalOf } from '../schemas.ts'

export const userParams = z.object({
  userId: text(64).meta(doc('The unique identifier of the user', '1234567890')),
})

export const deletionQuery = z.object({
  erase: booleanText.optional().meta({
    description: 'Whether to erase the user’s personal data and certificates permanently. Needs the scope `admin`.',
    examples: [true],
  }),
})

export const usersQuery = nameQuery.extend({
  query: soughtEmail.optional().meta(doc('Email address to find (case-insensitive)', 'john@example.com')),
})

const role = z
  .object({ alias: z.string().meta(doc('Role alias', 'learner')) })
  .meta({ description: 'User role information' })

export const userFields = {
  id: z.string().meta(doc('User ID', '1234567890')),
  name: z.string().meta(doc('Full name', 'John Doe')),
  email: z.string().meta(doc('Email address, unique in the site', 'john@example.com')),
  role,
}

/** Custom attributes: strings, numbers, booleans, null, or lists of strings. */
const attributes = z.record(
  text(100),
  z.union([text(10_000), z.number(), z.boolean(), z.null(), z.array(text(10_000)).max(100)]),
)

export const user = z
  .object({
    id: userFields.id,
    name: userFields.name,
    language: z.string().meta(doc('Language of the user interface', 'en')),
    occupation: z.string().optional().meta(doc('Occupation', 'Sales manager')),
    location: z.string().optional().meta(doc('Location', 'Lisbon')),
    timezone: z.string().meta(doc('Name of the time zone', 'Europe/Lisbon')),
    email: userFields.email,
    isBanned: z.boolean().meta(doc('Whether the user is blocked', false)),
    role,
    fromApi: z.boolean().meta(doc('Whether the user was created through the API', true)),
    attributes: attributes.meta(doc('Custom attributes', { department: 'Sales' })),
    eth_address: z
      .string()
      .optional()
      .meta(doc('Address of the user’s Ethereum wallet', '0xd2be64317eb1832309df8c8c18b09871809f3735')),
  })
  .meta({ id: 'User', description: 'A user of the site' })

export const userPage = z
  .object({
    users: z.array(user).meta({ description: 'Array of user objects' }),
    totalCount: totalOf('users'),
    nextCursor,
  })
  .meta({ id: 'UserPage', description: 'A page of users' })

export const roles = z
  .object({
    roles: z
      .array(
        z.object({
          alias: z.string().meta(doc('Role alias', 'learner')),
          name: z.string().meta(doc('Role name', 'Learner')),
        }),
      )
      .meta({ description: 'Array of role objects' }),
    totalCount: totalOf('roles'),
    nextCursor,
  })
  .meta({ id: 'Roles', description: 'A page of roles' })

const given = z.object({
  name: titleText(255).meta(doc('Full name', 'Jane Roe')),
  email: emailAddress.meta(doc('Email address, unique in the site', 'jane@example.com')),
  password: z
    .string()
    .min(1, 'This field may not be blank.')
    .max(1000, 'At most 1000 characters.')
    .meta(doc('Accepted for compatibility and never stored', 'correct horse')),
  roleAlias: requiredText(100).meta(doc('Alias of one of the site’s roles', 'learner')),
  id: z
    .string()
    // A path cannot contain `.` and `..`.
    .regex(/^(?!\.{1,2}$)[A-Za-z0-9._-]{1,64}$/, 'Must be 1 to 64 letters, digits, -, . and _, but not . or .. alone.')
    .optional()
    .meta(doc('User ID. Default: a generated one.', '2345678901')),
  bio: text(10_000).optional().meta(doc('About the user', 'Sells since 2004.')),
  occupation: text(255).optional().meta(doc('Occupation', 'Sales manager')),
  location: text(255).optional().meta(doc('Location', 'Lisbon')),
  language: givenLanguage
    .optional()
    .meta(doc('Language of the user and of future certificates. Default: the site’s. `pt-BR` becomes `pt`.', 'en')),
  timezone: text(100)
    .refine(isTimeZone, 'Unknown time zone.')
    .optional()
    .meta(doc('Name of the time zone. Default: UTC.', 'Europe/Lisbon')),
  fromApi: z.boolean().optional().meta(doc('Whether the user was created through the API. Default: true.', true)),
  attributes: attributes
    .refine((given) => Object.keys(given).length <= 100, 'At most 100 attributes.')
    .optional()
    .meta(doc('Custom attributes', { department: 'Sales' })),
  eth_address: writtenAddress
    .nullish()
    .meta(
      doc('Address of the user’s Ethereum wallet, unique in the site', '0x0000000000000000000000000000000000000001'),
    ),
  restore: z
    .boolean()
    .optional()
    .meta(doc('Whether to restore a deleted user with this ID who had another email address. Default: false.', false)),
})

/** Konstantly's picture of the user, which this server does not store. */
const ignored = ['image']

export const fixedInNewUser = ['isBanned', 'role']
export const fixedInUser = ['id', ...fixedInNewUser]

export const newUser = closed(given, { ignored, fixed: fixedInNewUser }).meta({
  id: 'NewUser',
  description: 'Fields of a new user',
})

export const userChange = closed(given.omit({ id: true, restore: true }).partial(), {
  ignored,
  fixed: fixedInUser,
}).meta({
  id: 'UserChange',
  description: 'Fields to change. `attributes` replaces all attributes.',
  examples: [{ occupation: 'Sales manager', location: 'Lisbon', attributes: { department: 'Sales' } }],
})

export const blockedUser = closed(z.object({ userId: requiredText(64).meta(doc('User to block', '1234567890')) })).meta(
  { id: 'BlockedUser', description: 'User to block' },
)
