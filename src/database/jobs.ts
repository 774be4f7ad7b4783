import type { QueryResult } from 'pg'
import type { Database } from './client.ts'
import { Prisma } from './prisma/client.ts'
import type { Sql } from './sql.ts'

/** Job that runs on a schedule, in one process at a time. */
export type ScheduledJob = { name: string; cron: string; work(): Promise<unknown> }

/** Job of a queue. A process runs at most `atOnce` of them in parallel. */
export type QueuedJob<Data extends object> = { name: string; atOnce: number; work(data: Data): Promise<unknown> }

/** Starts to measure a job. Call the result when it ends. */
export type TimeJob = (queue: string) => (outcome: 'ok' | 'failed') => void

export const untimed: TimeJob = () => () => {}

/** Runs a job and measures it. */
export async function timed<Result>(time: TimeJob, queue: string, work: () => Promise<Result>): Promise<Result> {
  const end = time(queue)
  try {
    const result = await work()
    end('ok')
    return result
  } catch (error) {
    end('failed')
    throw error
  }
}

/**
 * Returns SQL that queues a job for each row of `from`, as pg-boss documents. `requestId` is for the log: one of
 * all jobs, or SQL for each row.
 */
export function insertJobs(
  queue: string,
  { from, data, key }: { from: Prisma.Sql; data: Prisma.Sql; key: Prisma.Sql },
  requestId: string | null | Prisma.Sql,
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

/** Runs SQL of pg-boss, which may contain a transaction. Rolls back on an error. */
export async function executeForJobs({ pool }: Database, text: string, values?: unknown[]): Promise<QueryResult> {
  const client = await pool.connect()
  try {
    return await client.query(text, values)
  } catch (error) {
    // A broken connection must not hide the original error.
    await client.query('ROLLBACK').catch(() => {})
    throw error
  } finally {
    client.release()
  }
}

/** `due`: can run now. `later`: scheduled. `active`: running. `failed`: failed in all attempts. */
export const jobStates = ['due', 'later', 'active', 'failed'] as const

export type JobCount = {
  queue: string
  state: (typeof jobStates)[number]
  count: number
  /** Time since the oldest became due. */
  oldestSeconds: number
}

/** Counts jobs by queue and state, without completed and cancelled ones. */
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
