import { randomUUID } from 'node:crypto'
import { setTimeout as wait } from 'node:timers/promises'
import { afterEach, beforeAll, describe, expect, it, vi } from 'vitest'
import { openDatabase } from '../../src/database/open.ts'
import { type FreshDatabase, freshDatabase } from '../support/database/database.ts'
import { type DatabaseProxy, startDatabaseProxy, type Trouble } from '../support/database/databaseProxy.ts'
import { type Running, startMain, variablesOf } from '../support/server/process.ts'
import { unlimited } from '../support/server/unlimited.ts'
import { isEmbedded } from '../support/setup/templates.ts'
import { documented, newWallet } from '../support/wallet/wallets.ts'

// Failures of a PostgreSQL server. The embedded database has none of these, because it is in the process.

vi.setConfig({ testTimeout: 120_000 })

const KEY = 'key-of-the-tests-of-faults'

/** Clients are promised two seconds. A machine that runs other tests too gets more. */
const PATIENCE_MS = 6000

const wallet = newWallet()

type Answer = { status: number; retryAfter: string | null; code: string | null; text: string }

const post = (body: object, headers = {}) => ({
  method: 'POST',
  headers: { 'content-type': 'application/json', ...headers },
  body: JSON.stringify(body),
})

/** A request of each kind for every API: reads and writes, with one statement and with a transaction. */
const requests: [string, RequestInit?][] = [
  ['/openapi/v1/courses'],
  ['/openapi/v1/roles'],
  ['/openapi/v1/courses', post({ name: 'A course' })],
  ['/api/v1/certificates/', { headers: wallet.headers }],
  ['/api/v1/certificates/', post(documented.body, wallet.headers)],
  ['/api/v1/auth/nonce/'],
  ['/verify/e0e433e9-477e-43a3-8e23-dfe2686202be.json'],
]

describe.skipIf(isEmbedded)('server with a failing PostgreSQL', () => {
  let fresh: FreshDatabase
  let proxy: DatabaseProxy
  let server: Running & { url: string }

  beforeAll(async () => {
    fresh = await freshDatabase()
    proxy = await startDatabaseProxy(fresh.databaseUrl ?? '')
    server = await startMain({
      ...variablesOf({ ...fresh, databaseUrl: proxy.url }),
      ...{ BOOTSTRAP_API_KEY: KEY, ...unlimited, VERIFICATIONS_PER_MINUTE: '0', LOG_LEVEL: 'silent' },
    })
    return async () => {
      server.kill('SIGKILL')
      await server.ended
      await fresh.dispose()
    }
  })

  async function ask(path: string, init: RequestInit = {}): Promise<Answer> {
    const answer = await fetch(server.url + path, {
      ...init,
      headers: { 'x-api-key': KEY, ...init.headers },
      signal: AbortSignal.timeout(PATIENCE_MS),
    })
    const [retryAfter, code] = ['retry-after', 'x-error-code'].map((name) => answer.headers.get(name)) as [
      string | null,
      string | null,
    ] // There are two names.
    return { status: answer.status, retryAfter, code, text: await answer.text() }
  }

  const askAll = (times = 1) =>
    Promise.all(Array.from({ length: times }, () => requests.map(([path, init]) => ask(path, init))).flat())

  afterEach(() => proxy.make('none'))

  const works = () =>
    vi.waitFor(
      async () => {
        for (const { status, text } of await askAll()) expect(status, text).toBeLessThan(500)
        expect((await ask('/health/ready')).status).toBe(200)
      },
      { timeout: 20_000, interval: 100 },
    )

  it.each<Trouble>(['unresponsive', 'refuses'])(
    'returns 503 in time with PostgreSQL in the state "%s", and recovers by itself',
    async (trouble) => {
      await works()
      proxy.make(trouble)
      // First more requests than there are connections. Then again, when new connections have to be made.
      for (const times of [5, 1]) {
        for (const answer of await askAll(times)) {
          expect(answer.status).toBe(503)
          // Some requests behind those that wait are shed at once.
          expect(['5 database.unavailable', '1 server.busy']).toContain(`${answer.retryAfter} ${answer.code}`)
        }
      }
      expect(await ask('/health/live')).toMatchObject({ status: 200 })
      // Health results are cached for a second.
      for (const path of ['/health', '/health/ready']) {
        await expect.poll(() => ask(path), { timeout: 10_000 }).toMatchObject({ status: 503, retryAfter: '5' })
      }
      proxy.make('none')
      await works()
    },
  )

  it('answers late or with 503 while PostgreSQL is slow', async () => {
    await works()
    proxy.make('slow')
    for (const { status, retryAfter } of await askAll(3)) {
      expect(status < 500 || (status === 503 && retryAfter === '5')).toBe(true)
    }
    proxy.make('none')
    await works()
  })

  it.each<Trouble>(['cut before commit', 'cut after commit'])(
    'returns 503 when connections are %s, and makes each change once when it is sent again',
    async (trouble) => {
      await works()
      const names = Array.from({ length: 12 }, () => ({ name: randomUUID(), key: randomUUID() }))
      const send = ({ name, key }: { name: string; key: string }) =>
        ask('/openapi/v1/courses', post({ name }, { 'idempotency-key': key }))
      proxy.make(trouble)
      for (const answer of await Promise.all(names.map(send))) {
        expect(answer).toMatchObject({ status: 503, retryAfter: '5', code: 'database.unavailable' })
      }
      proxy.make('none')
      await works()
      for (const one of names) {
        let answer = await send(one)
        // The server returns 409 until it is sure that the first request is dead.
        while (answer.status === 409) {
          await wait(500)
          answer = await send(one)
        }
        expect(answer).toMatchObject({ status: 201 })
      }
      const db = await openDatabase(fresh)
      const found = await db.prisma.course.groupBy({
        by: ['name'],
        where: { name: { in: names.map(({ name }) => name) } },
        _count: true,
      })
      await db.close()
      expect(found).toHaveLength(names.length)
      for (const { _count } of found) expect(_count).toBe(1)
    },
  )

  it('returns 503 and no other error while connections are terminated', async () => {
    await works()
    const admin = await openDatabase(fresh)
    let isOver = false
    const counts = new Map<number, number>()
    const clients = requests.map(async ([path, init]) => {
      while (!isOver) {
        const { status, retryAfter } = await ask(path, init)
        counts.set(status, (counts.get(status) ?? 0) + 1)
        if (status >= 500) expect({ status, retryAfter }).toEqual({ status: 503, retryAfter: '5' })
      }
    })
    for (let time = 0; time < 10; time += 1) {
      await wait(100)
      await admin.pool.query(
        `SELECT pg_terminate_backend(pid) FROM pg_stat_activity
         WHERE datname = current_database() AND pid <> pg_backend_pid()`,
      )
    }
    isOver = true
    await Promise.all(clients)
    await admin.close()
    expect(counts.size).toBeGreaterThan(1)
    await works()
  })

  it('stops in time while PostgreSQL is unresponsive', async () => {
    await works()
    const other = await startMain({ ...variablesOf({ ...fresh, databaseUrl: proxy.url }), LOG_LEVEL: 'silent' })
    expect((await fetch(`${other.url}/health`)).status).toBe(200)
    proxy.make('unresponsive')
    const asked = fetch(`${other.url}/api/v1/auth/nonce/`)
    await wait(200)
    const stoppedAt = performance.now()
    other.kill('SIGTERM')
    expect((await asked).status).toBe(503)
    await other.ended
    expect(performance.now() - stoppedAt).toBeLessThan(10_000)
    proxy.make('none')
    await works()
  })
})
