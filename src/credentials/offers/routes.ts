import { publicIdIn } from '@chancery/verify/publicIdIn'
import cors from '@fastify/cors'
import type { FastifyPluginAsync } from 'fastify'
import { invalid, Problem } from '../../core/problem.ts'
import { clientLimit } from '../../http/rateLimit.ts'
import { placeOf, sendPage } from '../../public/pages/answers.ts'
import { contextOf } from '../context.ts'
import type { CredentialOptions } from '../routes.ts'
import { offerAddress } from './address.ts'
import { offerPage } from './page.ts'
import { exchangeStep } from './schemas.ts'
import { offerToReader, openOffer, requestOf, takeCredential } from './service.ts'

type OfferOptions = Omit<CredentialOptions, 'documents' | 'finderOn'>
type Address = { Params: { token: string } }

/** A presentation without credentials has about 1 kB. */
const MAX_STEP = 16_384

/**
 * `POST /verify/{public id}/offers`, which the button "Add to wallet" sends, and `GET /offers/{token}`: a page for people, or the
 * protocols of the exchange for wallets (W3C CCG VC API, interaction URL).
 */
export function offerPages({ credentials, now }: OfferOptions): FastifyPluginAsync {
  return async (app) => {
    // The form has no fields.
    const noFields = { parseAs: 'buffer', bodyLimit: 1024 } as const
    app.addContentTypeParser('application/x-www-form-urlencoded', noFields, (_request, _body, done) => done(null))

    app.post<{ Params: { publicId: string } }>('/verify/:publicId/offers', async (request, reply) => {
      const context = contextOf(request, { credentials, now }, 'offer')
      const { token } = await offerToReader(context, publicIdIn(request.params.publicId))
      const { chosen } = placeOf(request)
      return reply.redirect(`${offerAddress(app.publicUrl(), token)}${chosen ? `&lang=${chosen}` : ''}`, 303)
    })

    app.get<Address>('/offers/:token', async (request, reply) => {
      const { token } = request.params
      const context = contextOf(request, { credentials, now }, 'offer')
      const place = placeOf(request)
      // Wallets of any origin may read it.
      reply.header('access-control-allow-origin', '*')
      const { publicId, expiresAt } = await openOffer(context, token)
      const { publicUrl } = context
      if (place.wantsJson) return reply.send({ protocols: { vcapi: `${publicUrl}/offers/${token}/exchange` } })
      const found = await credentials.findCertificate(publicId)
      if (!found || 'deletedAt' in found) throw new Problem('offer.withdrawn')
      const { states } = found.certificate
      const url = offerAddress(publicUrl, token)
      return sendPage(reply, 200, await offerPage(place, { url, expiresAt, publicId, states, publicUrl }))
    })
  }
}

/**
 * `POST /offers/{token}/exchange` (VC API): answers a body without a presentation with a request for `DIDAuthentication`, and a
 * presentation that answers the request with the credential.
 */
export const exchangeRoute: FastifyPluginAsync<OfferOptions> = async (app, options) => {
  await app.register(cors, { origin: '*', methods: ['POST'], allowedHeaders: ['Content-Type'], strictPreflight: false })
  app.addHook('onRequest', clientLimit('exchanges', options.verificationsPerMinute, options.redis))

  app.post<Address>('/:token/exchange', { bodyLimit: MAX_STEP }, async (request, reply) => {
    const { token } = request.params
    const step = exchangeStep.safeParse(request.body ?? {})
    if (!step.success) throw invalid('verifiablePresentation', 'Must be an object.')
    const { verifiablePresentation } = step.data
    const context = contextOf(request, options, 'offer')
    reply.header('cache-control', 'no-store')
    if (!verifiablePresentation) {
      await openOffer(context, token)
      return presentationRequest(`${context.publicUrl}/offers/${token}/exchange`, requestOf(token, context.publicUrl))
    }
    const signed = await takeCredential(context, token, verifiablePresentation)
    return reply.type('application/json; charset=utf-8').send(inPresentation(signed))
  })
}

/** Returns a Verifiable Presentation Request (W3C CCG). Wallets that read `interact` send their answer to its address. */
function presentationRequest(address: string, { challenge, domain }: { challenge: string; domain: string }) {
  return {
    verifiablePresentationRequest: {
      query: [
        {
          type: 'DIDAuthentication',
          acceptedMethods: [{ method: 'key' }],
          acceptedCryptosuites: [{ cryptosuite: 'eddsa-rdfc-2022' }, { cryptosuite: 'Ed25519Signature2020' }],
        },
      ],
      challenge,
      domain,
      interact: { service: [{ type: 'UnmediatedPresentationService2021', serviceEndpoint: address }] },
    },
  }
}

/** Returns JSON. The credential keeps the bytes that were signed. */
function inPresentation(credential: string): string {
  return (
    '{"verifiablePresentation":{"@context":["https://www.w3.org/ns/credentials/v2"],"type":["VerifiablePresentation"],' +
    `"verifiableCredential":[${credential}]}}`
  )
}
