import type { Database } from '../../../src/database/client.ts'
import { groupCertificatesJob, queueGroupsJob } from '../../../src/issuers/trust/jobs.ts'

type Options = { trustRegistries?: string[]; now?: () => Date }

/** Runs the queued jobs that sort certificates by the confirmation of their issuers, as a worker does. Returns their number. */
export async function groupQueued(db: Database, options: Options = {}): Promise<number> {
  const context = { db, trustRegistries: [], now: () => new Date(), ...options }
  await queueGroupsJob(context).work()
  const { rows } = await db.pool.query<{ data: { issuerId: number } }>(
    `DELETE FROM jobs.job WHERE name = 'group-certificates' RETURNING data`,
  )
  for (const { data } of rows) await groupCertificatesJob(context).work(data)
  return rows.length
}
