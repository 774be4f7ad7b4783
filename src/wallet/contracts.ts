import type { FastifyInstance, FastifyRequest } from 'fastify'
import type { Chain } from '../chain/chain.ts'
import type { Config } from '../core/config.ts'
import type { SharedRedis } from '../core/redis.ts'
import type { Contracts } from '../core/signatures.ts'
import { clientLimit } from '../http/rateLimit.ts'

declare module 'fastify' {
  interface FastifyRequest {
    /** What wallets that are contracts are asked through, so often a minute for each client; null where no node is. */
    contracts(): Contracts | null
  }
}

export type ContractOptions = { chain: Chain | null; redis: SharedRedis | undefined } & Pick<Config, 'signInsPerMinute'>

/** Lets requests ask wallets that are contracts. Anybody makes up wallets: each client makes us ask the node so often. */
export function askContracts(app: FastifyInstance, { chain, redis, signInsPerMinute }: ContractOptions): void {
  const count = clientLimit('signatures of contracts', signInsPerMinute, redis)
  app.decorateRequest('contracts', function (this: FastifyRequest) {
    return (
      chain && {
        acceptsSignature: async (...question) => {
          await count(this)
          return chain.acceptsSignature(...question)
        },
      }
    )
  })
}
