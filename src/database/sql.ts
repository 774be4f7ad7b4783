import type pg from 'pg'
import { overrideTimeout } from './deadline.ts'
import { executor } from './executor.ts'
import { Prisma } from './prisma/client.ts'

/** Runs SQL: single statements on the database, or in a transaction of `Database.transaction` or of Prisma. */
export type Sql = {
  $queryRaw<Rows>(query: TemplateStringsArray | Prisma.Sql, ...values: unknown[]): Promise<Rows>
  /** Returns the number of affected rows. */
  $executeRaw(query: TemplateStringsArray | Prisma.Sql, ...values: unknown[]): Promise<number>
}

export type Tx = Prisma.TransactionClient

/** Named statement, which each connection plans once. `isLoggable`: PostgreSQL's log may show its values. */
export type Statement = { name: string; text: string; isLoggable?: boolean }

class PreparedSql extends Prisma.Sql {
  readonly name: string
  /** Not private (#), because pg reads `text` of an object that inherits from this one. */
  readonly source: string
  readonly isLoggable: boolean

  constructor({ name, text, isLoggable = false }: Statement, values: unknown[]) {
    super(new Array<string>(values.length + 1).fill(''), values)
    this.name = name
    this.source = text
    this.isLoggable = isLoggable
  }

  override get text(): string {
    return this.source
  }
}

/** Binds the values of `$1`, `$2`, …. In a Prisma transaction the statement has no name. */
export function prepared(statement: Statement, values: unknown[]): Prisma.Sql {
  return new PreparedSql(statement, values)
}

/** `named`: whether the connections know named statements. */
export function sqlOnPool(pool: pg.Pool, named = true): Sql {
  if (named) return sqlBy((query) => pool.query(query))
  const execute = executor((text) => pool.query(text))
  return sqlBy(async (query) => {
    const isExecuted = query instanceof PreparedSql && query.isLoggable
    return (isExecuted && (await execute(query))) || pool.query(query)
  })
}

/** Timeout (ms) of a statement on many rows, like that of a Prisma transaction. */
export const MANY_ROWS_MS = 10_000

/** `readOnly`: PostgreSQL refuses every change, also of sequences. */
export type TransactionOptions = { statementMs?: number; readOnly?: boolean }

/** Runs a transaction without Prisma, which is slow for many rows. */
export async function inTransaction<Result>(
  pool: pg.Pool,
  work: (tx: Sql) => Promise<Result>,
  { statementMs, readOnly = false }: TransactionOptions = {},
): Promise<Result> {
  const client = await pool.connect()
  const restoreTimeout = statementMs === undefined ? undefined : overrideTimeout(client, statementMs)
  let broken: Error | undefined
  try {
    const begin = readOnly ? 'BEGIN READ ONLY' : 'BEGIN'
    await client.query(statementMs === undefined ? begin : `${begin}; SET LOCAL statement_timeout = ${statementMs}`)
    const result = await work(sqlInTurn(client))
    await client.query('COMMIT')
    return result
  } catch (error) {
    // Discard a connection that cannot roll back. PostgreSQL then rolls back.
    await client.query('ROLLBACK').catch((reason) => {
      broken = reason
    })
    throw error
  } finally {
    restoreTimeout?.()
    client.release(broken)
  }
}

/** Runs statements one after the other. The caller can prepare the next one meanwhile. */
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
      (await runAny(query, values)).rows as Rows, // As with Prisma, the caller declares the type.
    $executeRaw: async (query, ...values) => (await runAny(query, values)).rowCount ?? 0,
  }
}
