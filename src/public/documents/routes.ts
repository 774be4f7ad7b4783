import type { FastifyPluginAsync, FastifyReply, FastifyRequest } from 'fastify'
import type { Database } from '../../database/client.ts'
import { matchesEntityTag } from '../../http/entityTag.ts'
import { documentOf, subjectOf } from './service.ts'
import { type DocumentStore, hashOf, type Wanted } from './store.ts'

const kinds = {
  png: { folder: '/images', type: 'image/png' },
  pdf: { folder: '/documents', type: 'application/pdf' },
} as const

type Options = { db: Database; documents: DocumentStore }

/** `GET /images/{public id}-{revision}.png` and `/documents/{public id}-{revision}.pdf`. A revision never changes. */
export const documentRoutes: FastifyPluginAsync<Options> = async (app, { db, documents }) => {
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
    const { revision: current, ...subject } = await subjectOf(db, publicId, app.publicUrl())
    if (Number(revision) !== current) {
      return reply
        .header('cache-control', 'no-cache')
        .redirect(`${app.publicUrl()}${folder}/${publicId}-${current}.${kind}`)
    }
    const wanted = { kind, ...subject }
    const etag = `"${hashOf(wanted)}"`
    const immutable = { etag, 'cache-control': 'public, max-age=31536000, immutable' }
    if (matchesEntityTag(etag, request.headers['if-none-match'])) return reply.code(304).headers(immutable).send()
    const document = await documentOf(documents, wanted)
    // Set only after success, so that no cache keeps an error permanently.
    return reply
      .headers(immutable)
      .type(type)
      .header('content-disposition', `inline; filename="${publicId}.${kind}"`)
      .send(document)
  }
}
