import { once } from 'node:events'
import { writeFile } from 'node:fs/promises'
import { type AddressInfo, connect, createServer, type Server, type Socket } from 'node:net'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import { openDatabase } from '../../src/database/open.ts'
import { clear } from '../support/database/contents.ts'
import { type FreshDatabase, freshDatabase } from '../support/database/database.ts'
import { newDataDir, newFolder } from '../support/files/folders.ts'
import { startKubo } from '../support/ipfs/kuboServer.ts'
import { chancery, type Ended, run, start, startMain, variablesOf } from '../support/server/process.ts'
import { documented } from '../support/wallet/wallets.ts'

// Each test starts several processes.
vi.setConfig({ testTimeout: 120_000 })

const stops: (() => Promise<unknown>)[] = []
afterAll(() => Promise.all(stops.map((stop) => stop())))

/** Starts a TCP server on loopback that is not a PostgreSQL. */
async function listen(onConnection: (socket: Socket) => void = () => {}): Promise<{ server: Server; port: number }> {
  const sockets = new Set<Socket>()
  const server = createServer((socket) => {
    sockets.add(socket.on('error', () => {}))
    onConnection(socket)
  }).listen(0, '127.0.0.1')
  await once(server, 'listening')
  stops.push(async () => {
    for (const socket of sockets) socket.destroy()
    if (server.listening) await once(server.close(), 'close')
  })
  return { server, port: (server.address() as AddressInfo).port } // A TCP server has no other type of address.
}

/** Runs a server that should exit with an error. */
function giveUp(env: NodeJS.ProcessEnv): Promise<Ended> {
  return run('src/main.ts', [], { PORT: '0', LOG_LEVEL: 'warn', ...env })
}

const oneLine = (text: string) => ({
  code: 1,
  stdout: '',
  stderr: expect.stringMatching(new RegExp(`^[^\\n]*${text}[^\\n]*\\n$`)),
})

const courses = (url: string, key: string) =>
  fetch(`${url}/openapi/v1/courses/1/certificates`, { headers: { 'X-API-KEY': key } })

describe('npm start', () => {
  let fresh: FreshDatabase
  beforeAll(async () => {
    fresh = await freshDatabase()
    return () => fresh.dispose()
  })

  it('prints the URL, and the first key of an empty database once', async () => {
    const server = await startMain(variablesOf(fresh))
    const [, key = ''] = await server.prints(/Its API key \(shown only once\): (\S+)\n/)
    expect(server.url).toMatch(/^http:\/\/127\.0\.0\.1:\d+$/)
    expect((await fetch(`${server.url}/docs`)).status).toBe(200)
    // The valid key gets 404, as there is no such course. A wrong key gets 401.
    expect((await courses(server.url, key)).status).toBe(404)
    expect((await courses(server.url, `${key}0`)).status).toBe(401)
    server.kill('SIGTERM')
    expect(await server.ended).toMatchObject({ code: 0, stderr: '' })

    const again = await startMain(variablesOf(fresh))
    expect((await courses(again.url, key)).status).toBe(404)
    again.kill('SIGINT')
    const ended = await again.ended
    expect(ended).toMatchObject({ code: 0, stderr: '' })
    expect(ended.stdout).not.toContain('key')
  })

  it('uses BOOTSTRAP_API_KEY as the key of an empty database, and does not print it', async () => {
    const db = await openDatabase(fresh)
    await clear(db.pool)
    await db.close()
    const key = 'key-of-the-tests-of-main'
    const server = await startMain({ ...variablesOf(fresh), BOOTSTRAP_API_KEY: key, PUBLIC_URL: 'https://a.example/' })
    expect(server.url).toBe('https://a.example')
    server.kill('SIGTERM')
    const { code, stdout, stderr } = await server.ended
    expect({ code, stderr }).toStrictEqual({ code: 0, stderr: '' })
    expect(stdout).not.toContain(key)

    const other = await openDatabase(fresh)
    expect(await other.prisma.apiKey.findMany({ select: { prefix: true } })).toStrictEqual([{ prefix: 'key-of-t' }])
    await other.close()
  })

  it('completes a request in progress after SIGINT and SIGTERM, and exits with 0', async () => {
    const kubo = await startKubo('online')
    stops.push(() => kubo.close())
    const server = await startMain({ ...variablesOf(fresh), IPFS_API_URL: kubo.url })
    const asked = fetch(`${server.url}/api/v1/certificates/`, {
      method: 'POST',
      headers: { ...documented.headers, 'content-type': 'application/json' },
      body: JSON.stringify(documented.body),
    })
    const lookUp = `block/stat?arg=${documented.body.ipfs_hash}`
    await expect.poll(() => kubo.requests, { timeout: 20_000 }).toContain(lookUp)

    server.kill('SIGINT')
    server.kill('SIGTERM')
    // The server stops listening …
    const listens = () =>
      fetch(`${server.url}/health`).then(
        () => true,
        () => false,
      )
    await expect.poll(listens, { timeout: 20_000 }).toBe(false)
    // … and completes the earlier request.
    kubo.put(documented.body.ipfs_hash)
    expect((await asked).status).toBe(200)
    const answered = performance.now()
    expect(await server.ended).toMatchObject({ code: 0, stderr: '' })
    // The server does not wait for more requests on the connection of the client.
    expect(performance.now() - answered).toBeLessThan(5000)
  })

  it('exits within 10 seconds despite a silent connection, before Docker would kill it', async () => {
    const server = await startMain(variablesOf(fresh))
    const silent = connect(Number(new URL(server.url).port), '127.0.0.1').on('error', () => {})
    await once(silent, 'connect')
    const stopped = performance.now()
    server.kill('SIGTERM')
    expect(await server.ended).toMatchObject({ code: 0, stderr: '' })
    expect(performance.now() - stopped).toBeLessThan(10_000)
    silent.destroy()
  })

  it('exits with one line when it cannot listen, and leaves its database usable', async () => {
    const { port } = await listen()
    for (const [env, reason] of [
      [{ PORT: String(port) }, 'EADDRINUSE'],
      [{ HOST: '203.0.113.1' }, 'EADDRNOTAVAIL'],
    ] as const) {
      // Without the warning that there is no SECRETS_KEY.
      const settings = { ...variablesOf(fresh), LOG_LEVEL: 'error', ...env }
      expect(await giveUp(settings)).toStrictEqual(oneLine(`HOST and PORT .*(${reason})`))
    }
    const db = await openDatabase(fresh)
    await db.close()
  })
})

// In parallel, as one of them waits for ten seconds.
describe.concurrent('npm start without a usable database', () => {
  it('exits with one line when the connection is refused', async () => {
    for (const host of ['127.0.0.1', 'localhost']) {
      // Port 1, as another test may use a port that was just free.
      const ended = await giveUp({ DATABASE_URL: `postgresql://chancery:hunter2@${host}:1/chancery` })
      expect(ended).toStrictEqual(oneLine('Cannot connect to the database: .*ECONNREFUSED'))
      expect(ended.stderr).not.toContain('hunter2')
    }
  })

  it('exits with one line after ten seconds when the database does not respond', async () => {
    let connected = 0
    const { port } = await listen(() => {
      connected ||= performance.now()
    })
    const ended = await giveUp({ DATABASE_URL: `postgresql://chancery:hunter2@127.0.0.1:${port}/chancery` })
    expect(performance.now() - connected).toBeLessThan(13_000)
    expect(ended).toStrictEqual(oneLine('Cannot connect to the database: .*timeout'))
  })

  it('exits with one line when the database rejects the login or is not a PostgreSQL', async () => {
    const refusal = 'SFATAL\0C28P01\0Mpassword authentication failed for user "chancery"\0\0'
    const length = Buffer.alloc(4)
    length.writeUInt32BE(refusal.length + 4)
    const strict = await listen((socket) => socket.on('data', () => socket.end(`E${length}${refusal}`)))
    expect(await giveUp({ DATABASE_URL: `postgresql://chancery:hunter2@127.0.0.1:${strict.port}/x` })).toStrictEqual(
      oneLine('Cannot connect to the database: password authentication failed for user "chancery"'),
    )
    const web = await listen((socket) => socket.on('data', () => socket.end('HTTP/1.1 400 Bad Request\r\n\r\n')))
    expect(await giveUp({ DATABASE_URL: `postgresql://chancery:hunter2@127.0.0.1:${web.port}/x` })).toStrictEqual(
      oneLine('Cannot connect to the database: '),
    )
  })

  // It waits for the other process first.
  it('exits with one line when the data folder is a file or in use', { timeout: 120_000 }, async () => {
    const file = join(await newFolder(), 'file')
    await writeFile(file, 'This should be a folder.')
    expect(await giveUp({ DATA_DIR: file })).toStrictEqual(oneLine(`EEXIST: .* '${file}'`))

    const dataDir = await newDataDir()
    const holder = await start('test/support/database/holdDataDir.ts', [dataDir])
    await holder.prints(/locked/)
    expect(await giveUp({ DATA_DIR: dataDir })).toStrictEqual(oneLine(`is in use by process ${holder.pid}\\.`))
  })
})

describe('DATA_DIR that cannot be a folder', () => {
  it.each([
    ['npm start', {}],
    ['npm start with a PostgreSQL', { DATABASE_URL: 'postgresql://127.0.0.1:1/chancery' }],
    [
      'npm start with a PostgreSQL and a Kubo node',
      {
        DATABASE_URL: 'postgresql://127.0.0.1:1/chancery',
        IPFS_API_URL: 'http://127.0.0.1:1',
      },
    ],
  ])('ends %s with one line', async (_, env) => {
    expect(await giveUp({ ...env, DATA_DIR: '/proc/nope' })).toStrictEqual(
      oneLine("DATA_DIR cannot be used: ENOENT: .* '/proc/nope'"),
    )
  })

  it('ends commands with one line', async () => {
    for (const command of [['work'], ['sites', 'list'], ['ipfs', 'verify'], ['restore', 'backup.tar']]) {
      const ended = await chancery(command, { DATA_DIR: '/proc/nope' })
      expect(ended, command.join(' ')).toMatchObject(oneLine("DATA_DIR cannot be used: ENOENT: .* '/proc/nope'"))
    }
  })
})

describe('npm start with an invalid configuration', () => {
  it('exits with one line that names the variables, and creates no data folder', async () => {
    const dataDir = join(await newFolder(), 'data')
    expect(await giveUp({ DATA_DIR: dataDir, PORT: '80 80', BOOTSTRAP_API_KEY: 'hunter2' })).toStrictEqual(
      oneLine('Configuration: PORT must be .+; BOOTSTRAP_API_KEY must be '),
    )
    await writeFile(dataDir, '', { flag: 'wx' })
  })
})
