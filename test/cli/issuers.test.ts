import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, it, vi } from 'vitest'
import { newDataDir, newFolder } from '../support/files/folders.ts'
import { chancery } from '../support/server/process.ts'

// Each test runs several processes.
vi.setConfig({ testTimeout: 180_000 })

const PRINTED = /^did:key:z6Mk\w{44}\n$/

it('rotates the key of the first site, and prints the new one', async () => {
  const settings = { DATA_DIR: await newDataDir() }
  const first = await chancery(['issuers', 'rotate'], settings)
  expect(first).toStrictEqual({ code: 0, stdout: expect.stringMatching(PRINTED), stderr: '' })
  const second = await chancery(['issuers', 'rotate', '--compromised'], settings)
  expect(second).toStrictEqual({ code: 0, stdout: expect.stringMatching(PRINTED), stderr: '' })
  expect(second.stdout).not.toBe(first.stdout)
  expect(await chancery(['issuers', 'rotate', '--site', '4711'], settings)).toMatchObject({
    code: 1,
    stderr: 'There is no site 4711.\n',
  })
})

it('backs up and restores the file that encrypts the keys', async () => {
  const settings = { DATA_DIR: await newDataDir() }
  await chancery(['issuers', 'rotate'], settings)
  const folder = await newFolder()
  const restored = { DATA_DIR: join(folder, 'restored') }
  expect(await chancery(['backup', join(folder, 'backup.tar')], settings)).toMatchObject({ code: 0 })
  expect(await chancery(['restore', join(folder, 'backup.tar')], restored)).toMatchObject({ code: 0 })
  const key = (dataDir: string) => readFile(join(dataDir, 'secrets.key'), 'utf8')
  expect(await key(restored.DATA_DIR)).toBe(await key(settings.DATA_DIR))
})
