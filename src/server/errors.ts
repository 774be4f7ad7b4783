import type { FastifyInstance } from 'fastify'
import { type Failure, failureOf, routeNotFound, sendFailure } from '../http/failure.ts'

/** Puts every failure outside the two APIs into one shape: `{ status, message }`. */
export function answerErrors(app: FastifyInstance): void {
  app.setErrorHandler((error, request, reply) => {
    const failure = failureOf(error)
    return sendFailure(request, reply, failure, shape(failure), error)
  })
  app.setNotFoundHandler((request, reply) => sendFailure(request, reply, routeNotFound, shape(routeNotFound)))
}

function shape({ status, message }: Failure) {
  return { status, message }
}
