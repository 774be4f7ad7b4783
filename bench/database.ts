import { readFile } from 'node:fs/promises'
import { Wallet } from 'ethers/wallet'
import pg from 'pg'
import { openDatabase } from '../src/database/open.ts'
import { sqlOnPool } from '../src/database/sql.ts'
import { createKey } from '../src/lms/keys/service.ts'
import { findSite } from '../src/lms/sites/service.ts'
import { refreshTopics } from '../src/wallet/certificates/queries.ts'

export type BenchDatabase = { url: string; drop(): Promise<void> }

/** Size of the data. One course and one holder are large. All others have equal sizes. */
export type Size = { courses: number; users: number; ofCourse: number; ofBigCourse: number } & {
  holders: number
  ofHolder: number
  ofBigHolder: number
}

/** One million certificates in each API. */
export const whole: Size = {
  ...{ courses: 901, users: 100_000, ofCourse: 1000, ofBigCourse: 100_000 },
  ...{ holders: 9001, ofHolder: 100, ofBigHolder: 100_000 },
}

/** Ten million certificates in the LMS API, and few in the wallet API. */
export const tenfold: Size = {
  ...{ courses: 9901, users: 100_000, ofCourse: 1000, ofBigCourse: 100_000 },
  ...{ holders: 100, ofHolder: 1, ofBigHolder: 1 },
}

/** 100,000 certificates in each API; filled within seconds. */
export const tenth: Size = {
  ...{ courses: 91, users: 10_000, ofCourse: 1000, ofBigCourse: 10_000 },
  ...{ holders: 901, ofHolder: 100, ofBigHolder: 10_000 },
}

/** The large course and holder, ordinary ones, and holders that receive new certificates. */
export const BIG_COURSE = 1
export const SMALL_COURSE = 50
export const BIG_HOLDER = 1
export const SMALL_HOLDERS = { from: 2, to: 600 }
export const GROWING_HOLDERS = { from: 601, to: 900 }

/** Document of all certificates of the wallet API, and its CID. */
export const DOCUMENT = 'The document of a certificate.'
export const DOCUMENT_CID = 'bafkreiewdn4wusumzqsv266k2rynljyot2k2naxaonqk4k7jpsodcmosbe'

/** Issuer of all certificates of the wallet API. Signs requests that create more. */
export const issuer = new Wallet(`0x${'1'.repeat(64)}`)

/** Creates certificates with BDN's static signature, which an issuer with a domain cannot use. */
export const staticIssuer = new Wallet(`0x${'2'.repeat(64)}`)

export function holderAddress(holder: number): string {
  return `0x${holder.toString(16).padStart(40, '0')}`
}

/** Returns the id of a certificate by its number, counted across all holders. */
export function certificateId(number: number): string {
  return `01900000-0000-7000-8000-${number.toString(16).padStart(12, '0')}`
}

/** Creates an empty database on a PostgreSQL server. */
export async function createDatabase(server: string, suffix = 'all'): Promise<BenchDatabase> {
  const name = `chancery_bench_${process.pid}_${suffix}`
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

/** Migrates and fills a database. Returns a key of its site. */
export async function fillDatabase(url: string, size: Size): Promise<string> {
  const db = await openDatabase({ databaseUrl: url, dataDir: '' })
  try {
    const { id: siteId } = await findSite(db, undefined, 'Bench')
    const context = { db, siteId, author: { command: 'bench' }, at: new Date(), publicUrl: '' }
    const { key } = await createKey(context, { label: 'bench' })
    await fillLmsApi(db.pool, size)
    await fillWalletApi(db.pool, size)
    await db.pool.query('VACUUM ANALYZE')
    await db.pool.query('CHECKPOINT')
    return key
  } finally {
    await db.close()
  }
}

async function fillLmsApi(pool: pg.Pool, size: Size): Promise<void> {
  await pool.query(`
    INSERT INTO users (site_id, id, name, email, occupation, location, timezone, role_alias, attributes)
    SELECT site.id, (1000000000 + n)::text, 'Given' || n % 997 || ' Family' || n % 4999,
           'learner.' || n || '@example.com', 'Sales manager', 'Lisbon', 'Europe/Lisbon', 'learner',
           '{"department": "Sales"}'
    FROM sites site, generate_series(0, ${size.users - 1}) n`)
  await pool.query(
    `INSERT INTO courses (site_id, name, annotation, description, published_at, certificate_count)
     SELECT site.id, left(($1::text[])[1 + n % cardinality($1::text[])], 200) || ' ' || n, 'Close more deals.',
            'Twelve lessons with exercises.', now(), CASE n WHEN ${BIG_COURSE} THEN ${size.ofBigCourse} ELSE ${size.ofCourse} END
     FROM sites site, generate_series(1, ${size.courses}) n
     ORDER BY n`,
    [await names('courses.csv', /^\d+,"?([^",]+)/gm, 'Advanced Sales Techniques')],
  )
  // Certificates of all courses are interleaved in the table, as with concurrent courses. Prime steps give each user
  // about as many, and never two of one course.
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
      AND learner.id = (1000000000 + (course.id * 7919 + number * 104729::bigint) % ${size.users})::text
    ORDER BY moment, course.id`)
}

async function fillWalletApi(pool: pg.Pool, size: Size): Promise<void> {
  await pool.query(
    `INSERT INTO wallets (id, address)
     SELECT gen_random_uuid(), '0x' || lpad(to_hex(n), 40, '0') FROM generate_series(1, ${size.holders}) n
     UNION ALL SELECT gen_random_uuid(), unnest($1::text[])`,
    [[issuer, staticIssuer].map(({ address }) => address.toLowerCase())],
  )
  // A domain confirms the issuer. `dueAt` is null, so that no page queues a lookup.
  await pool.query(
    `WITH issuer AS (
       INSERT INTO issuers (wallet_id, domain, claimed_at, signed_at, signature, signature_chain_id)
       SELECT id, 'os.university', now(), now(), decode(repeat('00', 65), 'hex'), 1 FROM wallets WHERE address = $1
       RETURNING id
     )
     INSERT INTO confirmations (issuer_id, way, source, claimed_at, confirmed_at, last_seen_at)
     SELECT id, 'dns', 'os.university', now(), now(), now() FROM issuer`,
    [issuer.address.toLowerCase()],
  )
  // The work of a job that the trigger has queued. A measured server would move every certificate instead.
  await pool.query('UPDATE issuers SET confirmed = true')
  await pool.query(`DELETE FROM jobs.job WHERE name = 'group-certificates'`)
  await pool.query(`INSERT INTO skills (name, standardized) SELECT DISTINCT unnest($1::text[]), true`, [
    await names('skills.txt', /^\s*(.+?)\s*$/gm, 'Python'),
  ])
  await pool.query(`INSERT INTO industries (name) SELECT DISTINCT unnest($1::text[])`, [
    await names('industries.csv', /([^,\n]+)$/gm, 'E-Learning'),
  ])
  // Certificates of all holders are interleaved, like those of courses.
  await pool.query(
    `CREATE UNLOGGED TABLE plan AS
     SELECT row_number() OVER (ORDER BY number, holder) AS place, holder, number
     FROM generate_series(1, ${size.holders}) holder
     CROSS JOIN LATERAL generate_series(1, CASE holder WHEN ${BIG_HOLDER} THEN ${size.ofBigHolder} ELSE ${size.ofHolder} END) number`,
  )
  await pool.query(
    `INSERT INTO certificates (id, holder_id, issuer_id, institution_title, institution_link, program_title, certificate_title,
                               course_link, score, duration, expiration_date, ipfs_hash, checksum_hash, document_status, list_group)
     SELECT ('01900000-0000-7000-8000-' || lpad(to_hex(place), 12, '0'))::uuid, holder.id, issuer.id, 'Open Source University',
            'https://os.university', 'Computer science', 'Introduction to Python ' || number % 40, 'https://os.university/python',
            60 + number % 40, 40, CASE WHEN number % 2 = 0 THEN timestamptz '2030-01-01' + number * interval '1 minute' END,
            $2, encode(sha256(number::text::bytea), 'hex'), 'available', 'confirmed'
     FROM plan
     JOIN wallets holder ON holder.address = '0x' || lpad(to_hex(plan.holder), 40, '0')
     JOIN wallets issuer ON issuer.address = $1
     ORDER BY place`,
    [issuer.address.toLowerCase(), DOCUMENT_CID],
  )
  for (const [table, column, step] of [
    ['skills', 'skill', 7],
    ['skills', 'skill', 1000],
    ['industries', 'industry', 3],
  ] as const) {
    await pool.query(`
      INSERT INTO certificate_${table} (certificate_id, ${column}_id)
      SELECT ('01900000-0000-7000-8000-' || lpad(to_hex(place), 12, '0'))::uuid, 1 + (place * ${step} % (SELECT count(*) FROM ${table}))
      FROM plan
      ORDER BY place
      ON CONFLICT DO NOTHING`)
  }
  await pool.query('DROP TABLE plan')
  // Without statistics, PostgreSQL reads all topics for each certificate.
  await pool.query('ANALYZE')
  await refreshTopics(sqlOnPool(pool))
  // Updates have left half of the table empty.
  await pool.query('VACUUM FULL certificates')
}

/** Returns real names from a file, matched by a pattern. Falls back to numbered names if the file is missing. */
async function names(file: string, pattern: RegExp, usual: string): Promise<string[]> {
  const text = await readFile(new URL(`../../shared/data/${file}`, import.meta.url), 'utf8').catch(() => '')
  const found = [...text.matchAll(pattern)].flatMap(([, name]) => name ?? []).slice(0, 5000)
  return found.length > 0 ? found : Array.from({ length: 100 }, (_, index) => `${usual} ${index}`)
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
