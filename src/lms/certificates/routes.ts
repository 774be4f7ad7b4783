import { fromUnixTime } from '@chancery/verify/unixTime'
import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod'
import { z } from 'zod'
import type { Page } from '../../core/paging.ts'
import { asIs } from '../../http/asIs.ts'
import { isKnown } from '../../http/entityTag.ts'
import { storingReplay } from '../../http/idempotency.ts'
import { answer } from '../../http/openapi.ts'
import { MAX_ID } from '../../http/schemas.ts'
import { siteOf } from '../auth.ts'
import { courseParams } from '../courses/schemas.ts'
import { bodyFailures, failures, failuresOf, notFound, postFailures } from '../openapi.ts'
import type { LmsApiOptions } from '../options.ts'
import { cursorOf, pageQuery, restOf } from '../paging.ts'
import { userParams } from '../users/schemas.ts'
import { ensureHolder } from '../users/service.ts'
import type { CourseCertificateWithUser } from '../wire.ts'
import { toCertificate, toListedCertificate } from '../wire.ts'
import { contextOf } from '../writeContext.ts'
import { coursePageReader } from './coursePages.ts'
import { getCourseCertificate } from './get.ts'
import { issueCertificate } from './issue.ts'
import { listCertificates } from './list.ts'
import { reissueCertificate } from './reissue.ts'
import { revokeCertificate } from './revoke.ts'
import {
  certificate,
  certificateChange,
  certificatePage,
  certificateParams,
  certificatesQuery,
  corrections,
  newCertificate,
  revocation,
} from './schemas.ts'
import { updateCertificate } from './update.ts'

const unchanged = z.undefined().meta({ description: 'The page is the one that the client has' })

export const certificateRoutes: FastifyPluginAsyncZod<LmsApiOptions> = async (app, { db, now }) => {
  const readPage = coursePageReader(db)
  const show = (row: CourseCertificateWithUser) => toCertificate(row, app.publicUrl())

  app.get(
    '/courses/:courseId/certificates',
    {
      schema: {
        operationId: 'listCourseCertificates',
        summary: 'List course certificates',
        description:
          'Lists the certificates issued for a course, in the order of issue: pages stay as they are while more are issued. ' +
          'Whoever sends the `ETag` of a page as `If-None-Match` is told by 304 that it is unchanged.',
        tags: ['Certificates'],
        params: courseParams,
        querystring: pageQuery,
        response: {
          200: answer('A page of certificates', certificatePage),
          304: unchanged,
          ...failures,
          ...notFound('course'),
        },
      },
    },
    async (request, reply) => {
      const { cursor = 0, offset, limit } = request.query
      const wanted = {
        siteId: siteOf(request),
        courseId: request.params.courseId,
        offset: Math.min(cursor + offset, MAX_ID),
        limit,
        next: cursorOf(cursor + offset + limit),
        publicUrl: app.publicUrl(),
      }
      const known = request.headers['if-none-match']
      const isTagKnown = known === undefined ? null : (tag: string) => isKnown(`"${tag}"`, known)
      const page = await readPage(wanted, isTagKnown)
      reply.header('etag', `"${page.tag}"`)
      if (!page.json) return reply.code(304).send()
      reply.type('application/json; charset=utf-8')
      return asIs(page.json)
    },
  )

  app.post(
    '/courses/:courseId/certificates',
    {
      schema: {
        operationId: 'issueCertificate',
        summary: 'Issue a certificate',
        description:
          'Issues a certificate of a course to a user. What it states does not change when course or user do.',
        tags: ['Certificates'],
        params: courseParams,
        body: newCertificate,
        response: { 201: answer('The certificate', certificate), ...postFailures, ...notFound('course') },
      },
    },
    async (request, reply) => {
      const { achievedAt, expiresAt, ...facts } = request.body
      const context = contextOf(request, db, now(), storingReplay(request, reply, 201, show))
      const issued = await issueCertificate(context, request.params.courseId, {
        ...facts,
        achievedAt: fromUnixTime(achievedAt),
        expiresAt: fromUnixTime(expiresAt),
      })
      return reply.code(201).send(show(issued))
    },
  )

  app.get(
    '/certificates/:certificateId',
    {
      schema: {
        operationId: 'getCertificate',
        summary: 'Get a certificate',
        description: 'Shows one certificate with its whole user.',
        tags: ['Certificates'],
        params: certificateParams,
        response: { 200: answer('The certificate', certificate), ...failures, ...notFound('certificate') },
      },
    },
    async (request) => show(await getCourseCertificate(db, siteOf(request), request.params.certificateId)),
  )

  app.get(
    '/certificates',
    {
      schema: {
        operationId: 'listCertificates',
        summary: 'List certificates',
        description: 'Lists the certificates of the site that pass all filters, in the order of their ids.',
        tags: ['Certificates'],
        querystring: certificatesQuery,
        response: { 200: answer('A page of certificates', certificatePage), ...failures },
      },
    },
    async (request) => {
      const { offset, limit, cursor: after, achievedFrom, achievedTo, ...filter } = request.query
      const page = await listCertificates(
        db,
        siteOf(request),
        { ...filter, achievedFrom: fromUnixTime(achievedFrom), achievedTo: fromUnixTime(achievedTo) },
        { offset, limit, after },
        now(),
      )
      return toPage(page, app.publicUrl())
    },
  )

  app.get(
    '/users/:userId/certificates',
    {
      schema: {
        operationId: 'listUserCertificates',
        summary: 'List a user’s certificates',
        description: 'Lists the certificates of one user, also of one who was deleted, in the order of their ids.',
        tags: ['Certificates'],
        params: userParams,
        querystring: pageQuery,
        response: { 200: answer('A page of certificates', certificatePage), ...failures, ...notFound('user') },
      },
    },
    async (request) => {
      const { userId } = request.params
      await ensureHolder(db, siteOf(request), userId)
      const { cursor: after, ...range } = request.query
      const page = await listCertificates(db, siteOf(request), { userId }, { ...range, after }, now())
      return toPage(page, app.publicUrl())
    },
  )

  app.patch(
    '/certificates/:certificateId',
    {
      schema: {
        operationId: 'updateCertificate',
        summary: 'Change a certificate',
        description:
          'Changes expiry and picture. Facts do not change after issue: issue the certificate anew for that.',
        tags: ['Certificates'],
        params: certificateParams,
        body: certificateChange,
        response: {
          200: answer('The certificate', certificate),
          ...bodyFailures,
          ...notFound('certificate'),
          ...failuresOf('certificate.published'),
        },
      },
    },
    async (request) => {
      const { expiresAt, imageUrl } = request.body
      const facts = { imageUrl, expiresAt: fromUnixTime(expiresAt) }
      return show(await updateCertificate(contextOf(request, db, now()), request.params.certificateId, facts))
    },
  )

  app.post(
    '/certificates/:certificateId/revoke',
    {
      schema: {
        operationId: 'revokeCertificate',
        summary: 'Revoke a certificate',
        description: 'Revokes a certificate for ever. It stays in its lists; revoking it again changes nothing.',
        tags: ['Certificates'],
        params: certificateParams,
        body: revocation,
        response: { 200: answer('The certificate', certificate), ...postFailures, ...notFound('certificate') },
      },
    },
    async (request, reply) => {
      const context = contextOf(request, db, now(), storingReplay(request, reply, 200, show))
      return show(await revokeCertificate(context, request.params.certificateId, request.body.reason))
    },
  )

  app.post(
    '/certificates/:certificateId/reissue',
    {
      schema: {
        operationId: 'reissueCertificate',
        summary: 'Issue a certificate anew',
        description:
          'Issues a new certificate in place of this one, with what course and user are called now and the corrections ' +
          'given, and revokes this one. Each is replaced once at most.',
        tags: ['Certificates'],
        params: certificateParams,
        body: corrections,
        response: {
          201: answer('The new certificate', certificate),
          ...postFailures,
          ...failuresOf('certificate.replaced', 'idempotency.in_flight'),
          ...notFound('certificate'),
        },
      },
    },
    async (request, reply) => {
      const { achievedAt, expiresAt, ...facts } = request.body
      const context = contextOf(request, db, now(), storingReplay(request, reply, 201, show))
      const reissued = await reissueCertificate(context, request.params.certificateId, {
        ...facts,
        achievedAt: fromUnixTime(achievedAt),
        expiresAt: fromUnixTime(expiresAt),
      })
      return reply.code(201).send(show(reissued))
    },
  )
}

function toPage(page: Page<CourseCertificateWithUser, number>, publicUrl: string) {
  return { certificates: page.rows.map((row) => toListedCertificate(row, publicUrl)), ...restOf(page) }
}
