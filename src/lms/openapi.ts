import { z } from 'zod'
import type { ProblemCode } from '../core/problemCodes.ts'
import { type AnswerHeader, type ApiDescription, describeFailures } from '../http/openapi.ts'
import { problem } from './schemas.ts'

export const description: ApiDescription = {
  info: {
    title: 'Chancery: LMS API',
    version: '1.0.0',
    description:
      'Course certificates, compatible with Konstantly’s API. Send an API key in `X-API-KEY` with every request. A ' +
      'key belongs to one site and sees only its data. Timestamps are Unix seconds (UTC). Pages of lists have an ' +
      '`ETag`: send it in `If-None-Match` to get 304 if the page has not changed.',
    license: { name: 'MIT', identifier: 'MIT' },
  },
  security: [{ apiKey: [] }],
  components: {
    securitySchemes: {
      apiKey: {
        type: 'apiKey',
        in: 'header',
        name: 'X-API-KEY',
        description: 'API key of a site. Create one with `chancery keys create`.',
      },
    },
  },
  tags: [
    { name: 'Audit', description: 'Log of all changes in the site' },
    { name: 'Certificates', description: 'Course certificates' },
    { name: 'Courses', description: 'Courses of the site' },
    { name: 'Fonts', description: 'Fonts of the site, for its templates' },
    { name: 'Keys', description: 'API keys of the site' },
    { name: 'Site', description: 'Profile of the institution' },
    { name: 'Templates', description: 'Certificate designs' },
    { name: 'Users', description: 'Learners and other users of the site' },
    { name: 'Webhooks', description: 'Webhooks and their deliveries' },
  ],
}

const count = { type: 'integer' } as const

export const headers: Record<string, AnswerHeader> = {
  'X-RateLimit-Limit': { description: 'Maximum number of requests per minute', schema: count, example: 100 },
  'X-RateLimit-Remaining': { description: 'Requests left in the current minute', schema: count, example: 99 },
  'X-RateLimit-Reset': {
    description: 'End of the current minute, in Unix seconds',
    schema: count,
    example: 1234567890,
  },
  'X-Error-Code': {
    description: 'Stable error code',
    schema: { type: 'string' },
    example: 'input.invalid',
    statuses: /^[45]/,
  },
  'Retry-After': {
    description: 'Seconds to wait before the next attempt',
    schema: count,
    example: 42,
    statuses: /^(409|429|503)$/,
  },
}

export const invalidFields = { email: ['Invalid email format'] }

/** Response to a request whose `If-None-Match` has the current `ETag`. */
export const unchanged = { 304: z.undefined().meta({ description: 'The page has not changed' }) }

/** Describes the error responses of a route by their codes. */
export function failuresOf<Code extends ProblemCode>(...codes: Code[]) {
  return describeFailures(codes, () => problem)
}

export const failures = failuresOf(
  ...(['input.invalid', 'request.malformed', 'key.missing', 'key.invalid', 'key.scope_missing'] as const),
  ...(['rate.limited', 'internal', 'database.unavailable', 'server.busy'] as const),
)

export function notFound(what: 'course' | 'user' | 'certificate' | 'key' | 'webhook' | 'event' | 'font' | 'template') {
  return failuresOf(`${what}.not_found`)
}

export const bodyFailures = { ...failures, ...failuresOf('request.too_large', 'request.unsupported_media_type') }

export const postFailures = {
  ...bodyFailures,
  ...failuresOf('idempotency.in_flight', 'idempotency.response_erased', 'idempotency.key_reused'),
}
