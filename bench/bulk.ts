import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import pg from 'pg'
import { type Bench, serverVariables } from './context.ts'
import { median, perSecond, ratios, summary } from './figures.ts'
import { nodeMain, servedFolder, startServer } from './processes.ts'
import { type Cost, withCost } from './processor.ts'
import { residentMegabytes } from './starts.ts'
import { costs } from './turns.ts'

const ROUNDS = 3
/** Entries per request. */
const BATCH = 10_000
const CHUNK = 1000

/** Issues certificates to all learners: with the command, over HTTP, and with minimal code. */
export const bulk: Bench = {
  name: 'bulk',
  async measure({ databaseUrl, key, size }) {
    const folder = await mkdtemp(join(tmpdir(), 'chancery-bench-'))
    const pool = new pg.Pool({ connectionString: databaseUrl, max: 1 })
    const variables = serverVariables(databaseUrl)
    const server = await startServer(nodeMain, variables)
    const [floor, command, http]: [Issued[], Issued[], Issued[]] = [[], [], []]
    const [little, much, memory]: [number[], number[], number[]] = [[], [], []]
    const people = size.users
    try {
      const file = join(folder, 'certificates.csv')
      await writeFile(file, csv(0, people))
      const timed = async (issue: (course: number) => Promise<void>) => {
        const course = await newCourse(pool)
        const start = performance.now()
        return withCost(
          server.url,
          () => people,
          async () => {
            await issue(course)
            return { perSecond: (people * 1000) / (performance.now() - start) }
          },
        )
      }
      const few = join(folder, 'few.csv')
      await writeFile(few, csv(0, people / 2))
      for (let round = 0; round < ROUNDS; round++) {
        await timed(async (course) => void little.push(await runImport(few, course, variables)))
        floor.push(await timed((course) => issueLeast(pool, course, people)))
        command.push(await timed(async (course) => void much.push(await runImport(file, course, variables))))
        http.push(await timed((course) => sendBatches(server.url, key, course, people)))
        memory.push(await residentMegabytes(server.pid))
      }
    } finally {
      await server.stop()
      await pool.end()
      await rm(folder, { recursive: true, force: true })
    }
    const rows = `${people.toLocaleString('en')} rows`
    return [
      {
        what: `\`chancery import certificates\`, ${rows}`,
        unit: '/ s',
        target: { least: 10_000 },
        rounds: rates(command),
        note: `${summaryOf(command, floor)} of the floor, ${perSecond(rates(floor))}, which takes ${databaseSeconds(floor)} s of PostgreSQL per 1,000; the command takes ${databaseSeconds(command)} s of it`,
      },
      {
        what: `Batches of ${BATCH.toLocaleString('en')} over HTTP, ${rows}`,
        unit: '/ s',
        target: { least: 10_000 },
        rounds: rates(http),
        costs: costs(http),
        note: `${summaryOf(http, floor)} of the floor`,
      },
      {
        what: `Memory of the command with ${rows}, compared with half as many`,
        unit: '×',
        target: { most: 1.15 },
        rounds: ratios(much, little),
        note: `${median(much).toFixed(0)} MB; with half ${median(little).toFixed(0)} MB`,
      },
      {
        what: 'Memory of the server after these batches, compared with the first round',
        unit: '×',
        target: { most: 1.15 },
        rounds: memory.slice(1).map((megabytes) => megabytes / (memory[0] ?? Number.NaN)),
        note: `${memory.map((megabytes) => megabytes.toFixed(0)).join(', ')} MB`,
      },
    ]
  },
}

type Issued = { perSecond: number; cost: Cost | null }

function rates(issued: Issued[]): number[] {
  return issued.map(({ perSecond }) => perSecond)
}

function databaseSeconds(issued: Issued[]): string {
  return median(costs(issued).map(({ database }) => database)).toFixed(3)
}

function summaryOf(issued: Issued[], floor: Issued[]): string {
  return summary({ what: '', unit: '×', rounds: ratios(rates(issued), rates(floor)) })
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

/** Minimal code: looks up learners and inserts certificates, 1000 per transaction, without events and audit. */
async function issueLeast(pool: pg.Pool, course: number, people: number): Promise<void> {
  for (let from = 0; from < people; from += CHUNK) {
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

/** Runs the import command and returns its peak memory in megabytes. */
async function runImport(file: string, course: number, variables: Record<string, string>): Promise<number> {
  const { PATH, HOME } = process.env
  const args = ['dist/cli/main.js', 'import', 'certificates', file, '--course', String(course)]
  const child = spawn('node', args, {
    cwd: servedFolder(),
    env: { PATH, HOME, ...variables },
    stdio: ['ignore', 'ignore', 'inherit'],
  })
  const ended = once(child, 'exit')
  let most = 0
  const watching = setInterval(async () => {
    // Reading fails after the process has ended.
    most = Math.max(most, (await residentMegabytes(child.pid ?? Number.NaN).catch(() => 0)) || 0)
  }, 20)
  const [code] = await ended
  clearInterval(watching)
  assert.equal(code, 0)
  return most
}

async function sendBatches(url: string, key: string, course: number, people: number): Promise<void> {
  for (let from = 0; from < people; from += BATCH) {
    const answer = await fetch(`${url}/openapi/v1/courses/${course}/certificates/batch`, {
      method: 'POST',
      headers: { 'x-api-key': key, 'content-type': 'text/csv' },
      body: csv(from, from + BATCH),
    })
    const { issued } = (await answer.json()) as { issued: number }
    assert.equal(issued, BATCH)
  }
}
