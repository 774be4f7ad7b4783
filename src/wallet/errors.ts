import type { FastifyInstance } from 'fastify'
import { definitionOf } from '../core/problemCodes.ts'
import { type Failure, failureOf, routeNotFound, sendFailure } from '../http/failure.ts'

/**
 * Puts every failure behind this API into BDN's shapes: `{ error }` for a request that is refused (a text, or an
 * object of field → texts), `{ status: "denied" }` for the wrong wallet, `{ detail }` for everything else.
 */
export function answerErrors(app: FastifyInstance): void {
  app.setErrorHandler((error, request, reply) => {
    const failure = failureOf(error)
    const challenge = challengeOf(failure)
    if (challenge) reply.header('www-authenticate', challenge)
    return sendFailure(request, reply, failure, shape(failure), error)
  })
  app.setNotFoundHandler((request, reply) => sendFailure(request, reply, routeNotFound, shape(routeNotFound)))
}

/** What to do about a 401: sign, or sign in again (RFC 6750). */
function challengeOf({ code }: Failure): string | null {
  if (code === 'session.invalid') return 'Bearer error="invalid_token"'
  return code.startsWith('signature.') || code === 'nonce.invalid' ? 'EthereumSignature' : null
}

export function shape({ status, code, message, fields }: Failure) {
  const { wallet } = definitionOf(code)
  if (wallet === 'denied') return { status: 'denied' }
  if (wallet) return { error: { [wallet]: [message] } }
  if (status === 404) return { detail: 'Not found.' }
  if (status === 400 || status === 413) return { error: fields ?? message }
  return { detail: message }
}
