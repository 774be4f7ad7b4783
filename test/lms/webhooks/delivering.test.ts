import { expect, it } from 'vitest'
import type { Sql } from '../../../src/database/sql.ts'
import {
  claimDeliveries,
  finishAttempts,
  queueNext,
  takeDeliveries,
} from '../../../src/lms/webhooks/delivering/queries.ts'
import { type DeliveryJob, queueOrphaned } from '../../../src/lms/webhooks/queries.ts'
import { createWebhook } from '../../../src/lms/webhooks/service.ts'
import { openFresh } from '../../support/database/openFresh.ts'
import { contextIn } from '../../support/lms/context.ts'
import { newSite } from '../../support/server/app.ts'

const db = await openFresh()

const EVENTS = 10_000

/** Executions after which PostgreSQL may use one plan for all further ones. */
const PLANNED = 6

it('reads only the given deliveries, also if its tables were empty when a connection used them first', async () => {
  const siteId = (await newSite(db)).id
  const { id } = await createWebhook(contextIn(db, siteId), {
    url: 'https://lms.example',
    events: ['Certificate/Issued'],
  })
  await db.pool.query('VACUUM ANALYZE')
  const read = await db.transaction(async (tx) => {
    for (let execution = 0; execution < PLANNED; execution += 1) await deliverAll(tx, [{ webhookId: id, eventId: 0 }])
    const first = await insertPending(tx, siteId, id)
    await queueOrphaned(tx)
    const before = await rowsRead(tx)
    await deliverAll(
      tx,
      Array.from({ length: 10 }, (_, number) => ({ webhookId: id, eventId: first + number * 100 })),
    )
    return (await rowsRead(tx)) - before
  })
  expect(read).toBeLessThan(200)
})

/** Runs all statements that a worker needs for these deliveries. */
async function deliverAll(tx: Sql, jobs: DeliveryJob[]): Promise<void> {
  await takeDeliveries(tx, { atMost: 10, perWebhook: 10, running: new Map() })
  const claimed = await claimDeliveries(tx, jobs)
  const attempts = claimed.flatMap((one, index) => {
    const job = jobs[index]
    return one && job ? [{ ...job, claimedUntil: one.claimedUntil, isPaused: false, error: null }] : []
  })
  const now = new Date()
  await finishAttempts(tx, attempts, { now, deadLetterBefore: new Date(0) })
  await queueNext(tx, jobs, now)
}

/** Adds events of different subjects, with their deliveries. Returns the id of the first. */
async function insertPending(tx: Sql, siteId: number, webhookId: number): Promise<number> {
  const [inserted] = await tx.$queryRaw<{ first: number }[]>`
    WITH event AS (
      INSERT INTO events (site_id, type, subject, occurred_at, body)
      SELECT ${siteId}::int, 'Certificate/Issued', 'certificate/' || number, now(), '{}'
      FROM generate_series(1, ${EVENTS}::int) number
      RETURNING id, subject
    ), delivery AS (
      INSERT INTO deliveries (webhook_id, event_id, subject, queued_at)
      SELECT ${webhookId}::int, id, subject, now() FROM event
    )
    SELECT min(id)::float AS first FROM event`
  return inserted?.first ?? 0
}

/** Returns how many rows the transaction has read from the tables of the queue. */
async function rowsRead(tx: Sql): Promise<number> {
  const [scanned] = await tx.$queryRaw<{ rows: number }[]>`
    SELECT sum(seq_tup_read + coalesce(idx_tup_fetch, 0))::float AS rows
    FROM pg_stat_xact_all_tables
    WHERE relname IN ('events', 'deliveries', 'job_common')`
  return scanned?.rows ?? 0
}
