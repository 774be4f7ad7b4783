import { optionalUnixTime, unixTime } from '@chancery/verify/unixTime'
import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod'
import { answer } from '../../http/openapi.ts'
import { type ListedMail, mailsOf } from '../../mail/queries.ts'
import { siteOf } from '../auth.ts'
import { failures, notFound } from '../openapi.ts'
import type { LmsApiOptions } from '../options.ts'
import { getCourseCertificate } from './get.ts'
import { certificateParams, mails } from './schemas.ts'

/** Mails to the holder of a certificate, and what became of them. */
export const mailRoutes: FastifyPluginAsyncZod<LmsApiOptions> = async (app, { db }) => {
  app.get(
    '/certificates/:certificateId/mails',
    {
      schema: {
        operationId: 'listCertificateMails',
        summary: 'List the mails about a certificate',
        description:
          'Lists the mails to the holder of a certificate, with the state of their delivery. The list is empty if the ' +
          'holder gets no mails.',
        tags: ['Certificates'],
        params: certificateParams,
        response: { 200: answer('The mails', mails), ...failures, ...notFound('certificate') },
      },
    },
    async (request) => {
      const { id } = await getCourseCertificate(db, siteOf(request), request.params.certificateId)
      return { mails: (await mailsOf(db, id)).map(toMail) }
    },
  )
}

function toMail({ kind, state, attempts, error, createdAt, dueAt, finishedAt }: ListedMail) {
  return {
    kind,
    state,
    attempts,
    createdAt: unixTime(createdAt),
    nextAttemptAt: state === 'pending' ? unixTime(dueAt) : undefined,
    finishedAt: optionalUnixTime(finishedAt),
    error: error ?? undefined,
  }
}
