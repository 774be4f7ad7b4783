import { readFile } from 'node:fs/promises'
import { describe, expect, it, vi } from 'vitest'
import { newFolder } from '../support/files/folders.ts'
import { chancery } from '../support/server/process.ts'

// Each test runs several processes.
vi.setConfig({ testTimeout: 120_000 })

describe('chancery process', () => {
  it('exits with 0 on success, and with 1 and one line on failure', async () => {
    expect(await chancery(['keys', '--help'])).toMatchObject({
      code: 0,
      stdout: expect.stringMatching(/^Usage: chancery keys/),
      stderr: '',
    })
    expect(await chancery(['conjure'])).toStrictEqual({
      code: 1,
      stdout: '',
      stderr: `error: unknown command 'conjure'\n`,
    })
    const wrong = await chancery(['keys', 'list'], { DATA_DIR: await newFolder(), LOG_LEVEL: 'loud' })
    expect(wrong).toMatchObject({ code: 1, stdout: '' })
    expect(wrong.stderr).toMatch(/^Configuration: LOG_LEVEL must be [^\n]+\n$/)
  })

  it('prints the version of the package', async () => {
    const { version } = JSON.parse(await readFile(new URL('../../package.json', import.meta.url), 'utf8'))
    expect(await chancery(['--version'])).toStrictEqual({ code: 0, stdout: `${version}\n`, stderr: '' })
  })
})
