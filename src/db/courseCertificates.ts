import type pg from 'pg'

// The place of a certificate in its course is its number, so any page is one range of an index. (A range and not
// LIMIT, so that PostgreSQL plans the statement once and not for every request.) Count and page come from one
// statement, so they agree. PostgreSQL writes the JSON of the answer, because reading rows, mapping and writing them
// would take longer than all the rest of a request; format() does it faster than the functions that build JSON.
const page = {
  name: 'course-certificate-page',
  text: `
    SELECT format(
             '{"certificates":[%s],"totalCount":%s%s}',
             (
               SELECT string_agg(
                        format(
                          '{"id":%s,"name":%s,"description":%s,"courseId":%s,"courseName":%s,"imageUrl":%s,'
                          '"achievedAt":%s%s%s,"user":{"id":%s,"name":%s,"email":%s,"role":{"alias":%s}}}',
                          certificate.id,
                          to_json(certificate.name),
                          to_json(certificate.description),
                          certificate.course_id,
                          to_json(certificate.course_name),
                          to_json(
                            CASE certificate.image_url
                              WHEN '' THEN format('%s/images/%s-%s.png', $6::text, certificate.public_id, certificate.revision)
                              ELSE certificate.image_url
                            END
                          ),
                          floor(extract(epoch FROM certificate.achieved_at))::bigint,
                          ',"expiresAt":' || floor(extract(epoch FROM certificate.expires_at))::bigint,
                          ',"revokedAt":' || floor(extract(epoch FROM certificate.revoked_at))::bigint
                            || ',"revocationReason":' || to_json(certificate.revocation_reason),
                          to_json(learner.id),
                          to_json(certificate.user_name),
                          to_json(learner.email),
                          to_json(learner.role_alias)
                        ),
                        ',' ORDER BY certificate.number
                      )
               FROM course_certificates certificate
               JOIN users learner ON learner.site_id = certificate.site_id AND learner.id = certificate.user_id
               WHERE certificate.course_id = course.id
                 AND certificate.number > $3 AND certificate.number <= $3::bigint + $4
             ),
             course.certificate_count,
             CASE WHEN course.certificate_count > $3::bigint + $4 THEN ',"nextCursor":' || to_json($5::text) END
           ) AS json
    FROM courses course
    WHERE course.site_id = $1 AND course.id = $2`,
}

/**
 * One page of a course's certificates in the order of issue, as the LMS door's JSON, with the cursor `next` where there
 * is more; null when the site has no such course.
 */
export async function findCertificatePage(
  pool: pg.Pool,
  siteId: number,
  courseId: number,
  range: { offset: number; limit: number; next: string; publicUrl: string },
): Promise<string | null> {
  const { rows } = await pool.query<{ json: string }>({
    ...page,
    values: [siteId, courseId, range.offset, range.limit, range.next, range.publicUrl],
  })
  return rows[0]?.json ?? null
}
