import type { FastifyInstance } from 'fastify'
import { clientLimit } from '../../http/rateLimit.ts'
import type { VerifyOptions } from './options.ts'

/** Lets each client ask so often a minute, so that nobody goes through numbers or keeps the IPFS node busy. */
export function limitClients(app: FastifyInstance, { verificationsPerMinute, redis }: VerifyOptions): void {
  app.addHook('onRequest', clientLimit('requests', verificationsPerMinute, redis))
}
