import { z } from 'zod'
import { parseAddress } from '../../wallet/address.ts'
import { MAX_ID, requiredText, text, webUrl, wholeNumber } from '../schemas.ts'

// The shapes of the LMS door: validation, types and OpenAPI document in one. Names and spellings are Konstantly's.

const LATEST = 253_402_300_799 // 9999-12-31T23:59:59Z

const timestamp = z.int()
const givenTimestamp = z.int('Must be a whole number of Unix seconds.').min(1, 'Must be 1 or more.').max(LATEST)

const id = z.int()

const totalOf = (what: string) =>
  z
    .int()
    .min(0)
    .meta({ description: `Total number of ${what}`, examples: [1] })

export const courseParams = z.object({
  courseId: wholeNumber(0, MAX_ID).meta({ description: 'The unique identifier of the course', examples: [123] }),
})

export const certificateParams = z.object({
  certificateId: wholeNumber(0, MAX_ID).meta({
    description: 'The unique identifier of the certificate',
    examples: [123],
  }),
})

export const userParams = z.object({
  userId: text(64).meta({ description: 'The unique identifier of the user', examples: ['1234567890'] }),
})

export const keyParams = z.object({
  keyId: wholeNumber(0, MAX_ID).meta({ description: 'The unique identifier of the key', examples: [7] }),
})

export const pageQuery = z.object({
  offset: wholeNumber(0, MAX_ID)
    .default(0)
    .meta({ description: 'Entry number to start listing from', examples: [0] }),
  limit: wholeNumber(1, 1000)
    .default(20)
    .meta({ description: 'The number of entries to be listed', examples: [20] }),
})

const email = z.email('Invalid email format').max(254, 'At most 254 characters.')

export const usersQuery = pageQuery.extend({
  query: text(254)
    .optional()
    .meta({ description: 'Email address to look for, in any letter case', examples: ['john@example.com'] }),
})

const role = z
  .object({ alias: z.string().meta({ description: 'Role alias', examples: ['learner'] }) })
  .meta({ description: 'User role information' })

const userFields = {
  id: z.string().meta({ description: 'User ID, alphanumeric', examples: ['1234567890'] }),
  name: z.string().meta({ description: 'Full name', examples: ['John Doe'] }),
  email: z.string().meta({ description: 'Email address, unique in the site', examples: ['john@example.com'] }),
  role,
}

const shortUser = z
  .object(userFields)
  .meta({ id: 'ShortUser', description: 'User who received the certificate, in short' })

/** A user's own attributes: texts, numbers, yes or no, nothing, or lists of texts. */
const attributes = z.record(
  text(100),
  z.union([text(10_000), z.number(), z.boolean(), z.null(), z.array(text(10_000)).max(100)]),
)

export const user = z
  .object({
    id: userFields.id,
    name: userFields.name,
    language: z.string().meta({ description: 'Language of the user interface', examples: ['en'] }),
    occupation: z
      .string()
      .optional()
      .meta({ description: 'Occupation', examples: ['Sales manager'] }),
    location: z
      .string()
      .optional()
      .meta({ description: 'Location', examples: ['Lisbon'] }),
    timezone: z.string().meta({ description: 'Name of the time zone', examples: ['Europe/Lisbon'] }),
    email: userFields.email,
    isBanned: z.boolean().meta({ description: 'Whether the user is blocked', examples: [false] }),
    role,
    fromApi: z.boolean().meta({ description: 'Whether the user was created through the API', examples: [true] }),
    attributes: attributes.meta({ description: 'The user’s own attributes', examples: [{ department: 'Sales' }] }),
    eth_address: z
      .string()
      .optional()
      .meta({
        description: 'Address of the user’s Ethereum wallet',
        examples: ['0xd2be64317eb1832309df8c8c18b09871809f3735'],
      }),
  })
  .meta({ id: 'User', description: 'A user of the site' })

export const userPage = z
  .object({
    users: z.array(user).meta({ description: 'Array of user objects' }),
    totalCount: totalOf('users'),
  })
  .meta({ id: 'UserPage', description: 'A page of a list of users' })

export const roles = z
  .object({
    roles: z
      .array(
        z.object({
          alias: z.string().meta({ description: 'Role alias', examples: ['learner'] }),
          name: z.string().meta({ description: 'Role name', examples: ['Learner'] }),
        }),
      )
      .meta({ description: 'Array of role objects' }),
    totalCount: totalOf('roles'),
  })
  .meta({ id: 'Roles', description: 'The roles of the site' })

const certificateFields = {
  id: id.meta({ description: 'Certificate ID', examples: [123] }),
  name: z.string().meta({ description: 'Certificate name', examples: ['Course Completion Certificate'] }),
  description: z.string().meta({ description: 'Certificate description', examples: ['Certificate of completion'] }),
  courseId: id.meta({ description: 'Course ID', examples: [2] }),
  courseName: z.string().meta({ description: 'Course name', examples: ['Advanced Sales Techniques'] }),
  imageUrl: z.string().meta({
    description: 'URL to the certificate image; empty while it has none',
    examples: ['http://s3.amazonaws.com/certificates/cert123.png'],
  }),
  achievedAt: timestamp.meta({ description: 'Timestamp of certificate issue', examples: [1234567890] }),
  expiresAt: timestamp.optional().meta({ description: 'Timestamp when certificate expires', examples: [1334567890] }),
  revokedAt: timestamp
    .optional()
    .meta({ description: 'Timestamp of its revocation, where it is revoked', examples: [1234567990] }),
  revocationReason: z
    .string()
    .optional()
    .meta({ description: 'Why it is revoked', examples: ['Issued to the wrong person.'] }),
}

const listedCertificate = z
  .object({ ...certificateFields, user: shortUser })
  .meta({ id: 'ListedCertificate', description: 'A certificate in a list' })

export const certificate = z
  .object({
    ...certificateFields,
    replaces: id.optional().meta({ description: 'ID of the certificate that it was issued anew for', examples: [122] }),
    user,
  })
  .meta({ id: 'Certificate', description: 'A certificate with its whole user' })

export const certificatePage = z
  .object({
    certificates: z.array(listedCertificate).meta({ description: 'Array of certificate objects' }),
    totalCount: totalOf('certificates'),
  })
  .meta({ id: 'CertificatePage', description: 'A page of a list of certificates' })

const courseFields = {
  id: id.meta({ description: 'Course ID', examples: [2] }),
  name: z.string().meta({ description: 'Course name', examples: ['Advanced Sales Techniques'] }),
  annotation: z.string().meta({ description: 'Short text about the course', examples: ['Close more deals.'] }),
  isDraft: z.boolean().meta({ description: 'Whether the course is not published', examples: [false] }),
  createdAt: timestamp.meta({ description: 'Timestamp of creation', examples: [1234567890] }),
  updatedAt: timestamp.meta({ description: 'Timestamp of the last change', examples: [1234567890] }),
  publishedAt: timestamp.meta({ description: 'Timestamp of publication; 0: not yet', examples: [1234567890] }),
}

export const coursePage = z
  .object({
    courses: z
      .array(z.object(courseFields).meta({ id: 'ListedCourse', description: 'A course in a list' }))
      .meta({ description: 'Array of course objects' }),
    totalCount: totalOf('courses'),
  })
  .meta({ id: 'CoursePage', description: 'A page of a list of courses' })

export const course = z
  .object({
    ...courseFields,
    description: z.string().meta({ description: 'Long text about the course', examples: ['Twelve lessons with …'] }),
    attachedFiles: z
      .array(
        z.object({
          name: z.string().meta({ description: 'File name', examples: ['syllabus.pdf'] }),
          size: z.int().meta({ description: 'Size in bytes', examples: [52311] }),
          url: z.string().meta({ description: 'Where to download it', examples: ['https://lms.example/files/9'] }),
          mime: z.string().meta({ description: 'Media type', examples: ['application/pdf'] }),
        }),
      )
      .meta({ description: 'Files of the course; this server keeps none', examples: [[]] }),
  })
  .meta({ id: 'Course', description: 'A course of the site' })

export const newCourse = z
  .object({
    name: requiredText(255).meta({ description: 'Course name', examples: ['Advanced Sales Techniques'] }),
    annotation: text(1000)
      .optional()
      .meta({ description: 'Short text about the course', examples: ['Close more deals.'] }),
    description: text(20_000)
      .optional()
      .meta({ description: 'Long text about the course', examples: ['Twelve lessons with …'] }),
    isDraft: z
      .boolean()
      .optional()
      .meta({ description: 'Whether to keep it unpublished; no by default', examples: [false] }),
  })
  .meta({ id: 'NewCourse', description: 'What a course is created from' })

export const courseChange = newCourse
  .partial()
  .extend({
    isDraft: z
      .boolean()
      .optional()
      .meta({ description: 'Whether to unpublish or publish it', examples: [false] }),
  })
  .meta({ id: 'CourseChange', description: 'What is changed of a course' })

export const newUser = z
  .object({
    name: requiredText(255).meta({ description: 'Full name', examples: ['John Doe'] }),
    email: email.meta({ description: 'Email address, unique in the site', examples: ['john@example.com'] }),
    password: z
      .string()
      .min(1, 'This field may not be blank.')
      .max(1000, 'At most 1000 characters.')
      .meta({ description: 'Accepted for compatibility and never kept', examples: ['correct horse'] }),
    roleAlias: requiredText(100).meta({ description: 'Alias of one of the site’s roles', examples: ['learner'] }),
    id: z
      .string()
      .regex(/^[A-Za-z0-9]{1,64}$/, 'Must be 1 to 64 letters and digits.')
      .optional()
      .meta({ description: 'User ID; made where it is absent', examples: ['1234567890'] }),
    bio: text(10_000)
      .optional()
      .meta({ description: 'About the user', examples: ['Sells since 2004.'] }),
    occupation: text(255)
      .optional()
      .meta({ description: 'Occupation', examples: ['Sales manager'] }),
    location: text(255)
      .optional()
      .meta({ description: 'Location', examples: ['Lisbon'] }),
    timezone: text(100)
      .refine(isTimeZone, 'Unknown time zone.')
      .optional()
      .meta({ description: 'Name of the time zone; UTC by default', examples: ['Europe/Lisbon'] }),
    fromApi: z
      .boolean()
      .optional()
      .meta({ description: 'Whether the user comes through the API; yes by default', examples: [true] }),
    attributes: attributes
      .refine((given) => Object.keys(given).length <= 100, 'At most 100 attributes.')
      .optional()
      .meta({ description: 'The user’s own attributes', examples: [{ department: 'Sales' }] }),
    eth_address: z
      .string()
      .refine((address) => parseAddress(address) !== null, 'Must be an Ethereum address: 40 hexadecimal digits.')
      .nullish()
      .meta({
        description: 'Address of the user’s Ethereum wallet, of nobody else in the site',
        examples: ['0x0000000000000000000000000000000000000001'],
      }),
  })
  .meta({ id: 'NewUser', description: 'What a user is created from' })

export const userChange = newUser
  .omit({ id: true })
  .partial()
  .meta({ id: 'UserChange', description: 'What is changed of a user; attributes are replaced as a whole' })

export const blockedUser = z
  .object({ userId: requiredText(64).meta({ description: 'User to block', examples: ['1234567890'] }) })
  .meta({ id: 'BlockedUser', description: 'Who is blocked' })

function isTimeZone(name: string): boolean {
  try {
    new Intl.DateTimeFormat('en', { timeZone: name })
    return true
  } catch {
    return false
  }
}

export const newCertificate = z
  .object({
    userId: requiredText(64).meta({ description: 'User who receives the certificate', examples: ['1234567890'] }),
    name: requiredText(255)
      .optional()
      .meta({ description: 'Certificate name', examples: ['Course Completion Certificate'] }),
    description: text(1000)
      .optional()
      .meta({ description: 'Certificate description', examples: ['Certificate of completion'] }),
    achievedAt: givenTimestamp
      .optional()
      .meta({ description: 'Timestamp of certificate issue; now by default', examples: [1234567890] }),
    expiresAt: givenTimestamp
      .nullish()
      .meta({ description: 'Timestamp when certificate expires; never by default', examples: [1334567890] }),
    imageUrl: webUrl(2000)
      .optional()
      .meta({
        description: 'URL to the certificate image',
        examples: ['http://s3.amazonaws.com/certificates/cert123.png'],
      }),
  })
  .meta({ id: 'NewCertificate', description: 'What a certificate is issued from' })

const changeableFields = {
  expiresAt: givenTimestamp
    .nullish()
    .meta({ description: 'Timestamp when certificate expires; null: never', examples: [1334567890] }),
  imageUrl: webUrl(2000)
    .optional()
    .meta({
      description: 'URL to the certificate image',
      examples: ['http://s3.amazonaws.com/certificates/cert123.png'],
    }),
}

export const certificateChange = z
  .object(changeableFields)
  .meta({ id: 'CertificateChange', description: 'What may change after issue; facts do not' })

export const corrections = z
  .object({
    ...changeableFields,
    name: requiredText(255)
      .optional()
      .meta({ description: 'Certificate name', examples: ['Course Completion Certificate'] }),
    description: text(1000)
      .optional()
      .meta({ description: 'Certificate description', examples: ['Certificate of completion'] }),
    achievedAt: givenTimestamp
      .optional()
      .meta({ description: 'Timestamp of certificate issue', examples: [1234567890] }),
  })
  .meta({ id: 'Corrections', description: 'What the new certificate states otherwise; {} for nothing' })

export const revocation = z
  .object({
    reason: requiredText(1000).meta({
      description: 'Why, for everybody to read',
      examples: ['Issued to the wrong person.'],
    }),
  })
  .meta({ id: 'Revocation', description: 'Why a certificate is revoked' })

const filterTimestamp = wholeNumber(0, LATEST)

export const certificatesQuery = pageQuery.extend({
  courseId: wholeNumber(0, MAX_ID)
    .optional()
    .meta({ description: 'Only those of a course', examples: [2] }),
  userId: text(64)
    .optional()
    .meta({ description: 'Only those of a user', examples: ['1234567890'] }),
  email: text(254)
    .optional()
    .meta({ description: 'Only those of the user with this email address', examples: ['john@example.com'] }),
  status: z
    .enum(['active', 'expired', 'revoked'], 'Must be active, expired or revoked.')
    .optional()
    .meta({ description: 'Only those that are active, expired or revoked', examples: ['active'] }),
  achievedFrom: filterTimestamp
    .optional()
    .meta({ description: 'Only those achieved at this timestamp or later', examples: [1234567890] }),
  achievedTo: filterTimestamp
    .optional()
    .meta({ description: 'Only those achieved at this timestamp or earlier', examples: [1334567890] }),
})

const scopes = z.array(z.enum(['read', 'issue', 'admin'], 'Must be read, issue or admin.'))

const keyFields = {
  id: id.meta({ description: 'Key ID', examples: [7] }),
  prefix: z.string().meta({ description: 'First characters of the key', examples: ['chk_1a2b'] }),
  label: z.string().meta({ description: 'What the key is for', examples: ['LMS integration'] }),
  scopes: scopes.meta({ description: 'What the key may do', examples: [['read', 'issue']] }),
  createdAt: timestamp.meta({ description: 'Timestamp of creation', examples: [1234567890] }),
  expiresAt: timestamp.optional().meta({ description: 'Timestamp of its end', examples: [1334567890] }),
  revokedAt: timestamp.optional().meta({ description: 'Timestamp of its revocation', examples: [1234567990] }),
  lastUsedAt: timestamp
    .optional()
    .meta({ description: 'Timestamp of its last use, to the minute', examples: [1234567950] }),
}

export const key = z.object(keyFields).meta({ id: 'Key', description: 'An API key, as it is shown' })

export const keyList = z
  .object({
    keys: z.array(key).meta({ description: 'Array of key objects' }),
    totalCount: totalOf('keys'),
  })
  .meta({ id: 'Keys', description: 'The API keys of the site' })

export const createdKey = z
  .object({
    ...keyFields,
    key: z.string().meta({
      description: 'The key itself, shown this once',
      examples: ['chk_1a2b3c4d5e6f1a2b3c4d5e6f1a2b3c4d5e6f1a2b3c4d5e6f'],
    }),
  })
  .meta({ id: 'CreatedKey', description: 'An API key that was just made' })

export const newKey = z
  .object({
    label: requiredText(255).meta({ description: 'What the key is for', examples: ['LMS integration'] }),
    scopes: scopes
      .min(1, 'At least one.')
      .transform((given) => [...new Set(given)])
      .default(['read', 'issue'])
      .meta({ description: 'What the key may do: look, change, run the site', examples: [['read', 'issue']] }),
    expiresAt: givenTimestamp
      .optional()
      .meta({ description: 'Timestamp of its end; never by default', examples: [1334567890] }),
  })
  .meta({ id: 'NewKey', description: 'What a key is made from' })

const DAY = 86_400

export const rotation = z
  .object({
    overlapSeconds: z
      .int('Must be a whole number of seconds.')
      .min(0, 'Must be 0 or more.')
      .max(30 * DAY, 'At most 30 days.')
      .default(DAY)
      .meta({ description: 'How long the old key goes on working; a day by default', examples: [3600] }),
  })
  .meta({ id: 'Rotation', description: 'How a key is rotated' })

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
