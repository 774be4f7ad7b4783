import type { FastifyRequest } from 'fastify'
import type { Config } from '../core/config.ts'
import type { SharedRedis } from '../core/redis.ts'
import { clientOf } from '../http/clientAddress.ts'
import { callerLimit } from '../http/rateLimit.ts'
import type { TrustedWallets } from '../issuers/trust/trustedWallets.ts'

/** Limits of the wallet API. All throw RateLimited. Wallets cost nothing, so client addresses have the same limits. */
export type WalletLimits = {
  /**
   * Counts a change of a client, before anything of it is stored, and lets the client's changes wait for each other.
   * `claimed` is the wallet address that it claims: if that wallet is trusted, only the wallet counts, once it is
   * authenticated.
   */
  countClient(request: FastifyRequest, claimed: string | null): Promise<void>
  /** Counts the change of an authenticated wallet, and what it stores. */
  countChange(request: FastifyRequest, storedBytes: number): Promise<void>
  /** Counts bytes of a file. */
  countBytes(request: FastifyRequest, bytes: number): Promise<void>
  /** Counts the nonce of a signed read by a wallet, which is stored. Changes count in any case. */
  countNonce(request: FastifyRequest, address: string): Promise<void>
  /** Counts a request with an idempotency key, whose response is stored. */
  countKey(request: FastifyRequest): Promise<void>
}

export type LimitOptions = { redis: SharedRedis | undefined; trustOf: TrustedWallets } & Pick<
  Config,
  | 'walletChangesPerMinute'
  | 'issuerChangesPerMinute'
  | 'walletBytesPerDay'
  | 'issuerBytesPerDay'
  | 'idempotencyKeysPerDay'
>

/** Changes per minute that allow a client one more change at a time. Its burst must not delay other clients. */
const CHANGES_PER_CONCURRENT = 120

/** Bytes that count as one change. */
const CHANGE_BYTES = 4096

export function walletLimits({ redis, trustOf, ...config }: LimitOptions): WalletLimits {
  const changes = callerLimit('changes', { perMinute: config.walletChangesPerMinute }, redis)
  const issuerChanges = callerLimit('changes of an issuer', { perMinute: config.issuerChangesPerMinute }, redis)
  const bytes = callerLimit('stored bytes', { perDay: config.walletBytesPerDay }, redis)
  const issuerBytes = callerLimit('stored bytes of an issuer', { perDay: config.issuerBytesPerDay }, redis)
  const concurrency = Math.ceil(config.walletChangesPerMinute / CHANGES_PER_CONCURRENT)
  const keys = callerLimit('idempotency keys', { perDay: config.idempotencyKeysPerDay }, redis)

  async function countBytesOf(ip: string, address: string | undefined, count: number): Promise<void> {
    if (address && (await trustOf(address))) return issuerBytes(address, count)
    await bytes(clientOf(ip), count)
    if (address) await bytes(address, count)
  }
  const countBytes = ({ wallet, ip }: FastifyRequest, count: number) => countBytesOf(ip, wallet?.address, count)

  return {
    async countClient(request, claimed) {
      if (claimed && (await trustOf(claimed))) return
      const client = clientOf(request.ip)
      await changes(client)
      if (concurrency > 0) request.clientQueue = { client, concurrency }
    },
    async countChange(request, storedBytes) {
      const { wallet, ip } = request
      if (!wallet) return
      const cost = Math.max(1, Math.ceil(storedBytes / CHANGE_BYTES))
      if (await trustOf(wallet.address)) await issuerChanges(wallet.address, cost)
      else {
        if (cost > 1) await changes(clientOf(ip), cost - 1)
        await changes(wallet.address, cost)
      }
      await countBytes(request, storedBytes)
    },
    countBytes,
    countNonce: ({ ip }, address) => countBytesOf(ip, address, NONCE_BYTES),
    async countKey({ wallet, ip }) {
      if (wallet && (await trustOf(wallet.address))) return
      await keys(clientOf(ip))
      if (wallet) await keys(wallet.address)
    },
  }
}

/** What a nonce takes: a row and its index entries. */
const NONCE_BYTES = 256

/** What a name of a skill or industry takes besides its text: rows and their index entries. */
const NAME_BYTES = 256

/** Estimates the bytes that a body takes in the database. */
export function storedBytesOf(body: unknown): number {
  if (typeof body !== 'object' || body === null) return 0
  const names = Object.values(body).reduce<number>(
    (count, value) => count + (Array.isArray(value) ? value.length : 0),
    0,
  )
  return JSON.stringify(body).length + names * NAME_BYTES
}
