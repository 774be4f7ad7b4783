import type { CourseCertificate } from '../../database/prisma/client.ts'
import type { Sql } from '../../database/sql.ts'
import type { IssuingCourse } from '../certificates/issuing/queries.ts'

// Batch queries on certificates. LATERAL with OFFSET 0 forces index lookups: during a big import PostgreSQL
// underestimates how much the tables have grown, and would choose sequential scans.

export type HeldCertificate = Pick<
  CourseCertificate,
  'id' | 'userId' | 'publicId' | 'revision' | 'name' | 'achievedAt' | 'expiresAt' | 'timeZone' | 'revokedAt'
>

/** Finds these users' certificates, oldest first. The range forces an index lookup by user despite stale statistics. */
export function findHeld(
  tx: Sql,
  { siteId, courseId }: { siteId: number; courseId: number },
  userIds: string[],
): Promise<HeldCertificate[]> {
  return tx.$queryRaw<HeldCertificate[]>`
    SELECT certificate.id, holder.id AS "userId", certificate.public_id AS "publicId", certificate.revision,
           certificate.name, certificate.achieved_at AS "achievedAt", certificate.expires_at AS "expiresAt",
           certificate.time_zone AS "timeZone", certificate.revoked_at AS "revokedAt"
    FROM courses course
    CROSS JOIN unnest(${userIds}::text[]) AS holder (id)
    CROSS JOIN LATERAL (
      SELECT id, public_id, revision, name, achieved_at, expires_at, time_zone, revoked_at FROM course_certificates
      WHERE site_id = course.site_id AND user_id = holder.id AND course_id BETWEEN course.id AND course.id
      OFFSET 0
    ) certificate
    WHERE course.site_id = ${siteId} AND course.id = ${courseId}
    ORDER BY certificate.id`
}

/** Returns whether any of these users received a certificate since the course was read. */
export async function isIssuedSince(tx: Sql, { id, lastNumber }: IssuingCourse, userIds: string[]): Promise<boolean> {
  const rows = await tx.$queryRaw<unknown[]>`
    SELECT 1 FROM course_certificates
    WHERE course_id = ${id} AND number > ${lastNumber} AND user_id = ANY (${userIds}::text[])
    LIMIT 1`
  return rows.length > 0
}
