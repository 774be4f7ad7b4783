import pg from 'pg'
import { openDatabase } from '../src/db/open.ts'
import { createKey } from '../src/services/apiKeys.ts'
import { findSite } from '../src/services/sites.ts'

export type BenchDatabase = { url: string; drop(): Promise<void> }

const COURSES = 901
const USERS = 100_000

/** The course of 100,000 certificates; each of the others has 1,000, so that they are a million. */
export const BIG_COURSE = 1
export const SMALL_COURSE = 500

/** Makes an empty database of one's own in the PostgreSQL server of an address. */
export async function createDatabase(server: string): Promise<BenchDatabase> {
  const name = `chancery_bench_${process.pid}`
  await query(server, `CREATE DATABASE ${name}`)
  const url = new URL(server)
  url.pathname = `/${name}`
  return {
    url: url.href,
    async drop() {
      await query(server, `DROP DATABASE IF EXISTS ${name} WITH (FORCE)`)
    },
  }
}

export async function serverVersion(server: string): Promise<string> {
  const { rows } = await query(server, 'SHOW server_version')
  return rows[0].server_version
}

/** Migrates a database and fills it with a site of a million certificates; returns a key of that site. */
export async function fillDatabase({ url }: BenchDatabase): Promise<string> {
  const db = await openDatabase({ databaseUrl: url, dataDir: '' })
  try {
    const { id: siteId } = await findSite(db, undefined)
    const change = { siteId, author: { command: 'bench' }, at: new Date() }
    const { key } = await createKey(db, change, { label: 'bench' })
    await fill(db.pool)
    return key
  } finally {
    await db.close()
  }
}

async function fill(pool: pg.Pool): Promise<void> {
  await pool.query(`
    INSERT INTO users (site_id, id, name, email, occupation, location, timezone, role_alias, attributes)
    SELECT site.id, (1000000000 + n)::text, 'Given' || n % 997 || ' Family' || n % 4999,
           'learner.' || n || '@example.com', 'Sales manager', 'Lisbon', 'Europe/Lisbon', 'learner',
           '{"department": "Sales"}'
    FROM sites site, generate_series(0, ${USERS - 1}) n`)
  await pool.query(`
    INSERT INTO courses (site_id, name, annotation, description, published_at, certificate_count)
    SELECT site.id, 'Advanced Sales Techniques ' || n, 'Close more deals.', 'Twelve lessons with exercises.', now(),
           CASE n WHEN ${BIG_COURSE} THEN 100000 ELSE 1000 END
    FROM sites site, generate_series(1, ${COURSES}) n
    ORDER BY n`)
  // Certificates of all courses lie mixed in the table, as they do when courses go on at the same time. Steps of a
  // prime through the users give each of them about as many, and none two of a course.
  await pool.query(`
    INSERT INTO course_certificates (public_id, site_id, course_id, number, user_id, name, description, course_name, user_name,
                                     image_url, achieved_at, expires_at, issued_at)
    SELECT gen_random_uuid(), course.site_id, course.id, number, learner.id, 'Course Completion Certificate',
           'Certificate of completion', course.name, learner.name,
           'https://files.example/certificates/' || course.id || '/' || number || '.png',
           moment, CASE WHEN number % 2 = 0 THEN moment + interval '3 years' END, moment
    FROM courses course
    CROSS JOIN LATERAL generate_series(1, course.certificate_count) number
    CROSS JOIN LATERAL (
      SELECT timestamptz '2024-01-01' + interval '700 days' * number / course.certificate_count
    ) AS issue (moment)
    JOIN users learner ON learner.site_id = course.site_id
      AND learner.id = (1000000000 + (course.id * 7919 + number * 104729::bigint) % ${USERS})::text
    ORDER BY moment, course.id`)
  await pool.query('VACUUM ANALYZE')
}

async function query(server: string, sql: string): Promise<pg.QueryResult> {
  const client = new pg.Client(server)
  await client.connect()
  try {
    return await client.query(sql)
  } finally {
    await client.end()
  }
}
