import type { Size } from './database.ts'
import type { Figure } from './figures.ts'
import { floor, nodeMain, type Server, startServer } from './processes.ts'
import type { Effort } from './turns.ts'

/** Context of a measurement: URL of a PostgreSQL server, a filled database there, a key of its site, and the effort. */
export type Context = { server: string; databaseUrl: string; key: string; size: Size; isQuick: boolean } & Effort

/** Measurement of one or more figures that share their servers. */
export type Bench = { name: string; measure(context: Context): Promise<Figure[]> }

/** Starts Chancery and the floor on one database, and stops both after the work. */
export async function beside<Result>(
  { databaseUrl }: Context,
  work: (servers: { chancery: Server; lowest: Server }) => Promise<Result>,
  variables: Record<string, string> = {},
): Promise<Result> {
  const lowest = await startServer(floor, { DATABASE_URL: databaseUrl })
  const chancery = await startServer(nodeMain, { ...serverVariables(databaseUrl), ...variables })
  try {
    return await work({ chancery, lowest })
  } finally {
    await lowest.stop()
    await chancery.stop()
  }
}

export function serverVariables(databaseUrl: string): Record<string, string> {
  return {
    DATABASE_URL: databaseUrl,
    LOG_LEVEL: 'warn',
    // Requests are counted, but the limits are never reached.
    RATE_LIMIT_PER_MINUTE: '1000000000',
    VERIFICATIONS_PER_MINUTE: '1000000000',
    WALLET_CHANGES_PER_MINUTE: '1000000000',
    ISSUER_CHANGES_PER_MINUTE: '1000000000',
    WALLET_BYTES_PER_DAY: '1000000000000',
    ISSUER_BYTES_PER_DAY: '1000000000000',
    IDEMPOTENCY_KEYS_PER_DAY: '1000000000',
  }
}
