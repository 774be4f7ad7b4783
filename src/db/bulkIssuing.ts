import type { Course, CourseCertificate } from './prisma/client.ts'
import type { Transaction } from './transaction.ts'

// The certificates of issuing to many, all in one statement. What is looked up for each says so (LATERAL, OFFSET 0):
// while a big import is under way PostgreSQL knows little of how the tables have grown, and would rather read them whole.

export type HeldCertificate = Pick<CourseCertificate, 'id' | 'userId' | 'achievedAt' | 'revokedAt'>

/**
 * The certificates of a course that these users hold, oldest first. The course is asked for as a range, so that
 * PostgreSQL finds them by their users: it does not know yet how many the course has by now.
 */
export function findHeld(
  tx: Transaction,
  { siteId, courseId }: { siteId: number; courseId: number },
  userIds: string[],
): Promise<HeldCertificate[]> {
  return tx.$queryRaw<HeldCertificate[]>`
    SELECT certificate.id, holder.id AS "userId", certificate.achieved_at AS "achievedAt",
           certificate.revoked_at AS "revokedAt"
    FROM courses course
    CROSS JOIN unnest(${userIds}::text[]) AS holder (id)
    CROSS JOIN LATERAL (
      SELECT id, achieved_at, revoked_at FROM course_certificates
      WHERE site_id = course.site_id AND user_id = holder.id AND course_id BETWEEN course.id AND course.id
      OFFSET 0
    ) certificate
    WHERE course.site_id = ${siteId} AND course.id = ${courseId}
    ORDER BY certificate.id`
}

/** What issuing to many needs of a course. */
export type IssuingCourse = Pick<Course, 'siteId' | 'id' | 'name' | 'certificateCount' | 'publishing'> &
  Pick<CourseCertificate, 'templateHash'> & { institutionName: string }

/** A course that is not retired; nobody else changes it or issues in it before the transaction is over. */
export async function lockCourseToIssue(
  tx: Transaction,
  siteId: number,
  id: number,
): Promise<IssuingCourse | undefined> {
  const [course] = await tx.$queryRaw<IssuingCourse[]>`
    SELECT site_id AS "siteId", id, name, certificate_count AS "certificateCount", publishing,
           (SELECT hash FROM template_names WHERE site_id = course.site_id AND name = course.template_name) AS "templateHash",
           (SELECT name FROM sites WHERE id = course.site_id) AS "institutionName"
    FROM courses course
    WHERE site_id = ${siteId} AND id = ${id} AND retired_at IS NULL
    FOR UPDATE`
  return course
}

/** Adds certificates to a course that is locked, and counts them there; returns their ids by their numbers. */
export async function insertCertificates(
  tx: Transaction,
  course: IssuingCourse,
  issuedAt: Date,
  certificates: CourseCertificate[],
): Promise<Map<number, number>> {
  await tx.$executeRaw`
    UPDATE courses SET certificate_count = certificate_count + ${certificates.length} WHERE id = ${course.id}`
  const rows = await tx.$queryRaw<{ id: number; number: number }[]>`
    INSERT INTO course_certificates (site_id, course_id, course_name, template_hash, institution_name, issued_at, public_id,
                                     number, user_id, user_name, language, name, description, image_url, achieved_at,
                                     expires_at, expiry_told, digest)
    SELECT ${course.siteId}::int, ${course.id}::int, ${course.name}::text, ${course.templateHash}::text,
           ${course.institutionName}::text, ${issuedAt}::timestamptz, "publicId", number, "userId", "userName", language,
           name, description, "imageUrl", "achievedAt", "expiresAt", "expiryTold", digest
    FROM json_to_recordset(${JSON.stringify(certificates.map(differences))}::json) AS certificate (
      "publicId" uuid, number int, "userId" text, "userName" text, language text, name text, description text, "imageUrl" text,
      "achievedAt" timestamptz, "expiresAt" timestamptz, "expiryTold" boolean, digest text
    )
    ORDER BY number
    RETURNING id, number`
  return new Map(rows.map(({ id, number }) => [number, id]))
}

/** What the certificates of one course that are issued together do not share. */
function differences(row: CourseCertificate) {
  const {
    publicId,
    number,
    userId,
    userName,
    language,
    name,
    description,
    imageUrl,
    achievedAt,
    expiresAt,
    expiryTold,
    digest,
  } = row
  return {
    publicId,
    number,
    userId,
    userName,
    language,
    name,
    description,
    imageUrl,
    achievedAt,
    expiresAt,
    expiryTold,
    digest,
  }
}
