import { z } from 'zod'
import { closed } from '../../core/closed.ts'
import { text, webUrl } from '../../core/fields.ts'
import { MAX_ID, wholeNumber } from '../../http/schemas.ts'
import { longPageQuery, nextCursor } from '../paging.ts'
import { id, timestamp, totalOf } from '../schemas.ts'
import { dotForm, EVENT_TYPES } from './events.ts'
import { DELIVERY_STATES } from './service.ts'

export const webhookParams = z.object({
  webhookId: wholeNumber(0, MAX_ID).meta({ description: 'The unique identifier of the webhook', examples: [1] }),
})

const eventType = z.enum(EVENT_TYPES, `Must be one of ${EVENT_TYPES.join(', ')}.`)

const webhookFields = {
  id: id.meta({ description: 'Webhook ID', examples: [5] }),
  url: z.string().meta({ description: 'URL that receives the events', examples: ['https://lms.example/hooks'] }),
  events: z.array(z.string()).meta({ description: 'Event types to send', examples: [['Certificate/Issued']] }),
  createdAt: timestamp.meta({ description: 'Timestamp of creation', examples: [1234567890] }),
}

export const webhook = z.object(webhookFields).meta({ id: 'Webhook', description: 'A webhook without its secret' })

export const createdWebhook = z
  .object({
    ...webhookFields,
    secret: z.string().meta({
      description: 'Secret that verifies signatures (Standard Webhooks). Only this response contains it.',
      examples: [`whsec_${'1a2b'.repeat(10)}`],
    }),
  })
  .meta({ id: 'CreatedWebhook', description: 'A new webhook' })

export const webhookPage = z
  .object({
    webhooks: z.array(webhook).meta({ description: 'Array of webhook objects' }),
    totalCount: totalOf('webhooks'),
    nextCursor,
  })
  .meta({ id: 'WebhookPage', description: 'A page of webhooks' })

const given = z.object({
  url: webUrl(2000).meta({
    description: 'URL that receives the events. Must not be in a private network.',
    examples: ['https://lms.example/hooks'],
  }),
  events: z
    .array(eventType)
    .min(1, 'At least one.')
    .transform((types) => [...new Set(types)])
    .meta({ description: 'Event types to send', examples: [['Certificate/Issued', 'Certificate/Revoked']] }),
})

const ignored = ['id', 'createdAt']

export const newWebhook = closed(given, { ignored, hints: { secret: 'The server chooses the secret.' } }).meta({
  id: 'NewWebhook',
  description: 'Fields of a new webhook',
})

export const webhookChange = closed(given.partial(), { ignored: [...ignored, 'secret'] }).meta({
  id: 'WebhookChange',
  description: 'Fields to change. `events` applies to future events.',
})

export const deliveriesQuery = longPageQuery.extend({
  state: z
    .enum(DELIVERY_STATES, `Must be one of ${DELIVERY_STATES.join(', ')}.`)
    .optional()
    .meta({
      description: 'Only deliveries in this state. parked: dead-lettered after three days.',
      examples: ['parked'],
    }),
})

const eventId = z.int().meta({ description: 'Event ID', examples: [17] })

export const deliveryPage = z
  .object({
    deliveries: z
      .array(
        z
          .object({
            eventId,
            type: z.string().meta({ description: 'Type of the event', examples: ['Certificate/Issued'] }),
            subject: z.string().meta({ description: 'Object of the event', examples: ['certificate/123'] }),
            state: z.enum(DELIVERY_STATES).meta({
              description: 'pending, delivered, or parked (dead-lettered after three days)',
              examples: ['delivered'],
            }),
            attempts: z.int().meta({ description: 'Number of attempts', examples: [1] }),
            lastError: z
              .string()
              .optional()
              .meta({
                description: 'Error of the last failed attempt',
                examples: ['The receiver responded with status 500.'],
              }),
            queuedAt: timestamp.meta({ description: 'Timestamp when the delivery was queued', examples: [1234567890] }),
            finishedAt: timestamp
              .optional()
              .meta({ description: 'Timestamp when the event was delivered or parked', examples: [1234567891] }),
          })
          .meta({ id: 'Delivery', description: 'The delivery of an event to a webhook' }),
      )
      .meta({ description: 'Array of delivery objects' }),
    totalCount: totalOf('deliveries'),
    nextCursor,
  })
  .meta({ id: 'DeliveryPage', description: 'A page of deliveries' })

export const redelivery = closed(
  z.object({
    eventId: z
      .int('Must be a whole number.')
      .min(1, 'Must be 1 or more.')
      .optional()
      .meta({ description: 'Only this event, even if it was delivered', examples: [17] }),
  }),
)
  .prefault({})
  .meta({
    id: 'Redelivery',
    description: 'Events to send again. {} or no body: all undelivered events.',
    examples: [{}],
  })

export const redelivered = z
  .object({ redelivered: z.int().meta({ description: 'Number of queued events', examples: [1] }) })
  .meta({ id: 'Redelivered', description: 'Result of a redelivery' })

export const eventParams = z.object({
  event: text(100).meta({
    description: `Type of the event in dot form: ${EVENT_TYPES.map(dotForm).join(', ')}`,
    examples: ['user.created'],
  }),
})

export const event = z
  .object({
    occuredAt: timestamp.meta({ description: 'Timestamp of the event', examples: [1234567890] }),
    type: z.string().meta({ description: 'Type of the event', examples: ['User/Created'] }),
    body: z.record(z.string(), z.unknown()).meta({
      description: 'User, course or certificate of the event',
      examples: [{ user: { id: '1234567890', name: 'John Doe', email: 'john@example.com' } }],
    }),
  })
  .meta({ id: 'Event', description: 'An event in the format of webhooks' })
