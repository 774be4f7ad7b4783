import { type Course, type CourseCertificate, Prisma } from '../../../database/prisma/client.ts'
import type { Sql } from '../../../database/sql.ts'
import type { CourseCertificateWithUser } from '../../wire.ts'

// Queries that issue certificates of one course, one or a thousand.

export type IssuingCourse = Pick<Course, 'siteId' | 'id' | 'name' | 'publishing'> &
  Pick<CourseCertificate, 'templateHash' | 'timeZone' | 'criteria' | 'achievementType'> & {
    institutionName: string
    /** Whether holders get mails, unless a request chooses otherwise. */
    notifies: boolean
    lastNumber: number
  }

/** Returns undefined for a retired course. */
export async function findCourseToIssue(tx: Sql, siteId: number, id: number): Promise<IssuingCourse | undefined> {
  const [course] = await tx.$queryRaw<IssuingCourse[]>(courseToIssue(siteId, id))
  return course
}

/** Finds the course and locks it until the transaction ends. */
export async function lockCourseToIssue(tx: Sql, siteId: number, id: number): Promise<IssuingCourse | undefined> {
  const [course] = await tx.$queryRaw<IssuingCourse[]>(Prisma.sql`${courseToIssue(siteId, id)} FOR UPDATE`)
  return course
}

function courseToIssue(siteId: number, id: number): Prisma.Sql {
  return Prisma.sql`
    SELECT site_id AS "siteId", id, name, publishing, criteria, achievement_type AS "achievementType",
           certificate_count + cardinality(erased_numbers) AS "lastNumber",
           (SELECT hash FROM template_names WHERE site_id = course.site_id AND name = course.template_name) AS "templateHash",
           (SELECT name FROM sites WHERE id = course.site_id) AS "institutionName",
           (SELECT timezone FROM sites WHERE id = course.site_id) AS "timeZone",
           coalesce(notify, (SELECT notify FROM sites WHERE id = course.site_id)) AS notifies
    FROM courses course
    WHERE site_id = ${siteId} AND id = ${id} AND retired_at IS NULL`
}

async function reserveCertificateIds(tx: Sql, count: number): Promise<number[]> {
  const rows = await tx.$queryRaw<{ ids: number[] }[]>`
    SELECT array_agg(nextval('course_certificates_id_seq')::int) AS ids FROM generate_series(1, ${count}::int)`
  return rows[0]?.ids ?? []
}

/** Gives new certificates their ids before they are inserted, so that what follows from them can be prepared. */
export async function assignIds(tx: Sql, certificates: CourseCertificateWithUser[]): Promise<void> {
  const ids = await reserveCertificateIds(tx, certificates.length)
  for (const [index, certificate] of certificates.entries()) {
    const id = ids[index]
    if (id === undefined) throw new Error('The database assigned too few certificate ids.')
    certificate.id = id
  }
}

/** Serializes certificates of one course for `insertCertificates`, without their common fields and numbers. */
export function textOf(certificates: CourseCertificate[]): string {
  return JSON.stringify(
    certificates.map((one) => ({
      id: one.id || null,
      publicId: one.publicId,
      userId: one.userId,
      userName: one.userName,
      language: one.language,
      name: one.name,
      description: one.description,
      imageUrl: one.imageUrl,
      achievedAt: one.achievedAt,
      expiresAt: one.expiresAt,
      expiryAnnounced: one.expiryAnnounced,
      digest: one.digest,
      // Left out of most: a request seldom chooses.
      notify: one.notify ?? undefined,
    })),
  )
}

/**
 * Adds `count` certificates to a locked course with the next numbers, and updates its certificate count. Returns their ids,
 * which it assigns to those that have none.
 */
export async function insertCertificates(
  tx: Sql,
  course: IssuingCourse,
  issuedAt: Date,
  { count, text }: { count: number; text: string },
): Promise<number[]> {
  // One statement, because each one costs a single issue a tenth of its time.
  const inserted = await tx.$queryRaw<{ id: number }[]>`
    WITH counted AS (
      UPDATE courses SET certificate_count = certificate_count + ${count}::int WHERE id = ${course.id}::int
    ), inserted AS (
      INSERT INTO course_certificates (site_id, course_id, course_name, criteria, achievement_type, template_hash, institution_name, time_zone, issued_at, number,
                                       id, public_id, user_id, user_name, language, name, description, image_url, achieved_at,
                                       expires_at, expiry_told, digest, notify)
      SELECT ${course.siteId}::int, ${course.id}::int, ${course.name}::text, ${course.criteria}::text, ${course.achievementType}::text,
             ${course.templateHash}::text, ${course.institutionName}::text, ${course.timeZone}::text, ${issuedAt}::timestamptz, ${course.lastNumber}::int + place,
             coalesce(given.id, nextval('course_certificates_id_seq')),
             "publicId", "userId", "userName", language, given.name, description, "imageUrl", "achievedAt", "expiresAt",
             "expiryAnnounced", digest, notify
      FROM ROWS FROM (json_to_recordset(${text}::json) AS (
             id int, "publicId" uuid, "userId" text, "userName" text, language text, name text, description text,
             "imageUrl" text, "achievedAt" timestamptz, "expiresAt" timestamptz, "expiryAnnounced" boolean, digest text, notify boolean
           )) WITH ORDINALITY AS given (
             id, "publicId", "userId", "userName", language, name, description, "imageUrl", "achievedAt", "expiresAt",
             "expiryAnnounced", digest, notify, place
           )
      ORDER BY place
      RETURNING id, number
    )
    SELECT id FROM inserted ORDER BY number`
  return inserted.map(({ id }) => id)
}
