import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod'
import { revalidated } from '../../http/caching.ts'
import { answer } from '../../http/openapi.ts'
import { siteOf } from '../auth.ts'
import { bodyFailures, failures, failuresOf, notFound, unchanged } from '../openapi.ts'
import type { LmsApiOptions } from '../options.ts'
import { namesQuery, pagingFields } from '../paging.ts'
import { nothing } from '../schemas.ts'
import { toFont } from '../wire.ts'
import { contextOf } from '../writeContext.ts'
import { font, fontFile, fontList, fontParams } from './schemas.ts'
import { listFonts, putFont, removeFont } from './service.ts'

const tags = ['Fonts']
/** Larger than the maximum font, so that a validation error states the limit. */
const BODY_LIMIT = 6 * 1024 * 1024
const types = ['font/ttf', 'font/otf', 'font/woff2']

export const fontRoutes: FastifyPluginAsyncZod<LmsApiOptions> = async (app, { db, trials, now }) => {
  app.removeAllContentTypeParsers()
  // A string of bytes, because a schema validates the body as text.
  app.addContentTypeParser(types, { parseAs: 'buffer' }, async (_: unknown, body: Buffer) => body.toString('latin1'))

  app.get(
    '/fonts',
    {
      onSend: revalidated,
      schema: {
        operationId: 'listFonts',
        summary: 'List fonts',
        description: 'Lists the fonts of the site, sorted by name.',
        tags,
        querystring: namesQuery,
        response: { 200: answer('A page of fonts', fontList), ...unchanged, ...failures },
      },
    },
    async (request) => {
      const { cursor: after, ...range } = request.query
      const page = await listFonts(db, siteOf(request), { ...range, after })
      return { fonts: page.rows.map(toFont), ...pagingFields(page) }
    },
  )

  app.put(
    '/fonts/:fontName',
    {
      bodyLimit: BODY_LIMIT,
      schema: {
        operationId: 'putFont',
        summary: 'Create or replace a font',
        description:
          'Stores a TTF, OTF or WOFF2 under a name, which templates use in `font-family`. Its licence bits must allow PDFs ' +
          'to embed a part of it. Templates that were uploaded before keep the previous file.',
        tags,
        params: fontParams,
        body: { content: Object.fromEntries(types.map((type) => [type, { schema: fontFile }])) },
        response: {
          200: answer('The font', font),
          ...bodyFailures,
          ...failuresOf('font.invalid', 'font.too_many'),
        },
      },
    },
    async (request) => {
      const upload = Buffer.from(typeof request.body === 'string' ? request.body : '', 'latin1')
      return toFont(await putFont(contextOf(request, db, now()), trials, request.params.fontName, upload))
    },
  )

  app.delete(
    '/fonts/:fontName',
    {
      schema: {
        operationId: 'deleteFont',
        summary: 'Delete a font',
        description: 'Deletes a font that no template uses. Issued certificates keep it.',
        tags,
        params: fontParams,
        response: {
          200: answer('The font is deleted', nothing),
          ...failures,
          ...notFound('font'),
          ...failuresOf('font.in_use'),
        },
      },
    },
    async (request) => {
      await removeFont(contextOf(request, db, now()), request.params.fontName)
      return {}
    },
  )
}
