import type { Database } from '../db/client.ts'
import { queueDeliveries } from '../db/jobs.ts'
import type { Delivery, Event, Webhook } from '../db/prisma/client.ts'
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
  if (!claimed) return continueAfter(db, job)
  const { webhook, event } = claimed
  const outcome = await send({
    id: `event_${event.id}`,
    url: webhook.url,
    secret: webhook.secret,
    body: bodyOf(event),
  })
  const isOver = outcome.delivered || now().getTime() - claimed.queuedAt.getTime() >= TRYING_DAYS * 86_400_000
  const { count } = await db.prisma.delivery.updateMany({
    where: { ...job, state: 'pending', queuedAt: claimed.queuedAt },
    data: {
      claimedUntil: null,
      lastError: outcome.delivered ? null : outcome.error,
      ...(isOver && { state: outcome.delivered ? 'delivered' : 'parked', finishedAt: now() }),
    },
  })
  // It was queued anew meanwhile, and has another job.
  if (count === 0) return
  if (!isOver) throw new DeliveryFailed(outcome.error)
  await continueAfter(db, job)
}

/** What a receiver reads, in Konstantly's shape and spelling. */
function bodyOf({ occurredAt, type, body }: Pick<Event, 'occurredAt' | 'type' | 'body'>): string {
  return JSON.stringify({ occuredAt: unixTime(occurredAt), type, body })
}

type ClaimedDelivery = Delivery & { webhook: Webhook; event: Event }

/** Takes a delivery for one attempt, if it is pending, the first of its subject, and nobody else has it. */
async function claim(db: Database, { webhookId, eventId }: DeliveryJob, now: Date): Promise<ClaimedDelivery | null> {
  const until = new Date(now.getTime() + CLAIM_MS)
  const claimed = await db.prisma.$executeRaw`
    UPDATE deliveries delivery
    SET claimed_until = ${until}::timestamptz, attempts = attempts + 1
    WHERE webhook_id = ${webhookId} AND event_id = ${eventId} AND state = 'pending'
      AND (claimed_until IS NULL OR claimed_until <= ${now}::timestamptz)
      AND NOT EXISTS (
        SELECT FROM deliveries earlier
        WHERE earlier.webhook_id = delivery.webhook_id AND earlier.subject = delivery.subject
          AND earlier.state = 'pending' AND earlier.event_id < delivery.event_id
      )`
  if (claimed === 0) return null
  return db.prisma.delivery.findUnique({
    where: { webhookId_eventId: { webhookId, eventId } },
    include: { webhook: true, event: true },
  })
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
