import type { FastifyInstance } from 'fastify'
import { clientLimit } from '../../http/rateLimit.ts'
import type { VerifyOptions } from './options.ts'

/** Limits requests per minute and client, so that clients cannot enumerate numbers or overload the IPFS node. */
export function limitClients(app: FastifyInstance, { verificationsPerMinute, redis }: VerifyOptions): void {
  app.addHook('onRequest', clientLimit('requests', verificationsPerMinute, redis))
}
