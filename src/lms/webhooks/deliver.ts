import { unixTime } from '@chancery/verify/unixTime'
import type { Database } from '../../database/client.ts'
import { type ClaimedDelivery, claimDelivery, type DeliveryJob, finishAttempt, queueNext, setPause } from './queries.ts'
import type { Message, SendResult } from './send.ts'

/** How long an event is tried before it is parked. */
export const TRYING_DAYS = 3

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
  // After the attempt is committed: whoever has the next event of the subject looks for this one.
  await queueNext(db, job, now())
}

const paused: SendResult = { delivered: false, status: null, error: 'Nobody answered there a moment ago.' }

async function isPending(db: Database, { webhookId, eventId }: DeliveryJob): Promise<boolean> {
  return (await db.prisma.delivery.count({ where: { webhookId, eventId, state: 'pending' } })) > 0
}

/** What is sent, in Konstantly's shape and spelling. Every attempt has the id of the event. */
function messageOf({ eventId }: DeliveryJob, { url, secret, occurredAt, type, body }: ClaimedDelivery): Message {
  const content = { occuredAt: unixTime(occurredAt), type, body }
  return { id: `event_${eventId}`, url, secret, body: JSON.stringify(content) }
}

/** Leaves a webhook alone for a while where nobody answered, and for longer each time. */
async function notePause(db: Database, claimed: ClaimedDelivery, outcome: SendResult): Promise<void> {
  const answered = outcome.status !== null
  if (answered && claimed.pauses === 0) return
  const seconds = Math.min(2 ** Math.min(claimed.pauses + 1, 16), LONGEST_PAUSE_SECONDS)
  await setPause(db, claimed, answered ? null : seconds)
}
