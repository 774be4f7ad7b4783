import type pg from 'pg'
import { bePatient } from './deadline.ts'
import { Prisma } from './prisma/client.ts'

/** Runs SQL: the database itself, one statement at a time, or a transaction, of `Database.transaction` or of Prisma. */
export type Sql = {
  $queryRaw<Rows>(query: TemplateStringsArray | Prisma.Sql, ...values: unknown[]): Promise<Rows>
  /** Returns how many rows the statement touched. */
  $executeRaw(query: TemplateStringsArray | Prisma.Sql, ...values: unknown[]): Promise<number>
}

/** A transaction with Prisma's models. */
export type Tx = Prisma.TransactionClient

/** A statement that a connection plans once and knows by its name. */
export type Statement = { name: string; text: string }

class PreparedSql extends Prisma.Sql {
  readonly name: string
  /** Not private (#): pg reads `text` of an object that inherits from this one. */
  readonly source: string

  constructor({ name, text }: Statement, values: unknown[]) {
    super(new Array<string>(values.length + 1).fill(''), values)
    this.name = name
    this.source = text
  }

  override get text(): string {
    return this.source
  }
}

/** A statement with the values of its `$1`, `$2`, …. A transaction of Prisma runs it without its name. */
export function prepared(statement: Statement, values: unknown[]): Prisma.Sql {
  return new PreparedSql(statement, values)
}

/** Runs each statement on any connection of a pool. */
export function sqlOnPool(pool: pg.Pool): Sql {
  return sqlBy((query) => pool.query(query))
}

/** How long (ms) one statement about many rows may take: as long as a transaction of Prisma. */
export const MANY_ROWS_MS = 10_000

export type TransactionOptions = { statementMs?: number }

/** Runs a transaction without Prisma, which needs long for a thousand rows. */
export async function inTransaction<Result>(
  pool: pg.Pool,
  work: (tx: Sql) => Promise<Result>,
  { statementMs }: TransactionOptions = {},
): Promise<Result> {
  const client = await pool.connect()
  const beAsBefore = statementMs === undefined ? undefined : bePatient(client, statementMs)
  let broken: Error | undefined
  try {
    await client.query(statementMs === undefined ? 'BEGIN' : `BEGIN; SET LOCAL statement_timeout = ${statementMs}`)
    const result = await work(sqlInTurn(client))
    await client.query('COMMIT')
    return result
  } catch (error) {
    // A connection that cannot roll back is discarded. PostgreSQL then rolls back by itself.
    await client.query('ROLLBACK').catch((reason) => {
      broken = reason
    })
    throw error
  } finally {
    beAsBefore?.()
    client.release(broken)
  }
}

/** Runs statements one after the other. The caller may prepare the next one meanwhile. */
function sqlInTurn(client: pg.PoolClient): Sql {
  let last: Promise<unknown> = Promise.resolve()
  return sqlBy((query) => {
    const run = last.then(() => client.query(query))
    last = run
    return run
  })
}

function sqlBy(run: (query: Prisma.Sql) => Promise<pg.QueryResult>): Sql {
  const runAny = (query: TemplateStringsArray | Prisma.Sql, values: unknown[]) =>
    run('sql' in query ? query : Prisma.sql(query, ...values))
  return {
    $queryRaw: async <Rows>(query: TemplateStringsArray | Prisma.Sql, ...values: unknown[]) =>
      (await runAny(query, values)).rows as Rows, // As with Prisma, the caller knows the rows of its statement.
    $executeRaw: async (query, ...values) => (await runAny(query, values)).rowCount ?? 0,
  }
}
