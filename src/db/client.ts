import { availableParallelism } from 'node:os'
import { PrismaPg } from '@prisma/adapter-pg'
import pg from 'pg'
import { PrismaClient } from './prisma/client.ts'

/** One pool of connections, used through Prisma and, by the hand-written queries in this folder, directly. */
export type Database = {
  prisma: PrismaClient
  pool: pg.Pool
  close(): Promise<void>
}

/** Waiting longer than this for a connection is an outage, not patience. */
const WAIT_MS = 10_000

/**
 * Connections to a PostgreSQL server: Prisma's rule, twice the cores and one, ten at most. More of them answer less,
 * because processes that share cores take turns.
 */
export const POOL_SIZE = Math.min(2 * availableParallelism() + 1, 10)

/** How to connect to a PostgreSQL server. */
export const serverPooling: pg.PoolConfig = {
  max: POOL_SIZE,
  // It compiles what it takes for long statements, which takes it a tenth of a second. None of ours is long.
  onConnect: (client) => client.query('SET jit = off'),
}

/** Connects lazily: the first query opens the first connection. */
export function connect(url: string, pooling: pg.PoolConfig): Database {
  const pool = new pg.Pool({
    connectionString: url,
    connectionTimeoutMillis: WAIT_MS,
    keepAlive: true,
    ...pooling,
  })
  // A connection that breaks fails its queries and is replaced; without listeners it would end the process too.
  pool.on('error', () => {})
  pool.on('connect', (client) => client.on('error', () => {}))
  const prisma = new PrismaClient({
    adapter: new PrismaPg(pool),
    transactionOptions: { maxWait: WAIT_MS, timeout: WAIT_MS },
  })
  return {
    prisma,
    pool,
    async close() {
      await prisma.$disconnect()
      await pool.end()
    },
  }
}
