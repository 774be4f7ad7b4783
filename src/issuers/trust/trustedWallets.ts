import { LRUCache } from 'lru-cache'
import { batched } from '../../database/batched.ts'
import type { Database } from '../../database/client.ts'
import { findTrust, type Trust } from './queries.ts'

/** Time (ms) for which a process remembers who is trusted, and how many wallets. */
const remembered = { max: 10_000, ttl: 10_000 }

export type TrustedWallets = (address: string) => Promise<Trust>

/** Creates a function that looks up the trust of a wallet address (lower case, with 0x). */
export function trustedWallets(db: Database, trustRegistries: string[], now: () => Date): TrustedWallets {
  const known = new LRUCache<string, { trust: Trust }>(remembered)
  const find = batched((addresses: string[]) => findTrust(db, addresses, { trustRegistries, at: now() }))
  return async (address) => {
    const { trust } = known.get(address) ?? { trust: await find(address) }
    if (!known.has(address)) known.set(address, { trust })
    return trust
  }
}
