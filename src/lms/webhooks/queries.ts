import { insertJobs } from '../../database/jobs.ts'
import { Prisma } from '../../database/prisma/client.ts'
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
export const queueDeliveries = (requestId: string | null | Prisma.Sql): Prisma.Sql => Prisma.sql`
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

/** True for the first pending delivery of a subject. */
export const nothingEarlier = Prisma.sql`NOT EXISTS (
  SELECT FROM deliveries earlier
  WHERE earlier.webhook_id = delivery.webhook_id AND earlier.subject = delivery.subject
    AND earlier.state = 'pending' AND earlier.event_id < delivery.event_id
)`

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
