import type { CourseCertificate, Prisma } from './prisma/client.ts'

// The certificates of issuing to many, all in one statement. What is looked up for each says so (LATERAL, OFFSET 0):
// while a big import is under way PostgreSQL knows little of how the tables have grown, and would rather read them whole.

type Transaction = Prisma.TransactionClient

export type HeldCertificate = Pick<CourseCertificate, 'id' | 'userId' | 'achievedAt' | 'revokedAt'>

/**
 * The certificates of a course that these users hold, oldest first. Found by the user (hence + 0): PostgreSQL does not
 * know yet how many the course has by now.
 */
export function findHeld(
  tx: Transaction,
  { siteId, courseId }: { siteId: number; courseId: number },
  userIds: string[],
): Promise<HeldCertificate[]> {
  return tx.$queryRaw<HeldCertificate[]>`
    SELECT certificate.id, holder.id AS "userId", certificate.achieved_at AS "achievedAt",
           certificate.revoked_at AS "revokedAt"
    FROM unnest(${userIds}::text[]) AS holder (id)
    CROSS JOIN LATERAL (
      SELECT id, achieved_at, revoked_at FROM course_certificates
      WHERE site_id = ${siteId} AND user_id = holder.id AND course_id + 0 = ${courseId}
      OFFSET 0
    ) certificate
    ORDER BY certificate.id`
}

/** Adds certificates to a course that is locked, and counts them there; returns their ids by their numbers. */
export async function insertCertificates(
  tx: Transaction,
  courseId: number,
  certificates: Omit<CourseCertificate, 'id'>[],
): Promise<Map<number, number>> {
  await tx.$executeRaw`
    UPDATE courses SET certificate_count = certificate_count + ${certificates.length} WHERE id = ${courseId}`
  const rows = await tx.$queryRaw<{ id: number; number: number }[]>`
    INSERT INTO course_certificates (public_id, site_id, course_id, number, user_id, name, description, course_name,
                                     user_name, image_url, achieved_at, expires_at, issued_at, expiry_told, digest)
    SELECT "publicId", "siteId", "courseId", number, "userId", name, description, "courseName", "userName",
           "imageUrl", "achievedAt", "expiresAt", "issuedAt", "expiryTold", digest
    FROM json_to_recordset(${JSON.stringify(certificates)}::json) AS certificate (
      "publicId" uuid, "siteId" int, "courseId" int, number int, "userId" text, name text, description text,
      "courseName" text, "userName" text, "imageUrl" text, "achievedAt" timestamptz, "expiresAt" timestamptz,
      "issuedAt" timestamptz, "expiryTold" boolean, digest text
    )
    ORDER BY number
    RETURNING id, number`
  return new Map(rows.map(({ id, number }) => [number, id]))
}
