import type { FastifyPluginAsync, FastifyReply, FastifyRequest } from 'fastify'
import { replicated } from '../../database/replica.ts'
import { failure } from '../../http/failure.ts'
import { lateLookups } from '../../issuers/lateLookups.ts'
import { findPublicIssuer } from '../issuer.ts'
import { serverUrlOf } from '../serverUrl.ts'
import { headers, placeOf, sendNotice, sendPage, toNotice } from './answers.ts'
import { issuerJson, issuerPage, logoOf } from './issuerPage.ts'
import type { VerifyOptions } from './options.ts'

type Address = { Params: { issuer: string } }

/** `GET /issuers/{site id or wallet address}`: who confirms an issuer, since when, and how to check that elsewhere. */
export const issuerPageRoute: FastifyPluginAsync<VerifyOptions> = async (app, options) => {
  const { db, now } = options
  const queueIfLate = lateLookups(db, app.log)
  const find = replicated(
    db,
    (source) => (issuer: string) => findPublicIssuer({ ...options, db: source, publicUrl: app.publicUrl }, issuer),
    (found) => found !== null,
  )
  app.get<Address>('/issuers/:issuer', show)
  app.get<Address>('/issuers/:issuer.json', show)

  async function show(request: FastifyRequest<Address>, reply: FastifyReply) {
    const place = placeOf(request)
    const { unknownIssuer } = place.texts.notices
    const publicUrl = app.publicUrl()
    const found = await find(request.params.issuer.toLowerCase())
    if (!found)
      return sendNotice(request, reply, failure('issuer.not_found', unknownIssuer.title), toNotice(unknownIssuer))
    const at = now()
    queueIfLate(found.row, at)
    const reportAddress = options.reportAddress ?? abuseAddress(publicUrl)
    const shown = {
      issuer: found,
      at,
      publicUrl,
      reportAddress,
      path: `/issuers/${request.params.issuer.toLowerCase()}`,
    }
    if (place.wantsJson) return reply.header('access-control-allow-origin', '*').send(issuerJson(shown))
    const logo = logoOf(shown)
    if (logo) {
      const policy = headers['content-security-policy'].replace(
        "img-src 'self'",
        `img-src 'self' ${new URL(logo).origin}`,
      )
      reply.header('content-security-policy', policy)
    }
    return sendPage(reply, 200, issuerPage(place, shown))
  }
}

/** Returns the mailbox that every domain should have for such reports (RFC 2142). */
function abuseAddress(publicUrl: string): string | null {
  return serverUrlOf(publicUrl).isTest ? null : `abuse@${new URL(publicUrl).hostname}`
}
