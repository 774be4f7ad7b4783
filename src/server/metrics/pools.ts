import { Gauge, Histogram, type Registry } from 'prom-client'
import type { WaitingPool } from '../../database/waitingPool.ts'
import { BUCKETS } from './buckets.ts'

/** What uses the connections of a pool. `replica`: requests that read from the replica. */
export type PoolName = 'requests' | 'jobs' | 'replica'

/** Returns a function that reports a pool of database connections. */
export function watchPools(registers: Registry[]): (name: PoolName, pool: WaitingPool) => void {
  const pools = new Map<PoolName, WaitingPool>()
  new Gauge({
    name: 'chancery_database_connections',
    help: 'Database connections by pool (requests, jobs, replica): idle, busy, and awaited (statements that wait for one)',
    labelNames: ['pool', 'state'],
    registers,
    collect() {
      for (const [pool, { idleCount, totalCount, waitingCount }] of pools) {
        this.set({ pool, state: 'idle' }, idleCount)
        this.set({ pool, state: 'busy' }, totalCount - idleCount)
        this.set({ pool, state: 'awaited' }, waitingCount)
      }
    },
  })
  const waits = new Histogram({
    name: 'chancery_database_wait_seconds',
    help: 'Time until a statement or a transaction had a database connection, or gave up, by pool',
    labelNames: ['pool'],
    buckets: BUCKETS,
    registers,
  })
  return (name, pool) => {
    pools.set(name, pool)
    const wait = waits.labels({ pool: name })
    pool.onWaited = (seconds) => wait.observe(seconds)
  }
}
