import type { Database } from '../database/client.ts'
import type { ScheduledJob } from '../database/jobs.ts'
import { removeDueDocuments } from '../public/documents/removals.ts'
import type { ErasureServices } from './eraseUser.ts'
import { completeErasures } from './reapply.ts'

/** Completes interrupted erasures, and removes documents that are due. */
export function eraseJob(db: Database, services: ErasureServices, now: () => Date): ScheduledJob {
  return {
    name: 'erase',
    cron: '* * * * *',
    async work() {
      await completeErasures(db, services, now())
      await removeDueDocuments(db, services, now())
      await services.ipfs.finishRemovals(now())
    },
  }
}
