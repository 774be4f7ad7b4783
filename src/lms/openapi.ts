import { type AnswerHeader, type ApiDescription, answer } from '../http/openapi.ts'
import { problem } from './schemas.ts'

/** What the LMS API's document says about the API as a whole. */
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
    statuses: ['400', '401', '403', '404', '409', '413', '415', '422', '429', '500', '503'],
  },
  'Retry-After': {
    description: 'Seconds to wait before the next try',
    schema: count,
    example: 42,
    statuses: ['409', '429', '503'],
  },
}

export const failureExamples: Record<string, object> = {
  400: { status: 400, message: 'Validation failed', errors: { email: ['Invalid email format'] } },
  401: { status: 401, message: 'This API key is unknown, revoked or expired.' },
  403: { status: 403, message: 'This API key may not do this: it lacks the scope "issue".' },
  404: { status: 404, message: 'There is no course 123.' },
  409: { status: 409, message: 'Certificate 123 is replaced by 124 already.' },
  413: { status: 413, message: 'The request body is too large.' },
  415: { status: 415, message: 'The content type of the request is not supported.' },
  422: {
    status: 422,
    message: 'An administrator can be neither blocked nor deleted. Give this user another role first.',
  },
  429: { status: 429, message: 'At most 100 requests a minute. Try again in 42 s.' },
  500: { status: 500, message: 'Something went wrong on our side.' },
  503: { status: 503, message: 'The database cannot be reached. Try again later.' },
}

/** What any route of this API may answer besides its own. */
export const failures = {
  400: answer('The request is malformed or a value is not acceptable', problem),
  401: answer('The API key is missing, unknown, revoked or expired', problem),
  403: answer('The API key lacks the scope that this needs', problem),
  429: answer('Too many requests', problem),
  500: answer('Something went wrong on the server', problem),
  503: answer('The database cannot be reached, or the server has too much to do', problem),
}

/** What a route of one thing may answer besides. */
export function notFound(what: 'course' | 'user' | 'certificate' | 'key' | 'webhook' | 'event' | 'template') {
  return { 404: answer(`The ${what} is not found`, problem) }
}

/** What any route that takes a body may answer besides. */
export const bodyFailures = {
  ...failures,
  413: answer('The request body is too large', problem),
  415: answer('The content type is not supported: send JSON', problem),
}

/** The same of a POST, which may have an idempotency key. */
export const postFailures = {
  ...bodyFailures,
  409: answer('A request with this Idempotency-Key is being answered', problem),
  422: answer('The Idempotency-Key was sent with another request before', problem),
}
