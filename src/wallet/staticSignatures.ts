import { LRUCache } from 'lru-cache'
import { recoverSigner } from '../chain/keys/recover.ts'
import { registerWallet, type Wallet } from '../core/wallets.ts'
import type { Database } from '../database/client.ts'
import type { StaticSignature } from './authHeaders.ts'

/** Static signatures that a process remembers, with their wallets. Safe to cache: neither can become invalid. */
const REMEMBERED = { max: 10_000, ttl: 60_000 }

/** Length of an address and a signature, both with 0x. Longer ones are not remembered. */
const MAX_LENGTH = 42 + 1 + 132

/** BDN's static signatures. */
export function staticSignatures(db: Database) {
  const known = new LRUCache<string, Wallet>(REMEMBERED)
  const keyOf = ({ address, signature }: StaticSignature) => `${address} ${signature}`

  /** Returns whether the wallet made the signature. BDN signs the address exactly as sent, before normalization. */
  function isGenuine(signature: StaticSignature): boolean {
    return known.has(keyOf(signature)) || recoverSigner(signature.address, signature.signature) === signature.wallet
  }

  /** Returns the wallet of a genuine signature, and registers a new one. `beforeNew` may throw to prevent it. */
  async function signerOf(signature: StaticSignature, beforeNew?: () => Promise<void>): Promise<Wallet> {
    const key = keyOf(signature)
    const wallet = known.get(key) ?? (await registerWallet(db.prisma, signature.wallet, beforeNew))
    if (key.length <= MAX_LENGTH) known.set(key, wallet)
    return wallet
  }

  return { isGenuine, signerOf }
}
