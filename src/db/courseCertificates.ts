import type pg from 'pg'

// The place of a certificate in its course is its number, so any page is one range of an index. (A range and not
// LIMIT, so that PostgreSQL plans the statement once and not for every request.) Count and page come from one
// statement, so they agree. PostgreSQL writes the JSON of the answer, because reading rows, mapping and writing them
// would take longer than all the rest of a request; what is null is absent (in a text, the quotes would be escaped).
const page = {
  name: 'course-certificate-page',
  text: `
    SELECT replace(json_build_object(
             'certificates', coalesce(
               (
                 SELECT json_agg(listed)
                 FROM (
                   SELECT certificate.id,
                          certificate.name,
                          certificate.description,
                          certificate.course_id AS "courseId",
                          certificate.course_name AS "courseName",
                          certificate.image_url AS "imageUrl",
                          floor(extract(epoch FROM certificate.achieved_at))::bigint AS "achievedAt",
                          floor(extract(epoch FROM certificate.expires_at))::bigint AS "expiresAt",
                          json_build_object(
                            'id', learner.id,
                            'name', certificate.user_name,
                            'email', learner.email,
                            'role', json_build_object('alias', learner.role_alias)
                          ) AS "user"
                   FROM course_certificates certificate
                   JOIN users learner ON learner.site_id = certificate.site_id AND learner.id = certificate.user_id
                   WHERE certificate.course_id = course.id
                     AND certificate.number > $3 AND certificate.number <= $3::bigint + $4
                   ORDER BY certificate.number
                 ) listed
               ),
               '[]'
             ),
             'totalCount', course.certificate_count
           )::text, ',"expiresAt":null', '') AS json
    FROM courses course
    WHERE course.site_id = $1 AND course.id = $2`,
}

/** One page of a course's certificates in the order of issue, as the LMS door's JSON; null when the site has no such course. */
export async function findCertificatePage(
  pool: pg.Pool,
  siteId: number,
  courseId: number,
  range: { offset: number; limit: number },
): Promise<string | null> {
  const { rows } = await pool.query<{ json: string }>({
    ...page,
    values: [siteId, courseId, range.offset, range.limit],
  })
  return rows[0]?.json ?? null
}
