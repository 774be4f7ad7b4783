import { optionalUnixTime, unixTime } from '@chancery/verify/unixTime'
import { z } from 'zod'
import {
  concatSql,
  fieldsSql,
  type JsonSql,
  jsonSql,
  numberOf,
  openObjectSql,
  textOf,
  unixTimeOf,
} from '../../core/jsonSql.ts'
import { id, timestamp } from '../schemas.ts'
import { userFields } from '../users/schemas.ts'
import type { CourseCertificateWithUser } from '../wire.ts'

// A certificate in a list: each field has its schema, its SQL, and its value from a row. PostgreSQL stores the JSON beside the
// columns it is made from (`listed`), because writing it for each page takes longer. `npm run schema:sql` prints these
// generated columns, for the migration that a changed field needs; tests compare them with the migrations.

type Value<Type> = (row: CourseCertificateWithUser, publicUrl: string) => Type

const values = new WeakMap<z.core.$ZodType, Value<unknown>>()

function field<Schema extends z.ZodType>(
  schema: Schema,
  sql: { sql: JsonSql },
  value: Value<z.output<Schema>>,
): Schema {
  jsonSql.add(schema, sql)
  values.set(schema, value)
  return schema
}

/** The text after the quote that opens `imageUrl`. If this server draws the picture, a page writes the server's address first. */
const imageUrlSql = `CASE image_url
        WHEN '' THEN concat('/images/', public_id, '-', revision, '.png"')
        ELSE substr(to_json(image_url)::text, 2)
    END`

/** What a certificate states, with its picture and its revocation. */
export const certificateFields = {
  id: field(id.meta({ description: 'Certificate ID', examples: [123] }), numberOf('id'), (row) => row.id),
  name: field(
    z.string().meta({ description: 'Certificate name', examples: ['Course Completion Certificate'] }),
    textOf('name'),
    (row) => row.name,
  ),
  description: field(
    z.string().meta({ description: 'Certificate description', examples: ['Certificate of completion'] }),
    textOf('description'),
    (row) => row.description,
  ),
  courseId: field(id.meta({ description: 'Course ID', examples: [2] }), numberOf('course_id'), (row) => row.courseId),
  courseName: field(
    z.string().meta({ description: 'Course name', examples: ['Advanced Sales Techniques'] }),
    textOf('course_name'),
    (row) => row.courseName,
  ),
  imageUrl: field(
    z.string().meta({
      description: 'URL to the certificate image: the one that this server makes, where no other was given',
      examples: ['http://s3.amazonaws.com/certificates/cert123.png'],
    }),
    { sql: [imageUrlSql] },
    (row, publicUrl) => row.imageUrl || `${publicUrl}/images/${row.publicId}-${row.revision}.png`,
  ),
  achievedAt: field(
    timestamp.meta({ description: 'Timestamp of certificate issue', examples: [1234567890] }),
    unixTimeOf('achieved_at'),
    (row) => unixTime(row.achievedAt),
  ),
  expiresAt: field(
    timestamp.optional().meta({ description: 'Timestamp when certificate expires', examples: [1334567890] }),
    unixTimeOf('expires_at'),
    (row) => optionalUnixTime(row.expiresAt),
  ),
  revokedAt: field(
    timestamp
      .optional()
      .meta({ description: 'Timestamp of its revocation, where it is revoked', examples: [1234567990] }),
    unixTimeOf('revoked_at'),
    (row) => optionalUnixTime(row.revokedAt),
  ),
  revocationReason: field(
    z
      .string()
      .optional()
      .meta({ description: 'Why it is revoked', examples: ['Issued to the wrong person.'] }),
    textOf('revocation_reason'),
    (row) => row.revocationReason ?? undefined,
  ),
}

/** The name is the one that the certificate was issued to. */
const holder = {
  id: field(userFields.id, textOf('user_id'), (row) => row.userId),
  name: field(userFields.name, textOf('user_name'), (row) => row.userName),
}

/** From the user's own row. */
const account = {
  email: field(userFields.email, textOf('email'), (row) => row.user.email),
  role: field(userFields.role, { sql: [`'{"alias":'`, 'to_json(role_alias)', `'}'`] }, (row) => ({
    alias: row.user.roleAlias,
  })),
}

const shortUser = z
  .object({ ...holder, ...account })
  .meta({ id: 'ShortUser', description: 'User who received the certificate, in short' })

export const listedCertificate = z
  .object({ ...certificateFields, user: shortUser })
  .meta({ id: 'ListedCertificate', description: 'A certificate in a list' })

export function factsOf(row: CourseCertificateWithUser, publicUrl: string) {
  return valuesOf(certificateFields, row, publicUrl)
}

export function toListedCertificate(
  row: CourseCertificateWithUser,
  publicUrl: string,
): z.output<typeof listedCertificate> {
  return { ...factsOf(row, publicUrl), user: valuesOf(shortUser.shape, row, publicUrl) }
}

function valuesOf<Shape extends z.ZodRawShape>(shape: Shape, row: CourseCertificateWithUser, publicUrl: string) {
  const entries = Object.entries(shape).map(([name, schema]) => [name, values.get(schema)?.(row, publicUrl)])
  return Object.fromEntries(entries) as z.output<z.ZodObject<Shape>> // `field` has each value in the type of its schema.
}

const { imageUrl: _first, ...others } = certificateFields

/** What the tables store of each row: both parts and a brace make an object, which lacks `{"imageUrl":"` and the server's address. */
export const listedSql = {
  course_certificates: concatSql([imageUrlSql, ...fieldsSql(others), `',"user":'`, ...openObjectSql(holder)]),
  users: concatSql([...fieldsSql(account), `'}'`]),
}
