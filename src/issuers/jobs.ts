import type { QueuedJob, ScheduledJob } from '../database/jobs.ts'
import { type ConfirmContext, confirmIssuer } from './confirmIssuer.ts'
import { deleteOtherRegistries, queueDueIssuers } from './queries.ts'
import { refreshRegistries } from './registries.ts'

export type IssuerJobsContext = Omit<ConfirmContext, 'at' | 'author'> & { now: () => Date }

/** Maximum number of queued lookups. Issuers with a confirmation are queued first, so that claims of strangers wait. */
const MAX_QUEUED = 1000

/** Looks up one issuer. Lookups wait for the network, so several run in parallel. */
export function confirmIssuerJob({ now, ...context }: IssuerJobsContext): QueuedJob<{ issuerId: number }> {
  return {
    name: 'confirm-issuer',
    atOnce: 20,
    work: ({ issuerId }) => confirmIssuer({ ...context, at: now(), author: { command: 'confirm-issuer' } }, issuerId),
  }
}

/** Queues the lookups that are due: daily for each issuer, and hourly while something is about to change. */
export function queueIssuersJob({ db, now }: IssuerJobsContext): ScheduledJob {
  return { name: 'queue-issuers', cron: '* * * * *', work: () => queueDueIssuers(db.prisma, now(), MAX_QUEUED) }
}

/** Fetches the lists of the registries, and deletes those that are no longer trusted. */
export function registriesJob({ now, ...context }: IssuerJobsContext): ScheduledJob {
  return {
    name: 'fetch-registries',
    cron: '23 * * * *',
    async work() {
      await deleteOtherRegistries(context.db.prisma, context.trustRegistries)
      await refreshRegistries({ ...context, at: now() })
    },
  }
}
