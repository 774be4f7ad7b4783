import { connect, type Database, POOL_SIZE } from './client.ts'
import { isOutage, isRefusedWrite } from './outage.ts'
import { monitorReplica, type ReplicaMonitor, type Unused } from './replicaMonitor.ts'

/**
 * Why the primary was read: the replica was not used, a read on it failed, or its result was not final, such as a certificate
 * that it does not have yet.
 */
export type Fallback = Unused | 'failed' | 'not final'

export type Replica = Pick<ReplicaMonitor, 'unused' | 'lag' | 'noteFailure'> & {
  /** The replica's own database. Cannot change anything. */
  db: Database
  /** Reads that the replica answered. */
  reads: number
  fallbacks: Record<Fallback, number>
  close(): Promise<void>
}

export type ReplicaConfig = { databaseReadUrl: string; replicaMaxLag: number; databasePrepared?: 'on' | 'off' }

/** Times (ms) after which the primary is read instead. */
const patience = { waitMs: 500, busyMs: 1000, statementMs: 1000 }

/** Refuses changes, also on a replica that was promoted a moment ago. */
const settings = `SET jit = off; SET timezone = 'UTC'; SET default_transaction_read_only = on;
  SET statement_timeout = ${patience.statementMs}`

/** Opens the replica of a primary and begins to measure its lag. */
export function openReplica(primaryUrl: string, config: ReplicaConfig): Replica {
  const { databaseReadUrl: url, replicaMaxLag, databasePrepared } = config
  const db = connect(url, {
    ...patience,
    max: POOL_SIZE,
    named: databasePrepared !== 'off',
    onConnect: (client) => client.query(settings),
  })
  const monitor = monitorReplica(primaryUrl, url, replicaMaxLag * 1000)
  return {
    ...monitor,
    db,
    reads: 0,
    fallbacks: { lagging: 0, unavailable: 0, promoted: 0, foreign: 0, failed: 0, 'not final': 0 },
    async close() {
      await monitor.close()
      await db.close()
    },
  }
}

/**
 * Makes a reader for each database and returns one that prefers the replica. It reads from the primary if the replica must
 * not be used, fails, or returns a result that is not final: something that the primary may know better, whatever the
 * limit of the lag. A reader that has to change something, such as to create a site's first key, fails on the replica.
 */
export function replicated<Args extends unknown[], Result>(
  db: Database,
  make: (source: Database) => (...args: Args) => Promise<Result>,
  isFinal: (result: Result, ...args: Args) => boolean = () => true,
): (...args: Args) => Promise<Result> {
  const onPrimary = make(db)
  const { replica } = db
  if (!replica) return onPrimary
  const onReplica = make(replica.db)
  return async (...args) => {
    const fallback = replica.unused()
    if (fallback) {
      replica.fallbacks[fallback] += 1
      return onPrimary(...args)
    }
    try {
      const result = await onReplica(...args)
      if (isFinal(result, ...args)) {
        replica.reads += 1
        return result
      }
      replica.fallbacks['not final'] += 1
    } catch (error) {
      const isFailed = isOutage(error) && !isRefusedWrite(error)
      if (isFailed) replica.noteFailure()
      replica.fallbacks[isFailed ? 'failed' : 'not final'] += 1
    }
    return onPrimary(...args)
  }
}
