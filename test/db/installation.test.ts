import { expect, it } from 'vitest'
import { installationOf } from '../../src/db/installation.ts'
import { openDatabase } from '../../src/db/open.ts'
import { type FreshDatabase, freshDatabase } from '../support/database.ts'
import { newFolder } from '../support/folders.ts'

it('An installation is the same whenever it is opened, and no other', async () => {
  const fresh = await freshDatabase()
  const installation = await look(fresh)
  expect(await look(fresh)).toBe(installation)
  await fresh.dispose()
  // Not one of the copies that the other tests use.
  expect(await look({ databaseUrl: undefined, dataDir: await newFolder() })).not.toBe(installation)
})

async function look(where: Omit<FreshDatabase, 'dispose'>): Promise<string> {
  const db = await openDatabase(where)
  try {
    return await installationOf(db)
  } finally {
    await db.close()
  }
}
