import type { FastifyPluginAsync, FastifyReply, FastifyRequest } from 'fastify'
import type { Database } from '../database/client.ts'
import { failure } from '../http/failure.ts'
import { placeOf, sendNotice, sendPage } from '../public/pages/answers.ts'
import { AGAIN, type SubscriptionState, subscriptionPage, unknownLinkNotice } from './page.ts'
import { findUnsubscribeKey, setSubscription, siteNameOf } from './queries.ts'
import { type Subscriber, subscriberOf } from './unsubscribe.ts'

type Address = { Params: { token: string } }

/** A form has one field, in urlencoded or multipart form (RFC 8058). */
const MAX_FORM = 4096

/**
 * `GET /unsubscribe/{token}`: a page with a button, which changes nothing. `POST /unsubscribe/{token}` unsubscribes: from
 * the page, or from a mail program with one click (RFC 8058).
 */
export function subscriptionPages({ db, now }: { db: Database; now: () => Date }): FastifyPluginAsync {
  return async (app) => {
    const asText = { parseAs: 'string', bodyLimit: MAX_FORM } as const
    const forms = ['application/x-www-form-urlencoded', 'multipart/form-data']
    app.addContentTypeParser<string>(forms, asText, (_request, body, done) => done(null, body))

    async function send(
      request: FastifyRequest<Address>,
      reply: FastifyReply,
      change: (subscriber: Subscriber) => Promise<SubscriptionState>,
    ) {
      const key = await findUnsubscribeKey(db)
      const subscriber = key && subscriberOf(key, request.params.token)
      const siteName = subscriber && (await siteNameOf(db, subscriber.siteId))
      const place = placeOf(request)
      if (!subscriber || siteName === null) {
        const notice = unknownLinkNotice(place)
        return sendNotice(request, reply, failure('mail.unknown_link', notice.title), notice)
      }
      const state = await change(subscriber)
      if (place.wantsJson) return reply.send({ state })
      return sendPage(reply, 200, subscriptionPage(place, state, siteName))
    }

    app.get<Address>('/unsubscribe/:token', (request, reply) => send(request, reply, async () => 'asking'))

    app.post<Address>('/unsubscribe/:token', (request, reply) =>
      send(request, reply, async (subscriber) => {
        const isAgain = typeof request.body === 'string' && new URLSearchParams(request.body).has(AGAIN)
        await setSubscription(db, subscriber, isAgain ? null : now())
        return isAgain ? 'subscribed' : 'unsubscribed'
      }),
    )
  }
}
