import { hash } from 'node:crypto'
import pg from 'pg'

// A pooler in transaction mode gives each statement any of its connections, and old ones do not know named statements of the
// protocol. To them, PREPARE and EXECUTE are statements like any other. So a connection keeps the plan of a statement that
// one of its clients has prepared.

/** PostgreSQL's codes: the connection has not prepared the statement, or a table has changed since. */
const UNKNOWN = '26000'
const OUTDATED = '0A000'

/** Number of times that a statement may be unknown more often than known, as with a pooler that resets its connections. */
const MAX_UNKNOWN = 200

export type Execute = (statement: { text: string; values: unknown[] }) => Promise<pg.QueryResult | null>

/**
 * Returns a function that runs statements with plans that connections keep. It returns null without having run the statement
 * if it cannot do so. Not for transactions, which an unknown statement would end. PostgreSQL's log may show the values.
 */
export function executor(run: (text: string) => Promise<pg.QueryResult>): Execute {
  const names = new Map<string, string>()
  let unknown = 0
  return async ({ text, values }) => {
    const literals = values.map(literalOf)
    if (unknown > MAX_UNKNOWN || literals.length === 0 || literals.includes(null)) return null
    // Other releases share the connections, and may have another text.
    const name = names.get(text) ?? `chancery_${hash('sha256', text).slice(0, 32)}`
    names.set(text, name)
    const execute = `EXECUTE ${name}(${literals.join()})`
    try {
      const found = await run(execute)
      unknown = Math.max(0, unknown - 1)
      return found
    } catch (error) {
      const code = error instanceof pg.DatabaseError ? error.code : undefined
      if (code !== UNKNOWN && code !== OUTDATED) throw error
      unknown += 1
      if (code === OUTDATED) return null
    }
    // It may come to another connection, which has the statement. Several statements have several results.
    const results: unknown = await run(`${prepareOnce(name, text)}; ${execute}`)
    return Array.isArray(results) ? results.at(-1) : null
  }
}

function prepareOnce(name: string, text: string): string {
  const prepare = pg.escapeLiteral(`PREPARE ${name} AS ${text}`)
  const isMissing = `NOT EXISTS (SELECT FROM pg_prepared_statements WHERE name = '${name}')`
  return `DO ${pg.escapeLiteral(`BEGIN IF ${isMissing} THEN EXECUTE ${prepare}; END IF; END`)}`
}

/** Returns numbers, texts, and arrays of them as literals. Null: another value, or a text that PostgreSQL does not store. */
function literalOf(value: unknown): string | null {
  const text = Array.isArray(value) ? arrayOf(value) : scalarOf(value)
  return text === null || text.includes('\0') ? null : pg.escapeLiteral(text)
}

function arrayOf(values: unknown[]): string | null {
  const items = values.map(scalarOf)
  if (items.includes(null)) return null
  return `{${items.map((item) => `"${item?.replace(/[\\"]/g, '\\$&')}"`)}}`
}

function scalarOf(value: unknown): string | null {
  return typeof value === 'string' || typeof value === 'number' ? String(value) : null
}
