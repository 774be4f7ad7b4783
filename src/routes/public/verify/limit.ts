import type { FastifyInstance } from 'fastify'
import { Problem } from '../../../errors.ts'
import { clientOf, rateLimiter } from '../../rateLimit.ts'
import type { VerifyOptions } from './options.ts'

/** Lets each client ask so often a minute, so that nobody goes through numbers or keeps the IPFS node busy. */
export function limitClients(app: FastifyInstance, { verificationsPerMinute, redis }: VerifyOptions): void {
  const count = rateLimiter(verificationsPerMinute, redis)
  app.addHook('onRequest', async (request, reply) => {
    const allowance = await count(`verify ${clientOf(request.ip)}`)
    if (allowance?.retryAfter == null) return
    reply.header('retry-after', allowance.retryAfter)
    throw new Problem('rate.limited', `Try again in ${allowance.retryAfter} s.`)
  })
}
