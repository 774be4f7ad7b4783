import type { FastifyError, FastifyReply, FastifyRequest } from 'fastify'
import { hasZodFastifySchemaValidationErrors } from 'fastify-type-provider-zod'
import { type FieldErrors, Problem, type ProblemCode } from '../core/problem.ts'
import { isOutage } from '../database/outage.ts'
import { RateLimited } from './rateLimit.ts'

/** What went wrong with a request, before an API puts it into its own shape. */
export type Failure = {
  status: number
  code: ProblemCode | RequestCode
  message: string
  fields?: FieldErrors | undefined
}

/** What is wrong with a request before any service sees it, or with us. */
type RequestCode =
  | 'request.malformed'
  | 'request.too_large'
  | 'request.headers_too_large'
  | 'request.timeout'
  | 'request.unsupported_media_type'
  | 'route.not_found'
  | 'internal'

const statuses: Record<ProblemCode, number> = {
  'input.invalid': 400,
  'key.missing': 401,
  'key.invalid': 401,
  'key.not_found': 404,
  'key.scope_missing': 403,
  'site.not_found': 404,
  'rate.limited': 429,
  'signature.missing': 401,
  'signature.invalid': 401,
  'signature.expired': 401,
  'signature.replayed': 401,
  'signature.static': 401,
  'issuer_signature.invalid': 400,
  'nonce.invalid': 401,
  'session.invalid': 401,
  'course.not_found': 404,
  'user.not_found': 404,
  'user.protected': 422,
  'certificate.not_found': 404,
  'certificate.unproven': 404,
  'certificate.deleted': 410,
  'certificate.not_holder': 401,
  'certificate.not_issuer': 401,
  'certificate.exists': 409,
  'certificate.replaced': 409,
  'certificate.revoked': 409,
  'certificate.published': 409,
  'certificate.changed': 409,
  'verification.not_found': 404,
  'verification.not_party': 401,
  'verification.own': 400,
  'verification.duplicate': 400,
  'verification.moved': 409,
  'user.no_wallet': 409,
  'site.no_issuer_key': 409,
  'webhook.not_found': 404,
  'webhook.too_many': 422,
  'event.not_found': 404,
  'idempotency.key_reused': 422,
  'idempotency.in_flight': 409,
  'document.not_found': 400,
  'document.unchecked': 503,
  'document.not_stored': 404,
  'document.damaged': 500,
  'document.unsupported': 400,
  'range.unsatisfiable': 416,
  'ipfs.unavailable': 503,
  'ipfs.full': 507,
  'document.not_rendered': 500,
  'document.not_kept': 507,
  'template.not_found': 404,
  'template.invalid': 422,
  'template.in_use': 409,
  'template.too_many': 422,
  'renderer.busy': 503,
  'chain.unavailable': 503,
  'database.unavailable': 503,
  'server.busy': 503,
}

export const routeNotFound: Failure = {
  status: 404,
  code: 'route.not_found',
  message: 'There is nothing at this address.',
}

/** Tells what an error means for the one who sent the request; the unexpected is a bare 500. */
export function failureOf(error: unknown): Failure {
  if (error instanceof Problem) {
    return { status: statuses[error.code], code: error.code, message: error.message, fields: error.fields }
  }
  if (hasZodFastifySchemaValidationErrors(error)) return validationFailure(error)
  const status = error instanceof Error ? (error as FastifyError).statusCode : undefined
  // An error with a status is about the request: a client that hangs up has the same ECONNRESET as a lost database.
  if (status === undefined && isOutage(error)) {
    return { status: 503, code: 'database.unavailable', message: 'The database cannot be reached. Try again later.' }
  }
  return requestFailure(status)
}

/** Of a body with thousands of mistakes, the first ones are told. */
const MAX_ISSUES = 100

function validationFailure(error: FastifyError): Failure {
  const issues = error.validation?.slice(0, MAX_ISSUES) ?? []
  // An id that no database could have given out names nothing; it is not a mistake of form.
  if (error.validationContext === 'params' && issues.every((issue) => issue.keyword === 'too_big')) return routeNotFound
  const fields: FieldErrors = {}
  for (const issue of issues) {
    const field = issue.instancePath.split('/').filter(Boolean).join('.') || (error.validationContext ?? 'body')
    fields[field] = [...new Set([...(fields[field] ?? []), issue.message ?? 'Invalid.'])]
  }
  return { status: 400, code: 'input.invalid', message: 'Validation failed', fields }
}

function requestFailure(status: number | undefined): Failure {
  switch (status) {
    case 404:
      return routeNotFound
    case 413:
      return { status, code: 'request.too_large', message: 'The request body is too large.' }
    case 415:
      return {
        status,
        code: 'request.unsupported_media_type',
        message: 'The content type of the request is not supported.',
      }
    case undefined:
      return { status: 500, code: 'internal', message: 'Something went wrong on our side.' }
    default:
      return status < 500
        ? { status: 400, code: 'request.malformed', message: 'The request is malformed and cannot be read.' }
        : { status: 500, code: 'internal', message: 'Something went wrong on our side.' }
  }
}

/** Answers a failure in an API's shape. */
export function sendFailure(
  request: FastifyRequest,
  reply: FastifyReply,
  failure: Failure,
  body: object,
  error?: unknown,
) {
  markFailure(request, reply, failure, error)
  // Past the response schemas: these shapes are made here, not by a service.
  return reply
    .type('application/json; charset=utf-8')
    .serializer((payload: unknown) => JSON.stringify(payload))
    .send(body)
}

/** Says of an answer, whatever its body, that it is a failure. The stable code stands in a header, because both contracts fix the body. */
export function markFailure(request: FastifyRequest, reply: FastifyReply, failure: Failure, error?: unknown): void {
  // A server that is too busy does not write a line of log for each request as well.
  if (failure.status >= 500 && failure.code !== 'server.busy') request.log.error({ err: error }, failure.message)
  // The rest of a body that is too large is read and thrown away, so that the client gets this answer and no reset.
  if (failure.status === 413) reply.removeHeader('connection')
  if (failure.status === 503) reply.header('retry-after', '5')
  if (error instanceof RateLimited) reply.header('retry-after', error.retryAfter)
  if (failure.code === 'idempotency.in_flight' || failure.code === 'server.busy') reply.header('retry-after', '1')
  reply.code(failure.status).header('x-error-code', failure.code)
}
