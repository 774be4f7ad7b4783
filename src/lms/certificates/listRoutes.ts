import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod'
import type { Page } from '../../core/paging.ts'
import { REVALIDATED, revalidated } from '../../http/caching.ts'
import { cursorOf } from '../../http/cursor.ts'
import { matchesEntityTag } from '../../http/entityTag.ts'
import { answer } from '../../http/openapi.ts'
import { rawJson } from '../../http/rawJson.ts'
import { MAX_ID } from '../../http/schemas.ts'
import { siteOf } from '../auth.ts'
import { courseParams } from '../courses/schemas.ts'
import { courseIdOf } from '../courses/service.ts'
import { readRange } from '../dates.ts'
import { failures, notFound, unchanged } from '../openapi.ts'
import type { LmsApiOptions } from '../options.ts'
import { pageQuery, pagingFields } from '../paging.ts'
import { timeZoneOf } from '../sites/service.ts'
import { userParams } from '../users/schemas.ts'
import { ensureHolder } from '../users/service.ts'
import type { CourseCertificateWithUser } from '../wire.ts'
import { coursePageReader } from './coursePages.ts'
import { certificateLister } from './list.ts'
import { toListedCertificate } from './listedCertificate.ts'
import { certificatePage, certificatesQuery } from './schemas.ts'

export const certificateListRoutes: FastifyPluginAsyncZod<LmsApiOptions> = async (app, { db, now }) => {
  const readPage = coursePageReader(db)
  const list = certificateLister(db)

  app.get(
    '/courses/:courseId/certificates',
    {
      schema: {
        operationId: 'listCourseCertificates',
        summary: 'List course certificates',
        description:
          'Lists the certificates of a course in the order of issue. New certificates do not change the position of ' +
          'older ones. To check a page for changes, send its `ETag` in `If-None-Match`: 304 means that it has not ' +
          'changed.',
        tags: ['Certificates'],
        params: courseParams,
        querystring: pageQuery,
        response: {
          200: answer('A page of certificates', certificatePage),
          ...unchanged,
          ...failures,
          ...notFound('course'),
        },
      },
    },
    async (request, reply) => {
      const { cursor = 0, offset, limit } = request.query
      const siteId = siteOf(request)
      const wanted = {
        siteId,
        courseId: await courseIdOf(db, siteId, request.params.courseId),
        offset: Math.min(cursor + offset, MAX_ID),
        limit,
        next: cursorOf(cursor + offset + limit),
      }
      const known = request.headers['if-none-match']
      const isTagKnown = known === undefined ? null : (tag: string) => matchesEntityTag(`"${tag}"`, known)
      const page = await readPage(wanted, app.publicUrl(), isTagKnown)
      reply.headers({ etag: `"${page.tag}"`, 'cache-control': REVALIDATED })
      if (!page.json) return reply.code(304).send(undefined)
      reply.type('application/json; charset=utf-8')
      return rawJson(page.json)
    },
  )

  app.get(
    '/certificates',
    {
      onSend: revalidated,
      schema: {
        operationId: 'listCertificates',
        summary: 'List certificates',
        description: 'Lists the certificates of the site that match all filters, sorted by ID.',
        tags: ['Certificates'],
        querystring: certificatesQuery,
        response: { 200: answer('A page of certificates', certificatePage), ...unchanged, ...failures },
      },
    },
    async (request) => {
      const { offset, limit, cursor: after, courseId: course, achievedFrom, achievedTo, ...filter } = request.query
      const siteId = siteOf(request)
      const range = { from: achievedFrom, to: achievedTo }
      const { from, to } = await readRange(range, () => timeZoneOf(db.prisma, siteId))
      const page = await list({
        siteId,
        filter: { ...filter, course, achievedFrom: from, achievedTo: to },
        range: { offset, limit, after },
        now: now(),
      })
      return toPage(page, app.publicUrl())
    },
  )

  app.get(
    '/users/:userId/certificates',
    {
      onSend: revalidated,
      schema: {
        operationId: 'listUserCertificates',
        summary: 'List a user’s certificates',
        description: 'Lists a user’s certificates, sorted by ID. Includes deleted users.',
        tags: ['Certificates'],
        params: userParams,
        querystring: pageQuery,
        response: {
          200: answer('A page of certificates', certificatePage),
          ...unchanged,
          ...failures,
          ...notFound('user'),
        },
      },
    },
    async (request) => {
      const { userId } = request.params
      const siteId = siteOf(request)
      await ensureHolder(db, siteId, userId)
      const { cursor: after, ...range } = request.query
      const page = await list({ siteId, filter: { userId }, range: { ...range, after }, now: now() })
      return toPage(page, app.publicUrl())
    },
  )
}

function toPage(page: Page<CourseCertificateWithUser, number>, publicUrl: string) {
  return { certificates: page.rows.map((row) => toListedCertificate(row, publicUrl)), ...pagingFields(page) }
}
