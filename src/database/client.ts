import { availableParallelism } from 'node:os'
import { PrismaPg } from '@prisma/adapter-pg'
import pg from 'pg'
import { watchedConnections } from './deadline.ts'
import { PrismaClient } from './prisma/client.ts'
import type { Replica } from './replica.ts'
import type { Secrets } from './secrets.ts'
import { inTransaction, type Sql, sqlOnPool, type TransactionOptions } from './sql.ts'
import { type Patience, WaitingPool } from './waitingPool.ts'

/** Runs each query on any connection. For several, use `transaction` or `write` (src/core/writeContext.ts). */
export type Database = Sql & {
  /** Created on first use, because its engine takes 30 MB. Hand-written queries do not need it. */
  readonly prisma: PrismaClient
  pool: WaitingPool
  /** Encrypts secrets in rows. Null: there is no key, so they are stored in the clear. */
  secrets: Secrets | null
  /** Answers reads that may be slightly old (`replicated`). Null: there is none. */
  replica: Replica | null
  /** Runs hand-written queries in a transaction. Faster than Prisma's. */
  transaction<Result>(work: (tx: Sql) => Promise<Result>, options?: TransactionOptions): Promise<Result>
  /** Checks that the database is reachable, without waiting for the pool. Throws on an error or a timeout. */
  ping(): Promise<void>
  close(): Promise<void>
}

/** Prisma's rule: twice the cores plus one, at most ten. More are slower, because processes share the cores. */
export const POOL_SIZE = Math.min(2 * availableParallelism() + 1, 10)

export type Pooling = pg.PoolConfig & {
  /** Maximum time (ms) to wait for a connection. A longer wait is an outage. */
  waitMs?: number
  /** Maximum time (ms) to wait for a connection while the database gives connections to others. Default: `waitMs`. */
  busyMs?: number
  /** Timeout (ms) of a statement. Unset: none. */
  statementMs?: number
  /** Whether statements with a timeout keep their names. Default: true. */
  named?: boolean
}

const WAIT_MS = 10_000

/** `pooled`: requests through a pooler in transaction mode, where a connection keeps no settings. */
export type Use = 'requests' | 'pooled' | 'jobs' | 'command'

/** Disables JIT compilation, which costs 0.1 s and does not help short statements. JSON of old times needs UTC to be read. */
const settings = "SET jit = off; SET timezone = 'UTC'"

/** Reports an outage to clients within two seconds. Waits longer than load shedding expects requests to take. */
const patient = { max: POOL_SIZE, waitMs: 1500, busyMs: 5000 }

export const poolings: Record<Use, Pooling> = {
  requests: { ...patient, ...limited(1400) },
  // PgBouncer itself keeps the time zone of a client. This process alone limits statements.
  pooled: { ...patient, statementMs: 1400, onConnect: (client) => client.query("SET timezone = 'UTC'") },
  // Jobs may take longer, but must not wait without limit for a lost server.
  jobs: { max: POOL_SIZE, ...limited(30_000) },
  command: { max: POOL_SIZE, onConnect: (client) => client.query(settings) },
}

/** Makes PostgreSQL cancel a long statement before the client times out. */
function limited(statementMs: number): Pooling {
  return {
    statementMs,
    onConnect: (client) => client.query(`${settings}; SET statement_timeout = ${statementMs}`),
  }
}

/** Timeout (ms) of `ping`. */
const PING_MS = 1000

/** Connects lazily: the first query opens the first connection. */
export function connect(url: string, { waitMs = WAIT_MS, busyMs = waitMs, ...pooling }: Pooling): Database {
  const { pool, end } = openPool(url, { stalledMs: waitMs, busyMs }, pooling)
  // Separate connection, so that `ping` never waits for other queries. Opened by the first `ping`.
  const pingPool = openPool(url, { stalledMs: PING_MS, busyMs: PING_MS }, { max: 1, statementMs: PING_MS })
  let prisma: PrismaClient | undefined
  return {
    get prisma() {
      prisma ??= new PrismaClient({
        adapter: new PrismaPg(pool),
        // Omits data from error messages.
        errorFormat: 'minimal',
        // The wait of the pool ends before.
        transactionOptions: { maxWait: busyMs + waitMs, timeout: WAIT_MS },
      })
      return prisma
    },
    pool,
    secrets: null,
    replica: null,
    ...sqlOnPool(pool),
    transaction: (work, options) => inTransaction(pool, work, options),
    async ping() {
      try {
        await pingPool.pool.query('SELECT 1')
      } catch (error) {
        // Use the pool if PostgreSQL allows no more connections (53300).
        if (!(error instanceof pg.DatabaseError) || error.code !== '53300') throw error
        await pool.query('SELECT 1')
      }
    },
    async close() {
      await prisma?.$disconnect()
      await Promise.all([end(), pingPool.end()])
    },
  }
}

/** Maximum time (ms) to wait until connections are closed. */
const PARTING_MS = 1000

function openPool(url: string, patience: Patience, { statementMs, named = true, ...pooling }: Pooling) {
  const watched = statementMs === undefined ? undefined : watchedConnections(statementMs, named)
  const options = { connectionString: url, keepAlive: true, ...(watched && { Client: watched.Client }), ...pooling }
  const pool = new WaitingPool(options, patience)
  // The pool replaces broken connections. Without listeners, their errors would end the process.
  pool.on('error', () => {})
  pool.on('connect', (client) => client.on('error', () => {}))
  return {
    pool,
    async end() {
      const giveUp = watched && setTimeout(watched.destroyAll, PARTING_MS)
      await pool.end()
      clearTimeout(giveUp)
    },
  }
}
