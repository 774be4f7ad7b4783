import { connect, type Database } from './client.ts'

/** Interval (ms) between measurements. */
const TICK_MS = 250

/** Timeout (ms) of a statement of a measurement. */
const STATEMENT_MS = 500

/** Time (ms) for which a replica is not used after a failed read. */
const PAUSE_MS = 1000

/**
 * Why reads go to the primary: the replica is behind by more than the limit, cannot be reached, was promoted, or has another
 * history: another cluster, database or timeline, or more than the primary.
 */
export type Unused = 'lagging' | 'unavailable' | 'promoted' | 'foreign'

export type ReplicaMonitor = {
  /** Returns why the replica must not be used now. Null: it may be used. */
  unused(): Unused | null
  /** Returns the greatest age (seconds) that the state of the replica can have. Null: unknown. */
  lag(): number | null
  /** Pauses the use of the replica after a failed read. */
  noteFailure(): void
  close(): Promise<void>
}

/** `database` identifies the cluster and its database. `timeline` is the last known one: a promotion begins another. */
type State = { position: string; database: string; timeline: number }
type ReplicaState = State & { isStandby: boolean }

// Databases of a cluster share its positions.
const DATABASE = `system_identifier || '/' || (SELECT oid FROM pg_database WHERE datname = current_database())`

// What was acknowledged is flushed. Unlike the position of inserts, that of the flush is reached by an idle replica. The
// control file names a new timeline only after a checkpoint, the name of a WAL file at once.
const PRIMARY = `
  SELECT pg_wal_lsn_diff(pg_current_wal_flush_lsn(), '0/0')::text AS position, ${DATABASE} AS database,
         ('x' || left(pg_walfile_name(pg_current_wal_lsn()), 8))::bit(32)::int AS timeline
  FROM pg_control_system()`

// The WAL receiver names a new timeline at once, but only to roles that may read all statistics. To others, the control file
// names it within minutes. A timeline has a higher number than those before.
const REPLICA = `
  SELECT pg_is_in_recovery() AS "isStandby", ${DATABASE} AS database,
         coalesce(pg_wal_lsn_diff(pg_last_wal_replay_lsn(), '0/0'), 0)::text AS position,
         greatest(
           (SELECT timeline_id FROM pg_control_checkpoint()),
           (SELECT min_recovery_end_timeline FROM pg_control_recovery()),
           (SELECT received_tli FROM pg_stat_wal_receiver)
         ) AS timeline
  FROM pg_control_system()`

/**
 * Measures how far a replica is behind its primary, by positions in the write-ahead log. The replica has everything that was
 * acknowledged before a position of the primary was read, as soon as it has replayed that position.
 */
export function monitorReplica(primaryUrl: string, replicaUrl: string, maxLagMs: number): ReplicaMonitor {
  // Own connections, so that a measurement never waits for requests.
  const settings = { max: 1, waitMs: STATEMENT_MS, statementMs: STATEMENT_MS, named: false }
  const primary = connect(primaryUrl, settings)
  const replica = connect(replicaUrl, settings)
  /** Positions of the primary that the replica has not replayed yet, and when they were read. */
  let awaited: { position: bigint; readAt: number }[] = []
  let freshAt: number | null = null
  let fault: Unused | null = 'unavailable'
  /** Number of faults. */
  let faults = 0
  let pausedUntil = 0
  let isClosed = false
  let timer: NodeJS.Timeout | undefined
  let wake = () => {}

  /** Forgets the age of the replica: after a fault it may be another server, or have restarted in an older state. */
  function note(found: Unused): void {
    fault = found
    faults += 1
    freshAt = null
    awaited = []
  }
  // An idle connection ends as soon as the replica stops.
  replica.pool.on('error', () => note('unavailable'))

  async function measure(): Promise<void> {
    // Read first, so that a replica of this primary cannot be ahead of it.
    const ofReplica = await first<ReplicaState>(replica, REPLICA).catch(() => null)
    if (!ofReplica) return note('unavailable')
    const [readAt, faultsBefore] = [performance.now(), faults]
    const ofPrimary = await first<State>(primary, PRIMARY).catch(() => null)
    if (faults > faultsBefore) return
    if (ofPrimary) {
      const found = faultOf(ofReplica, ofPrimary)
      if (found) return note(found)
      fault = null
      awaited.push({ position: BigInt(ofPrimary.position), readAt })
    } else if (!ofReplica.isStandby) return note('promoted')
    // Without the primary, a replica that is in use stays so while older positions tell how far it is.
    const replayed = BigInt(ofReplica.position)
    for (const one of awaited) if (one.position <= replayed) freshAt = Math.max(freshAt ?? 0, one.readAt)
    awaited = awaited.filter((one) => one.position > replayed && readAt - one.readAt <= maxLagMs)
  }

  const running = (async () => {
    while (!isClosed) {
      await measure()
      await new Promise<void>((resolve) => {
        wake = resolve
        timer = setTimeout(resolve, TICK_MS).unref()
      })
    }
  })()

  const lagMs = () => (freshAt === null ? null : performance.now() - freshAt)
  return {
    unused() {
      if (fault) return fault
      if (performance.now() < pausedUntil) return 'unavailable'
      const lag = lagMs()
      return lag === null || lag > maxLagMs ? 'lagging' : null
    },
    lag() {
      const lag = lagMs()
      return lag === null ? null : lag / 1000
    },
    noteFailure() {
      pausedUntil = performance.now() + PAUSE_MS
    },
    async close() {
      isClosed = true
      clearTimeout(timer)
      wake()
      await running
      await Promise.all([primary.close(), replica.close()])
    },
  }
}

function faultOf(replica: ReplicaState, primary: State): Unused | null {
  if (replica.database !== primary.database) return 'foreign'
  if (!replica.isStandby) return 'promoted'
  const isAhead = BigInt(replica.position) > BigInt(primary.position)
  return isAhead || replica.timeline !== primary.timeline ? 'foreign' : null
}

async function first<Row>({ pool }: Database, text: string): Promise<Row> {
  const { rows } = await pool.query(text)
  return rows[0] as Row // The statements return one row.
}
