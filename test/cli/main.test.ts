import { describe, expect, it } from 'vitest'
import { newDataDir, newFolder } from '../support/folders.ts'
import { chancery, startMain } from '../support/process.ts'

describe('chancery', () => {
  it.concurrent.each([
    [''],
    ['import'],
    ['import courses'],
    ['import skills'],
    ['import industries'],
    ['keys'],
    ['keys create'],
    ['keys list'],
    ['keys revoke'],
    ['migrate'],
    ['demo'],
  ])('explains itself: chancery %s --help', async (command) => {
    const { code, stdout, stderr } = await chancery([...command.split(' ').filter(Boolean), '--help'])
    expect({ code, stderr }).toStrictEqual({ code: 0, stderr: '' })
    expect(stdout).toMatch(new RegExp(`^Usage: ${['chancery', command].join(' ').trim()} `))
    expect(stdout).toMatch(/\n\n\w[^\n]{10,}\n\n/)
  })

  it('shows its commands to whoever names none, and ends with 1', async () => {
    const { code, stdout, stderr } = await chancery([])
    expect({ code, stdout }).toStrictEqual({ code: 1, stdout: '' })
    for (const command of ['import', 'keys', 'migrate', 'demo']) expect(stderr).toContain(`\n  ${command}`)
  })

  it('refuses what it does not know', async () => {
    expect(await chancery(['certify'])).toMatchObject({ code: 1, stderr: expect.stringContaining('certify') })
  })

  it('tells a wrong variable in one line', async () => {
    const ended = await chancery(['keys', 'list'], { DATA_DIR: await newFolder(), LOG_LEVEL: 'loud' })
    expect(ended).toMatchObject({ code: 1, stdout: '' })
    expect(ended.stderr).toMatch(/^Configuration: LOG_LEVEL must be [^\n]+\n$/)
  })

  it('is refused while a server runs on the same data folder, and works when that has stopped', async () => {
    const dataDir = await newDataDir()
    const server = await startMain({ DATA_DIR: dataDir })
    expect(await chancery(['keys', 'list'], { DATA_DIR: dataDir })).toStrictEqual({
      code: 1,
      stdout: '',
      stderr: expect.stringMatching(
        new RegExp(`^The data folder ${dataDir} is in use by process ${server.pid}\\. [^\\n]+\\n$`),
      ),
    })
    expect((await fetch(`${server.url}/health`)).status).toBe(200)

    server.kill('SIGTERM')
    await server.ended
    expect((await chancery(['keys', 'list'], { DATA_DIR: dataDir })).code).toBe(0)
  })
})
