import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod'
import type { z } from 'zod'
import {
  type CourseCertificateWithUser,
  getCourseCertificate,
  issueCertificate,
  listCourseCertificates,
} from '../../services/courseCertificates.ts'
import { answer } from '../openapi.ts'
import { siteOf } from './auth.ts'
import { bodyFailures, failures } from './openapi.ts'
import type { LmsDoorOptions } from './options.ts'
import {
  certificate,
  certificatePage,
  certificateParams,
  courseParams,
  newCertificate,
  pageQuery,
  problem,
} from './schemas.ts'
import { fromUnixTime, unixTime } from './time.ts'
import { toUser } from './users.ts'

const notFound = {
  course: { 404: answer('The course is not found', problem) },
  certificate: { 404: answer('The certificate is not found', problem) },
}

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
        response: { 200: answer('A page of certificates', certificatePage), ...failures, ...notFound.course },
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
        response: { 201: answer('The certificate', certificate), ...bodyFailures, ...notFound.course },
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
          achievedAt: achievedAt ? fromUnixTime(achievedAt) : undefined,
          expiresAt: expiresAt ? fromUnixTime(expiresAt) : undefined,
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
        response: { 200: answer('The certificate', certificate), ...failures, ...notFound.certificate },
      },
    },
    async (request) => toCertificate(await getCourseCertificate(db, siteOf(request), request.params.certificateId)),
  )
}

/** Checks JSON that the database wrote as any answer is checked; it is sent as it stands. */
function checkedJson<Shape>(schema: z.ZodType<Shape>, json: string): Shape {
  schema.parse(JSON.parse(json))
  return json as Shape // Fastify sends text as it is, whatever type the route has.
}

function toCertificate(row: CourseCertificateWithUser): z.output<typeof certificate> {
  return {
    id: row.id,
    name: row.name,
    description: row.description,
    courseId: row.courseId,
    courseName: row.courseName,
    imageUrl: row.imageUrl,
    achievedAt: unixTime(row.achievedAt),
    expiresAt: row.expiresAt ? unixTime(row.expiresAt) : undefined,
    // The name is the one that the certificate was issued to.
    user: { ...toUser(row.user), name: row.userName },
  }
}
