import type { Database } from './client.ts'
import { Prisma } from './prisma/client.ts'
import type { Transaction } from './transaction.ts'

/**
 * The end of a statement that begins by naming deliveries, `WITH delivery AS (… webhook_id, event_id)`: gives each of them
 * its job, or has the one that waits done at once. In the way that pg-boss documents for SQL, with the settings of its queue.
 * A job has the id of the request that it comes of, for the log.
 */
export const queueDeliveries = (requestId: string | null): Prisma.Sql => Prisma.sql`
  INSERT INTO jobs.job_common (name, data, singleton_key, retry_limit, retry_delay, retry_backoff, retry_delay_max,
                               expire_seconds, deletion_seconds, keep_until, policy)
  SELECT queue.name, jsonb_strip_nulls(jsonb_build_object('webhookId', delivery.webhook_id, 'eventId', delivery.event_id,
                                                          'requestId', ${requestId}::text)),
         delivery.webhook_id || '/' || delivery.event_id, queue.retry_limit, queue.retry_delay, queue.retry_backoff,
         queue.retry_delay_max, queue.expire_seconds, queue.deletion_seconds,
         now() + queue.retention_seconds * interval '1 second', queue.policy
  FROM delivery
  JOIN jobs.queue queue ON queue.name = 'deliver'
  ON CONFLICT (name, coalesce(singleton_key, '')) WHERE state <= 'active' AND policy = 'exclusive'
  DO UPDATE SET start_after = now()`

/** A delivery's job that was taken. */
export type TakenDelivery = { id: string; webhookId: number; eventId: number; requestId: string | null }

/**
 * Takes the next jobs that deliver, in the way of pg-boss, but of one webhook so many at most with those that are under way
 * here: a receiver that is slow keeps its own events waiting and no others.
 */
export async function takeDeliveries(
  { pool }: Pick<Database, 'pool'>,
  { atMost, toOne, underWay }: { atMost: number; toOne: number; underWay: Map<number, number> },
): Promise<TakenDelivery[]> {
  const busy = [...underWay].filter(([, count]) => count >= toOne).map(([webhookId]) => webhookId)
  const { rows } = await pool.query<TakenDelivery>(
    `WITH next AS (
       SELECT id, priority, created_on, (data->>'webhookId')::int AS webhook
       FROM jobs.job_common
       WHERE name = 'deliver' AND state < 'active' AND start_after <= now()
         AND (data->>'webhookId')::int <> ALL ($1::int[])
       ORDER BY priority DESC, created_on, id
       LIMIT $2
       FOR UPDATE SKIP LOCKED
     ), placed AS (
       SELECT id, coalesce(($3::json->>webhook::text)::int, 0)
                + row_number() OVER (PARTITION BY webhook ORDER BY priority DESC, created_on, id) AS place
       FROM next
     )
     UPDATE jobs.job_common job
     SET state = 'active', started_on = now(),
         retry_count = CASE WHEN started_on IS NOT NULL THEN retry_count + 1 ELSE retry_count END
     FROM placed
     WHERE job.name = 'deliver' AND job.id = placed.id AND placed.place <= $4
     RETURNING job.id, (job.data->>'webhookId')::int AS "webhookId", (job.data->>'eventId')::float AS "eventId",
               job.data->>'requestId' AS "requestId"`,
    [busy, atMost, JSON.stringify(Object.fromEntries(underWay)), toOne],
  )
  return rows
}

/** Gives each of these certificates a job that publishes it, where none waits that has not begun. */
export async function queuePublishing(
  tx: Transaction,
  certificateIds: number[],
  requestId: string | null,
): Promise<void> {
  await tx.$executeRaw`
    WITH certificate AS (SELECT unnest(${certificateIds}::int[]) AS id)
    ${insertPublishing(requestId)}`
}

/** The same for certificates whose courses publish, whose users have wallets, and which never were published. */
export async function queueUnpublished(tx: Transaction, siteIds: number[], atMost: number): Promise<void> {
  await tx.$executeRaw`
    WITH certificate AS (
      SELECT certificate.id
      FROM courses course
      JOIN course_certificates certificate ON certificate.course_id = course.id
      JOIN users learner ON learner.site_id = certificate.site_id AND learner.id = certificate.user_id
      WHERE course.publishing <> 'none' AND course.site_id = ANY (${siteIds}::int[])
        AND certificate.published_at IS NULL AND certificate.revoked_at IS NULL
        AND learner.eth_address IS NOT NULL AND learner.retired_at IS NULL
      ORDER BY certificate.id
      LIMIT ${atMost}
    )
    ${insertPublishing(null)}`
}

const insertPublishing = (requestId: string | null) => Prisma.sql`
  INSERT INTO jobs.job_common (name, data, singleton_key, retry_limit, retry_delay, retry_backoff, retry_delay_max,
                               expire_seconds, deletion_seconds, keep_until, policy)
  SELECT queue.name, jsonb_strip_nulls(jsonb_build_object('certificateId', certificate.id, 'requestId', ${requestId}::text)),
         certificate.id::text, queue.retry_limit, queue.retry_delay, queue.retry_backoff, queue.retry_delay_max, queue.expire_seconds, queue.deletion_seconds,
         now() + queue.retention_seconds * interval '1 second', queue.policy
  FROM certificate
  JOIN jobs.queue queue ON queue.name = 'publish'
  ON CONFLICT (name, coalesce(singleton_key, '')) WHERE state = 'created' AND policy = 'short' DO NOTHING`

/** `due` ones could be done now, `later` ones wait for their time, `active` ones are being done, `failed` ones are given up. */
export const jobStates = ['due', 'later', 'active', 'failed'] as const

export type JobCount = {
  queue: string
  state: (typeof jobStates)[number]
  count: number
  /** For how long the first of them could have been done. */
  oldestSeconds: number
}

/** How many jobs there are of each queue, in each state that is not its end. */
export async function jobCounts({ pool }: Pick<Database, 'pool'>): Promise<JobCount[]> {
  const { rows } = await pool.query<JobCount>(`
    SELECT name AS queue, state, count(*)::int AS count,
           greatest(0, extract(epoch FROM now() - min(start_after)))::float AS "oldestSeconds"
    FROM (
      SELECT name, start_after, CASE
        WHEN state IN ('active', 'failed') THEN state::text
        WHEN start_after <= now() THEN 'due'
        ELSE 'later'
      END AS state
      FROM jobs.job_common
      WHERE state IN ('created', 'retry', 'active', 'failed')
    ) job
    GROUP BY name, state`)
  return rows
}
