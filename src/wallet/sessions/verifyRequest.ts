import { Problem } from '../../core/problem.ts'
import { type Contracts, isSignedBy } from '../../core/signatures.ts'
import { registerWallet, type Wallet } from '../../core/wallets.ts'
import { batched } from '../../database/batched.ts'
import type { Database } from '../../database/client.ts'
import { insertNonces, type UsedNonce } from './queries.ts'
import { type RequestVersion, requestHashers, type SignedRequest } from './signedRequest.ts'

/** Maximum clock difference between wallet and server. */
const MAX_SKEW_SECONDS = 300

/** Much longer than a signature is valid, so that servers' clocks may differ too. */
export const REQUEST_NONCE_HOURS = 1

/** Rejects a request signed too long ago or in the future. `timestamp` is in Unix seconds. */
export function ensureRecent(timestamp: number, now: Date): void {
  const seconds = Math.floor(now.getTime() / 1000)
  if (Math.abs(seconds - timestamp) <= MAX_SKEW_SECONDS) return
  throw new Problem(
    'signature.expired',
    `Auth-Timestamp is more than five minutes from the server’s time, which is ${seconds}. Sign again.`,
  )
}

/** Called before a nonce is stored, and before a new wallet is registered. Either may throw to prevent it. */
type Before = { beforeNonce?: () => Promise<void>; beforeNew?: () => Promise<void> }

/** Creates a function that verifies a request's signature, accepts it once, and returns its wallet. */
export function requestVerifier(db: Database, chainId: number) {
  const digestOf = requestHashers(chainId)
  const insertNonce = batched((used: UsedNonce[]) => insertNonces(db, used))
  return async (
    version: RequestVersion,
    request: SignedRequest,
    signature: Uint8Array,
    contracts: Contracts | null,
    { beforeNonce, beforeNew }: Before = {},
  ): Promise<Wallet> => {
    if (!(await isSignedBy(contracts, request.wallet, digestOf[version](request), signature))) {
      throw new Problem(
        'signature.invalid',
        `Auth-Signature is not by this wallet for ${request.method} ${request.url} on chain ${chainId} with this ${version === 1 ? '' : 'Content-Type, '}body, Auth-Timestamp and Auth-Nonce.`,
      )
    }
    await beforeNonce?.()
    const used = { address: request.wallet, nonce: request.nonce, signedAt: new Date(Number(request.timestamp) * 1000) }
    const stored =
      (await insertNonce(used)) ??
      (await registerWallet(db.prisma, request.wallet, beforeNew).then(() => insertNonce(used)))
    if (!stored) throw new Error('The wallet was not found after its registration.')
    if (stored.isNew) return stored.wallet
    throw new Problem('signature.replayed')
  }
}
