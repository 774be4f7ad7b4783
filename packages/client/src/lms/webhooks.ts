import { dataOf, deleted, keyed, type List, type ListOptions, listOf, PAGE_SIZE, sent } from '../call.ts'
import type { operations } from '../openapi/lms.ts'
import type { CallOptions } from '../transport.ts'
import type {
  CreatedWebhook,
  Delivery,
  DeliveryPage,
  NewWebhook,
  Webhook,
  WebhookChange,
  WebhookPage,
} from '../types.ts'
import type { LmsClient } from './chancery.ts'

export type Webhooks = ReturnType<typeof webhooksOf>

type DeliveryState = NonNullable<NonNullable<operations['listDeliveries']['parameters']['query']>['state']>

const ALL = '/openapi/v1/webhooks'
const ONE = '/openapi/v1/webhooks/{webhookId}'

export function webhooksOf(raw: LmsClient) {
  return {
    list({ pageSize: limit = PAGE_SIZE, ...options }: ListOptions = {}): List<WebhookPage, Webhook> {
      return listOf(
        (cursor) => dataOf(raw.GET(ALL, { params: { query: { limit, cursor } }, ...sent(options) })),
        ({ webhooks }) => webhooks,
        ({ nextCursor }) => nextCursor,
      )
    },
    get(webhookId: number, options: CallOptions = {}): Promise<Webhook> {
      return dataOf(raw.GET(ONE, { params: { path: { webhookId } }, ...sent(options) }))
    },
    /** Creates a webhook. Only this response has its secret. */
    create(webhook: NewWebhook, options: CallOptions = {}): Promise<CreatedWebhook> {
      return dataOf(raw.POST(ALL, { params: keyed(options), body: webhook, ...sent(options) }))
    },
    update(webhookId: number, change: WebhookChange, options: CallOptions = {}): Promise<Webhook> {
      return dataOf(raw.PATCH(ONE, { params: { path: { webhookId } }, body: change, ...sent(options) }))
    },
    delete(webhookId: number, options: CallOptions = {}): Promise<void> {
      return deleted(raw.DELETE(ONE, { params: { path: { webhookId } }, ...sent(options) }))
    },
    deliveries(
      webhookId: number,
      { state, pageSize: limit = PAGE_SIZE, ...options }: ListOptions & { state?: DeliveryState } = {},
    ): List<DeliveryPage, Delivery> {
      const path = { webhookId }
      return listOf(
        (cursor) =>
          dataOf(raw.GET(`${ONE}/deliveries`, { params: { path, query: { limit, cursor, state } }, ...sent(options) })),
        ({ deliveries }) => deliveries,
        ({ nextCursor }) => nextCursor,
      )
    },
    /** Sends one event again, or all undelivered events. Returns their number. */
    async redeliver(
      webhookId: number,
      { eventId, ...options }: CallOptions & { eventId?: number } = {},
    ): Promise<number> {
      const params = { path: { webhookId }, ...keyed(options) }
      const body = eventId === undefined ? {} : { eventId }
      return (await dataOf(raw.POST(`${ONE}/redeliver`, { params, body, ...sent(options) }))).redelivered
    },
  }
}
