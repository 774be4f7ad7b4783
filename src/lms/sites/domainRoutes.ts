import { optionalUnixTime } from '@chancery/verify/unixTime'
import type { FastifyRequest } from 'fastify'
import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod'
import { storingReplay } from '../../http/idempotency.ts'
import { answer } from '../../http/openapi.ts'
import { RateLimited, rateLimiter } from '../../http/rateLimit.ts'
import {
  checkDomain,
  type DomainCheck,
  domainRecordOf,
  type StoredFinding,
  storedFindings,
} from '../../issuers/domainCheck.ts'
import { siteOf } from '../auth.ts'
import { failures, failuresOf, postFailures } from '../openapi.ts'
import type { LmsApiOptions } from '../options.ts'
import { contextOf } from '../writeContext.ts'
import { announceConfirmation } from './confirmationEvents.ts'
import { domainCheck, domainRecord } from './schemas.ts'

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

  const domainContext = (request: FastifyRequest) => ({
    ...issuers,
    ...contextOf(request, db, now()),
    announce: announceConfirmation,
  })

  app.get(
    '/site/domain',
    {
      config,
      schema: {
        operationId: 'getDomain',
        summary: 'Get the DNS record of the domain',
        description:
          'Returns the TXT record with which the domain of the institution confirms this site as its issuer. Publish it ' +
          'in the DNS of the domain. `found` has the results of the last lookups.',
        tags,
        response: { 200: answer('The record', domainRecord), ...failures, ...noRecord },
      },
    },
    async (request) => {
      const context = domainContext(request)
      const record = await domainRecordOf(context, siteOf(request))
      return { ...record, found: (await storedFindings(context, siteOf(request))).map(toFinding) }
    },
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
          '`https://{domain}/.well-known/did.json`. Also searches the registries that the server trusts. Stores the ' +
          'result, which the pages of certificates show. The server repeats the check daily. ' +
          `At most ${CHECKS_PER_MINUTE} checks a minute.`,
        tags,
        response: { 200: answer('The result of the check', domainCheck), ...postFailures, ...noRecord },
      },
      preHandler: limitChecks,
    },
    async (request, reply) => {
      const result = toCheck(await checkDomain(domainContext(request), siteOf(request)))
      await storingReplay(request, reply, 200, (check: typeof result) => check)?.(db, result)
      return result
    },
  )
}

function toFinding({ confirmedBy, source, confirmedSince, lastSeen, failingSince }: StoredFinding) {
  return {
    ...{ confirmedBy, source, confirmedSince: optionalUnixTime(confirmedSince) },
    ...{ lastSeen: optionalUnixTime(lastSeen), failingSince: optionalUnixTime(failingSince) },
  }
}

function toCheck({ confirmedSince, ...check }: DomainCheck) {
  return { ...check, confirmedSince: optionalUnixTime(confirmedSince) }
}
