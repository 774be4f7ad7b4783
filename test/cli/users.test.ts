import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { beforeAll, describe, expect, it, vi } from 'vitest'
import type { Database } from '../../src/database/client.ts'
import { openDatabase } from '../../src/database/open.ts'
import { ERASED_FILE } from '../../src/erasure/erasedList.ts'
import { findSite } from '../../src/lms/sites/service.ts'
import { createUser } from '../../src/lms/users/service.ts'
import { type FreshDatabase, freshDatabase } from '../support/database/database.ts'
import { tablesWith } from '../support/database/search.ts'
import { newFolder } from '../support/files/folders.ts'
import { contextIn } from '../support/lms/context.ts'
import { chancery, startMain, variablesOf } from '../support/server/process.ts'

// Each test runs several processes.
vi.setConfig({ testTimeout: 120_000 })

let fresh: FreshDatabase
beforeAll(async () => {
  fresh = await freshDatabase()
  return () => fresh.dispose()
})

const users = (...args: string[]) => chancery(['users', ...args], variablesOf(fresh))

/** Uses the database while no other process does. */
async function inDatabase<Result>(work: (db: Database) => Promise<Result>): Promise<Result> {
  const db = await openDatabase(fresh)
  try {
    return await work(db)
  } finally {
    await db.close()
  }
}

const zoe = { id: 'zoe1', name: 'Zoë Quillfeather', email: 'zoe@learners.example', roleAlias: 'learner' }

async function addZoe(db: Database): Promise<void> {
  const { id } = await findSite(db, undefined, 'Test site')
  await createUser(contextIn(db, id), zoe)
}

/** As after the restore of a backup from before the erasure. */
async function returnZoe(db: Database): Promise<void> {
  await db.pool.query('DELETE FROM erased_users')
  await addZoe(db)
}

const findZoe = (db: Database) => tablesWith(db, ['Quillfeather', 'zoe@'])

describe('chancery users', () => {
  it('erases a user, prints the list of erased users, and erases them again from that list', async () => {
    await inDatabase(addZoe)
    expect(await users('erase', 'zoe1')).toStrictEqual({ code: 0, stdout: 'The user is erased.\n', stderr: '' })
    expect(await inDatabase(findZoe)).toStrictEqual([])
    expect(await users('erase', 'unknown')).toMatchObject({ code: 1, stderr: expect.stringContaining('no user') })
    expect(await users('erase', 'zoe1', '--site', '7')).toMatchObject({ code: 1 })
    const { stdout: list } = await users('erased')
    expect(list).toMatch(/^\{"site":1,"user":"[0-9a-f]{64}","erasedAt":"\d{4}-[^"]+Z"\}\n$/)

    await inDatabase(returnZoe)
    const path = join(await newFolder(), 'erased.ndjson')
    await writeFile(path, list)
    const counted = '1 of 1 users were in the database and are erased.\n'
    expect(await users('reapply', path)).toStrictEqual({ code: 0, stdout: counted, stderr: '' })
    expect(await inDatabase(findZoe)).toStrictEqual([])
    await writeFile(path, `${list}{}\n`)
    expect(await users('reapply', path)).toMatchObject({ code: 1, stderr: expect.stringContaining('line 2') })
  })

  it('are erased again when a server starts with an older database and the list in DATA_DIR', async () => {
    expect(await users('erased')).toMatchObject({ code: 0 })
    await inDatabase(returnZoe)
    const server = await startMain(variablesOf(fresh))
    server.kill('SIGTERM')
    await server.ended
    expect(await inDatabase(findZoe)).toStrictEqual([])
    expect(ERASED_FILE).toBe('erased-users.ndjson')
  })
})
