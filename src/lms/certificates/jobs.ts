import { write } from '../../core/writeContext.ts'
import type { Database } from '../../database/client.ts'
import type { ScheduledJob } from '../../database/jobs.ts'
import { announce, certificateEvent } from '../webhooks/events.ts'
import { isAnyExpiryDue, lockExpired } from './queries.ts'

export function expiryJob(db: Database, publicUrl: string, now: () => Date): ScheduledJob {
  return { name: 'tell-expiries', cron: '* * * * *', work: () => announceExpiries(db, publicUrl, now()) }
}

const BATCH_SIZE = 500

/** Announces certificates that expired since the last run. Returns their number. Safe to run concurrently. */
export async function announceExpiries(db: Database, publicUrl: string, now: Date): Promise<number> {
  let announced = 0
  for (;;) {
    // Avoids a transaction in the common case.
    if (!(await isAnyExpiryDue(db, now))) return announced
    const batch = await write({ db }, async (tx) => {
      const where = { id: { in: await lockExpired(tx, now, BATCH_SIZE) } }
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
    if (batch < BATCH_SIZE) return announced
  }
}
