import type { FastifyInstance, FastifyRequest } from 'fastify'
import type { Database } from '../../db/client.ts'
import { Problem } from '../../errors.ts'
import { registerWallet, type Wallet } from '../../services/wallets.ts'
import { type Address, parseAddress } from '../../wallet/address.ts'
import { recoverSigner } from '../../wallet/recover.ts'

declare module 'fastify' {
  interface FastifyRequest {
    /** Who signed a request of the wallet door; null for a request without a good signature. */
    wallet: Wallet | null
  }
  interface FastifyContextConfig {
    /** A route of the wallet door that only a signed request reaches. */
    signed?: true
  }
}

/**
 * Finds out which wallet signed a request, and registers a new one. The documentation writes the headers
 * AUTH_ETH_ADDRESS and AUTH_SIGNATURE; clients send them with hyphens, or literally so.
 */
export function identifyWallet(app: FastifyInstance, options: { db: Database }): void {
  app.decorateRequest('wallet', null)
  app.addHook('onRequest', async (request) => {
    const address = signerOf(
      request.headers['auth-eth-address'] ?? request.headers.auth_eth_address,
      request.headers['auth-signature'] ?? request.headers.auth_signature,
    )
    if (address) request.wallet = await registerWallet(options.db, address)
    if (request.routeOptions.config.signed) walletOf(request)
  })
}

/** The signed message is the address exactly as it stands in its header; it is normalised only afterwards. */
function signerOf(sent: string | string[] | undefined, signature: string | string[] | undefined): Address | null {
  if (typeof sent !== 'string' || typeof signature !== 'string') return null
  const address = parseAddress(sent)
  return address && recoverSigner(sent, signature) === address ? address : null
}

/** The wallet that signed the request; throws where none did. */
export function walletOf(request: FastifyRequest): Wallet {
  if (!request.wallet) throw new Problem('signature.missing', 'Authentication credentials were not provided.')
  return request.wallet
}
