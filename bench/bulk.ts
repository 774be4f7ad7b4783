import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import pg from 'pg'
import { nodeMain, startServer } from './processes.ts'
import { residentMegabytes } from './starts.ts'

const ROUNDS = 3
/** Certificates in a round: to all learners of the database. */
export const BULK = 100_000
/** Entries in one request. */
const BATCH = 10_000
const CHUNK = 1000

/** Certificates a second, once a round, and megabytes at the end of each round. */
export type BulkRates = { floor: number[]; command: number[]; http: number[]; memory: number[] }

/** Issues certificates to all learners by the command, over HTTP, and by the least that a program could do, by turns. */
export async function measureBulk(databaseUrl: string, key: string): Promise<BulkRates> {
  const folder = await mkdtemp(join(tmpdir(), 'chancery-bench-'))
  const pool = new pg.Pool({ connectionString: databaseUrl, max: 1 })
  const variables = { DATABASE_URL: databaseUrl, LOG_LEVEL: 'warn', RATE_LIMIT_PER_MINUTE: '0' }
  const server = await startServer(nodeMain, variables)
  const rates: BulkRates = { floor: [], command: [], http: [], memory: [] }
  try {
    const file = join(folder, 'certificates.csv')
    await writeFile(file, csv(0, BULK))
    for (let round = 0; round < ROUNDS; round++) {
      rates.floor.push(await timed(await newCourse(pool), (course) => issueLeast(pool, course)))
      rates.command.push(await timed(await newCourse(pool), (course) => runImport(file, course, variables)))
      rates.http.push(await timed(await newCourse(pool), (course) => sendBatches(server.url, key, course)))
      rates.memory.push(await residentMegabytes(server.pid))
    }
    return rates
  } finally {
    await server.stop()
    await pool.end()
    await rm(folder, { recursive: true, force: true })
  }
}

async function timed(course: number, issue: (course: number) => Promise<void>): Promise<number> {
  const start = performance.now()
  await issue(course)
  return (BULK * 1000) / (performance.now() - start)
}

async function newCourse(pool: pg.Pool): Promise<number> {
  const { rows } = await pool.query<{ id: number }>(
    `INSERT INTO courses (site_id, name) SELECT id, 'Bulk' FROM sites RETURNING id`,
  )
  return rows[0]?.id ?? Number.NaN
}

function csv(from: number, to: number): string {
  const rows = Array.from(
    { length: to - from },
    (_, index) => `learner.${from + index}@example.com,2024-03-01,2027-03-01\n`,
  )
  return `email,achievedAt,expiresAt\n${rows.join('')}`
}

/** Looks up the learners and inserts the certificates, a thousand in a transaction; tells and records nothing. */
async function issueLeast(pool: pg.Pool, course: number): Promise<void> {
  for (let from = 0; from < BULK; from += CHUNK) {
    const emails = Array.from({ length: CHUNK }, (_, index) => `learner.${from + index}@example.com`)
    await pool.query(
      `INSERT INTO course_certificates (public_id, site_id, course_id, number, user_id, name, description, course_name, user_name,
                                        achieved_at, expires_at)
       SELECT gen_random_uuid(), learner.site_id, $1, $2 + given.place, learner.id, 'Course Completion Certificate',
              'Certificate of completion', 'Bulk', learner.name, '2024-03-01', '2027-03-01'
       FROM unnest($3::text[]) WITH ORDINALITY AS given (email, place)
       JOIN users learner ON lower(learner.email) = lower(given.email) AND learner.site_id = 1
         AND learner.retired_at IS NULL`,
      [course, from, emails],
    )
  }
}

async function runImport(file: string, course: number, variables: Record<string, string>): Promise<void> {
  const { PATH, HOME } = process.env
  const args = ['dist/cli/main.js', 'import', 'certificates', file, '--course', String(course)]
  const child = spawn('node', args, {
    cwd: fileURLToPath(new URL('..', import.meta.url)),
    env: { PATH, HOME, ...variables },
    stdio: ['ignore', 'ignore', 'inherit'],
  })
  const [code] = await once(child, 'exit')
  assert.equal(code, 0)
}

async function sendBatches(url: string, key: string, course: number): Promise<void> {
  for (let from = 0; from < BULK; from += BATCH) {
    const answer = await fetch(`${url}/openapi/v1/courses/${course}/certificates/batch`, {
      method: 'POST',
      headers: { 'x-api-key': key, 'content-type': 'text/csv' },
      body: csv(from, from + BATCH),
    })
    const { issued } = (await answer.json()) as { issued: number }
    assert.equal(issued, BATCH)
  }
}
