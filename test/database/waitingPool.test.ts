import type pg from 'pg'
import { describe, expect, it } from 'vitest'
import { isBusy, isOutage } from '../../src/database/outage.ts'
import { WaitingPool } from '../../src/database/waitingPool.ts'
import { freshDatabase } from '../support/database/database.ts'
import { isEmbedded } from '../support/setup/templates.ts'

const STALLED_MS = 300
const BUSY_MS = 1200

async function withPool(work: (pool: pg.Pool) => Promise<void>): Promise<void> {
  const fresh = await freshDatabase()
  const pool = new WaitingPool(
    { connectionString: fresh.databaseUrl, max: 1 },
    { stalledMs: STALLED_MS, busyMs: BUSY_MS },
  )
  try {
    await work(pool)
  } finally {
    await pool.end()
    await fresh.dispose()
  }
}

/** Uses the connection of a pool again and again, for 100 ms each time, until `isOver`. */
async function useAgainAndAgain(pool: pg.Pool, isOver: () => boolean): Promise<void> {
  while (!isOver()) await pool.query('SELECT pg_sleep(0.1)')
}

const reasonOf = (promise: Promise<unknown>) =>
  promise.then(
    () => null,
    (reason: unknown) => reason,
  )

describe.skipIf(isEmbedded)('pool of connections', () => {
  it('reports an outage when no connection comes back', () =>
    withPool(async (pool) => {
      const client = await pool.connect()
      const reason = await reasonOf(pool.query('SELECT 1'))
      expect([isOutage(reason), isBusy(reason)]).toEqual([true, false])
      client.release()
    }))

  it('waits longer while connections come back', () =>
    withPool(async (pool) => {
      let isOver = false
      const others = Array.from({ length: 6 }, () => useAgainAndAgain(pool, () => isOver))
      const begun = performance.now()
      await pool.query('SELECT 1')
      expect(performance.now() - begun).toBeGreaterThan(STALLED_MS)
      isOver = true
      await Promise.all(others)
    }))

  it('reports a busy database when the wait is too long although connections come back', () =>
    withPool(async (pool) => {
      let isOver = false
      const others = Array.from({ length: 30 }, () => reasonOf(useAgainAndAgain(pool, () => isOver)))
      const reason = await reasonOf(pool.query('SELECT 1'))
      isOver = true
      await Promise.all(others)
      expect([isOutage(reason), isBusy(reason)]).toEqual([true, true])
    }))

  it('gives a connection that came too late to others', () =>
    withPool(async (pool) => {
      const client = await pool.connect()
      await reasonOf(pool.query('SELECT 1'))
      client.release()
      await Promise.all(Array.from({ length: 3 }, () => pool.query('SELECT 1')))
      expect([pool.totalCount, pool.idleCount, pool.waitingCount]).toEqual([1, 1, 0])
    }))
})
