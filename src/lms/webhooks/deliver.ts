import { unixTime } from '@chancery/verify/unixTime'
import type { Database } from '../../database/client.ts'
import { type ClaimedDelivery, claimDelivery, type DeliveryJob, finishAttempt, queueNext, setPause } from './queries.ts'
import type { Message, SendResult } from './send.ts'

/** Days until a failing delivery is dead-lettered. */
export const TRYING_DAYS = 3

/** Maximum pause of an unavailable webhook. Pauses grow from 2 seconds by doubling, so that others need not wait. */
const LONGEST_PAUSE_SECONDS = 300

/** The delivery is not finished; its job must be retried. */
export class DeliveryFailed extends Error {}

/**
 * Attempts to deliver one event to one webhook, at least once. Events of one subject are delivered in order. Throws
 * DeliveryFailed if the job must be retried, or if an earlier event is pending: its delivery then queues this one.
 */
export async function deliver(
  db: Database,
  job: DeliveryJob,
  send: (message: Message) => Promise<SendResult>,
  now: () => Date,
): Promise<void> {
  const claimed = await claimDelivery(db, job)
  if (!claimed) {
    if (await isPending(db, job)) throw new DeliveryFailed('It is not its turn, or another attempt is under way.')
    return queueNext(db, job, now())
  }
  const outcome = claimed.isPaused ? paused : await send(messageOf(job, claimed))
  if (!claimed.isPaused) await notePause(db, claimed, outcome)
  const parkBefore = new Date(now().getTime() - TRYING_DAYS * 86_400_000)
  const error = outcome.delivered ? null : outcome.error
  await finishAttempt(db, job, claimed, { error, now: now(), parkBefore })
  if (await isPending(db, job)) throw new DeliveryFailed('error' in outcome ? outcome.error : 'It is wanted again.')
  // Must follow the commit: the worker of the subject's next event looks for this delivery.
  await queueNext(db, job, now())
}

const paused: SendResult = { delivered: false, status: null, error: 'Nobody answered there a moment ago.' }

async function isPending(db: Database, { webhookId, eventId }: DeliveryJob): Promise<boolean> {
  return (await db.prisma.delivery.count({ where: { webhookId, eventId, state: 'pending' } })) > 0
}

/** Builds the request in Konstantly's format. Every attempt carries the event's id. */
function messageOf({ eventId }: DeliveryJob, { url, secret, occurredAt, type, body }: ClaimedDelivery): Message {
  const content = { occuredAt: unixTime(occurredAt), type, body }
  return { id: `event_${eventId}`, url, secret, body: JSON.stringify(content) }
}

/** Pauses a webhook that did not respond, longer each time. */
async function notePause(db: Database, claimed: ClaimedDelivery, outcome: SendResult): Promise<void> {
  const answered = outcome.status !== null
  if (answered && claimed.pauses === 0) return
  const seconds = Math.min(2 ** Math.min(claimed.pauses + 1, 16), LONGEST_PAUSE_SECONDS)
  await setPause(db, claimed, answered ? null : seconds)
}
