import type { FastifyInstance } from 'fastify'
import { type Failure, failureOf, routeNotFound, sendFailure } from '../http/failure.ts'

/** Puts every failure behind this API into Konstantly's shape: `{ status, message, errors? }`. */
export function answerErrors(app: FastifyInstance): void {
  app.setErrorHandler((error, request, reply) => {
    const failure = failureOf(error)
    return sendFailure(request, reply, failure, shape(failure), error)
  })
  app.setNotFoundHandler((request, reply) => sendFailure(request, reply, routeNotFound, shape(routeNotFound)))
}

export function shape({ status, message, fields }: Failure) {
  return { status, message, errors: fields }
}
