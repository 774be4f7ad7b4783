import { record } from '../../core/audit.ts'
import { type Page, type PageRange, pageOf, skipTake } from '../../core/paging.ts'
import { Problem } from '../../core/problem.ts'
import { storeWebhookSecret } from '../../core/storedSecrets.ts'
import { isUnchanged, requestIdOf, type SiteContext, write } from '../../core/writeContext.ts'
import type { Database } from '../../database/client.ts'
import { lockSite } from '../../database/lockSite.ts'
import type { Delivery, DeliveryState, Event, Webhook } from '../../database/prisma/client.ts'
import type { Tx } from '../../database/sql.ts'
import { toWebhook } from '../wire.ts'
import type { EventType } from './events.ts'
import { lockWebhookRow, nextWebhookId, requeue } from './queries.ts'
import { newSecret } from './send.ts'

export type { DeliveryState, Webhook }

export const DELIVERY_STATES = ['pending', 'delivered', 'parked'] as const satisfies DeliveryState[]

export type NewWebhook = { url: string; events: EventType[] }

export const MAX_WEBHOOKS = 20

export type CreatedWebhook = Webhook & { secret: string }

/** Creates a webhook. Only this response contains its secret. */
export function createWebhook(context: SiteContext<CreatedWebhook>, input: NewWebhook): Promise<CreatedWebhook> {
  return write(context, async (tx) => {
    const { db, siteId, at } = context
    await lockSite(tx, siteId)
    if ((await tx.webhook.count({ where: { siteId } })) >= MAX_WEBHOOKS) {
      throw new Problem('webhook.too_many', `A site has at most ${MAX_WEBHOOKS} webhooks. Delete one first.`)
    }
    const [id, secret] = [await nextWebhookId(tx), newSecret()]
    const stored = storeWebhookSecret(db.secrets, id, secret)
    const webhook = await tx.webhook.create({ data: { ...input, ...stored, id, siteId, createdAt: at } })
    await record(tx, context, { action: 'webhook.create', subject: `webhook/${webhook.id}`, after: toWebhook(webhook) })
    return { ...webhook, secret }
  })
}

export async function listWebhooks(
  db: Database,
  siteId: number,
  range: PageRange<number>,
): Promise<Page<Webhook, number>> {
  const where = { siteId }
  const rows = db.prisma.webhook.findMany({
    where: { ...where, id: { gt: range.after } },
    orderBy: { id: 'asc' },
    ...skipTake(range),
  })
  return pageOf(rows, db.prisma.webhook.count({ where }), range, (webhook) => webhook.id)
}

export async function getWebhook(db: Database, siteId: number, id: number): Promise<Webhook> {
  const webhook = await db.prisma.webhook.findUnique({ where: { siteId, id } })
  if (!webhook) throw webhookNotFound(id)
  return webhook
}

/** Changes a webhook. Applies to future events. */
export function updateWebhook(context: SiteContext<Webhook>, id: number, facts: Partial<NewWebhook>): Promise<Webhook> {
  return write(context, async (tx) => {
    const before = await lockWebhook(tx, context.siteId, id)
    if (isUnchanged(before, facts)) return before
    // The new address may be reachable, so the pause ends.
    const data = facts.url === undefined ? facts : { ...facts, pauses: 0, pausedUntil: null }
    const after = await tx.webhook.update({ where: { id }, data })
    await record(tx, context, {
      action: 'webhook.update',
      subject: `webhook/${id}`,
      before: toWebhook(before),
      after: toWebhook(after),
    })
    return after
  })
}

/** Deletes a webhook and its deliveries. */
export function removeWebhook(context: SiteContext<void>, id: number): Promise<void> {
  return write(context, async (tx) => {
    const webhook = await lockWebhook(tx, context.siteId, id)
    await tx.webhook.delete({ where: { id } })
    await record(tx, context, { action: 'webhook.delete', subject: `webhook/${id}`, before: toWebhook(webhook) })
  })
}

export type DeliveryWithEvent = Delivery & { event: Event }

/** Lists a page of a webhook's deliveries, newest first. */
export async function listDeliveries(
  db: Database,
  siteId: number,
  webhookId: number,
  state: DeliveryState | undefined,
  range: PageRange<number>,
): Promise<Page<DeliveryWithEvent, number>> {
  await getWebhook(db, siteId, webhookId)
  const where = { webhookId, state }
  const rows = db.prisma.delivery.findMany({
    where: { ...where, eventId: { lt: range.after } },
    orderBy: { eventId: 'desc' },
    include: { event: true },
    ...skipTake(range),
  })
  return pageOf(rows, db.prisma.delivery.count({ where }), range, (delivery) => Number(delivery.eventId))
}

/** Maximum events per request to redeliver. */
export const MAX_REDELIVERED = 10_000

/** Redelivers dead-lettered and waiting events now, or one event whatever its state. Returns how many are queued. */
export function redeliver(
  context: SiteContext<number>,
  webhookId: number,
  eventId: number | undefined,
): Promise<number> {
  return write(context, async (tx) => {
    await lockWebhook(tx, context.siteId, webhookId)
    await tx.webhook.update({ where: { id: webhookId }, data: { pauses: 0, pausedUntil: null } })
    const redelivered = await requeue(tx, webhookId, eventId, {
      at: context.at,
      atMost: MAX_REDELIVERED,
      requestId: requestIdOf(context),
    })
    if (eventId !== undefined && redelivered === 0) {
      throw new Problem('event.not_found', `Webhook ${webhookId} has no delivery of event ${eventId}.`)
    }
    const after = { eventId, redelivered }
    await record(tx, context, { action: 'webhook.redeliver', subject: `webhook/${webhookId}`, after })
    return redelivered
  })
}

async function lockWebhook(tx: Tx, siteId: number, id: number): Promise<Webhook> {
  await lockWebhookRow(tx, siteId, id)
  const webhook = await tx.webhook.findUnique({ where: { siteId, id } })
  if (!webhook) throw webhookNotFound(id)
  return webhook
}

function webhookNotFound(id: number): Problem {
  return new Problem('webhook.not_found', `There is no webhook ${id}.`)
}
