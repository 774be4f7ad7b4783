import type { FastifyError, FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { hasZodFastifySchemaValidationErrors } from 'fastify-type-provider-zod'
import { type FieldErrors, fieldErrorsOf, Problem } from '../core/problem.ts'
import { definitionOf, type ProblemCode } from '../core/problemCodes.ts'
import { isBusy, isOutage } from '../database/outage.ts'

/** Error response, before an API converts it to its own format. */
export type Failure = {
  status: number
  code: ProblemCode
  message: string
  fields?: FieldErrors | undefined
}

/** Returns the failure of a code, with its default message unless another is given. */
export function failure(code: ProblemCode, message?: string, fields?: FieldErrors): Failure {
  const { status, sentence } = definitionOf(code)
  return { status, code, message: message ?? sentence, fields }
}

export const routeNotFound = failure('route.not_found')

/** Converts an error to a failure. An unexpected error becomes a 500 without details. */
export function failureOf(error: unknown, request?: FastifyRequest): Failure {
  if (error instanceof Problem) return failure(error.code, error.message, error.fields)
  if (hasZodFastifySchemaValidationErrors(error)) return validationFailure(error, request)
  const status = error instanceof Error ? (error as FastifyError).statusCode : undefined // Fastify sets `statusCode`.
  // An error with a status concerns the request: a client's disconnect has the code of a lost database (ECONNRESET).
  if (status === undefined && isBusy(error)) return failure('server.busy')
  if (status === undefined && isOutage(error)) return failure('database.unavailable')
  const code = codeOf(status)
  return failure(code, request && code === 'request.unsupported_media_type' ? unsupportedType(request) : undefined)
}

/** Names the content type of a request, and those that its route supports. */
function unsupportedType({ headers, routeOptions: { schema } }: FastifyRequest): string {
  const body = schema?.body
  const described =
    typeof body === 'object' && body !== null && 'content' in body ? Object.keys(Object(body.content)) : []
  const types = described.length > 0 ? described : (schema?.consumes ?? ['application/json'])
  const given = headers['content-type']
  const fault =
    given === undefined
      ? 'The request has no Content-Type.'
      : `The content type ${JSON.stringify(given.slice(0, 100))} is not supported.`
  return `${fault} Send ${types.join(' or ')}.`
}

/** Maximum number of validation errors in a response. */
const MAX_ISSUES = 100

function validationFailure(error: FastifyError, request: FastifyRequest | undefined): Failure {
  const issues = error.validation?.slice(0, MAX_ISSUES) ?? []
  // An id above the database's maximum cannot exist: 404, not a validation error.
  if (error.validationContext === 'params' && issues.every((issue) => issue.keyword === 'too_big')) return routeNotFound
  const messages = issues.map((issue): [string, string] => {
    const field = issue.instancePath.split('/').filter(Boolean).join('.') || (error.validationContext ?? 'body')
    const message = isEmptyParameter(field) ? 'Is empty. Give it a value, or leave the parameter out.' : issue.message
    return [field, message ?? 'Invalid.']
  })
  return failure('input.invalid', undefined, fieldErrorsOf(messages))

  function isEmptyParameter(field: string): boolean {
    const query: unknown = error.validationContext === 'querystring' ? request?.query : undefined
    return Object.entries(query ?? {}).some(([name, value]) => name === field && value === '')
  }
}

/** Returns the code for Fastify's status of an error; `internal` without a status. */
function codeOf(status: number | undefined): ProblemCode {
  if (status === undefined || status >= 500) return 'internal'
  if (status === 404) return 'route.not_found'
  if (status === 413) return 'request.too_large'
  return status === 415 ? 'request.unsupported_media_type' : 'request.malformed'
}

/** Sends all errors of an API in its format and with its headers. */
export function handleErrors(
  app: FastifyInstance,
  shape: (failure: Failure) => object,
  headersOf: (failure: Failure) => Record<string, string> = () => ({}),
): void {
  app.setErrorHandler((error, request, reply) => {
    const failed = failureOf(error, request)
    reply.headers(headersOf(failed))
    return sendFailure(request, reply, failed, shape(failed), error)
  })
  app.setNotFoundHandler((request, reply) => sendFailure(request, reply, routeNotFound, shape(routeNotFound)))
}

export function sendFailure(
  request: FastifyRequest,
  reply: FastifyReply,
  failure: Failure,
  body: object,
  error?: unknown,
) {
  markFailure(request, reply, failure, error)
  // Bypass the response schemas: these bodies are not from a service.
  return reply
    .type('application/json; charset=utf-8')
    .serializer((payload: unknown) => JSON.stringify(payload))
    .send(body)
}

/** Sets the status and headers of a failure, and logs a 5xx. The code is a header, because contracts fix the body. */
export function markFailure(request: FastifyRequest, reply: FastifyReply, failure: Failure, error?: unknown): void {
  // Under overload, the request log is enough.
  if (failure.code === 'server.busy') request.server.shed.requests += 1
  else if (failure.status >= 500) request.log.error({ err: error }, failure.message)
  // Keep the connection and discard the rest of the body, so that the client gets this response and not a reset.
  if (failure.status === 413) reply.removeHeader('connection')
  const known = error instanceof Problem ? error.retryAfter : undefined
  const retryAfter = known ?? definitionOf(failure.code).retryAfter
  if (retryAfter !== undefined) reply.header('retry-after', retryAfter)
  reply.code(failure.status).header('x-error-code', failure.code)
}
