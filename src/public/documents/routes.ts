import type { FastifyPluginAsync, FastifyReply, FastifyRequest } from 'fastify'
import { Problem } from '../../core/problem.ts'
import { replicated } from '../../database/replica.ts'
import { matchesEntityTag } from '../../http/entityTag.ts'
import { type LookupContext, publicCertificateFinder } from '../lookup.ts'
import type { VerifyOptions } from '../pages/options.ts'
import { codeOfTombstone } from '../tombstone.ts'
import { type CurrentContext, requireCurrent } from './current.ts'
import { pdfRecorder } from './served.ts'
import { documentOf } from './service.ts'
import { type DocumentStore, hashOf, type Wanted } from './store.ts'

const kinds = {
  png: { folder: '/images', type: 'image/png' },
  pdf: { folder: '/documents', type: 'application/pdf' },
} as const

type Options = Pick<VerifyOptions, 'db' | 'now' | 'trustRegistries' | 'chainId' | 'hasAttestations'> & {
  documents: DocumentStore
}

/** A stamp must show soon. The issuer may lose its confirmation, and a wallet's picture names what confirms it. */
const CACHE = 'public, max-age=3600, must-revalidate'

/**
 * `GET /images/{public id}-{revision}.png` and `/documents/{public id}-{revision}.pdf`. Returns 404 if the issuer
 * is not confirmed: a picture by this server would lend it this server's name.
 */
export const documentRoutes: FastifyPluginAsync<Options> = async (app, { documents, ...options }) => {
  const context = { ...options, publicUrl: app.publicUrl }
  const { record, knows } = pdfRecorder(options)
  const findCurrent = replicated(
    options.db,
    // It may be drawn after the replica has stopped.
    (db) => currentFinder({ ...context, db, files: options.db }),
    // A replica may not have the revision yet. A new PDF is recorded as the current one, so the primary confirms it.
    ({ revision, wanted }, { kind, publicId, asked }) =>
      revision >= asked && (kind === 'png' || knows(publicId, hashOf(wanted))),
  )

  for (const kind of ['png', 'pdf'] as const) {
    app.get<{ Params: { file: string } }>(`${kinds[kind].folder}/:file`, (request, reply) =>
      answer(request, reply, kind),
    )
  }

  async function answer(
    request: FastifyRequest<{ Params: { file: string } }>,
    reply: FastifyReply,
    kind: Wanted['kind'],
  ) {
    const { folder, type } = kinds[kind]
    const name = request.params.file.match(/^([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})-(\d{1,5})\.(png|pdf)$/)
    if (name?.[3] !== kind) return reply.callNotFound()
    const [, publicId = '', revision] = name
    const current = await findCurrent({ kind, publicId, asked: Number(revision) })
    if (Number(revision) !== current.revision) {
      return reply
        .header('cache-control', 'no-cache')
        .redirect(`${app.publicUrl()}${folder}/${publicId}-${current.revision}.${kind}`)
    }
    const { wanted } = current
    const orderHash = hashOf(wanted)
    const etag = `"${orderHash}"`
    // Search engines must not list them under the holder's name.
    const cached = { etag, 'cache-control': CACHE, 'x-robots-tag': 'noindex' }
    if (matchesEntityTag(etag, request.headers['if-none-match'])) return reply.code(304).headers(cached).send()
    const document = await documentOf(documents, wanted)
    if (kind === 'pdf' && request.method === 'GET') await record(publicId, orderHash, document)
    // Set only after success, so that no cache keeps an error.
    return reply
      .headers(cached)
      .type(type)
      .header('content-disposition', `inline; filename="${publicId}.${kind}"`)
      .send(document)
  }
}

type Asked = { kind: Wanted['kind']; publicId: string; asked: number }

function currentFinder(context: LookupContext & CurrentContext) {
  const find = publicCertificateFinder(context)
  return async ({ kind, publicId }: Asked) => {
    const found = await find(publicId)
    if (!found) throw new Problem('certificate.not_found')
    if ('deletedAt' in found) throw new Problem(codeOfTombstone[found.kind])
    return requireCurrent(context, found.certificate, kind)
  }
}
