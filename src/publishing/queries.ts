import type { Sql } from '../database/sql.ts'
import { insertPublishing } from '../lms/certificates/queries.ts'

/** Queues unpublished certificates of these sites, if the course publishes and the user has a wallet. */
export function queueUnpublished(sql: Sql, siteIds: number[], atMost: number): Promise<number> {
  return sql.$executeRaw`
    WITH certificate AS (
      SELECT certificate.id
      FROM courses course
      JOIN course_certificates certificate ON certificate.course_id = course.id
      JOIN users learner ON learner.site_id = certificate.site_id AND learner.id = certificate.user_id
      WHERE course.publishing <> 'none' AND course.site_id = ANY (${siteIds}::int[])
        AND certificate.published_at IS NULL AND certificate.revoked_at IS NULL
        AND learner.eth_address IS NOT NULL AND learner.retired_at IS NULL
      ORDER BY certificate.id
      LIMIT ${atMost}
    )
    ${insertPublishing(null)}`
}
