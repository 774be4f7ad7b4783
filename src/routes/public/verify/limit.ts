import { isIPv6 } from 'node:net'
import type { FastifyInstance } from 'fastify'
import ipaddr from 'ipaddr.js'
import { Problem } from '../../../errors.ts'
import { rateLimiter } from '../../rateLimit.ts'
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

/** An IPv4 address; of IPv6 the network of one customer, who has as many addresses as they like. */
export function clientOf(address: string): string {
  if (!isIPv6(address)) return address
  const parsed = ipaddr.process(address)
  return parsed instanceof ipaddr.IPv6 ? parsed.parts.slice(0, 4).join(':') : parsed.toString()
}
