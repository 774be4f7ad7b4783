import { setTimeout } from 'node:timers/promises'
import type PgBoss from 'pg-boss'
import type { Database } from '../../database/client.ts'
import type { ScheduledJob } from '../../database/jobs.ts'
import { DeliveryFailed, deliver } from './deliver.ts'
import { queueForgotten, type TakenDelivery, takeDeliveries } from './queries.ts'
import { type Message, type SendOptions, sendWebhook } from './send.ts'

/** Queues deliveries that have no job. */
export function forgottenDeliveriesJob(db: Database): ScheduledJob {
  return { name: 'queue-forgotten', cron: '* * * * *', work: () => queueForgotten(db) }
}

/** Maximum parallel deliveries per webhook and process, so that a slow receiver delays only itself. */
export const AT_ONCE_TO_ONE = 8

/** Maximum parallel deliveries per process: more than all webhooks of one site can use. */
const AT_ONCE = 192

const POLL_MS = 1000

type DelivererOptions = {
  db: Database
  boss: PgBoss
  log: { error(details: object, message: string): void }
  now: () => Date
} & Pick<SendOptions, 'allowed'>

export type Deliverer = { stop(graceMs: number): Promise<void> }

/**
 * Starts the worker of the queue `deliver`. Not a pg-boss worker: that takes the first jobs, possibly all for one
 * receiver, and waits for all of them.
 */
export function startDeliverer({ db, boss, log, now, allowed }: DelivererOptions): Deliverer {
  const send = (message: Message) => sendWebhook(message, { allowed })
  const underWay = new Map<string, Promise<void>>()
  const toEach = new Map<number, number>()
  const done = new Set<string>()
  const failed = new Set<string>()
  let isStopping = false
  let wake = () => {}
  let woken = Promise.resolve()

  /** Attempts one delivery. Records its result together with others. */
  async function attempt({ id, ...about }: TakenDelivery): Promise<void> {
    const { webhookId, eventId } = about
    toEach.set(webhookId, (toEach.get(webhookId) ?? 0) + 1)
    try {
      await deliver(db, { webhookId, eventId }, send, now)
      done.add(id)
    } catch (error) {
      failed.add(id)
      if (!(error instanceof DeliveryFailed)) {
        log.error({ err: error, ...about }, 'A job of deliver failed. It is tried again.')
      }
    }
    const left = (toEach.get(webhookId) ?? 0) - 1
    if (left > 0) toEach.set(webhookId, left)
    else toEach.delete(webhookId)
    underWay.delete(id)
    wake()
  }

  async function writeDown(): Promise<void> {
    const finished = { done: [...done], failed: [...failed] }
    if (finished.done.length > 0) await boss.complete('deliver', finished.done)
    for (const id of finished.done) done.delete(id)
    if (finished.failed.length > 0) await boss.fail('deliver', finished.failed)
    for (const id of finished.failed) failed.delete(id)
  }

  /** Starts jobs up to the limits. Returns whether there may be more. */
  async function takeMore(): Promise<boolean> {
    const atMost = Math.min(AT_ONCE_TO_ONE, AT_ONCE - underWay.size)
    if (isStopping || atMost === 0) return false
    const taken = await takeDeliveries(db, { atMost, toOne: AT_ONCE_TO_ONE, underWay: toEach })
    for (const job of taken) underWay.set(job.id, attempt(job))
    return taken.length > 0
  }

  async function run(): Promise<void> {
    while (!isStopping) {
      woken = new Promise((resolve) => {
        wake = resolve
      })
      try {
        await writeDown()
        if (await takeMore()) continue
      } catch (error) {
        log.error({ err: error }, 'A job could not be looked for or noted.')
        await setTimeout(POLL_MS)
      }
      const bored = new AbortController()
      await Promise.race([woken, setTimeout(POLL_MS, undefined, { signal: bored.signal }).catch(() => {})])
      bored.abort()
    }
  }

  const running = run()
  return {
    async stop(graceMs) {
      isStopping = true
      wake()
      await running
      const isOver = new AbortController()
      await Promise.race([
        Promise.all(underWay.values()),
        setTimeout(graceMs, undefined, { signal: isOver.signal }).catch(() => {}),
      ])
      isOver.abort()
      // Interrupted deliveries are attempted again by the next worker.
      for (const id of underWay.keys()) failed.add(id)
      await writeDown().catch((error) => log.error({ err: error }, 'What came of jobs could not be noted.'))
    },
  }
}
