import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod'
import { storingReplay } from '../../http/idempotency.ts'
import { answer } from '../../http/openapi.ts'
import { siteOf } from '../auth.ts'
import { courseParams } from '../courses/schemas.ts'
import { courseIdOf } from '../courses/service.ts'
import { splitFixed } from '../fixedFields.ts'
import { bodyFailures, failures, failuresOf, notFound, postFailures } from '../openapi.ts'
import type { LmsApiOptions } from '../options.ts'
import { type CourseCertificateWithUser, toCertificate } from '../wire.ts'
import { contextOf } from '../writeContext.ts'
import { getCourseCertificate } from './get.ts'
import { groupedIssuing, requireMail } from './issue.ts'
import { reissueCertificate } from './reissue.ts'
import { revokeCertificate } from './revoke.ts'
import {
  certificate,
  certificateChange,
  certificateParams,
  corrections,
  fixedInCertificate,
  fixedInCorrections,
  newCertificate,
  revocation,
} from './schemas.ts'
import { updateCertificate } from './update.ts'

export const certificateRoutes: FastifyPluginAsyncZod<LmsApiOptions> = async (app, { db, now }) => {
  const show = (row: CourseCertificateWithUser) => toCertificate(row, app.publicUrl())
  const issue = groupedIssuing(db)

  app.post(
    '/courses/:courseId/certificates',
    {
      schema: {
        operationId: 'issueCertificate',
        summary: 'Issue a certificate',
        description: 'Issues a course certificate to a user. Later changes to the course or the user do not affect it.',
        tags: ['Certificates'],
        params: courseParams,
        body: newCertificate,
        response: {
          201: answer('The certificate', certificate),
          ...postFailures,
          ...notFound('course'),
          ...failuresOf('mail.off', 'idempotency.in_flight'),
        },
      },
    },
    async (request, reply) => {
      const context = contextOf(request, db, now(), storingReplay(request, reply, 201, show))
      requireMail(context, request.body.notify)
      const courseId = await courseIdOf(db, context.siteId, request.params.courseId)
      const issued = await issue(context, courseId, request.body)
      return reply.code(201).send(show(issued))
    },
  )

  app.get(
    '/certificates/:certificateId',
    {
      schema: {
        operationId: 'getCertificate',
        summary: 'Get a certificate',
        description: 'Returns a certificate with all fields of its user.',
        tags: ['Certificates'],
        params: certificateParams,
        response: { 200: answer('The certificate', certificate), ...failures, ...notFound('certificate') },
      },
    },
    async (request) => show(await getCourseCertificate(db, siteOf(request), request.params.certificateId)),
  )

  app.patch(
    '/certificates/:certificateId',
    {
      schema: {
        operationId: 'updateCertificate',
        summary: 'Change a certificate',
        description: 'Changes the expiry or the image. To correct other fields, reissue the certificate.',
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
      const [facts, fixed] = splitFixed(request.body, fixedInCertificate)
      return show(await updateCertificate(contextOf(request, db, now()), request.params.certificateId, facts, fixed))
    },
  )

  app.post(
    '/certificates/:certificateId/revoke',
    {
      schema: {
        operationId: 'revokeCertificate',
        summary: 'Revoke a certificate',
        description: 'Revokes a certificate permanently. It stays in all lists. Revoking it again has no effect.',
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
        summary: 'Reissue a certificate',
        description:
          'Replaces a certificate with a new one that has the current names of course and user, and the given ' +
          'corrections. Revokes the old one. A certificate can be reissued only once, and not if its course or user was ' +
          'deleted.',
        tags: ['Certificates'],
        params: certificateParams,
        body: corrections,
        response: {
          201: answer('The new certificate', certificate),
          ...postFailures,
          ...failuresOf('certificate.replaced', 'mail.off', 'idempotency.in_flight'),
          ...failuresOf('certificate.not_found', 'course.not_found', 'user.not_found'),
        },
      },
    },
    async (request, reply) => {
      const [facts, fixed] = splitFixed(request.body, fixedInCorrections)
      const context = contextOf(request, db, now(), storingReplay(request, reply, 201, show))
      const reissued = await reissueCertificate(context, request.params.certificateId, facts, fixed)
      return reply.code(201).send(show(reissued))
    },
  )
}
