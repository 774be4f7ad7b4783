import { createHash, type Hash } from 'node:crypto'
import type { FastifyInstance, FastifyRequest } from 'fastify'
import type { Config } from '../core/config.ts'
import { Problem } from '../core/problem.ts'
import type { Wallet } from '../core/wallets.ts'
import type { Database } from '../database/client.ts'
import { type Credentials, ensureTypeIsSigned, readCredentials } from './authHeaders.ts'
import { storedBytesOf, type WalletLimits } from './limits.ts'
import { walletOfToken } from './sessions/service.ts'
import { ensureRecent, requestVerifier } from './sessions/verifyRequest.ts'
import { staticSignatures } from './staticSignatures.ts'

declare module 'fastify' {
  interface FastifyRequest {
    /** Null if the request is not authenticated. */
    wallet: Wallet | null
    credentials: Credentials | null
    /** Hash of the body read so far, if the request is signed. */
    bodyHash: Hash | null
    /** Authenticates the wallet of a change, once its body is read: verifies the signature, and registers a new wallet. */
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
  const { db, now, limits, staticSignatureCounts } = options
  const statics = staticSignatures(db)
  const verify = requestVerifier(db, options.chainId)
  app.decorateRequest('wallet', null)
  app.decorateRequest('credentials', null)
  app.decorateRequest('bodyHash', null)
  app.decorateRequest('confirmSignature', async function (this: FastifyRequest) {
    const { credentials, method, originalUrl } = this
    if (this.wallet) return
    if (credentials?.kind === 'static') this.wallet = await statics.signerOf(credentials)
    if (credentials?.kind !== 'signature') return
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
        ensureStaticIsAccepted(request, options)
        if (!statics.isGenuine(request.credentials)) {
          request.credentials = null
          break
        }
        staticSignatureCounts.accepted += 1
        reply.header('deprecation', DEPRECATED_SINCE)
        if (!isRead(request)) return
        request.wallet = await statics.signerOf(request.credentials, () => countNewReader(request, limits))
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
    if (credentials && 'wallet' in credentials) return credentials.wallet
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

/** Rejects BDN's static signatures if the configuration does. */
function ensureStaticIsAccepted(
  request: FastifyRequest,
  { walletStaticSignatures, staticSignatureCounts }: AuthOptions,
): void {
  if (walletStaticSignatures === 'on' || (walletStaticSignatures === 'read' && isRead(request))) return
  staticSignatureCounts.refused += 1
  const what = walletStaticSignatures === 'off' ? 'address alone' : 'address alone for changes'
  throw new Problem(
    'signature.static',
    `This server does not accept a signature of the ${what}. Sign in at /api/v1/auth/session/, or sign each request with Auth-Timestamp and Auth-Nonce.`,
  )
}

/** Rejects a request that only a static signature authenticates. `message` says what it cannot do. */
export function rejectStatic({ credentials }: FastifyRequest, message: string): void {
  if (credentials?.kind === 'static') throw new Problem('signature.static', message)
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
