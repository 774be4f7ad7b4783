import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, it, vi } from 'vitest'
import { DataDirInUse, lockDataDir } from '../../src/database/lock.ts'
import { newFolder } from '../support/files/folders.ts'
import { run, start } from '../support/server/process.ts'

// Each test starts several processes.
vi.setConfig({ testTimeout: 120_000 })

const holder = 'test/support/database/holdDataDir.ts'

describe('lockDataDir', () => {
  it('rejects a second process with the process id of the first, and with what to do', async () => {
    const dataDir = await newFolder()
    const first = await start(holder, [dataDir])
    await first.prints(/locked/)

    const { stdout } = await run(holder, [dataDir])

    expect(stdout.trim()).toBe(
      `The data folder ${dataDir} is in use by process ${first.pid}. ` +
        'Stop that process, set DATA_DIR to another folder, or set DATABASE_URL to share a PostgreSQL database.',
    )
  })

  it('accepts the next process at once after kill -9 of the first', async () => {
    const dataDir = await newFolder()
    const first = await start(holder, [dataDir])
    await first.prints(/locked/)
    first.kill('SIGKILL')
    await first.ended

    const second = await start(holder, [dataDir])
    await second.prints(/locked/)
    expect(await readFile(join(dataDir, 'lock'), 'utf8')).toBe(`${second.pid}\n`)
  })

  it('rejects the same process until it unlocks', async () => {
    const dataDir = join(await newFolder(), 'made', 'when', 'missing')
    const unlock = lockDataDir(dataDir)
    expect(() => lockDataDir(dataDir)).toThrow(DataDirInUse)
    expect(() => lockDataDir(dataDir)).toThrow(`process ${process.pid}.`)
    unlock()
    lockDataDir(dataDir)()
  })

  it('ignores the process id that a dead process left in the lock file', async () => {
    const dataDir = await newFolder()
    await writeFile(join(dataDir, 'lock'), '1\nand more than that\n')
    const unlock = lockDataDir(dataDir)
    expect(await readFile(join(dataDir, 'lock'), 'utf8')).toBe(`${process.pid}\n`)
    unlock()
  })
})
