import { Problem } from '../../core/problem.ts'
import { type Contracts, isSignedBy } from '../../core/signatures.ts'
import { registerWallet, type Wallet } from '../../core/wallets.ts'
import { batched } from '../../database/batched.ts'
import type { Database } from '../../database/client.ts'
import { noteNonces, type SeenNonce } from './queries.ts'
import { requestHasher, type SignedRequest } from './signedRequest.ts'

/** Maximum clock difference between wallet and server. */
const MAX_SKEW_SECONDS = 300

/** Much longer than a signature is valid, so that servers' clocks may differ too. */
export const REQUEST_NONCE_HOURS = 1

/** Rejects a request signed too long ago or in the future. `timestamp` is in Unix seconds. */
export function ensureTimely(timestamp: number, now: Date): void {
  const seconds = Math.floor(now.getTime() / 1000)
  if (Math.abs(seconds - timestamp) <= MAX_SKEW_SECONDS) return
  throw new Problem(
    'signature.expired',
    `Auth-Timestamp is more than five minutes away from this server’s clock, which says ${seconds}.`,
  )
}

/** Creates a function that verifies a request's signature, accepts it once, and returns its wallet. */
export function requestVerifier(db: Database, chainId: number) {
  const digestOf = requestHasher(chainId)
  const note = batched((seen: SeenNonce[]) => noteNonces(db, seen))
  return async (request: SignedRequest, signature: Uint8Array, contracts: Contracts | null): Promise<Wallet> => {
    if (!(await isSignedBy(contracts, request.wallet, digestOf(request), signature))) {
      throw new Problem(
        'signature.invalid',
        `Auth-Signature is not this wallet’s for ${request.method} ${request.url} on chain ${chainId} with this body, Auth-Timestamp and Auth-Nonce.`,
      )
    }
    const seen = { address: request.wallet, nonce: request.nonce, signedAt: new Date(Number(request.timestamp) * 1000) }
    const noted = (await note(seen)) ?? (await registerWallet(db, request.wallet).then(() => note(seen)))
    if (!noted) throw new Error('A wallet was lost.')
    if (noted.isNew) return noted.wallet
    throw new Problem('signature.replayed')
  }
}
