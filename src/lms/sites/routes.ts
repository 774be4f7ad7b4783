import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod'
import type { z } from 'zod'
import { answer } from '../../http/openapi.ts'
import { siteOf } from '../auth.ts'
import { bodyFailures, failures } from '../openapi.ts'
import type { LmsApiOptions } from '../options.ts'
import { contextOf } from '../writeContext.ts'
import { site, siteChange } from './schemas.ts'
import { getSite, type Profile, updateSite } from './service.ts'

const tags = ['Site']

export const siteRoutes: FastifyPluginAsyncZod<LmsApiOptions> = async (app, { db, now, siteNameByApi }) => {
  app.get(
    '/site',
    {
      schema: {
        operationId: 'getSite',
        summary: 'Get the site',
        description: 'Returns the profile of the institution that the API key belongs to.',
        tags,
        response: { 200: answer('The site', site), ...failures },
      },
    },
    async (request) => toSite(await getSite(db, siteOf(request))),
  )

  app.patch(
    '/site',
    {
      config: { scope: 'admin' },
      schema: {
        operationId: 'updateSite',
        summary: 'Change the site',
        description:
          'Changes the profile of the institution. A new `name` is a proposal: certificates show the old name until the ' +
          'operator approves it with `chancery sites approve`. Changes apply to certificates issued afterwards.',
        tags,
        body: siteChange,
        response: { 200: answer('The site', site), ...bodyFailures },
      },
    },
    async (request) => toSite(await updateSite(contextOf(request, db, now()), request.body, { siteNameByApi })),
  )
}

function toSite(row: Profile): z.input<typeof site> {
  const { id, name, language, timezone, socialIds, notify } = row
  return {
    id,
    name,
    proposedName: row.proposedName ?? undefined,
    legalName: row.legalName ?? undefined,
    link: row.link ?? undefined,
    logo: row.logo ?? undefined,
    description: row.description ?? undefined,
    country: row.country ?? undefined,
    language,
    timezone,
    email: row.email ?? undefined,
    domain: row.domain ?? undefined,
    socialIds: socialIds as z.input<typeof site>['socialIds'], // Validated when it was stored.
    notify,
  }
}
