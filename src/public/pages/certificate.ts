import { verify } from '@chancery/verify/checks/verifyRecord'
import type { FastifyPluginAsync, FastifyReply, FastifyRequest } from 'fastify'
import { recoverFastest } from '../../chain/keys/recover.ts'
import { isUuid } from '../../core/publicId.ts'
import { lateLookups } from '../../issuers/lateLookups.ts'
import { findServedPdf } from '../documents/served.ts'
import { readerFinder } from '../readerFinder.ts'
import { contentPolicy, placeOf, sendNotFound, sendPage } from './answers.ts'
import { canonicalAddress } from './canonicalAddress.ts'
import { certificatePage, shownOwnPicture } from './certificatePage.ts'
import { toJson } from './json.ts'
import type { VerifyOptions } from './options.ts'
import { sendTombstone } from './tombstone.ts'

type Address = { Params: { publicId: string }; Querystring: { file?: string | string[] } }

/** `GET /verify/{publicId}`. Returns 200 for a revoked or expired certificate too: the page shows that state. */
export const certificateRoutes: FastifyPluginAsync<VerifyOptions> = async (app, options) => {
  const { db, readDocument, checkContractSignature, findAnchor, findAnchorWait, now } = options
  const context = { ...options, publicUrl: app.publicUrl }
  const find = readerFinder(context)
  const queueIfLate = lateLookups(db, app.log)
  app.get<Address>('/verify/:publicId', show)
  app.get<Address>('/verify/:publicId.json', show)

  async function show(request: FastifyRequest<Address>, reply: FastifyReply) {
    const { publicId } = request.params
    const place = placeOf(request)
    const { texts, language } = place
    const address = isUuid(publicId) ? null : canonicalAddress(request, place.base, publicId)
    // Permanent, because a number always names the same certificate.
    if (address) return reply.redirect(address, 308)
    const found = isUuid(publicId) ? await find(publicId.toLowerCase()) : null
    if (!found) return sendNotFound(request, reply)
    if ('deletedAt' in found) return sendTombstone(request, reply, found)
    const { certificate } = found
    const at = now()
    queueIfLate(found.issuer, at)
    // The page ignores `file`. Clients that compare a file read the JSON.
    const fileProof = place.wantsJson ? request.query.file?.toString() : undefined
    const ports = {
      now: at,
      recoverPublicKey: recoverFastest,
      readDocument,
      checkContractSignature,
      findAnchor,
      findAnchorWait: findAnchorWait && (() => findAnchorWait(certificate.publicId)),
      fileProof,
      findPdf: (_publicId: string, proof: string) => findServedPdf(context, certificate, proof),
    }
    const verification = await verify(certificate, ports, language)
    const isOffered = found.isExported && options.offerPages !== undefined
    const shown = { ...found, verification, at, publicUrl: app.publicUrl(), isOffered }
    if (!place.wantsJson) {
      reply.header('content-security-policy', contentPolicy(shownOwnPicture(shown)))
      return sendPage(reply, 200, await certificatePage(place, shown))
    }
    // As public as the page, so pages of any origin may read it.
    return reply.header('access-control-allow-origin', '*').send(toJson(shown, texts))
  }
}
