import type { FastifyRequest } from 'fastify'
import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod'
import { bodyText, charsetsOf } from '../../http/bodyText.ts'
import { revalidated } from '../../http/caching.ts'
import { answer } from '../../http/openapi.ts'
import { fontsOf } from '../../public/documents/readFonts.ts'
import { documentOf, drawingOf, siteGroup } from '../../public/documents/service.ts'
import { sampleFacts } from '../../typeset/facts.ts'
import { siteOf } from '../auth.ts'
import { bodyFailures, failures, failuresOf, notFound, unchanged } from '../openapi.ts'
import type { LmsApiOptions } from '../options.ts'
import { namesQuery, pagingFields } from '../paging.ts'
import { nothing } from '../schemas.ts'
import { toTemplate } from '../wire.ts'
import { contextOf } from '../writeContext.ts'
import { factsWith, previewNames } from './preview.ts'
import { previewQuery, svgFile, template, templateList, templateParams, templatePreview } from './schemas.ts'
import { getTemplate, listTemplates, putTemplate, removeTemplate } from './service.ts'

const tags = ['Templates']
/** Larger than the maximum template, so that a validation error states the limit. */
const BODY_LIMIT = 4 * 1024 * 1024

export const templateRoutes: FastifyPluginAsyncZod<LmsApiOptions> = async (app, { db, trials, documents, now }) => {
  app.removeAllContentTypeParsers()
  app.addContentTypeParser('image/svg+xml', { parseAs: 'buffer' }, async ({ headers }: FastifyRequest, body: Buffer) =>
    bodyText(body, [...charsetsOf(headers['content-type']), ...xmlEncoding(body)]),
  )

  app.get(
    '/templates',
    {
      onSend: revalidated,
      schema: {
        operationId: 'listTemplates',
        summary: 'List templates',
        description:
          'Lists the templates of the site, sorted by name. A built-in design is listed from its first use in a course.',
        tags,
        querystring: namesQuery,
        response: { 200: answer('A page of templates', templateList), ...unchanged, ...failures },
      },
    },
    async (request) => {
      const { cursor: after, ...range } = request.query
      const page = await listTemplates(db, siteOf(request), { ...range, after })
      return { templates: page.rows.map(toTemplate), ...pagingFields(page) }
    },
  )

  app.put(
    '/templates/:templateName',
    {
      bodyLimit: BODY_LIMIT,
      schema: {
        operationId: 'putTemplate',
        summary: 'Create or replace a template',
        description:
          'Stores an SVG with placeholders under a name, after cleaning it. Courses with this template use it for ' +
          'future certificates. Issued certificates keep their design. docs/templates.md describes the format.',
        tags,
        params: templateParams,
        body: { content: { 'image/svg+xml': { schema: svgFile } } },
        response: {
          200: answer('The template', template),
          ...bodyFailures,
          ...failuresOf('template.invalid', 'template.too_many'),
        },
      },
    },
    async (request) => {
      const upload = typeof request.body === 'string' ? request.body : ''
      return toTemplate(await putTemplate(contextOf(request, db, now()), trials, request.params.templateName, upload))
    },
  )

  app.get(
    '/templates/:templateName',
    {
      schema: {
        operationId: 'getTemplate',
        summary: 'Get a template',
        description: 'Returns the cleaned SVG of a template, or of the built-in design of this name.',
        tags,
        params: templateParams,
        response: {
          200: { description: 'The cleaned SVG', content: { 'image/svg+xml': { schema: svgFile } } },
          ...failures,
          ...notFound('template'),
        },
      },
    },
    async (request, reply) => {
      const { svg } = await getTemplate(db, siteOf(request), request.params.templateName)
      return reply.type('image/svg+xml').header('content-security-policy', "default-src 'none'").send(svg)
    },
  )

  app.get(
    '/templates/:templateName/preview',
    {
      schema: {
        operationId: 'tryTemplate',
        summary: 'Try a template with names of the site',
        description:
          'Tries the widest names of the site’s users and courses, of each script that they use, in the template, or in ' +
          'the built-in design of this name. Warns of names that it would shrink, break into many lines, or cut.',
        tags,
        params: templateParams,
        response: {
          200: answer('The names, and warnings', templatePreview),
          ...failures,
          ...notFound('template'),
          ...failuresOf('renderer.busy', 'document.not_rendered'),
        },
      },
    },
    (request) => previewNames(db, trials, siteOf(request), request.params.templateName),
  )

  app.get(
    '/templates/:templateName/preview.png',
    {
      schema: {
        operationId: 'previewTemplate',
        summary: 'Preview a template',
        description: 'Renders a sample certificate with the template, or with the built-in design of this name.',
        tags,
        params: templateParams,
        querystring: previewQuery,
        response: {
          200: { description: 'The rendered certificate', content: { 'image/png': { schema: svgFile } } },
          ...failures,
          ...notFound('template'),
        },
      },
    },
    async (request, reply) => {
      const siteId = siteOf(request)
      const { templateName } = request.params
      const { hash, svg } = await getTemplate(db, siteId, templateName)
      const wanted = {
        kind: 'png' as const,
        template: { hash, read: async () => svg, readFonts: fontsOf(db, siteId) },
        turn: { group: siteGroup(siteId), isPublic: false },
      }
      const picture =
        request.query.names === 'sample'
          ? await documentOf(documents, { ...wanted, facts: sampleFacts })
          : // Not stored, because it has the name of a user.
            await drawingOf(documents, {
              ...wanted,
              facts: factsWith(await previewNames(db, trials, siteId, templateName)),
            })
      return reply.type('image/png').send(picture as unknown as string) // Fastify sends a buffer unchanged.
    },
  )

  app.delete(
    '/templates/:templateName',
    {
      schema: {
        operationId: 'deleteTemplate',
        summary: 'Delete a template',
        description: 'Deletes a template that no course uses. Issued certificates keep their design.',
        tags,
        params: templateParams,
        response: {
          200: answer('The template is deleted', nothing),
          ...failures,
          ...notFound('template'),
          ...failuresOf('template.in_use'),
        },
      },
    },
    async (request) => {
      await removeTemplate(contextOf(request, db, now()), request.params.templateName)
      return {}
    },
  )
}

/** Returns the encoding that the declaration of an XML document names. */
function xmlEncoding(body: Buffer): string[] {
  // Without NUL, to read the declaration in UTF-16 too.
  const start = body.toString('latin1', 0, 400).replaceAll('\0', '')
  const [, encoding] = /^[\xef\xbb\xbf\xfe\xff\s]*<\?xml\s[^>]*?\sencoding\s*=\s*["']([^"']*)/.exec(start) ?? []
  return encoding === undefined ? [] : [encoding]
}
