import { fastify } from 'fastify'
import pg from 'pg'
import { POOL_SIZE } from '../src/db/client.ts'

// The floor: the least that a server must do to answer a page of certificates. Fastify and `pg`, one prepared
// statement whose JSON PostgreSQL builds and this process sends as it is; no key, no counting, no validation.

const pool = new pg.Pool({ connectionString: process.env.DATABASE_URL, max: POOL_SIZE })

// A page is a range of numbers (not LIMIT), so that PostgreSQL plans the statement once, not for every request.
const page = {
  name: 'page',
  text: `
    SELECT '{"certificates":[' || coalesce((
             SELECT string_agg(
                      '{"id":' || certificate.id
                      || ',"name":' || to_json(certificate.name)
                      || ',"description":' || to_json(certificate.description)
                      || ',"courseId":' || certificate.course_id
                      || ',"courseName":' || to_json(certificate.course_name)
                      || ',"imageUrl":' || to_json(certificate.image_url)
                      || ',"achievedAt":' || floor(extract(epoch FROM certificate.achieved_at))::bigint
                      || coalesce(',"expiresAt":' || floor(extract(epoch FROM certificate.expires_at))::bigint, '')
                      || ',"user":{"id":' || to_json(learner.id)
                      || ',"name":' || to_json(certificate.user_name)
                      || ',"email":' || to_json(learner.email)
                      || ',"role":{"alias":' || to_json(learner.role_alias) || '}}}',
                      ',' ORDER BY certificate.number)
             FROM course_certificates certificate
             JOIN users learner ON learner.site_id = certificate.site_id AND learner.id = certificate.user_id
             WHERE certificate.course_id = course.id
               AND certificate.number > $2 AND certificate.number <= $2::integer + $3
           ), '') || '],"totalCount":' || course.certificate_count || '}' AS body
    FROM courses course
    WHERE course.id = $1`,
}

type PageRoute = { Params: { courseId: string }; Querystring: { offset: string; limit: string } }

const app = fastify()
app.get<PageRoute>('/openapi/v1/courses/:courseId/certificates', async (request, reply) => {
  const { offset, limit } = request.query
  const { rows } = await pool.query<{ body: string }>({ ...page, values: [request.params.courseId, offset, limit] })
  return reply.type('application/json; charset=utf-8').send(rows[0]?.body)
})
app.get('/health', () => 'ok')
await app.listen({ host: '127.0.0.1', port: Number(process.env.PORT) })
