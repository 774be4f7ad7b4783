import { deleteReplays } from '../core/idempotency.ts'
import { deleteExpiredOffers } from '../credentials/offers/queries.ts'
import type { Database } from '../database/client.ts'
import { foldCounters } from '../database/counters.ts'
import type { ScheduledJob } from '../database/jobs.ts'
import { deleteUnusedFonts } from '../lms/fonts/queries.ts'
import { deleteUnusedTemplates } from '../lms/templates/queries.ts'
import { EVENT_DAYS } from '../lms/webhooks/events.ts'
import { deleteEvents } from '../lms/webhooks/queries.ts'
import { deleteOrphanedPdfs } from '../public/documents/queries.ts'
import type { DocumentStore } from '../public/documents/store.ts'
import { deleteEvents as deleteChainEvents } from '../wallet/attestations/queries.ts'
import { deleteExpiredSessions, deleteRequestNonces } from '../wallet/sessions/queries.ts'
import { REQUEST_NONCE_HOURS } from '../wallet/sessions/verifyRequest.ts'

/** Returns the jobs that belong to no single feature. */
export function ownJobs(db: Database, documents: DocumentStore, now: () => Date): ScheduledJob[] {
  return [
    { name: 'add-up', cron: '* * * * *', work: () => foldCounters(db) },
    {
      name: 'tidy',
      cron: '17 * * * *',
      async work() {
        await tidy(db, now())
        await documents.deleteOrphans()
        await deleteOrphanedPdfs(db)
      },
    },
  ]
}

/** Deletes expired replays, nonces, sessions and offers, old events, and unused templates and fonts. */
export async function tidy(db: Database, now: Date): Promise<void> {
  const ago = (hours: number) => new Date(now.getTime() - hours * 3_600_000)
  await deleteReplays(db, now)
  await deleteRequestNonces(db, ago(REQUEST_NONCE_HOURS))
  await deleteExpiredSessions(db, now)
  await deleteExpiredOffers(db, now)
  await deleteChainEvents(db, ago(EVENT_DAYS * 24))
  await deleteEvents(db, ago(EVENT_DAYS * 24))
  // After a day, no running request uses the template's previous version.
  await deleteUnusedTemplates(db, ago(24))
  await deleteUnusedFonts(db, ago(24))
}
