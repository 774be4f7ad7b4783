import { optionalUnixTime, unixTime } from '@chancery/verify/unixTime'
import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod'
import type { z } from 'zod'
import { invalid } from '../../core/problem.ts'
import { revalidated } from '../../http/caching.ts'
import { storingReplay } from '../../http/idempotency.ts'
import { answer } from '../../http/openapi.ts'
import { isAllowedTarget } from '../../http/target.ts'
import { siteOf } from '../auth.ts'
import { bodyFailures, failures, failuresOf, notFound, postFailures, unchanged } from '../openapi.ts'
import type { LmsApiOptions } from '../options.ts'
import { pageQuery, pagingFields } from '../paging.ts'
import { nothing } from '../schemas.ts'
import { toWebhook } from '../wire.ts'
import { contextOf } from '../writeContext.ts'
import { lastEvent } from './events.ts'
import {
  createdWebhook,
  deliveriesQuery,
  deliveryPage,
  event,
  eventParams,
  newWebhook,
  redelivered,
  redelivery,
  webhook,
  webhookChange,
  webhookPage,
  webhookParams,
} from './schemas.ts'
import {
  type CreatedWebhook,
  createWebhook,
  type DeliveryWithEvent,
  getWebhook,
  listDeliveries,
  listWebhooks,
  redeliver,
  removeWebhook,
  updateWebhook,
} from './service.ts'

const config = { scope: 'admin' } as const
const tags = ['Webhooks']
const tooMany = failuresOf('webhook.too_many', 'idempotency.key_reused')

export const webhookRoutes: FastifyPluginAsyncZod<LmsApiOptions> = async (app, { db, webhookAllowedNetworks, now }) => {
  app.get(
    '/webhooks',
    {
      onSend: revalidated,
      config,
      schema: {
        operationId: 'listWebhooks',
        summary: 'List webhooks',
        description: 'Lists the webhooks of the site in the order of creation, without their secrets.',
        tags,
        querystring: pageQuery,
        response: { 200: answer('A page of webhooks', webhookPage), ...unchanged, ...failures },
      },
    },
    async (request) => {
      const { cursor: after, ...range } = request.query
      const page = await listWebhooks(db, siteOf(request), { ...range, after })
      return { webhooks: page.rows.map(toWebhook), ...pagingFields(page) }
    },
  )

  app.post(
    '/webhooks',
    {
      config,
      schema: {
        operationId: 'createWebhook',
        summary: 'Create a webhook',
        description:
          'Creates a webhook, which sends events to a URL. Events are signed (Standard Webhooks). Only this response ' +
          'contains the secret.',
        tags,
        body: newWebhook,
        response: { 201: answer('The webhook', createdWebhook), ...postFailures, ...tooMany },
      },
    },
    async (request, reply) => {
      requirePublic(request.body.url)
      const context = contextOf(request, db, now(), storingReplay(request, reply, 201, toNewWebhook))
      return reply.code(201).send(toNewWebhook(await createWebhook(context, request.body)))
    },
  )

  app.get(
    '/webhooks/:webhookId',
    {
      config,
      schema: {
        operationId: 'getWebhook',
        summary: 'Get a webhook',
        description: 'Returns a webhook without its secret.',
        tags,
        params: webhookParams,
        response: { 200: answer('The webhook', webhook), ...failures, ...notFound('webhook') },
      },
    },
    async (request) => toWebhook(await getWebhook(db, siteOf(request), request.params.webhookId)),
  )

  app.patch(
    '/webhooks/:webhookId',
    {
      config,
      schema: {
        operationId: 'updateWebhook',
        summary: 'Change a webhook',
        description: 'Changes the given fields. A new URL also applies to pending deliveries.',
        tags,
        params: webhookParams,
        body: webhookChange,
        response: { 200: answer('The webhook', webhook), ...bodyFailures, ...notFound('webhook') },
      },
    },
    async (request) => {
      if (request.body.url !== undefined) requirePublic(request.body.url)
      return toWebhook(await updateWebhook(contextOf(request, db, now()), request.params.webhookId, request.body))
    },
  )

  app.delete(
    '/webhooks/:webhookId',
    {
      config,
      schema: {
        operationId: 'deleteWebhook',
        summary: 'Delete a webhook',
        description: 'Deletes a webhook and its deliveries, including pending ones.',
        tags,
        params: webhookParams,
        response: { 200: answer('The webhook is deleted', nothing), ...failures, ...notFound('webhook') },
      },
    },
    async (request) => {
      await removeWebhook(contextOf(request, db, now()), request.params.webhookId)
      return {}
    },
  )

  app.get(
    '/webhooks/:webhookId/deliveries',
    {
      onSend: revalidated,
      config,
      schema: {
        operationId: 'listDeliveries',
        summary: 'List deliveries',
        description: 'Lists the deliveries of a webhook, newest first, with their states and errors.',
        tags,
        params: webhookParams,
        querystring: deliveriesQuery,
        response: {
          200: answer('A page of deliveries', deliveryPage),
          ...unchanged,
          ...failures,
          ...notFound('webhook'),
        },
      },
    },
    async (request) => {
      const { cursor: after, state, ...range } = request.query
      const page = await listDeliveries(db, siteOf(request), request.params.webhookId, state, { ...range, after })
      return { deliveries: page.rows.map(toDelivery), ...pagingFields(page) }
    },
  )

  app.post(
    '/webhooks/:webhookId/redeliver',
    {
      config,
      schema: {
        operationId: 'redeliver',
        summary: 'Redeliver events',
        description:
          'Sends parked events and events that wait for a retry, at most 10,000. With `eventId`, sends that event ' +
          'again, whatever its state.',
        tags,
        params: webhookParams,
        body: redelivery,
        response: { 200: answer('Number of queued events', redelivered), ...postFailures, ...notFound('webhook') },
      },
    },
    async (request, reply) => {
      const context = contextOf(request, db, now(), storingReplay(request, reply, 200, toRedelivered))
      return toRedelivered(await redeliver(context, request.params.webhookId, request.body.eventId))
    },
  )

  app.get(
    '/webhook/:event/last',
    {
      schema: {
        operationId: 'getLastEvent',
        summary: 'Get the last event of a type',
        description: 'Returns the last event of a type within 30 days, even if no webhook subscribes to it.',
        tags,
        params: eventParams,
        response: { 200: answer('The event', event), ...failures, ...notFound('event') },
      },
    },
    async (request) => {
      const { occurredAt, type, body } = await lastEvent(db, siteOf(request), request.params.event, now())
      // This server wrote the body, always as an object.
      return { occuredAt: unixTime(occurredAt), type, body: body as Record<string, unknown> }
    },
  )

  function requirePublic(url: string): void {
    const { username, password } = new URL(url)
    if (username || password) throw invalid('url', CREDENTIALS)
    if (isAllowedTarget(url, webhookAllowedNetworks)) return
    throw invalid('url', 'The URL must not be in a private network.')
  }
}

const CREDENTIALS =
  'The URL must not contain a user name or password. Remove them. Receivers verify events by their signature, with the ' +
  'secret of the webhook.'

function toNewWebhook(row: CreatedWebhook) {
  return { ...toWebhook(row), secret: row.secret }
}

function toRedelivered(redelivered: number) {
  return { redelivered }
}

function toDelivery(row: DeliveryWithEvent): z.output<typeof deliveryPage>['deliveries'][number] {
  return {
    eventId: Number(row.eventId),
    type: row.event.type,
    subject: row.subject,
    state: row.state,
    attempts: row.attempts,
    lastError: row.lastError ?? undefined,
    queuedAt: unixTime(row.queuedAt),
    finishedAt: optionalUnixTime(row.finishedAt),
  }
}
