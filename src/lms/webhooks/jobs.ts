import { setTimeout } from 'node:timers/promises'
import type PgBoss from 'pg-boss'
import type { Database } from '../../database/client.ts'
import { type ScheduledJob, type TimeJob, timed } from '../../database/jobs.ts'
import { DeliveryFailed, deliver, openDeliveries } from './deliver.ts'
import { type TakenDelivery, takeDeliveries } from './delivering/queries.ts'
import { queueOrphaned } from './queries.ts'
import { type Message, type SendOptions, sendWebhook } from './send.ts'

/** Queues deliveries that have no job. */
export function orphanedDeliveriesJob(db: Database): ScheduledJob {
  return { name: 'queue-forgotten', cron: '* * * * *', work: () => queueOrphaned(db) }
}

/** Maximum parallel deliveries per webhook and process, so that a slow receiver delays only itself. */
export const MAX_PER_WEBHOOK = 24

/** Maximum parallel deliveries per process: more than all webhooks of one site can use. */
const MAX_PARALLEL = 576

const POLL_MS = 1000

/** Time (ms) in which finished deliveries gather, so that one statement serves several. */
const GATHER_MS = 2

type DelivererOptions = {
  db: Database
  boss: PgBoss
  log: { error(details: object, message: string): void }
  timeJob: TimeJob
  now: () => Date
} & Pick<SendOptions, 'allowed'>

export type Deliverer = { stop(graceMs: number): Promise<void> }

/**
 * Starts the worker of the queue `deliver`. Not a pg-boss worker: that takes the first jobs, possibly all for one
 * receiver, and waits for all of them.
 */
export function startDeliverer({ db, boss, log, timeJob, now, allowed }: DelivererOptions): Deliverer {
  const deliveries = openDeliveries(db, now)
  const inProgress = new Map<string, Promise<void>>()
  const countByWebhook = new Map<number, number>()
  const done = new Set<string>()
  const failed = new Set<string>()
  let isStopping = false
  let wake = () => {}
  let woken = Promise.resolve()

  /** Attempts one delivery. `saveResults` saves its result together with others. */
  async function attempt({ id, ...about }: TakenDelivery): Promise<void> {
    const { webhookId, eventId } = about
    const endSlot = startSlot(webhookId)
    // The result is recorded while the receiver already gets the next event.
    const send = (message: Message) => sendWebhook(message, { allowed }).finally(endSlot)
    try {
      await timed(timeJob, 'deliver', () => deliver(deliveries, { webhookId, eventId }, send))
      done.add(id)
    } catch (error) {
      failed.add(id)
      if (!(error instanceof DeliveryFailed)) {
        log.error({ job: 'deliver', err: error, ...about }, 'Job failed; retrying')
      }
    }
    endSlot()
    inProgress.delete(id)
    wake()
  }

  /** Counts a delivery of a webhook until the returned function is called. */
  function startSlot(webhookId: number): () => void {
    countByWebhook.set(webhookId, (countByWebhook.get(webhookId) ?? 0) + 1)
    let isOpen = true
    return () => {
      if (!isOpen) return
      isOpen = false
      const left = (countByWebhook.get(webhookId) ?? 0) - 1
      if (left > 0) countByWebhook.set(webhookId, left)
      else countByWebhook.delete(webhookId)
      wake()
    }
  }

  async function saveResults(): Promise<void> {
    const finished = { done: [...done], failed: [...failed] }
    if (finished.done.length > 0) await boss.complete('deliver', finished.done)
    for (const id of finished.done) done.delete(id)
    if (finished.failed.length > 0) await boss.fail('deliver', finished.failed)
    for (const id of finished.failed) failed.delete(id)
  }

  /** Starts jobs up to the limits. Returns whether there may be more. */
  async function startMore(): Promise<boolean> {
    const atMost = Math.min(MAX_PER_WEBHOOK, MAX_PARALLEL - inProgress.size)
    if (isStopping || atMost === 0) return false
    const taken = await takeDeliveries(db, { atMost, perWebhook: MAX_PER_WEBHOOK, running: countByWebhook })
    for (const job of taken) inProgress.set(job.id, attempt(job))
    return taken.length > 0
  }

  async function run(): Promise<void> {
    while (!isStopping) {
      woken = new Promise((resolve) => {
        wake = resolve
      })
      try {
        const [started, saved] = await Promise.allSettled([startMore(), saveResults()])
        if (saved.status === 'rejected') throw saved.reason
        if (started.status === 'rejected') throw started.reason
        if (started.value) continue
      } catch (error) {
        log.error({ err: error }, 'Job queue error')
        await setTimeout(POLL_MS)
      }
      const poll = new AbortController()
      await Promise.race([woken, setTimeout(POLL_MS, undefined, { signal: poll.signal }).catch(() => {})])
      poll.abort()
      await setTimeout(GATHER_MS)
    }
  }

  const running = run()
  return {
    async stop(graceMs) {
      isStopping = true
      wake()
      await running
      const grace = new AbortController()
      await Promise.race([
        Promise.all(inProgress.values()),
        setTimeout(graceMs, undefined, { signal: grace.signal }).catch(() => {}),
      ])
      grace.abort()
      // Interrupted deliveries are attempted again by the next worker.
      for (const id of inProgress.keys()) failed.add(id)
      await saveResults().catch((error) => log.error({ err: error }, 'Saving job results failed'))
    },
  }
}
