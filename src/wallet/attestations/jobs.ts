import type { ScheduledJob } from '../../database/jobs.ts'
import { type Listener, listenToAttestations } from './listen.ts'

/** Listens to the contract of verifications. */
export function listenJob(listener: Listener, now: () => Date): ScheduledJob {
  return { name: 'listen', cron: '* * * * *', work: () => listenToAttestations(listener, now) }
}
