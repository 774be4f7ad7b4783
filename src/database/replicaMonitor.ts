import { connect, type Database } from './client.ts'

/** Interval (ms) between measurements. */
const TICK_MS = 250

/** Timeout (ms) of a statement of a measurement. */
const STATEMENT_MS = 500

/** Time (ms) for which a replica is not used after a failed read. */
const PAUSE_MS = 1000

/**
 * Why reads go to the primary: the replica is behind by more than the limit, cannot be reached, was promoted, or belongs to
 * another primary.
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

type Position = { position: string; system: string }
type Replayed = Position & { isStandby: boolean }

// What was acknowledged is flushed. Unlike the position of inserts, that of the flush is reached by an idle replica.
const PRIMARY = `
  SELECT pg_wal_lsn_diff(pg_current_wal_flush_lsn(), '0/0')::text AS position, system_identifier::text AS system
  FROM pg_control_system()`

const REPLICA = `
  SELECT pg_is_in_recovery() AS "isStandby", coalesce(pg_wal_lsn_diff(pg_last_wal_replay_lsn(), '0/0'), 0)::text AS position,
         system_identifier::text AS system
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
  let pausedUntil = 0
  let isClosed = false
  let timer: NodeJS.Timeout | undefined
  let wake = () => {}

  async function measure(): Promise<void> {
    const readAt = performance.now()
    // Without the primary, older positions still tell how far the replica is.
    const [ofPrimary, ofReplica] = await Promise.allSettled([
      first<Position>(primary, PRIMARY),
      first<Replayed>(replica, REPLICA),
    ])
    if (ofPrimary.status === 'fulfilled') awaited.push({ position: BigInt(ofPrimary.value.position), readAt })
    if (ofReplica.status === 'rejected') {
      fault = 'unavailable'
      return
    }
    const { isStandby, position, system } = ofReplica.value
    if (!isStandby) fault = 'promoted'
    else if (ofPrimary.status === 'fulfilled' && ofPrimary.value.system !== system) fault = 'foreign'
    // Without the primary, it is unknown whether a replica that returns belongs to it.
    else if (ofPrimary.status === 'fulfilled') fault = null
    const replayed = BigInt(position)
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

async function first<Row>({ pool }: Database, text: string): Promise<Row> {
  const { rows } = await pool.query(text)
  return rows[0] as Row // The statements return one row.
}
