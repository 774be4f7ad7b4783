import type { Chain } from '../chain/chain.ts'
import type { Database } from '../db/client.ts'
import { Problem } from '../errors.ts'
import { requestHasher, type SignedRequest } from '../wallet/signedRequest.ts'
import { isSignedBy } from './signatures.ts'
import { registerWallet, type Wallet } from './wallets.ts'

/** How far the clocks of a wallet and of this server may be apart. */
const MAX_SKEW_SECONDS = 300

/** How long a nonce is kept: far longer than its signature is good for, so that servers’ own clocks may differ too. */
export const REQUEST_NONCE_HOURS = 1

/** Refuses a request that was signed too long ago, or in the future; its time is in Unix seconds. */
export function ensureTimely(timestamp: number, now: Date): void {
  const seconds = Math.floor(now.getTime() / 1000)
  if (Math.abs(seconds - timestamp) <= MAX_SKEW_SECONDS) return
  throw new Problem(
    'signature.expired',
    `Auth-Timestamp is more than five minutes away from this server’s clock, which says ${seconds}.`,
  )
}

/** Makes the function that tells which wallet signed a request, and lets each request in once. */
export function requestVerifier(db: Database, chain: Chain | null, chainId: number) {
  const digestOf = requestHasher(chainId)
  return async (request: SignedRequest, signature: Uint8Array): Promise<Wallet> => {
    if (!(await isSignedBy(chain, request.wallet, digestOf(request), signature))) {
      throw new Problem(
        'signature.invalid',
        `Auth-Signature is not this wallet’s for ${request.method} ${request.url} on chain ${chainId} with this body, Auth-Timestamp and Auth-Nonce.`,
      )
    }
    const wallet = await registerWallet(db, request.wallet)
    const signedAt = new Date(Number(request.timestamp) * 1000)
    const isNew = await db.prisma.$executeRaw`
      INSERT INTO request_nonces (wallet_id, nonce, signed_at)
      VALUES (${wallet.id}::uuid, ${request.nonce}, ${signedAt}::timestamptz)
      ON CONFLICT DO NOTHING`
    if (isNew) return wallet
    throw new Problem('signature.replayed', 'This Auth-Nonce was used before. Sign every request with a new one.')
  }
}
