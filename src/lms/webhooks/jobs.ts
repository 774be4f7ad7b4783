import { setTimeout } from 'node:timers/promises'
import type PgBoss from 'pg-boss'
import type { Database } from '../../database/client.ts'
import type { ScheduledJob } from '../../database/jobs.ts'
import { DeliveryFailed, deliver } from './deliver.ts'
import { queueForgotten, type TakenDelivery, takeDeliveries } from './queries.ts'
import { type Message, type SendOptions, sendWebhook } from './send.ts'

/** Queues deliveries again that have no job. */
export function forgottenDeliveriesJob(db: Database): ScheduledJob {
  return { name: 'queue-forgotten', cron: '* * * * *', work: () => queueForgotten(db) }
}

/** How many events a process tells one webhook beside each other: a slow receiver keeps nobody waiting but itself. */
export const AT_ONCE_TO_ONE = 8

/** … and all of them together: more than all webhooks of one site, so that no site takes them all. */
const AT_ONCE = 192

/** How often is looked for jobs while there are none. */
const POLL_MS = 1000

type DelivererOptions = {
  db: Database
  boss: PgBoss
  log: { error(details: object, message: string): void }
  now: () => Date
} & Pick<SendOptions, 'allowed'>

/** What tells webhooks in one process. */
export type Deliverer = { stop(graceMs: number): Promise<void> }

/**
 * Starts doing the jobs of the queue `deliver`. It is no worker of pg-boss, which would take what is first in the queue,
 * be it all for one receiver, and nothing else before all of that is done.
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

  /** Does a job; what came of it is written down with that of others. */
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

  /** Takes some of what there is room for; tells whether there may be more. */
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
      // Whoever works then does again what is cut short.
      for (const id of underWay.keys()) failed.add(id)
      await writeDown().catch((error) => log.error({ err: error }, 'What came of jobs could not be noted.'))
    },
  }
}
