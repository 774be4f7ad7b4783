import { createHash, type Hash } from 'node:crypto'
import { parseAddress } from '@chancery/verify/ethereum/address'
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { LRUCache } from 'lru-cache'
import { recoverSigner } from '../chain/keys/recover.ts'
import type { Config } from '../core/config.ts'
import { Problem } from '../core/problem.ts'
import { registerWallet, type Wallet } from '../core/wallets.ts'
import type { Database } from '../database/client.ts'
import { type Credentials, readCredentials } from './authHeaders.ts'
import { walletOfToken } from './sessions/service.ts'
import { ensureTimely, requestVerifier } from './sessions/verifyRequest.ts'

declare module 'fastify' {
  interface FastifyRequest {
    /** Who sent a request of the wallet API; null where nobody did who proved it. */
    wallet: Wallet | null
    credentials: Credentials | null
    /** Of what has been read of the body of a request that signs it. */
    bodyHash: Hash | null
    /** Tells who signed a request, once its body is read: until then nobody knows. Nothing to do for any other. */
    confirmSignature(): Promise<void>
  }
  interface FastifyContextConfig {
    /** A route of the wallet API that only a wallet reaches. */
    signed?: true
  }
}

/** How often BDN’s own signatures came since the start, for the metrics. */
export type StaticSignatureCounts = { accepted: number; refused: number }

export type AuthOptions = {
  db: Database
  now: () => Date
  staticSignatureCounts: StaticSignatureCounts
} & Pick<Config, 'chainId' | 'walletStaticSignatures'>

/** The day from which on BDN’s own signatures are discouraged, as RFC 9745 writes it: 22 November 2026. */
const DEPRECATED_SINCE = '@1795305600'

/** Finds out which wallet sent a request, and registers a new one. */
export function identifyWallet(app: FastifyInstance, options: AuthOptions): void {
  const { db, now } = options
  const known: KnownSignatures = new LRUCache(SIGNATURES)
  const verify = requestVerifier(db, options.chainId)
  app.decorateRequest('wallet', null)
  app.decorateRequest('credentials', null)
  app.decorateRequest('bodyHash', null)
  app.decorateRequest('confirmSignature', async function (this: FastifyRequest) {
    const { credentials, method, originalUrl } = this
    if (credentials?.kind !== 'signature' || this.wallet) return
    const { wallet, signature, timestamp, nonce } = credentials
    const bodySha256 = (this.bodyHash ?? createHash('sha256')).copy().digest()
    const url = app.publicUrl() + originalUrl
    const signed = { wallet, method, url, bodySha256, timestamp: BigInt(timestamp), nonce }
    this.wallet = await verify(signed, signature, this.contracts())
  })

  app.addHook('onRequest', async (request, reply) => {
    if (request.is404) return
    request.credentials = readCredentials(request.headers)
    switch (request.credentials?.kind) {
      case 'static':
        request.wallet = await admitStatic(request.credentials, request, reply, options, known)
        break
      case 'session':
        request.wallet = await walletOfToken(db, request.credentials.token, now())
        break
      case 'signature':
        ensureTimely(request.credentials.timestamp, now())
        return
    }
    if (request.routeOptions.config.signed) walletOf(request)
  })
  app.addHook('preParsing', (request, _reply, payload, done) => {
    if (request.credentials?.kind !== 'signature' || looks(request)) return done(null, payload)
    const bodyHash = createHash('sha256')
    // Paused, so that nothing of it is gone before somebody reads it; then it is read for this too.
    payload.on('data', (part) => bodyHash.update(part)).pause()
    request.bodyHash = bodyHash
    done(null, payload)
  })
  app.addHook('preValidation', async (request) => {
    if (!request.routeOptions.config.bodyIsStream) await request.confirmSignature()
  })
  app.addHook('onSend', (request, _reply, _payload, done) => {
    // What nobody reads any more is read all the same, so that the client gets its answer and no reset.
    if (request.bodyHash) request.raw.resume()
    done()
  })
}

/** Address and signature as they were sent → the wallet that they proved: a wallet is never deleted, nor what it signed. */
type KnownSignatures = LRUCache<string, Wallet>

/** How many of them are remembered, and how long. */
const SIGNATURES = { max: 10_000, ttl: 60_000 }

/** BDN signs the address exactly as it stands in its header; it is normalised only afterwards. */
async function admitStatic(
  { address: sent, signature }: Credentials & { kind: 'static' },
  request: FastifyRequest,
  reply: FastifyReply,
  { db, walletStaticSignatures, staticSignatureCounts }: AuthOptions,
  known: KnownSignatures,
): Promise<Wallet | null> {
  if (walletStaticSignatures === 'off' || (walletStaticSignatures === 'read' && !looks(request))) {
    staticSignatureCounts.refused += 1
    const what = walletStaticSignatures === 'off' ? 'address alone' : 'address alone for a change'
    throw new Problem(
      'signature.static',
      `This server takes no signature of the ${what}: sign in at /api/v1/auth/session/, or sign each request with Auth-Timestamp and Auth-Nonce.`,
    )
  }
  const both = `${sent} ${signature}`
  const wallet = known.get(both) ?? (await walletOfStatic(db, sent, signature))
  if (!wallet) return null
  if (both.length <= MAX_STATIC_LENGTH) known.set(both, wallet)
  staticSignatureCounts.accepted += 1
  reply.header('deprecation', DEPRECATED_SINCE)
  return wallet
}

/** An address and a signature, both with 0x. */
const MAX_STATIC_LENGTH = 42 + 1 + 132

async function walletOfStatic(db: Database, sent: string, signature: string): Promise<Wallet | null> {
  const address = parseAddress(sent)
  return address && recoverSigner(sent, signature) === address ? registerWallet(db, address) : null
}

/**
 * Whose idempotency keys a request may use; null where it may be anybody's. A route that reads its body as a stream
 * learns here who signed it, and goes no further where nobody did.
 */
export async function ownerOfKeys(request: FastifyRequest): Promise<string | null> {
  await request.confirmSignature()
  if (!request.wallet && !request.routeOptions.config.signed) return null
  return `wallet/${walletOf(request).id}`
}

/** A request that changes nothing. It has no body that anybody reads. */
function looks({ method }: FastifyRequest): boolean {
  return method === 'GET' || method === 'HEAD'
}

/** The wallet that sent the request; throws where none proved that it did. */
export function walletOf(request: FastifyRequest): Wallet {
  if (!request.wallet) throw new Problem('signature.missing')
  return request.wallet
}
