import { LRUCache } from 'lru-cache'
import type { Database } from '../database/client.ts'
import { type IdentityRow, isStale } from './identity.ts'
import { queueIssuer } from './queries.ts'

/** Time (ms) for which a process does not queue the same lookup again. */
const QUIET_MS = 600_000

type Log = { error(details: object, message: string): void }

/**
 * Returns a function that queues the lookup of an issuer if it is late, for example because no worker ran. The caller does
 * not wait for it.
 */
export function lateLookups(db: Database, log: Log) {
  const queued = new LRUCache<number, true>({ max: 10_000, ttl: QUIET_MS })
  return (row: IdentityRow | null, now: Date): void => {
    if (!row || !isStale(row, now) || queued.has(row.id)) return
    const { id } = row
    queued.set(id, true)
    queueIssuer(db.prisma, id).catch((error) => {
      queued.delete(id)
      log.error({ err: error, issuer: id }, 'The lookup of an issuer was not queued')
    })
  }
}
