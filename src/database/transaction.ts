import type pg from 'pg'
import { bePatient } from './deadline.ts'
import { Prisma } from './prisma/client.ts'

/** What hand-written statements need of a transaction: Prisma's are such, and those of `inTransaction`. */
export type Transaction = {
  $queryRaw<Rows>(query: TemplateStringsArray | Prisma.Sql, ...values: unknown[]): Promise<Rows>
  /** Returns how many rows the statement touched. */
  $executeRaw(query: TemplateStringsArray | Prisma.Sql, ...values: unknown[]): Promise<number>
}

/** Where hand-written statements that are prepared once are run: a pool, or a transaction of `inTransaction`. */
export type Connection = Pick<pg.Pool, 'query'>

/** How long (ms) one statement about many rows may take: as long as a transaction of Prisma's. */
export const MANY_ROWS_MS = 10_000

/** A transaction without Prisma, which takes a while to pass on a thousand rows. */
export async function inTransaction<Result>(
  pool: pg.Pool,
  work: (tx: Transaction, connection: Connection) => Promise<Result>,
  { statementMs }: { statementMs?: number } = {},
): Promise<Result> {
  const client = await pool.connect()
  const beAsBefore = statementMs === undefined ? undefined : bePatient(client, statementMs)
  let broken: Error | undefined
  try {
    await client.query(statementMs === undefined ? 'BEGIN' : `BEGIN; SET LOCAL statement_timeout = ${statementMs}`)
    const result = await work(statementsOn(client), client)
    await client.query('COMMIT')
    return result
  } catch (error) {
    // A connection that cannot even go back is thrown away, and PostgreSQL goes back by itself.
    await client.query('ROLLBACK').catch((reason) => {
      broken = reason
    })
    throw error
  } finally {
    beAsBefore?.()
    client.release(broken)
  }
}

/** Statements without Prisma. They are made one after the other; a next one may be put together meanwhile. */
export function statementsOn(connection: Connection): Transaction {
  let last: Promise<unknown> = Promise.resolve()
  const run = (query: TemplateStringsArray | Prisma.Sql, values: unknown[]) => {
    const made = last.then(() => connection.query('sql' in query ? query : Prisma.sql(query, ...values)))
    last = made
    return made
  }
  return {
    $queryRaw: async <Rows>(query: TemplateStringsArray | Prisma.Sql, ...values: unknown[]) =>
      (await run(query, values)).rows as Rows, // As with Prisma, whoever writes a statement knows its rows.
    $executeRaw: async (query, ...values) => (await run(query, values)).rowCount ?? 0,
  }
}
