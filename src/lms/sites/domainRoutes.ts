import type { FastifyRequest } from 'fastify'
import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod'
import { storingReplay } from '../../http/idempotency.ts'
import { answer } from '../../http/openapi.ts'
import { RateLimited, rateLimiter } from '../../http/rateLimit.ts'
import { checkDomain, type DomainCheck, domainRecordOf } from '../../issuers/domainCheck.ts'
import { siteOf } from '../auth.ts'
import { failures, failuresOf, postFailures } from '../openapi.ts'
import type { LmsApiOptions } from '../options.ts'
import { contextOf } from '../writeContext.ts'
import { domainCheck, domainRecord } from './schemas.ts'
import { getSite } from './service.ts'

const tags = ['Site']
const config = { scope: 'admin' } as const
const noRecord = failuresOf('site.no_domain', 'secrets.no_key')

/** Limited, because each check sends requests to servers that the site chooses. */
const CHECKS_PER_MINUTE = 6

export const domainRoutes: FastifyPluginAsyncZod<LmsApiOptions> = async (app, options) => {
  const { db, redis, now, issuers, rateLimitPerMinute } = options
  const count = rateLimiter(rateLimitPerMinute === 0 ? 0 : CHECKS_PER_MINUTE, redis)

  async function limitChecks(request: FastifyRequest): Promise<void> {
    const allowance = await count(`domain checks of site ${siteOf(request)}`)
    if (allowance?.retryAfter)
      throw new RateLimited(`At most ${CHECKS_PER_MINUTE} checks a minute.`, allowance.retryAfter)
  }

  const domainContext = (request: FastifyRequest) => ({ ...issuers, ...contextOf(request, db, now()) })

  app.get(
    '/site/domain',
    {
      config,
      schema: {
        operationId: 'getDomain',
        summary: 'Get the DNS record of the domain',
        description:
          'Returns the TXT record with which the domain of the institution confirms this site as its issuer. Publish it ' +
          'in the DNS of the domain.',
        tags,
        response: { 200: answer('The record', domainRecord), ...failures, ...noRecord },
      },
    },
    async (request) => domainRecordOf(domainContext(request), await getSite(db, siteOf(request))),
  )

  app.post(
    '/site/domain/check',
    {
      config,
      schema: {
        operationId: 'checkDomain',
        summary: 'Check the domain',
        description:
          'Checks whether the domain confirms this site: by the TXT record, or by the key of the site in ' +
          '`https://{domain}/.well-known/did.json`. Also searches the registries that the server trusts. Stores nothing. ' +
          `At most ${CHECKS_PER_MINUTE} checks a minute.`,
        tags,
        response: { 200: answer('The result of the check', domainCheck), ...postFailures, ...noRecord },
      },
      preHandler: limitChecks,
    },
    async (request, reply) => {
      const result = await checkDomain(domainContext(request), await getSite(db, siteOf(request)))
      await storingReplay(request, reply, 200, (check: DomainCheck) => check)?.(db, result)
      return result
    },
  )
}
