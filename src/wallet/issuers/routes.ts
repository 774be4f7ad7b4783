import { parseAddress } from '@chancery/verify/ethereum/address'
import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod'
import { Problem } from '../../core/problem.ts'
import { storingReplay } from '../../http/idempotency.ts'
import { answer } from '../../http/openapi.ts'
import { clientLimit } from '../../http/rateLimit.ts'
import { rejectStatic, walletOf } from '../auth.ts'
import { claimFailures, failures, noIssuer, notSelf, notSigned, postFailures, security } from '../openapi.ts'
import type { WalletApiOptions } from '../options.ts'
import { contextOf } from '../writeContext.ts'
import { claimToSign, issuerParams, newClaim, shownIssuer, signableClaim, withdrawal } from './schemas.ts'
import { claimDomain, issuerOf, prepareClaim, withdrawClaim } from './service.ts'
import { claimFromWire, issuerToWire, signableToWire, signedClaimFromWire } from './wire.ts'

const tags = ['Issuers']
const consumes = ['application/json', 'application/x-www-form-urlencoded', 'multipart/form-data']

export const issuerRoutes: FastifyPluginAsyncZod<WalletApiOptions> = async (app, options) => {
  const { db, redis, chainId, signInsPerMinute, now } = options
  const { trustRegistries } = options.issuers

  app.post(
    '/issuers/',
    {
      config: { signed: true },
      schema: {
        operationId: 'claimDomain',
        summary: 'Claim a domain',
        description:
          'Stores the domain by which others recognize the signing wallet, and queues a lookup of its TXT record. The ' +
          'wallet signs `Issuer(string domain,address issuer,uint256 at)` in the domain of signed requests. Replaces ' +
          'an earlier claim. Sending the same claim again changes nothing.',
        tags,
        security: security.required,
        consumes,
        body: newClaim,
        response: { 200: answer('The claim is stored', shownIssuer), ...claimFailures },
      },
      // A claim causes lookups at any server, and wallets cost nothing.
      onRequest: clientLimit('claims of domains', signInsPerMinute, redis),
    },
    async (request, reply) => {
      const context = {
        ...contextOf(request, db, now(), storingReplay(request, reply, 200, issuerToWire)),
        ...{ requestId: request.id, publicUrl: app.publicUrl(), trustRegistries },
      }
      const signing = { contracts: request.contracts(), chainId }
      return issuerToWire(await claimDomain(context, signing, signedClaimFromWire(request.body)))
    },
  )

  app.post(
    '/issuers/typed_data/',
    {
      config: { signed: true, storesNothing: true },
      schema: {
        operationId: 'prepareClaim',
        summary: 'Get the typed data of a claim',
        description:
          'Returns the typed data (EIP-712) that the signing wallet signs to claim a domain. Stores nothing. To claim ' +
          'the domain, send the same fields, the signature, and `at` of this response.',
        tags,
        security: security.required,
        consumes,
        body: claimToSign,
        response: { 200: answer('The typed data to sign', signableClaim), ...postFailures, ...notSigned },
      },
    },
    async (request) => {
      const context = { ...contextOf(request, db, now()), publicUrl: app.publicUrl() }
      return signableToWire(await prepareClaim(context, chainId, claimFromWire(request.body)))
    },
  )

  app.get(
    '/issuers/:address/',
    {
      schema: {
        operationId: 'retrieveIssuer',
        summary: 'Get an issuer',
        description: 'Returns the domain that a wallet claims, the TXT record for it, and who confirms the wallet now.',
        tags,
        security: security.optional,
        params: issuerParams,
        response: { 200: answer('The issuer', shownIssuer), ...failures, ...noIssuer },
      },
    },
    async (request) =>
      issuerToWire(await issuerOf(db.prisma, parseAddress(request.params.address), { at: now(), trustRegistries })),
  )

  app.delete(
    '/issuers/:address/',
    {
      config: { signed: true },
      schema: {
        operationId: 'withdrawClaim',
        summary: 'Withdraw a claim',
        description:
          'Withdraws the claim of the signing wallet and ends its confirmation. Claims that were signed before are ' +
          'rejected afterwards. `compromised_at` also reports the key of the wallet as compromised, permanently: the ' +
          'wallet cannot claim a domain any more. A second report can only name an earlier time. Does not accept ' +
          'BDN’s static signature.',
        tags,
        security: security.required,
        params: issuerParams,
        querystring: withdrawal,
        response: { 200: answer('The claim is withdrawn', shownIssuer), ...failures, ...notSelf },
      },
    },
    async (request) => {
      const { address } = request.params
      if (parseAddress(address) !== walletOf(request).address) throw new Problem('issuer.not_self')
      // A single leaked one could report the key of the wallet as compromised.
      rejectStatic(request, 'A signature of the address alone cannot withdraw a claim. Sign the request or sign in.')
      const { compromised_at: seconds } = request.query
      const context = { ...contextOf(request, db, now()), requestId: request.id, trustRegistries }
      const compromisedAt = seconds === undefined ? null : new Date(seconds * 1000)
      return issuerToWire(await withdrawClaim(context, compromisedAt))
    },
  )
}
