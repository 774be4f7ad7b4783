import type pg from 'pg'
import { Prisma } from './prisma/client.ts'

/** What hand-written statements need of a transaction: Prisma's are such, and those of `inTransaction`. */
export type Transaction = {
  $queryRaw<Rows>(query: TemplateStringsArray | Prisma.Sql, ...values: unknown[]): Promise<Rows>
  /** Returns how many rows the statement touched. */
  $executeRaw(query: TemplateStringsArray | Prisma.Sql, ...values: unknown[]): Promise<number>
}

/** How long one statement may take: as long as a transaction of Prisma's. */
const STATEMENT_MS = 10_000

/** A transaction without Prisma, which takes a while to pass on a thousand rows. */
export async function inTransaction<Result>(
  pool: pg.Pool,
  work: (tx: Transaction) => Promise<Result>,
): Promise<Result> {
  const client = await pool.connect()
  let broken: Error | undefined
  try {
    await client.query(`BEGIN; SET LOCAL statement_timeout = ${STATEMENT_MS}`)
    const result = await work(statementsOn(client))
    await client.query('COMMIT')
    return result
  } catch (error) {
    // A connection that cannot even go back is thrown away, and PostgreSQL goes back by itself.
    await client.query('ROLLBACK').catch((reason) => {
      broken = reason
    })
    throw error
  } finally {
    client.release(broken)
  }
}

function statementsOn(client: pg.PoolClient): Transaction {
  const run = (query: TemplateStringsArray | Prisma.Sql, values: unknown[]) =>
    client.query('sql' in query ? query : Prisma.sql(query, ...values))
  return {
    $queryRaw: async <Rows>(query: TemplateStringsArray | Prisma.Sql, ...values: unknown[]) =>
      (await run(query, values)).rows as Rows, // As with Prisma, whoever writes a statement knows its rows.
    $executeRaw: async (query, ...values) => (await run(query, values)).rowCount ?? 0,
  }
}
