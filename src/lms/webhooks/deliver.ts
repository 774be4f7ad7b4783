import { unixTime } from '@chancery/verify/unixTime'
import { Problem } from '../../core/problem.ts'
import { readWebhookSecret } from '../../core/storedSecrets.ts'
import { batched } from '../../database/batched.ts'
import type { Database } from '../../database/client.ts'
import {
  type Attempted,
  type ClaimedDelivery,
  claimDeliveries,
  finishAttempts,
  queueNext,
  setPause,
} from './delivering/queries.ts'
import type { DeliveryJob } from './queries.ts'
import type { Message, SendResult } from './send.ts'

/** Days until a failing delivery is dead-lettered. */
export const RETRY_DAYS = 3

/** Maximum pause of an unavailable webhook. The first pause is 2 seconds; each further one is twice as long. */
const MAX_PAUSE_SECONDS = 300

/** The delivery is not finished; its job must be retried. */
export class DeliveryFailed extends Error {}

/** Statements of deliveries. Those of concurrent deliveries are combined. */
export type Deliveries = {
  db: Database
  claim(job: DeliveryJob): Promise<ClaimedDelivery | undefined>
  finish(attempted: Attempted): Promise<void>
  /** Queues the next event of the subject. Returns whether this delivery is still pending. */
  queueNext(job: DeliveryJob): Promise<boolean>
}

/** Deliveries gather while a statement runs: fewer and larger statements take less processor time. */
const oneByOne = { statements: 1 }

export function openDeliveries(db: Database, now: () => Date): Deliveries {
  return {
    db,
    claim: batched((jobs) => claimDeliveries(db, jobs), oneByOne),
    finish: batched(async (attempts: Attempted[]) => {
      const deadLetterBefore = new Date(now().getTime() - RETRY_DAYS * 86_400_000)
      await finishAttempts(db, attempts, { now: now(), deadLetterBefore })
      return attempts.map(() => undefined)
    }, oneByOne),
    queueNext: batched((jobs) => queueNext(db, jobs, now()), oneByOne),
  }
}

/**
 * Attempts to deliver one event to one webhook, at least once. Events of one subject are delivered in order. Throws
 * DeliveryFailed if the job must be retried, or if an earlier event is pending: its delivery then queues this one.
 */
export async function deliver(
  deliveries: Deliveries,
  job: DeliveryJob,
  send: (message: Message) => Promise<SendResult>,
): Promise<void> {
  const { db } = deliveries
  const claimed = await deliveries.claim(job)
  if (!claimed) {
    const isPending = await deliveries.queueNext(job)
    if (isPending) throw new DeliveryFailed('An earlier event is pending, or another attempt is in progress.')
    return
  }
  const outcome = claimed.isPaused ? paused : await attempt(db, job, claimed, send)
  if (!claimed.isPaused) await updatePause(db, claimed, outcome)
  const { claimedUntil, isPaused } = claimed
  const error = outcome.delivered ? null : outcome.error
  await deliveries.finish({ ...job, claimedUntil, isPaused, error })
  if (await deliveries.queueNext(job)) {
    throw new DeliveryFailed('error' in outcome ? outcome.error : 'The delivery was queued again.')
  }
}

const paused: SendResult = {
  delivered: false,
  status: null,
  error: 'Deliveries are paused because the receiver did not respond.',
}

/** An unreadable secret counts as a failed attempt, so that it shows in the list of deliveries. */
async function attempt(
  db: Database,
  job: DeliveryJob,
  claimed: ClaimedDelivery,
  send: (message: Message) => Promise<SendResult>,
): Promise<SendResult> {
  try {
    return await send(messageOf(job, claimed, readWebhookSecret(db.secrets, claimed)))
  } catch (error) {
    if (!(error instanceof Problem) || error.code !== 'secrets.unreadable') throw error
    return { delivered: false, status: null, error: error.message }
  }
}

/** Builds the request in Konstantly's format. Every attempt carries the event's id. */
function messageOf(
  { eventId }: DeliveryJob,
  { url, occurredAt, type, body }: ClaimedDelivery,
  secret: string,
): Message {
  const content = { occuredAt: unixTime(occurredAt), type, body }
  return { id: `event_${eventId}`, url, secret, body: JSON.stringify(content) }
}

/** Pauses a webhook that did not respond, longer each time. A response ends the pause. */
async function updatePause(db: Database, claimed: ClaimedDelivery, outcome: SendResult): Promise<void> {
  const hasResponded = outcome.status !== null
  if (hasResponded && claimed.pauses === 0) return
  const seconds = Math.min(2 ** Math.min(claimed.pauses + 1, 16), MAX_PAUSE_SECONDS)
  await setPause(db, claimed, hasResponded ? null : seconds)
}
