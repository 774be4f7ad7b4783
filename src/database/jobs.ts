import type { QueryResult } from 'pg'
import type { Database } from './client.ts'
import { Prisma } from './prisma/client.ts'
import type { Sql } from './sql.ts'

/** Work on a schedule. However many processes there are, one of them does it each time. */
export type ScheduledJob = { name: string; cron: string; work(): Promise<unknown> }

/** The work of a queue, whose jobs say what it is about; a process does so many in parallel. */
export type QueuedJob<Data extends object> = { name: string; atOnce: number; work(data: Data): Promise<unknown> }

/**
 * The part of a statement that queues a job for each row `from` a table expression, with the settings of its queue, in the
 * way that pg-boss documents for SQL. A job has the id of the request that it comes of, for the log.
 */
export function insertJobs(
  queue: string,
  { from, data, key }: { from: Prisma.Sql; data: Prisma.Sql; key: Prisma.Sql },
  requestId: string | null,
): Prisma.Sql {
  return Prisma.sql`
    INSERT INTO jobs.job_common (name, data, singleton_key, retry_limit, retry_delay, retry_backoff, retry_delay_max,
                                 expire_seconds, deletion_seconds, keep_until, policy)
    SELECT queue.name, jsonb_strip_nulls(jsonb_build_object(${data}, 'requestId', ${requestId}::text)), ${key},
           queue.retry_limit, queue.retry_delay, queue.retry_backoff, queue.retry_delay_max, queue.expire_seconds,
           queue.deletion_seconds, now() + queue.retention_seconds * interval '1 second', queue.policy
    FROM ${from}
    JOIN jobs.queue queue ON queue.name = ${queue}`
}

/** Runs a statement of pg-boss. It may be several in a transaction: where it fails, its connection must not stay in there. */
export async function executeForJobs({ pool }: Database, text: string, values?: unknown[]): Promise<QueryResult> {
  const client = await pool.connect()
  try {
    return await client.query(text, values)
  } catch (error) {
    // Nor may a connection that is broken hide what broke it.
    await client.query('ROLLBACK').catch(() => {})
    throw error
  } finally {
    client.release()
  }
}

/** `due` ones could be done now, `later` ones wait for their time, `active` ones are being done, `failed` ones are given up. */
export const jobStates = ['due', 'later', 'active', 'failed'] as const

export type JobCount = {
  queue: string
  state: (typeof jobStates)[number]
  count: number
  /** For how long the first of them could have been done. */
  oldestSeconds: number
}

/** How many jobs there are of each queue, in each state that is not its end. */
export function jobCounts(sql: Sql): Promise<JobCount[]> {
  return sql.$queryRaw<JobCount[]>`
    SELECT name AS queue, state, count(*)::int AS count,
           greatest(0, extract(epoch FROM now() - min(start_after)))::float AS "oldestSeconds"
    FROM (
      SELECT name, start_after, CASE
        WHEN state IN ('active', 'failed') THEN state::text
        WHEN start_after <= now() THEN 'due'
        ELSE 'later'
      END AS state
      FROM jobs.job_common
      WHERE state IN ('created', 'retry', 'active', 'failed')
    ) job
    GROUP BY name, state`
}
