import { parseSignature } from '@chancery/verify/ethereum/signer'
import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod'
import { invalid } from '../../core/problem.ts'
import { storingReplay } from '../../http/idempotency.ts'
import { answer } from '../../http/openapi.ts'
import { clientLimit } from '../../http/rateLimit.ts'
import { walletOf } from '../auth.ts'
import { failures, failuresOf, notSigned, postFailures, security } from '../openapi.ts'
import type { WalletApiOptions } from '../options.ts'
import { done } from '../schemas.ts'
import { session, signIn, signInNonce } from './schemas.ts'
import { createNonce, endSession, endSessions, type NewSession, openSession, readSignIn } from './service.ts'

const tags = ['Sessions']

export const sessionRoutes: FastifyPluginAsyncZod<WalletApiOptions> = async (app, options) => {
  const { db, redis, chainId, walletSessionMinutes, signInsPerMinute, now } = options

  app.get(
    '/auth/nonce/',
    {
      schema: {
        operationId: 'getNonce',
        summary: 'Get a sign-in nonce',
        description:
          'Returns a nonce, and the other values that the sign-in message must have. The nonce opens one session ' +
          'within five minutes.',
        tags,
        security: security.none,
        response: { 200: answer('The nonce', signInNonce), ...failures },
      },
      onRequest: clientLimit('nonces', signInsPerMinute, redis),
    },
    async () => {
      const { nonce, expiresAt } = await createNonce(db, now())
      const { host, origin } = new URL(app.publicUrl())
      return { nonce, expires_at: expiresAt.toISOString(), domain: host, uri: origin, chain_id: chainId }
    },
  )

  app.post(
    '/auth/session/',
    {
      config: { findsOwner: true },
      schema: {
        operationId: 'openSession',
        summary: 'Sign in',
        description:
          'Opens a session for the wallet that signed a Sign-In with Ethereum message (EIP-4361). Its token is valid ' +
          'for an hour by default, and at most until the message expires.',
        tags,
        security: security.none,
        consumes: ['application/json', 'application/x-www-form-urlencoded', 'multipart/form-data'],
        body: signIn,
        response: {
          200: answer('The session', session),
          ...postFailures,
          ...failuresOf('signature.invalid', 'nonce.invalid'),
        },
      },
      onRequest: clientLimit('sessions', signInsPerMinute, redis),
    },
    async (request, reply) => {
      const { message, signature: text } = request.body
      const signature = parseSignature(text)
      if (!signature) throw invalid('signature', 'Enter a signature as hexadecimal digits.')
      const mayBeRetry = request.headers['idempotency-key'] !== undefined
      const signedIn = await readSignIn(db, request.contracts(), { message, signature, mayBeRetry }, now())
      // The signer owns the idempotency key.
      request.wallet = signedIn.wallet
      if (await request.replayOrBegin(reply, JSON.stringify(request.body))) return reply
      const target = { publicUrl: app.publicUrl(), chainId, walletSessionMinutes }
      const context = { db, at: now(), storeReplay: storingReplay(request, reply, 200, toSession) }
      return toSession(await openSession(context, target, signedIn))
    },
  )

  app.delete(
    '/auth/session/',
    {
      config: { signed: true },
      schema: {
        operationId: 'endSession',
        summary: 'Sign out',
        description:
          'Ends the session of the request’s token immediately, on every server. A signed request ends all sessions ' +
          'of the wallet, for example after a token was lost.',
        tags,
        security: security.required,
        response: { 200: answer('The session has ended', done), ...failures, ...notSigned },
      },
    },
    async (request) => {
      if (request.credentials?.kind === 'session') await endSession(db, request.credentials.token)
      else await endSessions(db, walletOf(request))
      return { status: 'ok' as const }
    },
  )
}

function toSession({ token, expiresAt, wallet }: NewSession) {
  return { status: 'ok' as const, token, expires_at: expiresAt.toISOString(), eth_address: wallet.address }
}
