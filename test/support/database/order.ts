import { expect, vi } from 'vitest'
import type { Database } from '../../../src/database/client.ts'

/**
 * Expects that `insert` inserts the names A and B in alphabetical order. Another transaction holds A and then wants B,
 * so any other order would be a deadlock. Needs a database with several connections.
 */
export async function expectInOrder(
  { pool }: Database,
  statementFor: (name: string) => string,
  insert: (names: string[]) => Promise<unknown>,
): Promise<void> {
  const other = await pool.connect()
  try {
    await other.query('BEGIN')
    await other.query(statementFor('A'))
    const inserting = insert(['B', 'A'])
    const waiting = 'SELECT 1 FROM pg_locks WHERE NOT granted AND transactionid = pg_current_xact_id()::xid'
    await vi.waitFor(async () => expect((await other.query(waiting)).rowCount).toBe(1), { timeout: 10_000 })
    await other.query(statementFor('B'))
    await other.query('COMMIT')
    await inserting
  } finally {
    await other.query('ROLLBACK')
    other.release()
  }
}
