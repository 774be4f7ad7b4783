import type { Database } from '../db/client.ts'
import { queueDeliveries } from '../db/jobs.ts'
import { type DeliveryState, type Event, Prisma, type Webhook } from '../db/prisma/client.ts'
import { unixTime } from '../unixTime.ts'
import type { Message, Outcome } from '../webhooks/send.ts'

/** One event on its way to one webhook: what a job of the queue `deliver` is about. */
export type DeliveryJob = { webhookId: number; eventId: number }

/** How long an event is tried before it is parked. */
export const TRYING_DAYS = 3

/** How long a worker has a delivery to itself: longer than sending may take, and less than its job may. */
const CLAIM_MS = 20_000

/** A delivery that failed and is to be tried again. */
export class DeliveryFailed extends Error {}

/**
 * Tells one event to one webhook, at least once. Events of one subject go one after the other, in their order: a job
 * whose event is not the first of its subject does nothing, because whoever finishes the first one queues the next.
 * Throws DeliveryFailed where the job is to be tried again.
 */
export async function deliver(
  db: Database,
  job: DeliveryJob,
  send: (message: Message) => Promise<Outcome>,
  now: () => Date,
): Promise<void> {
  const claimed = await claim(db, job, now())
  if (!claimed) {
    // Should that attempt have broken off, this job is the one that finds out.
    if (await isFirst(db, job)) throw new DeliveryFailed('Another attempt is under way.')
    return continueAfter(db, job)
  }
  const outcome = await send(messageOf(job, claimed))
  const state = await finish(db, job, outcome, now())
  if (state === 'pending') throw new DeliveryFailed(outcome.delivered ? '' : outcome.error)
  await continueAfter(db, job)
}

type Claimed = Pick<Webhook, 'url' | 'secret'> & Pick<Event, 'type' | 'occurredAt' | 'body'>

/** Takes a delivery for one attempt, if it is pending, the first of its subject, and nobody else has it. */
async function claim(db: Database, { webhookId, eventId }: DeliveryJob, now: Date): Promise<Claimed | undefined> {
  const until = new Date(now.getTime() + CLAIM_MS)
  const [claimed] = await db.prisma.$queryRaw<Claimed[]>`
    UPDATE deliveries delivery
    SET claimed_until = ${until}::timestamptz, attempts = attempts + 1
    FROM webhooks webhook, events event
    WHERE webhook.id = delivery.webhook_id AND event.id = delivery.event_id
      AND delivery.webhook_id = ${webhookId} AND delivery.event_id = ${eventId} AND delivery.state = 'pending'
      AND (delivery.claimed_until IS NULL OR delivery.claimed_until <= ${now}::timestamptz)
      AND ${nothingEarlier}
    RETURNING webhook.url, webhook.secret, event.type, event.occurred_at AS "occurredAt", event.body`
  return claimed
}

async function isFirst(db: Database, { webhookId, eventId }: DeliveryJob): Promise<boolean> {
  const found = await db.prisma.$queryRaw<unknown[]>`
    SELECT 1 FROM deliveries delivery
    WHERE webhook_id = ${webhookId} AND event_id = ${eventId} AND state = 'pending' AND ${nothingEarlier}`
  return found.length > 0
}

/** Whether a delivery is the first of its subject among those that are pending. */
const nothingEarlier = Prisma.sql`NOT EXISTS (
  SELECT FROM deliveries earlier
  WHERE earlier.webhook_id = delivery.webhook_id AND earlier.subject = delivery.subject
    AND earlier.state = 'pending' AND earlier.event_id < delivery.event_id
)`

/** What is sent, in Konstantly's shape and spelling. Every attempt has the id of the event. */
function messageOf({ eventId }: DeliveryJob, { url, secret, occurredAt, type, body }: Claimed): Message {
  const content = { occuredAt: unixTime(occurredAt), type, body }
  return { id: `event_${eventId}`, url, secret, body: JSON.stringify(content) }
}

/** Writes down what came of an attempt: the state that the delivery has now, nothing where it is gone or was finished. */
async function finish(
  db: Database,
  { webhookId, eventId }: DeliveryJob,
  outcome: Outcome,
  now: Date,
): Promise<DeliveryState | undefined> {
  const failed = outcome.delivered ? null : outcome.error
  const tooLong = new Date(now.getTime() - TRYING_DAYS * 86_400_000)
  const [finished] = await db.prisma.$queryRaw<{ state: DeliveryState }[]>`
    UPDATE deliveries
    SET claimed_until = NULL, last_error = ${failed},
        state = CASE WHEN ${failed}::text IS NULL THEN 'delivered'
                     WHEN queued_at <= ${tooLong}::timestamptz THEN 'parked'
                     ELSE 'pending' END::delivery_state,
        finished_at = CASE WHEN ${failed}::text IS NULL OR queued_at <= ${tooLong}::timestamptz
                           THEN ${now}::timestamptz END
    WHERE webhook_id = ${webhookId} AND event_id = ${eventId} AND state = 'pending'
    RETURNING state`
  return finished?.state
}

/** Queues the next delivery of a subject when this one is over. This looks after that was committed, so none is missed. */
async function continueAfter(db: Database, { webhookId, eventId }: DeliveryJob): Promise<void> {
  await db.prisma.$executeRaw`
    WITH delivery AS (
      SELECT next.webhook_id, next.event_id
      FROM deliveries this
      JOIN deliveries next ON next.webhook_id = this.webhook_id AND next.subject = this.subject
      WHERE this.webhook_id = ${webhookId} AND this.event_id = ${eventId} AND this.state <> 'pending'
        AND next.state = 'pending'
      ORDER BY next.event_id
      LIMIT 1
    )
    ${queueDeliveries}`
}
