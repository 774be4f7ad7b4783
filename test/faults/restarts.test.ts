import { randomUUID } from 'node:crypto'
import { setTimeout as wait } from 'node:timers/promises'
import { beforeAll, describe, expect, it, vi } from 'vitest'
import { startThrowAwayPostgres, type ThrowAwayPostgres } from '../../scripts/throwAwayPostgres.ts'
import type { Database } from '../../src/database/client.ts'
import { openDatabase } from '../../src/database/open.ts'
import { newDataDir } from '../support/files/folders.ts'
import { type Running, startMain } from '../support/server/process.ts'
import { unlimited } from '../support/server/unlimited.ts'
import { isEmbedded } from '../support/setup/templates.ts'

// Uses its own PostgreSQL, because the test stops it and crashes it.

/** How long PostgreSQL is unavailable. */
const SECONDS = process.env.FAULT_RUNS ? 30 : 3

vi.setConfig({ testTimeout: 120_000 + SECONDS * 1000 })

const KEY = 'key-of-the-tests-of-faults'

/**
 * Returns the ids of all its processes. The main process is first, so that it cannot start others once it is frozen.
 */
async function processesOf(postgres: ThrowAwayPostgres, db: Database): Promise<number[]> {
  const { rows } = await db.pool.query<{ pid: number }>('SELECT pid FROM pg_stat_activity')
  return [await postgres.pid(), ...rows.map(({ pid }) => pid)]
}

describe.skipIf(isEmbedded)('server with a PostgreSQL that restarts', () => {
  let postgres: ThrowAwayPostgres
  let server: Running & { url: string }

  beforeAll(async () => {
    postgres = await startThrowAwayPostgres()
    server = await startMain({
      ...{ DATABASE_URL: postgres.url, DATA_DIR: await newDataDir(), BOOTSTRAP_API_KEY: KEY },
      ...{ ...unlimited, LOG_LEVEL: 'silent' },
    })
    return async () => {
      server.kill('SIGKILL')
      await server.ended
      await postgres.dispose()
    }
  })

  const create = ({ name, key }: { name: string; key: string }) =>
    fetch(`${server.url}/openapi/v1/courses`, {
      method: 'POST',
      headers: { 'x-api-key': KEY, 'content-type': 'application/json', 'idempotency-key': key },
      body: JSON.stringify({ name }),
      signal: AbortSignal.timeout(6000),
    })

  /** The failures. Each promise resolves when the failure is over. */
  const troubles: Record<string, () => Promise<void>> = {
    async stopped() {
      await postgres.stop('fast')
      await wait(SECONDS * 1000)
      await postgres.start()
    },
    async crashed() {
      await postgres.stop('immediate')
      await postgres.start()
    },
    async frozen() {
      const db = await openDatabase({ databaseUrl: postgres.url, dataDir: '' })
      const frozen = await processesOf(postgres, db)
      for (const pid of frozen) process.kill(pid, 'SIGSTOP')
      await wait(SECONDS * 1000)
      for (const pid of frozen) process.kill(pid, 'SIGCONT')
      void db.close()
    },
  }

  it('returns 503 while PostgreSQL is stopped, crashes or is frozen, recovers, and makes each change once', async () => {
    const sent: { name: string; key: string }[] = []
    for (const [what, happen] of Object.entries(troubles)) {
      let isOver = false
      const counts = { created: 0, refused: 0 }
      const writers = Array.from({ length: 8 }, async () => {
        while (!isOver) {
          const one = { name: randomUUID(), key: randomUUID() }
          sent.push(one)
          const answer = await create(one)
          if (answer.status === 201) counts.created += 1
          else {
            expect([answer.status, answer.headers.get('retry-after')]).toEqual([503, expect.stringMatching(/^[15]$/)])
            counts.refused += 1
            await wait(20)
          }
        }
      })
      await expect.poll(() => counts.created, { timeout: 20_000 }).toBeGreaterThan(20)
      await happen()
      const back = { at: performance.now(), created: counts.created }
      await expect.poll(() => counts.created, { interval: 10, timeout: 20_000 }).toBeGreaterThan(back.created)
      const recovered = performance.now() - back.at
      await wait(500)
      isOver = true
      await Promise.all(writers)
      expect(counts.refused).toBeGreaterThan(0)
      console.log(
        `PostgreSQL ${what}: ${counts.created} changes answered, ${counts.refused} refused, ` +
          `the first one answered ${Math.round(recovered)} ms after it was back.`,
      )
    }
    // Every request is sent again with its key. A key that could not be released is blocked for half a minute.
    for (const one of sent) {
      await expect.poll(async () => (await create(one)).status, { interval: 500, timeout: 45_000 }).toBe(201)
    }
    const db = await openDatabase({ databaseUrl: postgres.url, dataDir: '' })
    const { rows } = await db.pool.query(
      'SELECT count(*)::int AS rows, count(DISTINCT name)::int AS names FROM courses',
    )
    await db.close()
    expect(rows).toEqual([{ rows: sent.length, names: sent.length }])
  })
})
