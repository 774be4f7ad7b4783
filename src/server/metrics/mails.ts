import { Gauge, type Registry } from 'prom-client'
import { batched } from '../../database/batched.ts'
import type { Database } from '../../database/client.ts'
import { waitingMails } from '../../mail/queries.ts'
import { inTime } from './inTime.ts'

/** Reports the mails of all processes that wait, from the database. */
export function watchMails(db: Database, registers: Registry[]): void {
  // One query serves both gauges.
  const waitingNow = batched(async (readings: null[]) => {
    const waiting = await inTime(waitingMails(db, new Date()))
    return readings.map(() => waiting)
  })
  const gauges = [
    {
      name: 'chancery_mails_waiting',
      help: 'Mails to holders that wait: for their turn (MAIL_PER_MINUTE), the mail server or another attempt',
      field: 'count',
    },
    {
      name: 'chancery_mail_oldest_seconds',
      help: 'Time since the oldest waiting mail was queued',
      field: 'oldestSeconds',
    },
  ] as const
  for (const { name, help, field } of gauges) {
    new Gauge({
      ...{ name, help, registers },
      async collect() {
        const waiting = await waitingNow(null)
        if (waiting) this.set(waiting[field])
        else this.remove()
      },
    })
  }
}
