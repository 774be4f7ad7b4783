import { write } from '../../core/writeContext.ts'
import type { Database } from '../../database/client.ts'
import type { ScheduledJob } from '../../database/jobs.ts'
import { announce, certificateEvent } from '../webhooks/events.ts'
import { isAnyExpiryDue, lockExpired } from './queries.ts'

/** Announces expiries. */
export function expiryJob(db: Database, publicUrl: string, now: () => Date): ScheduledJob {
  return { name: 'tell-expiries', cron: '* * * * *', work: () => announceExpiries(db, publicUrl, now()) }
}

/** How many expiries are announced in one transaction. */
const EXPIRIES_AT_ONCE = 500

/** Announces the certificates that have expired since the last time; returns how many. Several processes may do it at once. */
export async function announceExpiries(db: Database, publicUrl: string, now: Date): Promise<number> {
  let announced = 0
  for (;;) {
    // Nearly always there are none.
    if (!(await isAnyExpiryDue(db, now))) return announced
    const batch = await write({ db }, async (tx) => {
      const where = { id: { in: await lockExpired(tx, now, EXPIRIES_AT_ONCE) } }
      await tx.courseCertificate.updateMany({ where, data: { expiryAnnounced: true } })
      const certificates = await tx.courseCertificate.findMany({ where, include: { user: true } })
      for (const siteId of new Set(certificates.map((certificate) => certificate.siteId))) {
        const ofSite = certificates.filter((certificate) => certificate.siteId === siteId)
        const events = ofSite.map((certificate) => certificateEvent('Certificate/Expired', certificate, publicUrl))
        await announce(tx, { siteId, at: now }, ...events)
      }
      return certificates.length
    })
    announced += batch
    if (batch < EXPIRIES_AT_ONCE) return announced
  }
}
