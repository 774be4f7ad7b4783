import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { chmod, readFile, stat, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { beforeAll, describe, expect, it, onTestFinished, vi } from 'vitest'
import { withDatabase } from '../../src/cli/withDatabase.ts'
import { newDataDir, newFolder } from '../support/files/folders.ts'
import { chancery, type Running, startMain } from '../support/server/process.ts'

// Each test runs several processes.
vi.setConfig({ testTimeout: 180_000 })

const firstKey = `chk_${'f'.repeat(48)}`

let dataDir: string
let server: Running & { url: string }
beforeAll(async () => {
  dataDir = await newDataDir()
  server = await startOn(dataDir)
})

const startOn = (folder: string) => startMain({ DATA_DIR: folder, BOOTSTRAP_API_KEY: firstKey })
const run = (...args: string[]) => chancery(args, { DATA_DIR: dataDir })
const folderOf = (folder: string) => join(folder, 'admin')
const socketOf = (folder: string) => join(folderOf(folder), '.s.PGSQL.5432')

async function ask(key: string, path: string) {
  const answer = await fetch(`${server.url}/openapi/v1${path}`, { headers: { 'X-API-KEY': key } })
  return { status: answer.status, body: await answer.json() }
}

/** Runs a command and returns what it printed. */
async function print(...args: string[]): Promise<string> {
  const ended = await run(...args)
  expect(ended).toMatchObject({ code: 0, stderr: '' })
  return ended.stdout.trim()
}

describe('chancery beside a server with the embedded database', () => {
  it('changes sites, their API keys and their signing keys, for the running server and its audit', async () => {
    const site = await print('sites', 'create', 'Academy of Lisbon')
    await print('sites', 'rename', site, 'Academy of Porto')
    expect(await print('sites', 'list')).toContain('Academy of Porto')
    const key = await print('keys', 'create', '--site', site, '--label', 'LMS')
    expect(await print('issuers', 'rotate', '--site', site)).toMatch(/^did:key:z6Mk\w+$/)
    const change = (action: string, command: string, subject: string) =>
      expect.objectContaining({ action, command, subject })
    expect(await ask(key, '/audit')).toMatchObject({
      status: 200,
      body: {
        entries: [
          expect.objectContaining({ command: 'issuers rotate' }),
          // Key 1 is that of the server.
          change('key.create', 'keys create', 'key/2'),
          change('site.rename', 'sites rename', `site/${site}`),
          change('site.create', 'sites create', `site/${site}`),
        ],
      },
    })
    expect((await ask(key, '/keys')).status).toBe(200)
    expect(await print('keys', 'revoke', '2')).toBe('Key 2 is revoked.')
    expect((await ask(key, '/keys')).status).toBe(401)
  })

  it('validates as without a server', async () => {
    expect(await run('sites', 'rename', '4711', 'Academy')).toStrictEqual({
      code: 1,
      stdout: '',
      stderr: 'There is no site 4711.\n',
    })
    expect(await run('sites', 'link', '1', 'porto.example')).toMatchObject({ code: 1, stdout: '' })
  })

  it('runs two commands at once, and imports courses', async () => {
    const courses = join(await newFolder(), 'courses.csv')
    await writeFile(courses, '700001,One\n700002,Two\n')
    const names = ['Academy of Faro', 'Academy of Braga']
    await Promise.all(names.map((name) => print('sites', 'create', name)))
    expect(await print('import', 'courses', courses)).toBe('2 courses read, 2 added, 0 rejected.')
    expect((await ask(firstKey, '/courses')).body).toMatchObject({ totalCount: 2 })
    const listed = await print('sites', 'list')
    for (const name of names) expect(listed.split(name)).toHaveLength(2)
  })

  it('has a socket of mode 600 in a folder of mode 700, which another user cannot open', async () => {
    const modeOf = async (path: string) => (await stat(path)).mode & 0o777
    expect(await modeOf(folderOf(dataDir))).toBe(0o700)
    expect(await modeOf(socketOf(dataDir))).toBe(0o600)
    if (process.getuid?.() !== 0) return
    await chmod(dataDir, 0o755)
    expect(await connectAsNobody(socketOf(dataDir))).toBe('EACCES')
    // Each of the two modes is enough.
    await chmod(folderOf(dataDir), 0o755)
    expect(await connectAsNobody(socketOf(dataDir))).toBe('EACCES')
    await chmod(socketOf(dataDir), 0o666)
    expect(await connectAsNobody(socketOf(dataDir))).toBe('connected')
    await chmod(folderOf(dataDir), 0o700)
    expect(await connectAsNobody(socketOf(dataDir))).toBe('EACCES')
    await chmod(socketOf(dataDir), 0o600)
  })

  it('works while the server stops, with it or without it', async () => {
    const before = print('sites', 'create', 'Academy of Évora')
    server.kill('SIGTERM')
    const after = print('sites', 'create', 'Academy of Tomar')
    const created = await Promise.all([before, after])
    expect(await server.ended).toMatchObject({ code: 0 })
    expect(new Set(created).size).toBe(2)
    const listed = await print('sites', 'list')
    for (const id of created) expect(listed).toMatch(new RegExp(`^${id} `, 'm'))
    server = await startOn(dataDir)
  })

  it('reports the end of the server in one line, works after its kill -9, and beside the next one', async () => {
    vi.stubEnv('DATA_DIR', dataDir)
    vi.stubEnv('DATABASE_URL', '')
    onTestFinished(() => void vi.unstubAllEnvs())
    const interrupted = withDatabase(async (db) => {
      await db.pool.query('SELECT 1')
      server.kill('SIGKILL')
      await server.ended
      await db.prisma.site.count()
    })
    await expect(interrupted).rejects.toThrow(/^The database became unavailable\. Check [^\n]+$/)
    expect((await stat(socketOf(dataDir))).isSocket()).toBe(true)
    const site = await print('sites', 'create', 'Academy of Viseu')
    server = await startOn(dataDir)
    expect(await readFile(join(dataDir, 'lock'), 'utf8')).toBe(`${server.pid}\n`)
    const key = await print('keys', 'create', '--site', site)
    expect((await ask(key, '/keys')).status).toBe(200)
    expect((await ask(firstKey, '/keys')).status).toBe(200)
  })
})

/** Returns `connected`, or the code of the error. */
async function connectAsNobody(path: string): Promise<string> {
  // Node starts as root, because its own file may be closed to other users.
  const script = `process.setgroups([]), process.setgid(65534), process.setuid(65534)
  require('net').connect(process.argv[1])
    .on('connect', () => { console.log('connected'); process.exit() })
    .on('error', (error) => console.log(error.code))`
  const child = spawn(process.execPath, ['-e', script, path], { cwd: '/', env: {} })
  const output = child.stdout.setEncoding('utf8').toArray()
  await once(child, 'close')
  return (await output).join('').trim()
}
