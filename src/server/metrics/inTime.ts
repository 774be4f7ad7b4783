import { setTimeout as wait } from 'node:timers/promises'

/** Timeout (ms) for metrics from the database. The others are needed most when it is unavailable. */
const DATABASE_MS = 1000

/** Returns null if the database is unavailable or too slow. */
export function inTime<Answer>(answer: Promise<Answer>): Promise<Answer | null> {
  return Promise.race([answer.catch(() => null), wait(DATABASE_MS, null, { ref: false })])
}
