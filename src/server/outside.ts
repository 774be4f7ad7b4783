import type { Chain } from '../chain/chain.ts'
import { openChain } from '../chain/open.ts'
import type { Config } from '../core/config.ts'
import type { Database } from '../database/client.ts'
import { openIpfs } from '../ipfs/open.ts'
import type { IpfsStore } from '../ipfs/store.ts'
import type { Objects } from '../objects/objects.ts'
import { openObjects } from '../objects/open.ts'
import type { Metrics } from './metrics/metrics.ts'

export type Outside = {
  /** Undefined if no port serves them or METRICS_TOKEN is not set. */
  metrics: Metrics | undefined
  ipfs: IpfsStore
  objects: Objects | null
  chain: Chain | null
}

/** Opens the stores and the chain node of a server or a worker. Its metrics count every call to them, also of jobs. */
export async function openOutside(config: Config, db: Database, use: 'requests' | 'jobs'): Promise<Outside> {
  const hasPort = use === 'requests' || config.workerPort !== undefined
  // Loads metrics only if they are configured.
  const isMeasured = hasPort && config.metricsToken !== undefined
  const metrics = isMeasured ? (await import('./metrics/metrics.ts')).openMetrics(db, config) : undefined
  metrics?.watchPool(use, db.pool)
  if (db.replica) metrics?.watchPool('replica', db.replica.db.pool)
  const bucket = openObjects(config)
  const objects = bucket && (metrics?.watch('objects', bucket) ?? bucket)
  const [store, node] = await Promise.all([openIpfs(config, objects), openChain(config)])
  return {
    metrics,
    ipfs: metrics?.watch('ipfs', store) ?? store,
    objects,
    chain: node && (metrics?.watch('chain', node) ?? node),
  }
}
