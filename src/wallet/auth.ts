import { createHash, type Hash } from 'node:crypto'
import { parseAddress } from '@chancery/verify/ethereum/address'
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { LRUCache } from 'lru-cache'
import { recoverSigner } from '../chain/keys/recover.ts'
import type { Config } from '../core/config.ts'
import { Problem } from '../core/problem.ts'
import { registerWallet, type Wallet } from '../core/wallets.ts'
import type { Database } from '../database/client.ts'
import { type Credentials, ensureTypeIsSigned, readCredentials } from './authHeaders.ts'
import { storedBytesOf, type WalletLimits } from './limits.ts'
import { walletOfToken } from './sessions/service.ts'
import { ensureRecent, requestVerifier } from './sessions/verifyRequest.ts'

declare module 'fastify' {
  interface FastifyRequest {
    /** Null if the request is not authenticated. */
    wallet: Wallet | null
    credentials: Credentials | null
    /** Hash of the body read so far, if the request is signed. */
    bodyHash: Hash | null
    /** Verifies the signature of a signed request, once its body is read. Does nothing for others. */
    confirmSignature(): Promise<void>
  }
  interface FastifyContextConfig {
    signed?: true
  }
}

/** Uses of BDN's static signatures since the start, for metrics. */
export type StaticSignatureCounts = { accepted: number; refused: number }

export type AuthOptions = {
  db: Database
  now: () => Date
  staticSignatureCounts: StaticSignatureCounts
  limits: WalletLimits
} & Pick<Config, 'chainId' | 'walletStaticSignatures'>

/** Deprecation date of BDN's static signatures, as RFC 9745 writes it: 22 November 2026. */
const DEPRECATED_SINCE = '@1795305600'

/** Authenticates the wallet of a request. Registers new wallets. */
export function identifyWallet(app: FastifyInstance, options: AuthOptions): void {
  const { db, now, limits } = options
  const known: KnownSignatures = new LRUCache(SIGNATURES)
  const verify = requestVerifier(db, options.chainId)
  app.decorateRequest('wallet', null)
  app.decorateRequest('credentials', null)
  app.decorateRequest('bodyHash', null)
  app.decorateRequest('confirmSignature', async function (this: FastifyRequest) {
    const { credentials, method, originalUrl } = this
    if (credentials?.kind !== 'signature' || this.wallet) return
    const { version, wallet, signature, timestamp, nonce } = credentials
    const contentType = this.headers['content-type'] ?? ''
    const bodySha256 = (this.bodyHash ?? createHash('sha256')).copy().digest()
    const url = app.publicUrl() + originalUrl
    const signed = { wallet, method, url, contentType, bodySha256, timestamp: BigInt(timestamp), nonce }
    this.wallet = await verify(version, signed, signature, this.contracts(), {
      beforeNonce: async () => {
        if (isRead(this)) await limits.countNonce(this, wallet)
      },
      beforeNew: () => countNewReader(this, limits),
    })
  })

  app.addHook('onRequest', async (request, reply) => {
    if (request.is404) return
    request.credentials = readCredentials(request.headers)
    if (isLimited(request)) await limits.countClient(request, await claimedAddress(request))
    switch (request.credentials?.kind) {
      case 'static':
        request.wallet = await authenticateStatic(request.credentials, request, reply, options, known)
        break
      case 'session':
        request.wallet ??= await walletOfToken(db, request.credentials.token, now())
        break
      case 'signature':
        ensureRecent(request.credentials.timestamp, now())
        if (!isRead(request)) ensureTypeIsSigned(request.credentials, request.headers)
        return
    }
    if (request.routeOptions.config.signed) walletOf(request)
  })
  app.addHook('preParsing', (request, _reply, payload, done) => {
    if (request.credentials?.kind !== 'signature' || isRead(request)) return done(null, payload)
    const bodyHash = createHash('sha256')
    // Pauses the stream, so that it is hashed while its reader reads it, and loses nothing.
    payload.on('data', (part) => bodyHash.update(part)).pause()
    request.bodyHash = bodyHash
    done(null, payload)
  })
  app.addHook('preValidation', async (request) => {
    if (request.routeOptions.config.bodyIsStream) return
    await request.confirmSignature()
    if (isLimited(request)) await limits.countChange(request, storedBytesOf(request.body))
  })
  app.addHook('onSend', (request, _reply, _payload, done) => {
    // Drains the rest, so that the client receives the response instead of a connection reset.
    if (request.bodyHash) request.raw.resume()
    done()
  })

  /** Returns the address that a request claims before its signature is verified. A session proves it. */
  async function claimedAddress(request: FastifyRequest): Promise<string | null> {
    const { credentials } = request
    if (credentials?.kind === 'signature') return credentials.wallet
    if (credentials?.kind === 'static') return parseAddress(credentials.address)
    if (credentials) request.wallet = await walletOfToken(db, credentials.token, now())
    return request.wallet?.address ?? null
  }
}

/** Whether a request is a change that needs a wallet. The others, such as signing in, have their own limits. */
function isLimited(request: FastifyRequest): boolean {
  return !isRead(request) && request.routeOptions.config.signed === true
}

/** Counts a read that registers its wallet. Changes are counted already. */
async function countNewReader(request: FastifyRequest, limits: WalletLimits): Promise<void> {
  if (isRead(request)) await limits.countClient(request, null)
}

/** Maps address and signature, as sent, to their wallet. Safe to cache: neither can become invalid. */
type KnownSignatures = LRUCache<string, Wallet>

const SIGNATURES = { max: 10_000, ttl: 60_000 }

/** Verifies a static signature. BDN signs the address exactly as sent, before normalization. */
async function authenticateStatic(
  { address: sent, signature }: Credentials & { kind: 'static' },
  request: FastifyRequest,
  reply: FastifyReply,
  { db, walletStaticSignatures, staticSignatureCounts, limits }: AuthOptions,
  known: KnownSignatures,
): Promise<Wallet | null> {
  if (walletStaticSignatures === 'off' || (walletStaticSignatures === 'read' && !isRead(request))) {
    staticSignatureCounts.refused += 1
    const what = walletStaticSignatures === 'off' ? 'address alone' : 'address alone for changes'
    throw new Problem(
      'signature.static',
      `This server does not accept a signature of the ${what}. Sign in at /api/v1/auth/session/, or sign each request with Auth-Timestamp and Auth-Nonce.`,
    )
  }
  const both = `${sent} ${signature}`
  const wallet = known.get(both) ?? (await walletOfStatic(db, sent, signature, () => countNewReader(request, limits)))
  if (!wallet) return null
  if (both.length <= MAX_STATIC_LENGTH) known.set(both, wallet)
  staticSignatureCounts.accepted += 1
  reply.header('deprecation', DEPRECATED_SINCE)
  return wallet
}

/** Rejects a request that only a static signature authenticates. `message` says what it cannot do. */
export function rejectStatic({ credentials }: FastifyRequest, message: string): void {
  if (credentials?.kind === 'static') throw new Problem('signature.static', message)
}

/** Length of an address and a signature, both with 0x. */
const MAX_STATIC_LENGTH = 42 + 1 + 132

async function walletOfStatic(
  db: Database,
  sent: string,
  signature: string,
  beforeNew: () => Promise<void>,
): Promise<Wallet | null> {
  const address = parseAddress(sent)
  if (!address || recoverSigner(sent, signature) !== address) return null
  return registerWallet(db.prisma, address, beforeNew)
}

/**
 * Returns the wallet that owns a request's idempotency keys, or null without a wallet.
 * Verifies the signature first, also if the body is a stream. Throws if a required wallet is missing.
 */
export async function ownerOfKeys(request: FastifyRequest): Promise<string | null> {
  await request.confirmSignature()
  if (!request.wallet && !request.routeOptions.config.signed) return null
  return `wallet/${walletOf(request).id}`
}

function isRead({ method }: FastifyRequest): boolean {
  return method === 'GET' || method === 'HEAD'
}

/** Returns the wallet of the request. Throws `signature.missing` if it is not authenticated. */
export function walletOf(request: FastifyRequest): Wallet {
  if (!request.wallet) throw new Problem('signature.missing')
  return request.wallet
}
