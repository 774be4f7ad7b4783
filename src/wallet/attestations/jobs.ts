import type { ScheduledJob } from '../../database/jobs.ts'
import { type Listener, listenToAttestations } from './listen.ts'

export function listenJob(listener: Listener, now: () => Date): ScheduledJob {
  return { name: 'listen', cron: '* * * * *', work: () => listenToAttestations(listener, now) }
}
