import { collectDefaultMetrics, Gauge, Registry } from 'prom-client'
import { type Config, sendsMail } from '../../core/config.ts'
import type { Database } from '../../database/client.ts'
import type { TimeJob } from '../../database/jobs.ts'
import { sequenceUse } from '../../database/sequences.ts'
import type { WaitingPool } from '../../database/waitingPool.ts'
import { type AnchorsConfig, watchAnchors } from './anchors.ts'
import { type PortName, watchCalls } from './calls.ts'
import { inTime } from './inTime.ts'
import { timeJobs, watchJobs } from './jobs.ts'
import { watchMails } from './mails.ts'
import { type PoolName, watchPools } from './pools.ts'
import { watchReplica } from './replica.ts'

export type Metrics = {
  read(): Promise<{ contentType: string; text: string }>
  /** Where a server adds the metrics of its requests. */
  registers: Registry[]
  /** Returns the port with all calls counted and timed. */
  watch<Port extends object>(name: PortName, port: Port): Port
  /** Reports the connections of a pool, and how long statements wait for one. */
  watchPool(name: PoolName, pool: WaitingPool): void
  timeJob: TimeJob
}

type MetricsConfig = AnchorsConfig & Pick<Config, 'anchorContract' | 'smtpUrl' | 'objectStoreUrl' | 'replicaMaxLag'>

/** Measures a process, with requests (`watchRequests`) or without. Each scrape also reads the pools, jobs and anchors. */
export function openMetrics(db: Database, config: MetricsConfig): Metrics {
  const registers = [new Registry()]
  const [registry] = registers as [Registry] // Created above.
  collectDefaultMetrics({ register: registry, prefix: 'chancery_' })
  watchReplica(db, config, registers)
  watchJobs(db, registers)
  watchSequences(db, registers)
  // Requires no ANCHOR_KEY: a process without jobs may not have it.
  if (config.anchorContract) watchAnchors(db, config, registers)
  if (sendsMail(config)) watchMails(db, registers)
  return {
    registers,
    read: async () => ({ contentType: registry.contentType, text: await registry.metrics() }),
    watch: watchCalls(registers, { hasBucket: config.objectStoreUrl !== undefined }),
    watchPool: watchPools(registers),
    timeJob: timeJobs(registers),
  }
}

/** Reports how much of each sequence of ids is used up. A sequence at its end stops all inserts into its table. */
function watchSequences(db: Database, registers: Registry[]): void {
  new Gauge({
    name: 'chancery_sequence_used_ratio',
    help: 'Used part of each sequence of ids, from 0 to 1',
    labelNames: ['sequence'],
    registers,
    async collect() {
      const sequences = await inTime(sequenceUse(db))
      this.reset()
      for (const { sequence, used } of sequences ?? []) this.set({ sequence }, used)
    },
  })
}
