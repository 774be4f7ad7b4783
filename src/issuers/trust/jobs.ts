import type { Database } from '../../database/client.ts'
import type { QueuedJob, ScheduledJob } from '../../database/jobs.ts'
import { groupCertificates, queueChangedGroups, storeConfirmed } from './queries.ts'

export type GroupJobsContext = { db: Database; trustRegistries: string[]; now: () => Date }

/** Sorts the certificates of an issuer anew in the lists of their holders. Triggers queue it when its confirmation changes. */
export function groupCertificatesJob({ db, trustRegistries, now }: GroupJobsContext): QueuedJob<{ issuerId: number }> {
  return {
    name: 'group-certificates',
    atOnce: 4,
    async work({ issuerId }) {
      await db.transaction((tx) => storeConfirmed(tx, issuerId, { trustRegistries, at: now() }))
      await groupCertificates(db, issuerId)
    },
  }
}

export function queueGroupsJob({ db, trustRegistries, now }: GroupJobsContext): ScheduledJob {
  return {
    name: 'queue-groups',
    cron: '*/10 * * * *',
    work: () => queueChangedGroups(db, { trustRegistries, at: now() }),
  }
}
