import { expect, it, vi } from 'vitest'
import { openDatabase } from '../../src/database/open.ts'
import { makeEmpty } from '../support/database/contents.ts'
import { freshDatabase } from '../support/database/database.ts'
import { chancery, variablesOf } from '../support/server/process.ts'

// The test runs several processes.
vi.setConfig({ testTimeout: 120_000 })

it('migrates an empty database to the newest schema, and rejects a newer schema in one line', async () => {
  const fresh = await freshDatabase()
  const emptied = await openDatabase(fresh)
  await makeEmpty(emptied.pool)
  await emptied.close()

  const migrate = () => chancery(['migrate'], variablesOf(fresh))
  const done = { code: 0, stdout: 'The database schema is up to date.\n', stderr: '' }
  expect(await migrate()).toStrictEqual(done)
  expect(await migrate()).toStrictEqual(done)

  const db = await openDatabase(fresh)
  expect(await db.prisma.site.count()).toBe(0)
  await db.pool.query(`
    INSERT INTO _prisma_migrations (id, checksum, migration_name, finished_at)
    VALUES ('one', 'any', '99991231000000_from_the_future', now())`)
  await db.close()
  expect(await migrate()).toStrictEqual({
    code: 1,
    stdout: '',
    stderr: 'The database is newer than this version of Chancery: it has migration 99991231000000_from_the_future.\n',
  })
  await fresh.dispose()
})
