import { beforeAll, describe, expect, it, vi } from 'vitest'
import { type FreshDatabase, freshDatabase } from '../support/database/database.ts'
import { chancery, variablesOf } from '../support/server/process.ts'

// Each test runs several processes.
vi.setConfig({ testTimeout: 120_000 })

let fresh: FreshDatabase
beforeAll(async () => {
  fresh = await freshDatabase()
  return () => fresh.dispose()
})

const run = (...args: string[]) => chancery(args, variablesOf(fresh))

describe('chancery sites', () => {
  it('creates a site and prints its id, renames, links and lists it, and creates and rotates its keys', async () => {
    expect(await run('sites', 'create', 'Academy of Lisbon')).toStrictEqual({ code: 0, stdout: '1\n', stderr: '' })
    expect(await run('sites', 'rename', '1', 'Academy of Porto')).toStrictEqual({ code: 0, stdout: '', stderr: '' })
    expect(await run('sites', 'rename', '2', 'Academy')).toMatchObject({
      code: 1,
      stderr: expect.stringContaining('no site 2'),
    })
    expect(await run('sites', 'link', '1', 'https://porto.example')).toStrictEqual({ code: 0, stdout: '', stderr: '' })
    expect(await run('sites', 'link', '1', 'porto.example')).toMatchObject({ code: 1, stdout: '' })
    const listed = await run('sites', 'list')
    expect(listed).toMatchObject({ code: 0, stderr: '' })
    expect(listed.stdout).toContain('Academy of Porto')

    const key = { code: 0, stdout: expect.stringMatching(/^chk_[0-9a-f]{48}\n$/), stderr: '' }
    expect(await run('keys', 'create', '--site', '1', '--label', 'LMS', '--scope', 'read', 'issue')).toStrictEqual(key)
    expect(await run('keys', 'rotate', '1', '--overlap', '3600')).toStrictEqual(key)
    const { stdout } = await run('keys', 'list')
    expect(stdout.match(/LMS/g)).toHaveLength(2)
    expect(stdout.match(/read issue/g)).toHaveLength(2)
    const { stdout: lines } = await run('keys', 'list', '--json')
    const rows = lines
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line))
    expect(rows).toMatchObject([
      { label: 'LMS', scopes: 'read issue', used: null },
      { label: 'LMS', expires: null, revoked: null },
    ])
  })
})
