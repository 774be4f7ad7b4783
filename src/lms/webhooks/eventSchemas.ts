import type { OpenAPIV3_1 } from 'openapi-types'
import { z } from 'zod'
import { certificate } from '../certificates/schemas.ts'
import { course } from '../courses/schemas.ts'
import { timestamp } from '../schemas.ts'
import { user } from '../users/schemas.ts'
import { EVENT_TYPES, type EventType } from './events.ts'

// The events as webhooks receive them. The zod schemas become components of the OpenAPI document, by their ids.

const confirmation = z
  .object({
    confirmedBy: z
      .enum(['dns', 'did_web', 'registry'])
      .meta({ description: 'How the issuer is confirmed', examples: ['dns'] }),
    domain: z
      .string()
      .optional()
      .meta({ description: 'Domain that confirms the issuer. Absent for a registry.', examples: ['uni.example'] }),
    registry: z
      .string()
      .optional()
      .meta({
        description: 'Registry that lists the issuer. Absent for a domain.',
        examples: ['did:web:registry.example'],
      }),
    confirmedSince: timestamp
      .optional()
      .meta({ description: 'Timestamp of the first confirmation', examples: [1234567890] }),
  })
  .meta({ id: 'ConfirmationChange', description: 'Confirmation of the site’s issuer by a domain or a registry' })

function eventSchema<Type extends EventType>(id: string, types: readonly Type[], body: z.ZodRawShape) {
  const description = `Body of the webhooks ${types.join(', ')}`
  return z
    .object({
      occuredAt: timestamp.meta({
        description: 'Timestamp of the event. The name is Konstantly’s.',
        examples: [1234567890],
      }),
      type: z.enum(types).meta({ description: 'Type of the event', examples: [types[0]] }),
      body: z.object(body).meta({ description: 'Object of the event, as it was then' }),
    })
    .meta({ id, description })
}

/** Names and schemas of events, by the object that changed. */
export const eventSchemas = {
  Course: eventSchema('CourseEvent', ['Course/Published', 'Course/Unpublished'], { course }),
  User: eventSchema('UserEvent', ['User/Created', 'User/Edited'], { user }),
  Certificate: eventSchema('CertificateEvent', ['Certificate/Issued', 'Certificate/Revoked', 'Certificate/Expired'], {
    certificate,
  }),
  Issuer: eventSchema('IssuerEvent', ['Issuer/Confirmed', 'Issuer/Failing', 'Issuer/Lapsed'], {
    issuer: confirmation,
  }),
}

/** Returns the object of an event type: `Course` of `Course/Published`. */
export function objectOf(type: EventType): keyof typeof eventSchemas {
  return type.split('/')[0] as keyof typeof eventSchemas // Event types begin with it.
}

const summaries: Record<EventType, string> = {
  'Course/Published': 'A course was published',
  'Course/Unpublished': 'A course became a draft',
  'User/Created': 'A user was created',
  'User/Edited': 'A user was changed',
  'Certificate/Issued': 'A certificate was issued',
  'Certificate/Revoked': 'A certificate was revoked',
  'Certificate/Expired': 'A certificate expired',
  'Issuer/Confirmed': 'A domain or a registry confirms the issuer',
  'Issuer/Failing': 'A lookup did not find a confirmation; the next one decides',
  'Issuer/Lapsed': 'A domain or a registry no longer confirms the issuer',
}

const header = (name: string, description: string, example: string) => ({
  ...{ name, in: 'header', required: true, description, example },
  schema: { type: 'string' as const },
})

const parameters = [
  header('webhook-id', 'ID of the delivery. It is the same in every attempt: ignore one that you have.', 'event_17'),
  header('webhook-timestamp', 'Time of the attempt, in Unix seconds. Reject old ones.', '1234567890'),
  header(
    'webhook-signature',
    'HMAC-SHA256 of `{webhook-id}.{webhook-timestamp}.{body}` with the secret of the webhook, as `v1,` and base64 ' +
      '(Standard Webhooks). May contain several signatures, separated by spaces.',
    `v1,${'1a2b'.repeat(10)}`,
  ),
]

/** Describes the requests that the server sends to webhooks, for the OpenAPI document. */
export const webhooks: NonNullable<OpenAPIV3_1.Document['webhooks']> = Object.fromEntries(
  EVENT_TYPES.map((type) => [
    type,
    {
      post: {
        operationId: `on${type.replace('/', '')}`,
        summary: summaries[type],
        description:
          `Sent to webhooks with \`${type}\` in \`events\`, at least once. Events of one object are sent in order. ` +
          'Verify the signature with the raw body.',
        tags: ['Webhooks'],
        security: [],
        parameters,
        requestBody: {
          required: true,
          content: {
            'application/json': { schema: { $ref: `#/components/schemas/${objectOf(type)}Event` } },
          },
        },
        responses: {
          '2XX': { description: 'The event was received. After any other response, the server tries again.' },
        },
      },
    },
  ]),
)
