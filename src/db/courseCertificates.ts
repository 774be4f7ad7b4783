import type pg from 'pg'

/** A row of a course's list; times in Unix seconds. */
export type ListedCertificate = {
  id: number
  name: string
  description: string
  courseName: string
  imageUrl: string
  achievedAt: number
  expiresAt: number | null
  userId: string
  userName: string
  userEmail: string
  userRole: string
}

export type CertificatePage = { totalCount: number; certificates: ListedCertificate[] }

// The place of a certificate in its course is its number, so any page is one range of an index. (A range and not
// LIMIT, so that PostgreSQL plans the statement once and not for every request.) Count and page come from one
// statement, so they agree.
const page = {
  name: 'course-certificate-page',
  text: `
    SELECT course.certificate_count AS "totalCount",
           coalesce((
             SELECT json_agg(json_build_object(
                      'id', certificate.id,
                      'name', certificate.name,
                      'description', certificate.description,
                      'courseName', certificate.course_name,
                      'imageUrl', certificate.image_url,
                      'achievedAt', floor(extract(epoch FROM certificate.achieved_at))::bigint,
                      'expiresAt', floor(extract(epoch FROM certificate.expires_at))::bigint,
                      'userId', learner.id,
                      'userName', certificate.user_name,
                      'userEmail', learner.email,
                      'userRole', learner.role_alias
                    ) ORDER BY certificate.number)
             FROM course_certificates certificate
             JOIN users learner ON learner.site_id = certificate.site_id AND learner.id = certificate.user_id
             WHERE certificate.course_id = course.id
               AND certificate.number > $3 AND certificate.number <= $3::bigint + $4
           ), '[]') AS certificates
    FROM courses course
    WHERE course.site_id = $1 AND course.id = $2`,
}

/** One page of a course's certificates in the order of issue; null when the site has no such course. */
export async function findCertificatePage(
  pool: pg.Pool,
  siteId: number,
  courseId: number,
  range: { offset: number; limit: number },
): Promise<CertificatePage | null> {
  const { rows } = await pool.query<CertificatePage>({ ...page, values: [siteId, courseId, range.offset, range.limit] })
  return rows[0] ?? null
}
