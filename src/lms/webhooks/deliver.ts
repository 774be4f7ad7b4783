import { unixTime } from '@chancery/verify/unixTime'
import type { Database } from '../../database/client.ts'
import { queueDeliveries } from '../../database/jobs.ts'
import { type Event, Prisma, type Webhook } from '../../database/prisma/client.ts'
import { statementsOn } from '../../database/transaction.ts'
import type { Message, SendResult } from './send.ts'

/** One event on its way to one webhook: what a job of the queue `deliver` is about. It has one until it is over. */
export type DeliveryJob = { webhookId: number; eventId: number }

/** How long an event is tried before it is parked. */
export const TRYING_DAYS = 3

/**
 * How long a worker has a delivery to itself: longer than sending may take, and less than its job may. This and silences go by
 * the clock of the database, which is one for all: that a worker’s own is set back keeps nothing waiting.
 */
const CLAIM = Prisma.sql`interval '20 seconds'`

/** A webhook where nobody answers is left alone for 2, 4, 8 … seconds, so that it does not keep the others waiting. */
const LONGEST_PAUSE_SECONDS = 300

/** A delivery that is not over: its job is to be tried again. */
export class DeliveryFailed extends Error {}

/**
 * Tells one event to one webhook, at least once. Events of one subject go one after the other, in their order. Throws
 * DeliveryFailed where the job is to be tried again, also where it is not this event's turn: whoever finishes the one
 * before has it tried at once.
 */
export async function deliver(
  db: Database,
  job: DeliveryJob,
  send: (message: Message) => Promise<SendResult>,
  now: () => Date,
): Promise<void> {
  const claimed = await claim(db, job)
  if (!claimed) {
    if (await isPending(db, job)) throw new DeliveryFailed('It is not its turn, or another attempt is under way.')
    return continueAfter(db, job, now())
  }
  const outcome = claimed.isPaused ? paused : await send(messageOf(job, claimed))
  if (!claimed.isPaused) await notePause(db, claimed, outcome)
  await finish(db, job, claimed, outcome, now())
  if (await isPending(db, job)) throw new DeliveryFailed('error' in outcome ? outcome.error : 'It is wanted again.')
  await continueAfter(db, job, now())
}

const paused: SendResult = { delivered: false, status: null, error: 'Nobody answered there a moment ago.' }

type Claimed = Pick<Webhook, 'id' | 'url' | 'secret' | 'pauses'> &
  Pick<Event, 'type' | 'occurredAt' | 'body'> & { claimedUntil: Date; isPaused: boolean }

/** Takes a delivery for one attempt, if it is pending, the first of its subject, and nobody else has it. */
async function claim(db: Database, { webhookId, eventId }: DeliveryJob): Promise<Claimed | undefined> {
  const [claimed] = await db.prisma.$queryRaw<Claimed[]>`
    UPDATE deliveries delivery
    SET claimed_until = date_trunc('milliseconds', now() + ${CLAIM}),
        attempts = attempts + CASE WHEN webhook.silent_till > now() THEN 0 ELSE 1 END
    FROM webhooks webhook, events event
    WHERE webhook.id = delivery.webhook_id AND event.id = delivery.event_id
      AND delivery.webhook_id = ${webhookId} AND delivery.event_id = ${eventId} AND delivery.state = 'pending'
      AND (delivery.claimed_until IS NULL OR delivery.claimed_until <= now())
      AND ${nothingEarlier}
    RETURNING webhook.id, webhook.url, webhook.secret, webhook.silences AS pauses, event.type, event.body,
              event.occurred_at AS "occurredAt", delivery.claimed_until AS "claimedUntil",
              coalesce(webhook.silent_till > now(), false) AS "isPaused"`
  return claimed
}

/** Whether a delivery is the first of its subject among those that are pending. */
const nothingEarlier = Prisma.sql`NOT EXISTS (
  SELECT FROM deliveries earlier
  WHERE earlier.webhook_id = delivery.webhook_id AND earlier.subject = delivery.subject
    AND earlier.state = 'pending' AND earlier.event_id < delivery.event_id
)`

async function isPending(db: Database, { webhookId, eventId }: DeliveryJob): Promise<boolean> {
  return (await db.prisma.delivery.count({ where: { webhookId, eventId, state: 'pending' } })) > 0
}

/** What is sent, in Konstantly's shape and spelling. Every attempt has the id of the event. */
function messageOf({ eventId }: DeliveryJob, { url, secret, occurredAt, type, body }: Claimed): Message {
  const content = { occuredAt: unixTime(occurredAt), type, body }
  return { id: `event_${eventId}`, url, secret, body: JSON.stringify(content) }
}

/** Leaves a webhook alone for a while where nobody answered, and for longer each time. */
async function notePause(db: Database, { id, pauses }: Claimed, outcome: SendResult): Promise<void> {
  const answered = outcome.status !== null
  if (answered && pauses === 0) return
  const seconds = Math.min(2 ** Math.min(pauses + 1, 16), LONGEST_PAUSE_SECONDS)
  const pause = answered
    ? Prisma.sql`silences = 0, silent_till = NULL`
    : Prisma.sql`silences = silences + 1, silent_till = now() + ${seconds} * interval '1 second'`
  // Of several that met the same silence, one counts.
  await db.prisma.$executeRaw`UPDATE webhooks SET ${pause} WHERE id = ${id} AND silences = ${pauses}`
}

/** Writes down what came of an attempt, unless a later one has the delivery by now: then only its success. */
async function finish(
  db: Database,
  { webhookId, eventId }: DeliveryJob,
  { claimedUntil, isPaused }: Claimed,
  outcome: SendResult,
  now: Date,
): Promise<void> {
  const failed = outcome.delivered ? null : outcome.error
  const tooLong = new Date(now.getTime() - TRYING_DAYS * 86_400_000)
  await db.prisma.$executeRaw`
    UPDATE deliveries
    SET claimed_until = NULL, last_error = CASE WHEN ${isPaused} THEN coalesce(last_error, ${failed}) ELSE ${failed} END,
        state = CASE WHEN ${failed}::text IS NULL THEN 'delivered'
                     WHEN queued_at <= ${tooLong}::timestamptz THEN 'parked'
                     ELSE 'pending' END::delivery_state,
        finished_at = CASE WHEN ${failed}::text IS NULL OR queued_at <= ${tooLong}::timestamptz
                           THEN ${now}::timestamptz END
    WHERE webhook_id = ${webhookId} AND event_id = ${eventId} AND state = 'pending'
      AND (claimed_until = ${claimedUntil}::timestamptz OR ${failed}::text IS NULL)`
}

/** It is the turn of the next event of a subject, from now on. This looks after the one before was committed. */
async function continueAfter(db: Database, { webhookId, eventId }: DeliveryJob, now: Date): Promise<void> {
  await db.prisma.$executeRaw`
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

/** How many are found at once. */
const FORGOTTEN_AT_ONCE = 1000

/**
 * Has those deliveries done whose turn it is although no job is there for them (there should be none), or one that waits
 * for long and has not tried yet: it was busy finding out that it was not their turn when it came. Returns how many.
 */
export function queueForgotten(db: Database): Promise<number> {
  return statementsOn(db.pool).$executeRaw`
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
      LIMIT ${FORGOTTEN_AT_ONCE}
    )
    ${queueDeliveries(null)}`
}
