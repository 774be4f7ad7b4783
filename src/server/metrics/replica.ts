import { Counter, Gauge, type Registry } from 'prom-client'
import type { Config } from '../../core/config.ts'
import type { Database } from '../../database/client.ts'
import type { Replica } from '../../database/replica.ts'

/** Reports the lag of the replica if there is one, and which database answered the reads that it may answer. */
export function watchReplica(
  { replica }: Database,
  { replicaMaxLag }: Pick<Config, 'replicaMaxLag'>,
  registers: Registry[],
): void {
  watchLag(replica, registers)
  new Gauge({
    name: 'chancery_replica_max_lag_seconds',
    help: 'Lag above which the primary answers instead of the replica: REPLICA_MAX_LAG',
    registers,
    collect() {
      if (replica) this.set(replicaMaxLag)
      else this.remove()
    },
  })
  new Counter({
    name: 'chancery_replica_reads_total',
    help: 'Reads that the replica answered',
    registers,
    collect() {
      this.reset()
      this.inc(replica?.reads ?? 0)
    },
  })
  new Counter({
    name: 'chancery_replica_fallbacks_total',
    help: 'Reads that the primary answered instead of the replica, by reason: lagging, unavailable, promoted, foreign, failed, or not final (for example a certificate that the replica does not have)',
    labelNames: ['reason'],
    registers,
    collect() {
      this.reset()
      for (const [reason, count] of Object.entries(replica?.fallbacks ?? {})) this.inc({ reason }, count)
    },
  })
}

function watchLag(replica: Replica | null, registers: Registry[]): void {
  new Gauge({
    name: 'chancery_replica_lag_seconds',
    help: 'Maximum age of the state of the replica',
    registers,
    collect() {
      const lag = replica?.lag() ?? null
      if (lag === null) this.remove()
      else this.set(lag)
    },
  })
}
