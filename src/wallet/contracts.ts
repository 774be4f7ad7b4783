import type { FastifyInstance, FastifyRequest } from 'fastify'
import type { Chain } from '../chain/chain.ts'
import type { Config } from '../core/config.ts'
import type { SharedRedis } from '../core/redis.ts'
import type { Contracts } from '../core/signatures.ts'
import { clientLimit } from '../http/rateLimit.ts'

declare module 'fastify' {
  interface FastifyRequest {
    /** Gives access to contract wallets, rate-limited per client. Null without a node. */
    contracts(): Contracts | null
  }
}

export type ContractOptions = { chain: Chain | null; redis: SharedRedis | undefined } & Pick<Config, 'signInsPerMinute'>

/** Enables calls to contract wallets. Wallets cost nothing, so calls to the node are limited per client. */
export function provideContracts(app: FastifyInstance, { chain, redis, signInsPerMinute }: ContractOptions): void {
  const limit = clientLimit('contract signatures', signInsPerMinute, redis)
  app.decorateRequest('contracts', function (this: FastifyRequest) {
    return (
      chain && {
        acceptsSignature: async (...args) => {
          await limit(this)
          return chain.acceptsSignature(...args)
        },
      }
    )
  })
}
