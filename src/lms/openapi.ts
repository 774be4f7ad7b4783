import type { ProblemCode } from '../core/problemCodes.ts'
import { type AnswerHeader, type ApiDescription, describeFailures } from '../http/openapi.ts'
import { problem } from './schemas.ts'

export const description: ApiDescription = {
  info: {
    title: 'Chancery: LMS API',
    version: '1.0.0',
    description:
      'Course certificates, compatible with Konstantly’s API. Every request carries the key of a site in `X-API-KEY`; ' +
      'everything belongs to that site. Timestamps are Unix seconds, UTC.',
    license: { name: 'MIT', identifier: 'MIT' },
  },
  servers: [{ url: '/', description: 'This server' }],
  security: [{ apiKey: [] }],
  components: {
    securitySchemes: {
      apiKey: {
        type: 'apiKey',
        in: 'header',
        name: 'X-API-KEY',
        description: 'API key of a site, made by `chancery keys create`',
      },
    },
  },
  tags: [
    { name: 'Audit', description: 'What was changed in the site, when and by whom' },
    { name: 'Certificates', description: 'Certificates of courses' },
    { name: 'Courses', description: 'Courses of the site' },
    { name: 'Keys', description: 'API keys of the site' },
    { name: 'Templates', description: 'Designs of certificates' },
    { name: 'Users', description: 'Learners and other users of the site' },
    { name: 'Webhooks', description: 'Where events of the site are told' },
  ],
}

const count = { type: 'integer' } as const

export const headers: Record<string, AnswerHeader> = {
  'X-RateLimit-Limit': { description: 'Requests a minute that the key may send', schema: count, example: 100 },
  'X-RateLimit-Remaining': { description: 'Requests left in this minute', schema: count, example: 99 },
  'X-RateLimit-Reset': { description: 'When the minute ends, in Unix seconds', schema: count, example: 1234567890 },
  'X-Error-Code': {
    description: 'Stable code of the error',
    schema: { type: 'string' },
    example: 'input.invalid',
    statuses: /^[45]/,
  },
  'Retry-After': {
    description: 'Seconds to wait before the next try',
    schema: count,
    example: 42,
    statuses: /^(409|429|503)$/,
  },
}

export const invalidFields = { email: ['Invalid email format'] }

/** Describes the error responses of a route by their codes. */
export function failuresOf<Code extends ProblemCode>(...codes: Code[]) {
  return describeFailures(codes, () => problem)
}

export const failures = failuresOf(
  ...(['input.invalid', 'request.malformed', 'key.missing', 'key.invalid', 'key.scope_missing'] as const),
  ...(['rate.limited', 'internal', 'database.unavailable', 'server.busy'] as const),
)

export function notFound(what: 'course' | 'user' | 'certificate' | 'key' | 'webhook' | 'event' | 'template') {
  return failuresOf(`${what}.not_found`)
}

export const bodyFailures = { ...failures, ...failuresOf('request.too_large', 'request.unsupported_media_type') }

export const postFailures = { ...bodyFailures, ...failuresOf('idempotency.in_flight', 'idempotency.key_reused') }
