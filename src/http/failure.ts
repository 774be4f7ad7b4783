import type { FastifyError, FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { hasZodFastifySchemaValidationErrors } from 'fastify-type-provider-zod'
import { type FieldErrors, Problem } from '../core/problem.ts'
import { definitionOf, type ProblemCode } from '../core/problemCodes.ts'
import { isOutage } from '../database/outage.ts'
import { RateLimited } from './rateLimit.ts'

/** What went wrong with a request, before an API puts it into its own shape. */
export type Failure = {
  status: number
  code: ProblemCode
  message: string
  fields?: FieldErrors | undefined
}

/** The failure of a code, with its sentence unless there is a more exact message. */
export function failure(code: ProblemCode, message?: string, fields?: FieldErrors): Failure {
  const { status, sentence } = definitionOf(code)
  return { status, code, message: message ?? sentence, fields }
}

export const routeNotFound = failure('route.not_found')

/** Tells what an error means for the one who sent the request; the unexpected is a bare 500. */
export function failureOf(error: unknown): Failure {
  if (error instanceof Problem) return failure(error.code, error.message, error.fields)
  if (hasZodFastifySchemaValidationErrors(error)) return validationFailure(error)
  const status = error instanceof Error ? (error as FastifyError).statusCode : undefined // As Fastify has it.
  // An error with a status is about the request: a client that hangs up has the same ECONNRESET as a lost database.
  if (status === undefined && isOutage(error)) return failure('database.unavailable')
  return failure(codeOf(status))
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
  return failure('input.invalid', undefined, fields)
}

/** The code of an error that Fastify gives a status, or that is nobody's. */
function codeOf(status: number | undefined): ProblemCode {
  if (status === undefined || status >= 500) return 'internal'
  if (status === 404) return 'route.not_found'
  if (status === 413) return 'request.too_large'
  return status === 415 ? 'request.unsupported_media_type' : 'request.malformed'
}

/** Answers every failure of an API in its shape, with the headers that belong to the failure. */
export function answerErrors(
  app: FastifyInstance,
  shape: (failure: Failure) => object,
  headersOf: (failure: Failure) => Record<string, string> = () => ({}),
): void {
  app.setErrorHandler((error, request, reply) => {
    const failed = failureOf(error)
    reply.headers(headersOf(failed))
    return sendFailure(request, reply, failed, shape(failed), error)
  })
  app.setNotFoundHandler((request, reply) => sendFailure(request, reply, routeNotFound, shape(routeNotFound)))
}

/** Answers one failure with this body. */
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
  const retryAfter = error instanceof RateLimited ? error.retryAfter : definitionOf(failure.code).retryAfter
  if (retryAfter !== undefined) reply.header('retry-after', retryAfter)
  reply.code(failure.status).header('x-error-code', failure.code)
}
