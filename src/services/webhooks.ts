import type { Database } from '../db/client.ts'
import { queueDeliveries } from '../db/jobs.ts'
import { type Delivery, type DeliveryState, type Event, Prisma, type Webhook } from '../db/prisma/client.ts'
import { Problem } from '../errors.ts'
import { newSecret } from '../webhooks/send.ts'
import { record } from './audit.ts'
import { type Change, makeChange } from './change.ts'
import type { EventType } from './events.ts'
import { toWebhook } from './lmsObjects.ts'
import { type Page, pageOf, type Range, reading } from './pages.ts'

export type { DeliveryState, Webhook }

export const DELIVERY_STATES = ['pending', 'delivered', 'parked'] as const satisfies DeliveryState[]

export type NewWebhook = { url: string; events: EventType[] }

/** Makes a webhook of a site. Its secret is in this answer and nowhere else, ever after. */
export function createWebhook(db: Database, change: Change<Webhook>, input: NewWebhook): Promise<Webhook> {
  return makeChange(db, change.keep, async (tx) => {
    const { siteId, at } = change
    const webhook = await tx.webhook.create({ data: { ...input, siteId, secret: newSecret(), createdAt: at } })
    await record(tx, change, {
      action: 'webhook.create',
      subject: `webhook/${webhook.id}`,
      after: toWebhook(webhook),
    })
    return webhook
  })
}

/** The webhooks of a site in the order of their creation. */
export async function listWebhooks(db: Database, siteId: number, range: Range<number>): Promise<Page<Webhook, number>> {
  const where = { siteId }
  const [webhooks, totalCount] = await db.prisma.$transaction([
    db.prisma.webhook.findMany({
      where: { ...where, id: { gt: range.after } },
      orderBy: { id: 'asc' },
      ...reading(range),
    }),
    db.prisma.webhook.count({ where }),
  ])
  return pageOf(webhooks, totalCount, range, (webhook) => webhook.id)
}

export async function getWebhook(db: Database, siteId: number, id: number): Promise<Webhook> {
  const webhook = await db.prisma.webhook.findUnique({ where: { siteId, id } })
  if (!webhook) throw webhookNotFound(id)
  return webhook
}

/** Changes where a webhook goes and what it is told from now on. */
export function updateWebhook(
  db: Database,
  change: Change<Webhook>,
  id: number,
  facts: Partial<NewWebhook>,
): Promise<Webhook> {
  return makeChange(db, change.keep, async (tx) => {
    const before = await lockWebhook(tx, change.siteId, id)
    const after = await tx.webhook.update({ where: { id }, data: facts })
    await record(tx, change, {
      action: 'webhook.update',
      subject: `webhook/${id}`,
      before: toWebhook(before),
      after: toWebhook(after),
    })
    return after
  })
}

/** Deletes a webhook and what was on its way to it. */
export function removeWebhook(db: Database, change: Change<void>, id: number): Promise<void> {
  return makeChange(db, change.keep, async (tx) => {
    const webhook = await lockWebhook(tx, change.siteId, id)
    await tx.webhook.delete({ where: { id } })
    await record(tx, change, { action: 'webhook.delete', subject: `webhook/${id}`, before: toWebhook(webhook) })
  })
}

export type DeliveryWithEvent = Delivery & { event: Event }

/** One page of what a webhook was told or is to be told, newest first. */
export async function listDeliveries(
  db: Database,
  siteId: number,
  webhookId: number,
  state: DeliveryState | undefined,
  range: Range<number>,
): Promise<Page<DeliveryWithEvent, number>> {
  await getWebhook(db, siteId, webhookId)
  const where = { webhookId, state }
  const [deliveries, totalCount] = await db.prisma.$transaction([
    db.prisma.delivery.findMany({
      where: { ...where, eventId: { lt: range.after } },
      orderBy: { eventId: 'desc' },
      include: { event: true },
      ...reading(range),
    }),
    db.prisma.delivery.count({ where }),
  ])
  return pageOf(deliveries, totalCount, range, (delivery) => Number(delivery.eventId))
}

/**
 * Delivers now what was given up and what waits for its next attempt, or one event whatever became of it; returns how
 * many events are on their way.
 */
export function redeliver(
  db: Database,
  change: Change<number>,
  webhookId: number,
  eventId: number | undefined,
): Promise<number> {
  return makeChange(db, change.keep, async (tx) => {
    await lockWebhook(tx, change.siteId, webhookId)
    const which = eventId === undefined ? Prisma.sql`state <> 'delivered'` : Prisma.sql`event_id = ${eventId}`
    const redelivered = await tx.$executeRaw`
      WITH delivery AS (
        UPDATE deliveries
        SET state = 'pending', attempts = 0, queued_at = ${change.at}::timestamptz, finished_at = NULL
        WHERE webhook_id = ${webhookId} AND ${which}
        RETURNING webhook_id, event_id
      )
      ${queueDeliveries}`
    if (eventId !== undefined && redelivered === 0) {
      throw new Problem('event.not_found', `Webhook ${webhookId} was never told of an event ${eventId}.`)
    }
    const after = { eventId, redelivered }
    await record(tx, change, { action: 'webhook.redeliver', subject: `webhook/${webhookId}`, after })
    return redelivered
  })
}

async function lockWebhook(tx: Prisma.TransactionClient, siteId: number, id: number): Promise<Webhook> {
  await tx.$queryRaw`SELECT FROM webhooks WHERE site_id = ${siteId} AND id = ${id} FOR UPDATE`
  const webhook = await tx.webhook.findUnique({ where: { siteId, id } })
  if (!webhook) throw webhookNotFound(id)
  return webhook
}

function webhookNotFound(id: number): Problem {
  return new Problem('webhook.not_found', `There is no webhook ${id}.`)
}
