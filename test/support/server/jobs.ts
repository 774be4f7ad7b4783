import type { Database } from '../../../src/database/client.ts'

/** A job as pg-boss stores it. */
export type Job = {
  id: string
  data: unknown
  state: 'created' | 'retry' | 'active' | 'completed' | 'cancelled' | 'failed'
  retryCount: number
  /** Seconds until its next attempt. */
  waitSeconds: number
}

/** Returns the jobs of a queue, completed ones too, in the order of their webhooks and events. */
export async function jobsOf(db: Database, queue: string): Promise<Job[]> {
  const { rows } = await db.pool.query<Job>(
    `SELECT id, data, state, retry_count AS "retryCount",
            extract(epoch FROM start_after - clock_timestamp())::float AS "waitSeconds"
     FROM jobs.job WHERE name = $1 ORDER BY data->'webhookId', data->'eventId', created_on, id`,
    [queue],
  )
  return rows
}

/** Makes all jobs due that wait for a retry. */
export async function hurry(db: Database): Promise<void> {
  await db.pool.query(`UPDATE jobs.job SET start_after = now() - interval '1 second' WHERE state = 'retry'`)
}

/** Queues a job as a schedule does, unless one waits already. */
export async function queueJob(db: Database, queue: string): Promise<void> {
  await db.pool.query(
    `INSERT INTO jobs.job (name, policy) SELECT name, policy FROM jobs.queue WHERE name = $1 ON CONFLICT DO NOTHING`,
    [queue],
  )
}
