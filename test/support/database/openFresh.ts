import { afterAll } from 'vitest'
import type { Database } from '../../../src/database/client.ts'
import { openDatabase } from '../../../src/database/open.ts'
import { freshDatabase } from './database.ts'

// Registered when the file is loaded: Vitest ignores an `afterAll` that is called in a hook or a test.
const closings: (() => Promise<void>)[] = []
afterAll(() => Promise.all(closings.map((close) => close())))

/** Opens a migrated, empty database, which is closed after the tests of the file. */
export async function openFresh(): Promise<Database> {
  const fresh = await freshDatabase()
  const db = await openDatabase(fresh)
  closings.push(async () => {
    await db.close()
    await fresh.dispose()
  })
  return db
}
