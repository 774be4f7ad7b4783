import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod'
import type { z } from 'zod'
import {
  type CourseCertificateWithUser,
  getCourseCertificate,
  issueCertificate,
  listCertificates,
  listCourseCertificates,
  reissueCertificate,
  revokeCertificate,
  updateCertificate,
} from '../../services/courseCertificates.ts'
import { getUser } from '../../services/users.ts'
import { answer } from '../openapi.ts'
import { siteOf } from './auth.ts'
import {
  certificate,
  certificateChange,
  certificatePage,
  certificateParams,
  certificatesQuery,
  corrections,
  newCertificate,
  revocation,
} from './certificateSchemas.ts'
import { courseParams } from './courseSchemas.ts'
import { bodyFailures, failures, notFound } from './openapi.ts'
import type { LmsDoorOptions } from './options.ts'
import { pageQuery, problem } from './schemas.ts'
import { fromUnixTime, optionalUnixTime, unixTime } from './time.ts'
import { userParams } from './userSchemas.ts'
import { toUser } from './users.ts'

export const certificateRoutes: FastifyPluginAsyncZod<LmsDoorOptions> = async (app, { db, now }) => {
  app.get(
    '/courses/:courseId/certificates',
    {
      schema: {
        operationId: 'listCourseCertificates',
        summary: 'List course certificates',
        description:
          'Lists the certificates issued for a course, in the order of issue: pages stay as they are while more are issued.',
        tags: ['Certificates'],
        params: courseParams,
        querystring: pageQuery,
        response: { 200: answer('A page of certificates', certificatePage), ...failures, ...notFound('course') },
      },
    },
    async (request, reply) => {
      const page = await listCourseCertificates(db, siteOf(request), request.params.courseId, request.query)
      return reply.type('application/json; charset=utf-8').send(checkedJson(certificatePage, page))
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
        response: { 201: answer('The certificate', certificate), ...bodyFailures, ...notFound('course') },
      },
    },
    async (request, reply) => {
      const { achievedAt, expiresAt, ...facts } = request.body
      const issued = await issueCertificate(
        db,
        siteOf(request),
        request.params.courseId,
        {
          ...facts,
          achievedAt: fromUnixTime(achievedAt),
          expiresAt: fromUnixTime(expiresAt),
        },
        now(),
      )
      return reply.code(201).send(toCertificate(issued))
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
    async (request) => toCertificate(await getCourseCertificate(db, siteOf(request), request.params.certificateId)),
  )

  app.get(
    '/certificates',
    {
      schema: {
        operationId: 'listCertificates',
        summary: 'List certificates',
        description: 'Lists the certificates of the site that pass all filters, in the order of issue.',
        tags: ['Certificates'],
        querystring: certificatesQuery,
        response: { 200: answer('A page of certificates', certificatePage), ...failures },
      },
    },
    async (request) => {
      const { offset, limit, achievedFrom, achievedTo, ...filter } = request.query
      const page = await listCertificates(
        db,
        siteOf(request),
        { ...filter, achievedFrom: fromUnixTime(achievedFrom), achievedTo: fromUnixTime(achievedTo) },
        { offset, limit },
        now(),
      )
      return { certificates: page.certificates.map(toListedCertificate), totalCount: page.totalCount }
    },
  )

  app.get(
    '/users/:userId/certificates',
    {
      schema: {
        operationId: 'listUserCertificates',
        summary: 'List a user’s certificates',
        description: 'Lists the certificates of one user, in the order of issue.',
        tags: ['Certificates'],
        params: userParams,
        querystring: pageQuery,
        response: { 200: answer('A page of certificates', certificatePage), ...failures, ...notFound('user') },
      },
    },
    async (request) => {
      const { userId } = request.params
      await getUser(db, siteOf(request), userId)
      const page = await listCertificates(db, siteOf(request), { userId }, request.query, now())
      return { certificates: page.certificates.map(toListedCertificate), totalCount: page.totalCount }
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
        response: { 200: answer('The certificate', certificate), ...bodyFailures, ...notFound('certificate') },
      },
    },
    async (request) => {
      const { expiresAt, imageUrl } = request.body
      const change = { imageUrl, expiresAt: fromUnixTime(expiresAt) }
      return toCertificate(await updateCertificate(db, siteOf(request), request.params.certificateId, change))
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
        response: { 200: answer('The certificate', certificate), ...bodyFailures, ...notFound('certificate') },
      },
    },
    async (request) => {
      const { reason } = request.body
      return toCertificate(await revokeCertificate(db, siteOf(request), request.params.certificateId, reason, now()))
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
          409: answer('The certificate is replaced already', problem),
          ...bodyFailures,
          ...notFound('certificate'),
        },
      },
    },
    async (request, reply) => {
      const { achievedAt, expiresAt, ...facts } = request.body
      const reissued = await reissueCertificate(
        db,
        siteOf(request),
        request.params.certificateId,
        { ...facts, achievedAt: fromUnixTime(achievedAt), expiresAt: fromUnixTime(expiresAt) },
        now(),
      )
      return reply.code(201).send(toCertificate(reissued))
    },
  )
}

/** Checks JSON that the database wrote as any answer is checked; it is sent as it stands. */
function checkedJson<Shape>(schema: z.ZodType<Shape>, json: string): Shape {
  schema.parse(JSON.parse(json))
  return json as Shape // Fastify sends text as it is, whatever type the route has.
}

function toCertificate(row: CourseCertificateWithUser): z.output<typeof certificate> {
  // The name is the one that the certificate was issued to.
  return { ...facts(row), replaces: row.replacesId ?? undefined, user: { ...toUser(row.user), name: row.userName } }
}

function toListedCertificate(row: CourseCertificateWithUser): z.output<typeof certificatePage>['certificates'][number] {
  const { id, email, roleAlias: alias } = row.user
  return { ...facts(row), user: { id, name: row.userName, email, role: { alias } } }
}

function facts(row: CourseCertificateWithUser) {
  return {
    id: row.id,
    name: row.name,
    description: row.description,
    courseId: row.courseId,
    courseName: row.courseName,
    imageUrl: row.imageUrl,
    achievedAt: unixTime(row.achievedAt),
    expiresAt: optionalUnixTime(row.expiresAt),
    revokedAt: optionalUnixTime(row.revokedAt),
    revocationReason: row.revocationReason ?? undefined,
  }
}
