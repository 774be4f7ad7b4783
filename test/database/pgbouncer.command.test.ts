import pg from 'pg'
import { expect, it } from 'vitest'
import { freshDatabase } from '../support/database/database.ts'
import { type Pooler, pgbouncerVersion, startPgbouncer } from '../support/database/pgbouncer.ts'
import { startMain, variablesOf } from '../support/server/process.ts'
import { isEmbedded } from '../support/setup/templates.ts'

const KEY = 'chk_0123456789abcdef0123456789abcdef0123456789abcdef'
const version = pgbouncerVersion()
if (version === null && !isEmbedded) console.warn('PgBouncer is not installed: the tests of a pooler do not run.')
else if (version !== null && version < 1.21)
  console.warn(`PgBouncer ${version} has no named statements: they are tested with 1.21 and later only.`)

/** Runs the work with a server behind a pooler, and one more that uses the database directly. */
async function behindPooler(variables: NodeJS.ProcessEnv, work: (url: string, pooler: Pooler) => Promise<void>) {
  const fresh = await freshDatabase()
  const direct = fresh.databaseUrl ?? ''
  const pooler = await startPgbouncer(direct)
  const env = { ...variablesOf(fresh), DATABASE_URL: pooler.url, DATABASE_DIRECT_URL: direct, BOOTSTRAP_API_KEY: KEY }
  const server = await startMain({ ...env, RATE_LIMIT_PER_MINUTE: '0', ...variables })
  try {
    await work(server.url, pooler)
  } finally {
    server.kill('SIGTERM')
    await server.ended
    await pooler.stop()
    await fresh.dispose()
  }
}

async function lms(url: string, path: string, body?: unknown): Promise<Response> {
  const headers = { 'x-api-key': KEY, 'content-type': 'application/json' }
  return fetch(`${url}/openapi/v1${path}`, body ? { method: 'POST', headers, body: JSON.stringify(body) } : { headers })
}

/** Issues certificates, 40 at once, and reads them back while others are written. Every response must be right. */
async function issueAndRead(url: string): Promise<void> {
  const course = (await (await lms(url, '/courses', { name: 'Pooling' })).json()) as { id: number }
  const place = `/courses/${course.id}/certificates`
  const statuses = await Promise.all(
    Array.from({ length: 40 }, async (_, index) => {
      const email = `learner${index}@example.com`
      const user = await lms(url, '/users', {
        name: `Learner ${index}`,
        email,
        roleAlias: 'learner',
        password: 'correct horse',
      })
      const { id } = (await user.json()) as { id: string }
      const { status } = await lms(url, place, {
        userId: id,
        name: 'Pooled',
        description: 'By a pooler',
        achievedAt: 1_700_000_000,
      })
      await lms(url, `${place}?limit=5`)
      return status
    }),
  )
  expect(new Set(statuses)).toStrictEqual(new Set([201]))
  const list = (await (await lms(url, `${place}?limit=100`)).json()) as { totalCount: number; certificates: object[] }
  expect(list.totalCount).toBe(40)
  expect(list.certificates).toHaveLength(40)
}

it.skipIf(isEmbedded || version === null)('serves through a pooler in transaction mode, without names', () =>
  behindPooler({ DATABASE_PREPARED: 'off' }, async (url, pooler) => {
    await issueAndRead(url)
    // The pooler's connections keep the plans of lists.
    const client = new pg.Client(pooler.url)
    await client.connect()
    const { rows } = await client.query(`SELECT FROM pg_prepared_statements WHERE name LIKE 'chancery%'`)
    await client.end()
    expect(rows.length).toBeGreaterThan(0)
    // An outage of the pooler is one of the database.
    await pooler.stop()
    const response = await lms(url, '/courses')
    expect(response.status).toBe(503)
  }),
)

it.skipIf(isEmbedded || version === null || version < 1.21)('serves through a pooler that knows named statements', () =>
  behindPooler({}, issueAndRead),
)
