import { insertJobs } from '../../database/jobs.ts'
import { type Event, Prisma, type Webhook } from '../../database/prisma/client.ts'
import type { Sql } from '../../database/sql.ts'

/** The delivery of one event to one webhook. It has a job in the queue `deliver` until it is finished. */
export type DeliveryJob = { webhookId: number; eventId: number }

/** Returns the id of a new webhook, to which its secret is sealed. */
export async function nextWebhookId(tx: Sql): Promise<number> {
  const [next] = await tx.$queryRaw<{ id: number }[]>`SELECT nextval('webhooks_id_seq')::int AS id`
  if (!next) throw new Error('The sequence returned no id.')
  return next.id
}

/** Locks a webhook. Does not block transactions that announce events for it. */
export async function lockWebhookRow(tx: Sql, siteId: number, id: number): Promise<void> {
  await tx.$queryRaw`SELECT FROM webhooks WHERE site_id = ${siteId} AND id = ${id} FOR NO KEY UPDATE`
}

/** Ends a statement `WITH delivery AS (… webhook_id, event_id)`: creates each job, or makes the waiting one due now. */
const queueDeliveries = (requestId: string | null | Prisma.Sql): Prisma.Sql => Prisma.sql`
  ${insertJobs('deliver', delivering, requestId)}
  ON CONFLICT (name, coalesce(singleton_key, '')) WHERE state <= 'active' AND policy = 'exclusive'
  DO UPDATE SET start_after = now()`

const delivering = {
  from: Prisma.sql`delivery`,
  data: Prisma.sql`'webhookId', delivery.webhook_id, 'eventId', delivery.event_id`,
  key: Prisma.sql`delivery.webhook_id || '/' || delivery.event_id`,
}

/** Adds a site's events in order, with a delivery and its job for every subscribed webhook. */
export async function insertEvents(
  tx: Sql,
  { siteId, at }: { siteId: number; at: Date },
  events: { type: string; subject: string; body: object; requestId: string | null }[],
): Promise<void> {
  await tx.$executeRaw`
    WITH webhook AS (
      SELECT id, events FROM webhooks
      WHERE site_id = ${siteId}::int AND events && ${[...new Set(events.map(({ type }) => type))]}::text[]
      FOR KEY SHARE
    ), new_event AS (
      SELECT * FROM ROWS FROM (
               json_to_recordset(${JSON.stringify(events)}::json) AS (type text, subject text, body json, "requestId" text)
             ) WITH ORDINALITY AS given (type, subject, body, request_id, place)
    ), event AS (
      INSERT INTO events (site_id, type, subject, occurred_at, body)
      SELECT ${siteId}::int, type, subject, ${at}::timestamptz, body FROM new_event ORDER BY place
      RETURNING id, type, subject
    ), created AS (
      INSERT INTO deliveries (webhook_id, event_id, subject, queued_at)
      SELECT webhook.id, event.id, event.subject, ${at}::timestamptz
      FROM event
      JOIN webhook ON event.type = ANY (webhook.events)
      RETURNING webhook_id, event_id
    ), delivery AS (
      SELECT webhook_id, event_id, new_event.request_id
      FROM created
      JOIN event ON event.id = created.event_id
      JOIN new_event ON new_event.type = event.type AND new_event.subject = event.subject
    )
    ${queueDeliveries(Prisma.sql`delivery.request_id`)}`
}

export type TakenDelivery = DeliveryJob & { id: string; requestId: string | null }

/** Takes jobs as pg-boss does, but limited per webhook, counting running ones: slow receivers delay only themselves. */
export function takeDeliveries(
  sql: Sql,
  { atMost, perWebhook, running }: { atMost: number; perWebhook: number; running: Map<number, number> },
): Promise<TakenDelivery[]> {
  const busy = [...running].filter(([, count]) => count >= perWebhook).map(([webhookId]) => webhookId)
  return sql.$queryRaw<TakenDelivery[]>`
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
}

/** Longer than sending, shorter than the job. Claims and pauses use the database's clock, which all workers share. */
const CLAIM = Prisma.sql`interval '20 seconds'`

export type ClaimedDelivery = Pick<Webhook, 'id' | 'url' | 'secret' | 'sealedSecret' | 'pauses'> &
  Pick<Event, 'type' | 'occurredAt' | 'body'> & { claimedUntil: Date; isPaused: boolean }

/** Claims a delivery for one attempt if it is pending, first of its subject and unclaimed. */
export async function claimDelivery(
  sql: Sql,
  { webhookId, eventId }: DeliveryJob,
): Promise<ClaimedDelivery | undefined> {
  const [claimed] = await sql.$queryRaw<ClaimedDelivery[]>`
    UPDATE deliveries delivery
    SET claimed_until = date_trunc('milliseconds', now() + ${CLAIM}),
        attempts = attempts + CASE WHEN webhook.silent_till > now() THEN 0 ELSE 1 END
    FROM webhooks webhook, events event
    WHERE webhook.id = delivery.webhook_id AND event.id = delivery.event_id
      AND delivery.webhook_id = ${webhookId} AND delivery.event_id = ${eventId} AND delivery.state = 'pending'
      AND (delivery.claimed_until IS NULL OR delivery.claimed_until <= now())
      AND ${nothingEarlier}
    RETURNING webhook.id, webhook.url, webhook.secret, webhook.sealed_secret AS "sealedSecret", webhook.silences AS pauses, event.type, event.body,
              event.occurred_at AS "occurredAt", delivery.claimed_until AS "claimedUntil",
              coalesce(webhook.silent_till > now(), false) AS "isPaused"`
  return claimed
}

/** True for the first pending delivery of a subject. */
const nothingEarlier = Prisma.sql`NOT EXISTS (
  SELECT FROM deliveries earlier
  WHERE earlier.webhook_id = delivery.webhook_id AND earlier.subject = delivery.subject
    AND earlier.state = 'pending' AND earlier.event_id < delivery.event_id
)`

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

/**
 * Records the result of an attempt (`error` is null on success). If a later attempt has claimed the delivery, records
 * only success. Dead-letters deliveries queued before `deadLetterBefore`.
 */
export async function finishAttempt(
  sql: Sql,
  { webhookId, eventId }: DeliveryJob,
  { claimedUntil, isPaused }: ClaimedDelivery,
  { error, now, deadLetterBefore }: { error: string | null; now: Date; deadLetterBefore: Date },
): Promise<void> {
  await sql.$executeRaw`
    UPDATE deliveries
    SET claimed_until = NULL, last_error = CASE WHEN ${isPaused} THEN coalesce(last_error, ${error}) ELSE ${error} END,
        state = CASE WHEN ${error}::text IS NULL THEN 'delivered'
                     WHEN queued_at <= ${deadLetterBefore}::timestamptz THEN 'parked'
                     ELSE 'pending' END::delivery_state,
        finished_at = CASE WHEN ${error}::text IS NULL OR queued_at <= ${deadLetterBefore}::timestamptz
                           THEN ${now}::timestamptz END
    WHERE webhook_id = ${webhookId} AND event_id = ${eventId} AND state = 'pending'
      AND (claimed_until = ${claimedUntil}::timestamptz OR ${error}::text IS NULL)`
}

/** Queues the subject's next event after a finished delivery. */
export async function queueNext(sql: Sql, { webhookId, eventId }: DeliveryJob, now: Date): Promise<void> {
  await sql.$executeRaw`
    WITH delivery AS (
      UPDATE deliveries
      SET queued_at = ${now}::timestamptz
      WHERE webhook_id = ${webhookId} AND event_id = (
        SELECT next.event_id
        FROM deliveries this
        JOIN deliveries next ON next.webhook_id = this.webhook_id AND next.subject = this.subject
        WHERE this.webhook_id = ${webhookId} AND this.event_id = ${eventId}
          AND this.state <> 'pending' AND next.state = 'pending'
        ORDER BY next.event_id
        LIMIT 1
      )
      RETURNING webhook_id, event_id
    )
    ${queueDeliveries(null)}`
}

const MAX_ORPHANED = 1000

/**
 * Queues due deliveries that have no job (there should be none). Also makes jobs due that wait long without an attempt,
 * because earlier events blocked them. Returns how many.
 */
export function queueOrphaned(sql: Sql): Promise<number> {
  return sql.$executeRaw`
    WITH delivery AS (
      SELECT delivery.webhook_id, delivery.event_id
      FROM deliveries delivery
      JOIN webhooks webhook ON webhook.id = delivery.webhook_id
      WHERE delivery.state = 'pending' AND coalesce(webhook.silent_till <= now(), true) AND ${nothingEarlier}
        AND NOT EXISTS (
          SELECT FROM jobs.job_common job
          WHERE job.name = 'deliver' AND job.policy = 'exclusive' AND job.state <= 'active'
            AND coalesce(job.singleton_key, '') = delivery.webhook_id || '/' || delivery.event_id
            AND (delivery.attempts > 0 OR job.state = 'active' OR job.start_after <= now() + interval '1 minute')
        )
      LIMIT ${MAX_ORPHANED}
    )
    ${queueDeliveries(null)}`
}

/** Queues one event whatever its state, or a number of undelivered ones. Returns how many. */
export function requeue(
  tx: Sql,
  webhookId: number,
  eventId: number | undefined,
  { at, atMost, requestId }: { at: Date; atMost: number; requestId: string | null },
): Promise<number> {
  const which = eventId === undefined ? Prisma.sql`delivery.state <> 'delivered'` : Prisma.sql`event.id = ${eventId}`
  return tx.$executeRaw`
    WITH wanted AS (
      SELECT event.id
      FROM deliveries delivery
      JOIN events event ON event.id = delivery.event_id
      WHERE delivery.webhook_id = ${webhookId} AND ${which}
      ORDER BY delivery.state = 'pending', event.id
      LIMIT ${atMost}
      FOR KEY SHARE OF event
    ), delivery AS (
      UPDATE deliveries
      SET state = 'pending', attempts = 0, queued_at = ${at}::timestamptz, finished_at = NULL
      WHERE webhook_id = ${webhookId} AND event_id IN (SELECT id FROM wanted)
      RETURNING webhook_id, event_id
    )
    ${queueDeliveries(requestId)}`
}

/** Deletes delivered events created before a time. Skips those being delivered again. */
export function deleteEvents(sql: Sql, before: Date): Promise<number> {
  return sql.$executeRaw`
    DELETE FROM events
    WHERE id IN (
      SELECT id FROM events event
      WHERE occurred_at < ${before}::timestamptz
        AND NOT EXISTS (SELECT FROM deliveries WHERE event_id = event.id AND state <> 'delivered')
      FOR UPDATE SKIP LOCKED
    )`
}
