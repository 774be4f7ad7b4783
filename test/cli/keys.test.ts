import { beforeAll, describe, expect, it, vi } from 'vitest'
import { openDatabase } from '../../src/database/open.ts'
import { keyAuthenticator } from '../../src/lms/keys/service.ts'
import { type FreshDatabase, freshDatabase } from '../support/database/database.ts'
import { chancery, variablesOf } from '../support/server/process.ts'

// Each test runs several processes.
vi.setConfig({ testTimeout: 120_000 })

let fresh: FreshDatabase
beforeAll(async () => {
  fresh = await freshDatabase()
  return () => fresh.dispose()
})

const keys = (...args: string[]) => chancery(['keys', ...args], variablesOf(fresh))

/** Returns the owner of a key at these times. Needs the database while no command uses it. */
async function holderOf(key: string, ...times: string[]) {
  const db = await openDatabase(fresh)
  try {
    return await Promise.all(times.map((time) => keyAuthenticator(db, () => new Date(time))(key)))
  } finally {
    await db.close()
  }
}

describe('chancery keys', () => {
  it('creates a key and prints only the key, lists it without showing it, and revokes it', async () => {
    const created = await keys('create', '--label', 'for the LMS', '--expires', '2130-01-01')
    expect(created).toStrictEqual({ code: 0, stdout: expect.stringMatching(/^chk_[0-9a-f]{48}\n$/), stderr: '' })
    const key = created.stdout.trim()
    expect(await holderOf(key, '2130-01-01T23:59:58Z', '2130-01-01T23:59:59Z')).toStrictEqual([
      { keyId: 1, siteId: 1, scopes: ['read', 'issue', 'admin'] },
      null,
    ])

    const listed = await keys('list')
    expect(listed).toMatchObject({ code: 0, stderr: '' })
    const row = [key.slice(0, 8), 'for the LMS', 'read issue admin', '2130-01-01T23:59:59.000Z'].join('.*')
    expect(listed.stdout).toMatch(new RegExp(`^1 +1 +${row}`, 'm'))
    expect(listed.stdout).not.toContain(key.slice(8, 16))

    expect(await keys('revoke', '1')).toStrictEqual({ code: 0, stdout: 'Key 1 is revoked.\n', stderr: '' })
    expect(await holderOf(key, '2129-12-31T23:59:59Z')).toStrictEqual([null])
  })

  it('rejects an unknown key or site in one line', async () => {
    expect(await keys('revoke', '4711')).toStrictEqual({ code: 1, stdout: '', stderr: 'There is no key 4711.\n' })
    expect(await keys('create', '--site', '4711')).toStrictEqual({
      code: 1,
      stdout: '',
      stderr: 'There is no site 4711.\n',
    })
  })
})
