import { fastify } from 'fastify'
import pg from 'pg'
import { POOL_SIZE } from '../src/database/client.ts'
import { issuer } from './database.ts'

// The floor: a minimal server with Fastify, `pg` and one prepared statement per operation. PostgreSQL builds the JSON
// and this process sends it unchanged. No key, no signature, no counting, no validation.

const pool = new pg.Pool({ connectionString: process.env.DATABASE_URL, max: POOL_SIZE })

// A page is a range of numbers, not LIMIT, so that PostgreSQL plans the statement only once.
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

const walletCertificate = `
  '{"id":' || to_json(certificate.id)
  || ',"holder":' || to_json(certificate.holder_id)
  || ',"holder_names":' || to_json(holder.name)
  || ',"holder_eth_address":' || to_json(holder.address)
  || ',"user_eth_address":' || to_json(issuer.address)
  || ',"granted_to_type":' || CASE certificate.granted_to WHEN 'learner' THEN 1 WHEN 'academy' THEN 2 ELSE 3 END
  || ',"institution_title":' || to_json(certificate.institution_title)
  || ',"institution_link":' || to_json(certificate.institution_link)
  || ',"program_title":' || coalesce(to_json(certificate.program_title), 'null')
  || ',"certificate_title":' || to_json(certificate.certificate_title)
  || ',"course_link":' || coalesce(to_json(certificate.course_link), 'null')
  || ',' || certificate.topics
  || ',"score":' || coalesce(certificate.score::text, 'null')
  || ',"duration":' || coalesce(certificate.duration::text, 'null')
  || ',"expiration_date":' || coalesce(to_char(certificate.expiration_date AT TIME ZONE 'UTC', '"\\""YYYY-MM-DD"T"HH24:MI:SS.MS"Z\\""'), 'null')
  || ',"verifications":' || coalesce((
       SELECT json_agg(json_build_array(json_build_object('id', verification.id, 'state', verification.state)))
       FROM verifications verification
       WHERE verification.certificate_id = certificate.id AND verification.state IN ('verified', 'revoked')
     )::text, '[]')
  || ',"ipfs_hash":' || to_json(certificate.ipfs_hash)
  || ',"is_expired":' || coalesce(to_json(certificate.expiration_date <= now()), 'null')
  || ',"issuer_signature":' || coalesce('"0x' || encode(certificate.issuer_signature, 'hex') || '"', 'null')
  || ',"revoked_at":' || coalesce(to_json(certificate.revoked_at), 'null')
  || ',"revocation_reason":' || coalesce(to_json(certificate.revocation_reason), 'null') || '}'`

const one = {
  name: 'one',
  text: `
    SELECT ${walletCertificate} AS body
    FROM certificates certificate
    JOIN wallets holder ON holder.id = certificate.holder_id
    JOIN wallets issuer ON issuer.id = certificate.issuer_id
    WHERE certificate.id = $1`,
}

const held = {
  name: 'held',
  text: `
    SELECT '[' || coalesce(string_agg(${walletCertificate}, ',' ORDER BY certificate.certificate_title, certificate.id), '') || ']' AS body
    FROM wallets holder
    JOIN certificates certificate ON certificate.holder_id = holder.id
    JOIN wallets issuer ON issuer.id = certificate.issuer_id
    WHERE holder.address = $1`,
}

app.get<{ Params: { id: string } }>('/api/v1/certificates/:id/', async (request, reply) => {
  const { rows } = await pool.query<{ body: string }>({ ...one, values: [request.params.id] })
  return reply.type('application/json; charset=utf-8').send(rows[0]?.body)
})
app.get<{ Querystring: { eth_address: string } }>(
  '/api/v1/certificates/get_certificates_by_learner/',
  async (request, reply) => {
    const { rows } = await pool.query<{ body: string }>({ ...held, values: [request.query.eth_address] })
    return reply.type('application/json; charset=utf-8').send(rows[0]?.body)
  },
)

// Inserts a certificate with existing skills, in one transaction.
const creation = {
  name: 'creation',
  text: `
    WITH certificate AS (
      INSERT INTO certificates (id, holder_id, issuer_id, institution_title, institution_link, program_title, certificate_title,
                                course_link, score, duration, ipfs_hash, document_status)
      SELECT gen_random_uuid(), holder.id, issuer.id, $3, $4, $5, $6, $7, $8, $9, $10, 'available'
      FROM wallets holder, wallets issuer
      WHERE holder.address = $1 AND issuer.address = $2
      RETURNING id
    ), named AS (
      INSERT INTO certificate_skills (certificate_id, skill_id)
      SELECT certificate.id, skill.id FROM certificate, skills skill WHERE name = ANY ($11::text[])
    )
    SELECT id FROM certificate`,
}

app.post<{ Body: Record<string, unknown> }>('/api/v1/certificates/', async ({ body }) => {
  const values = [
    ...[body.holder_eth_address, issuer.address.toLowerCase(), body.institution_title, body.institution_link],
    ...[body.program_title, body.certificate_title, body.course_link, body.score, body.duration, body.ipfs_hash],
    body.skills,
  ]
  const { rows } = await pool.query<{ id: string }>({ ...creation, values })
  return { status: 'ok', certificate_pk: rows[0]?.id }
})
app.get('/health', () => 'ok')
await app.listen({ host: '127.0.0.1', port: Number(process.env.PORT) })
