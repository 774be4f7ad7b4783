import { Gauge, Histogram, type Registry } from 'prom-client'
import { batched } from '../../database/batched.ts'
import type { Database } from '../../database/client.ts'
import { jobCounts, jobStates, type TimeJob } from '../../database/jobs.ts'
import { BUCKETS } from './buckets.ts'
import { inTime } from './inTime.ts'

/** Queues that are reported even if they are empty. */
const QUEUES = ['deliver', 'publish']

/** Reports the jobs of all processes, from the database. Omits the metrics if it is unavailable. */
export function watchJobs(db: Database, registers: Registry[]): void {
  // One query serves both gauges.
  const countsNow = batched(async (readings: null[]) => {
    const counts = await inTime(jobCounts(db))
    return readings.map(() => counts)
  })
  new Gauge({
    name: 'chancery_jobs',
    help: 'Jobs by queue and state',
    labelNames: ['queue', 'state'],
    registers,
    async collect() {
      const counts = await countsNow(null)
      this.reset()
      if (!counts) return
      for (const queue of QUEUES) for (const state of jobStates) this.set({ queue, state }, 0)
      for (const { queue, state, count } of counts) this.set({ queue, state }, count)
    },
  })
  new Gauge({
    name: 'chancery_oldest_job_seconds',
    help: 'Time since the oldest due job became due, by queue',
    labelNames: ['queue'],
    registers,
    async collect() {
      const counts = await countsNow(null)
      this.reset()
      if (!counts) return
      for (const queue of QUEUES) this.set({ queue }, 0)
      for (const { queue, state, oldestSeconds } of counts) if (state === 'due') this.set({ queue }, oldestSeconds)
    },
  })
}

/** Measures the jobs that this process runs. Those that it only queues are not among them. */
export function timeJobs(registers: Registry[]): TimeJob {
  const seconds = new Histogram({
    name: 'chancery_job_seconds',
    help: 'Duration of the jobs that this process ran, and of mails to holders, by queue and outcome: ok or failed',
    labelNames: ['queue', 'outcome'],
    // Jobs have no clients that wait.
    buckets: [...BUCKETS, 300],
    registers,
  })
  return (queue) => {
    const end = seconds.startTimer({ queue })
    return (outcome) => {
      end({ outcome })
    }
  }
}
