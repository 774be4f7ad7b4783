import { optionalUnixTime, unixTime } from '@chancery/verify/unixTime'
import { z } from 'zod'
import { concatSql, fieldsSql, numberOf, objectSql, openObjectSql, textOf, unixTimeOf } from '../../core/jsonSql.ts'
import type { CourseCertificate } from '../../database/prisma/client.ts'
import { doc } from '../../http/schemas.ts'
import { id, timestamp } from '../schemas.ts'
import { userFields } from '../users/schemas.ts'
import type { CourseCertificateWithUser } from '../wire.ts'
import { linkFields, linksOf, pictureUrlOf } from './links.ts'

// A certificate in a list: its schema, its values from a row, and its SQL. Generated columns (`listed`) store its JSON
// without links, which is faster than building it for each page. If you change a field, write a migration with the
// columns that `npm run schema:sql` prints. Tests compare them with the migrations, and the SQL with the values.

const statedFields = {
  id: id.meta(doc('Certificate ID', 123)),
  name: z.string().meta(doc('Certificate name', 'Course Completion Certificate')),
  description: z.string().meta(doc('Certificate description', 'Certificate of completion')),
  courseId: id.meta(doc('Course ID', 2)),
  courseName: z.string().meta(doc('Course name', 'Advanced Sales Techniques')),
  imageUrl: z
    .string()
    .meta(
      doc(
        'URL of the certificate image. By default, an image rendered by this server.',
        'http://s3.amazonaws.com/certificates/cert123.png',
      ),
    ),
  achievedAt: timestamp.meta(doc('Timestamp of certificate issue', 1234567890)),
  expiresAt: timestamp.optional().meta(doc('Timestamp when certificate expires', 1334567890)),
  revokedAt: timestamp.optional().meta(doc('Timestamp of the revocation', 1234567990)),
  revocationReason: z.string().optional().meta(doc('Reason for the revocation', 'Issued to the wrong person.')),
}

/** Not in `listed`: a new field there would make PostgreSQL rewrite the table. */
const timeZone = z
  .string()
  .optional()
  .meta(doc('Time zone of the days of this certificate (IANA name). Absent: UTC', 'Europe/Lisbon'))

export const certificateFields = { ...statedFields, timeZone, ...linkFields }

export const listedCertificate = z
  .object({
    ...certificateFields,
    user: z.object(userFields).meta({ id: 'ShortUser', description: 'User who received the certificate' }),
  })
  .meta({ id: 'ListedCertificate', description: 'A certificate in a list' })

/** Requires a value for each field, even if it is undefined. */
type Values<Shape> = { [Name in keyof Shape]: z.output<Shape[Name]> }

export function factsOf(row: CourseCertificate, publicUrl: string): Values<typeof certificateFields> {
  // Not with spread syntax, which takes 20 times as long for so many fields: imports call this for each row.
  return Object.assign(statedBy(row, publicUrl), { timeZone: shownZone(row) }, linksOf(row, publicUrl))
}

function statedBy(row: CourseCertificate, publicUrl: string): Values<typeof statedFields> {
  return {
    id: row.id,
    name: row.name,
    description: row.description,
    courseId: row.courseId,
    courseName: row.courseName,
    imageUrl: row.imageUrl || pictureUrlOf(row, publicUrl),
    achievedAt: unixTime(row.achievedAt),
    expiresAt: optionalUnixTime(row.expiresAt),
    revokedAt: optionalUnixTime(row.revokedAt),
    revocationReason: row.revocationReason ?? undefined,
  }
}

export function toListedCertificate(
  row: CourseCertificateWithUser,
  publicUrl: string,
): Values<typeof listedCertificate.shape> {
  return { ...factsOf(row, publicUrl), user: holderOf(row) }
}

/** A certificate in the audit, without links, which follow from its public id. */
export function toAuditedCertificate(row: CourseCertificateWithUser, publicUrl: string) {
  return Object.assign(statedBy(row, publicUrl), { timeZone: shownZone(row), user: holderOf(row) })
}

function shownZone({ timeZone }: CourseCertificate): string | undefined {
  return timeZone === 'UTC' ? undefined : timeZone
}

function holderOf(row: CourseCertificateWithUser): Values<typeof userFields> {
  const { email, roleAlias: alias } = row.user
  // The name at issue, not the user's current one.
  return { id: row.userId, name: row.userName, email, role: { alias } }
}

const { imageUrl: _first, ...facts } = statedFields
const { email, role, ...holder } = userFields

const certificateSql = [
  `CASE image_url
        WHEN '' THEN concat('/images/', public_id, '-', revision, '.png"')
        ELSE substr(to_json(image_url)::text, 2)
    END`,
  ...fieldsSql(facts, {
    id: numberOf('id'),
    name: textOf('name'),
    description: textOf('description'),
    courseId: numberOf('course_id'),
    courseName: textOf('course_name'),
    achievedAt: unixTimeOf('achieved_at'),
    expiresAt: unixTimeOf('expires_at'),
    revokedAt: unixTimeOf('revoked_at'),
    revocationReason: textOf('revocation_reason'),
  }),
  `',"user":'`,
  ...openObjectSql(holder, { id: textOf('user_id'), name: textOf('user_name') }),
]

const roleSql = objectSql(role.shape, { alias: textOf('role_alias') })
const userSql = [...fieldsSql({ email, role }, { email: textOf('email'), role: roleSql }), `'}'`]

/**
 * SQL of the JSON that each table stores. A page joins the links, the first part and the second part, and adds the closing
 * brace. The first part begins inside `imageUrl`, after the URL of the server if it renders the image.
 */
export const listedSql = { course_certificates: concatSql(certificateSql), users: concatSql(userSql) }
