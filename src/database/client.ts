import { availableParallelism } from 'node:os'
import { PrismaPg } from '@prisma/adapter-pg'
import pg from 'pg'
import { watchedConnections } from './deadline.ts'
import { PrismaClient } from './prisma/client.ts'
import { inTransaction, type Sql, sqlOnPool, type TransactionOptions } from './sql.ts'

/**
 * One pool of connections. It runs a query itself, each on any connection. Statements that belong together are a
 * transaction: `transaction` here, or `write` (src/core/writeContext.ts) with Prisma's models.
 */
export type Database = Sql & {
  /** Made when it is first needed: its engine takes 30 MB, and hand-written queries do without. */
  readonly prisma: PrismaClient
  pool: pg.Pool
  /** Runs hand-written queries in a transaction, all or none; without Prisma, and so faster. */
  transaction<Result>(work: (tx: Sql) => Promise<Result>, options?: TransactionOptions): Promise<Result>
  /** Asks whether it answers at all, past all that waits for the pool. Throws where it does not, or not soon. */
  ping(): Promise<void>
  close(): Promise<void>
}

/**
 * Connections to a PostgreSQL server: Prisma's rule, twice the cores and one, ten at most. More of them answer less,
 * because processes that share cores take turns.
 */
export const POOL_SIZE = Math.min(2 * availableParallelism() + 1, 10)

/** How to connect to a database, and how long (ms) it may take. */
export type Pooling = pg.PoolConfig & {
  /** How long a connection is waited for: longer is an outage, not patience. */
  waitMs?: number
  /** How long one statement may take; unset: as long as it takes. */
  statementMs?: number
}

const WAIT_MS = 10_000

/** Who asks the database. */
export type Use = 'requests' | 'jobs' | 'command'

/** It compiles what it takes for long statements, which takes it a tenth of a second. None of ours is long. */
const withoutCompiler = 'SET jit = off'

/** How to connect to a PostgreSQL server. */
export const poolings: Record<Use, Pooling> = {
  // Their clients get to know within two seconds that the database does not answer.
  requests: { max: POOL_SIZE, waitMs: 1500, ...limited(1400) },
  // They are in no hurry, but do not wait for ever for a server that is gone.
  jobs: { max: POOL_SIZE, ...limited(30_000) },
  command: { max: POOL_SIZE, onConnect: (client) => client.query(withoutCompiler) },
}

/** PostgreSQL ends itself what takes too long, so that nothing is left there; it has the first say. */
function limited(statementMs: number): Pooling {
  return {
    statementMs,
    onConnect: (client) => client.query(`${withoutCompiler}; SET statement_timeout = ${statementMs}`),
  }
}

/** Whether the database answers is known within this time (ms). */
const PING_MS = 1000

/** Connects lazily: the first query opens the first connection. */
export function connect(url: string, { waitMs = WAIT_MS, statementMs, ...pooling }: Pooling): Database {
  const { pool, end } = openPool(url, waitMs, statementMs, pooling)
  // One that nobody else may use, however many wait. Nobody pays for it who does not ask.
  const own = openPool(url, PING_MS, PING_MS, { max: 1 })
  let prisma: PrismaClient | undefined
  return {
    get prisma() {
      prisma ??= new PrismaClient({
        adapter: new PrismaPg(pool),
        // Otherwise its errors have the data in them.
        errorFormat: 'minimal',
        transactionOptions: { maxWait: waitMs, timeout: WAIT_MS },
      })
      return prisma
    },
    pool,
    ...sqlOnPool(pool),
    transaction: (work, options) => inTransaction(pool, work, options),
    async ping() {
      try {
        await own.pool.query('SELECT 1')
      } catch (error) {
        // It has as many connections as it may: then those must do.
        if (!(error instanceof pg.DatabaseError) || error.code !== '53300') throw error
        await pool.query('SELECT 1')
      }
    },
    async close() {
      await prisma?.$disconnect()
      await Promise.all([end(), own.end()])
    },
  }
}

/** How long (ms) a server is waited for that is to let a connection go. */
const PARTING_MS = 1000

function openPool(url: string, waitMs: number, statementMs: number | undefined, pooling: pg.PoolConfig) {
  const watched = statementMs === undefined ? undefined : watchedConnections(statementMs)
  const pool = new pg.Pool({
    connectionString: url,
    connectionTimeoutMillis: waitMs,
    keepAlive: true,
    ...(watched && { Client: watched.Client }),
    ...pooling,
  })
  // A connection that breaks fails its queries and is replaced; without listeners it would end the process too.
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
