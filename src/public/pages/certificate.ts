import { verify } from '@chancery/verify/checks/verifyRecord'
import type { FastifyPluginAsync, FastifyReply, FastifyRequest } from 'fastify'
import { recoverFastest } from '../../chain/keys/recover.ts'
import { isUuid } from '../../core/publicId.ts'
import { publicCertificateFinder } from '../lookup.ts'
import { placeOf, sendDeleted, sendNotFound, sendPage } from './answers.ts'
import { certificatePage } from './certificatePage.ts'
import { toJson } from './json.ts'
import type { VerifyOptions } from './options.ts'

type Address = { Params: { publicId: string }; Querystring: { file?: string | string[] } }

/** `GET /verify/{publicId}`. Returns 200 for a revoked or expired certificate too: the page shows that state. */
export const certificateRoutes: FastifyPluginAsync<VerifyOptions> = async (app, options) => {
  const { db, readDocument, checkContractSignature, findAnchor, now } = options
  const find = publicCertificateFinder(db)
  app.get<Address>('/verify/:publicId', show)
  app.get<Address>('/verify/:publicId.json', show)

  async function show(request: FastifyRequest<Address>, reply: FastifyReply) {
    const { publicId } = request.params
    const place = placeOf(request)
    const { texts, language } = place
    const found = isUuid(publicId) ? await find(publicId.toLowerCase()) : null
    if (!found) return sendNotFound(request, reply)
    if ('deletedAt' in found) return sendDeleted(request, reply, found.deletedAt)
    const { certificate } = found
    const at = now()
    // The page ignores `file`. Clients that compare a file read the JSON.
    const fileProof = place.wantsJson ? request.query.file?.toString() : undefined
    const ports = {
      now: at,
      recoverPublicKey: recoverFastest,
      readDocument,
      checkContractSignature,
      findAnchor,
      fileProof,
    }
    const shown = {
      certificate,
      verification: await verify(certificate, ports, language),
      at,
      publicUrl: app.publicUrl(),
    }
    if (!place.wantsJson) return sendPage(reply, 200, await certificatePage(place, shown))
    // As public as the page, so pages of any origin may read it.
    return reply.header('access-control-allow-origin', '*').send(toJson(shown, texts))
  }
}
