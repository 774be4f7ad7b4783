import { type Event, Prisma, type Webhook } from '../../../database/prisma/client.ts'
import type { Sql } from '../../../database/sql.ts'
import { type DeliveryJob, nothingEarlier, queueDeliveries } from '../queries.ts'

// Statements for many deliveries lock them in one order, which prevents deadlocks. They are not prepared: a plan made while
// the queue is empty reads whole tables, and a connection would use it until the next ANALYZE.

export type TakenDelivery = DeliveryJob & { id: string; requestId: string | null }

/** Takes jobs as pg-boss does, but limited per webhook, counting running ones: slow receivers delay only themselves. */
export function takeDeliveries(
  sql: Sql,
  { atMost, perWebhook, running }: { atMost: number; perWebhook: number; running: Map<number, number> },
): Promise<TakenDelivery[]> {
  const busy = [...running].filter(([, count]) => count >= perWebhook).map(([webhookId]) => webhookId)
  const query = Prisma.sql`
    WITH next AS (
      SELECT id, priority, created_on, (data->>'webhookId')::int AS webhook
      FROM jobs.job_common
      WHERE name = 'deliver' AND state < 'active' AND start_after <= now()
        AND (data->>'webhookId')::int <> ALL (${busy}::int[])
      ORDER BY priority DESC, created_on, id
      LIMIT ${atMost}
      FOR UPDATE SKIP LOCKED
    ), placed AS (
      SELECT id, coalesce((${JSON.stringify(Object.fromEntries(running))}::json->>webhook::text)::int, 0)
               + row_number() OVER (PARTITION BY webhook ORDER BY priority DESC, created_on, id) AS place
      FROM next
    )
    UPDATE jobs.job_common job
    SET state = 'active', started_on = now(),
        retry_count = CASE WHEN started_on IS NOT NULL THEN retry_count + 1 ELSE retry_count END
    FROM placed
    WHERE job.name = 'deliver' AND job.id = placed.id AND placed.place <= ${perWebhook}
    RETURNING job.id, (job.data->>'webhookId')::int AS "webhookId", (job.data->>'eventId')::float AS "eventId",
              job.data->>'requestId' AS "requestId"`
  return sql.$queryRaw<TakenDelivery[]>(query)
}

/** Longer than sending, shorter than the job. Claims and pauses use the database's clock, which all workers share. */
const CLAIM = Prisma.sql`interval '20 seconds'`

export type ClaimedDelivery = Pick<Webhook, 'id' | 'url' | 'secret' | 'sealedSecret' | 'pauses'> &
  Pick<Event, 'type' | 'occurredAt' | 'body'> & { claimedUntil: Date; isPaused: boolean }

/** Claims deliveries for one attempt each if they are pending, first of their subjects and unclaimed. */
export async function claimDeliveries(sql: Sql, jobs: DeliveryJob[]): Promise<(ClaimedDelivery | undefined)[]> {
  const query = Prisma.sql`
    WITH given AS (${givenJobs(jobs)}), locked AS MATERIALIZED (${locked})
    UPDATE deliveries delivery
    SET claimed_until = date_trunc('milliseconds', now() + ${CLAIM}),
        attempts = attempts + CASE WHEN webhook.silent_till > now() THEN 0 ELSE 1 END
    FROM locked, webhooks webhook, events event
    WHERE webhook.id = delivery.webhook_id AND event.id = delivery.event_id
      AND delivery.webhook_id = locked.webhook_id AND delivery.event_id = locked.event_id AND delivery.state = 'pending'
      AND (delivery.claimed_until IS NULL OR delivery.claimed_until <= now())
      AND ${nothingEarlier}
    RETURNING webhook.id, webhook.url, webhook.secret, webhook.sealed_secret AS "sealedSecret",
              webhook.silences AS pauses, event.type, event.body, event.occurred_at AS "occurredAt",
              delivery.claimed_until AS "claimedUntil", coalesce(webhook.silent_till > now(), false) AS "isPaused",
              delivery.webhook_id AS "webhookId", delivery.event_id::float AS "eventId"`
  const rows = await sql.$queryRaw<(ClaimedDelivery & DeliveryJob)[]>(query)
  const claimed = new Map(rows.map((row) => [nameOf(row), row]))
  return jobs.map((job) => {
    const row = claimed.get(nameOf(job))
    // A delivery that was given twice is claimed for one attempt.
    claimed.delete(nameOf(job))
    return row
  })
}

/** Pauses a webhook for some seconds, or ends its pause. Counts concurrent failures once. */
export async function setPause(
  sql: Sql,
  { id, pauses }: Pick<Webhook, 'id' | 'pauses'>,
  seconds: number | null,
): Promise<void> {
  const pause =
    seconds === null
      ? Prisma.sql`silences = 0, silent_till = NULL`
      : Prisma.sql`silences = silences + 1, silent_till = now() + ${seconds} * interval '1 second'`
  await sql.$executeRaw`UPDATE webhooks SET ${pause} WHERE id = ${id} AND silences = ${pauses}`
}

/** Result of an attempt. `error` is null on success. */
export type Attempted = DeliveryJob & Pick<ClaimedDelivery, 'claimedUntil' | 'isPaused'> & { error: string | null }

/**
 * Records results of attempts. If a later attempt has claimed a delivery, records only success. Dead-letters deliveries
 * queued before `deadLetterBefore`.
 */
export async function finishAttempts(
  sql: Sql,
  attempts: Attempted[],
  { now, deadLetterBefore }: { now: Date; deadLetterBefore: Date },
): Promise<void> {
  const query = Prisma.sql`
    WITH given AS (
      SELECT *
      FROM unnest((SELECT ${attempts.map(({ webhookId }) => webhookId)}::int[]),
                  (SELECT ${attempts.map(({ eventId }) => eventId)}::bigint[]),
                  (SELECT ${attempts.map(({ claimedUntil }) => claimedUntil)}::timestamptz[]),
                  (SELECT ${attempts.map(({ isPaused }) => isPaused)}::boolean[]),
                  (SELECT ${attempts.map(({ error }) => error)}::text[]))
           AS given (webhook_id, event_id, claimed_until, is_paused, error)
    ), locked AS MATERIALIZED (${locked})
    UPDATE deliveries delivery
    SET claimed_until = NULL,
        last_error = CASE WHEN given.is_paused THEN coalesce(delivery.last_error, given.error) ELSE given.error END,
        state = CASE WHEN given.error IS NULL THEN 'delivered'
                     WHEN delivery.queued_at <= ${deadLetterBefore}::timestamptz THEN 'parked'
                     ELSE 'pending' END::delivery_state,
        finished_at = CASE WHEN given.error IS NULL OR delivery.queued_at <= ${deadLetterBefore}::timestamptz
                           THEN ${now}::timestamptz END
    FROM locked JOIN given USING (webhook_id, event_id)
    WHERE delivery.webhook_id = locked.webhook_id AND delivery.event_id = locked.event_id AND delivery.state = 'pending'
      AND (delivery.claimed_until = given.claimed_until OR given.error IS NULL)`
  await sql.$executeRaw(query)
}

/**
 * Queues the next events of the subjects of finished deliveries. Returns for each delivery whether it is still pending.
 * Must follow the commit of `finishAttempts`: the worker of a subject's next event looks for these deliveries.
 */
export async function queueNext(sql: Sql, jobs: DeliveryJob[], now: Date): Promise<boolean[]> {
  const query = Prisma.sql`
    WITH this AS MATERIALIZED (
      SELECT delivery.webhook_id, delivery.event_id, delivery.subject, delivery.state
      FROM (${givenJobs(jobs)}) given
      JOIN deliveries delivery USING (webhook_id, event_id)
    ), given AS (
      SELECT finished.webhook_id, next.event_id
      FROM (SELECT DISTINCT webhook_id, subject FROM this WHERE state <> 'pending') finished
      CROSS JOIN LATERAL (
        SELECT event_id FROM deliveries next
        WHERE next.webhook_id = finished.webhook_id AND next.subject = finished.subject AND next.state = 'pending'
        ORDER BY event_id
        LIMIT 1
      ) next
    ), locked AS MATERIALIZED (${locked}), delivery AS (
      UPDATE deliveries delivery
      SET queued_at = ${now}::timestamptz
      FROM locked
      WHERE delivery.webhook_id = locked.webhook_id AND delivery.event_id = locked.event_id
      RETURNING delivery.webhook_id, delivery.event_id
    ), queued AS (${queueDeliveries(null)})
    SELECT webhook_id AS "webhookId", event_id::float AS "eventId" FROM this WHERE state = 'pending'`
  const rows = await sql.$queryRaw<DeliveryJob[]>(query)
  const pending = new Set(rows.map(nameOf))
  return jobs.map((job) => pending.has(nameOf(job)))
}

function givenJobs(jobs: DeliveryJob[]): Prisma.Sql {
  const [webhookIds, eventIds] = [jobs.map(({ webhookId }) => webhookId), jobs.map(({ eventId }) => eventId)]
  return Prisma.sql`
    SELECT webhook_id, event_id
    FROM unnest((SELECT ${webhookIds}::int[]), (SELECT ${eventIds}::bigint[])) AS given (webhook_id, event_id)`
}

const locked = Prisma.sql`
  SELECT delivery.webhook_id, delivery.event_id
  FROM deliveries delivery
  JOIN given USING (webhook_id, event_id)
  ORDER BY delivery.webhook_id, delivery.event_id
  FOR NO KEY UPDATE OF delivery`

function nameOf({ webhookId, eventId }: DeliveryJob): string {
  return `${webhookId}/${eventId}`
}
