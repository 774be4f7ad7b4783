import { once } from 'node:events'
import { writeFile } from 'node:fs/promises'
import { type AddressInfo, connect, createServer, type Server, type Socket } from 'node:net'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import { openDatabase } from '../src/database/open.ts'
import { clear } from './support/database/contents.ts'
import { type FreshDatabase, freshDatabase } from './support/database/database.ts'
import { newDataDir, newFolder } from './support/files/folders.ts'
import { startKubo } from './support/ipfs/kuboServer.ts'
import { type Ended, run, start, startMain, variablesOf } from './support/server/process.ts'
import { documented } from './support/wallet/wallets.ts'

// Several processes each.
vi.setConfig({ testTimeout: 120_000 })

const stops: (() => Promise<unknown>)[] = []
afterAll(() => Promise.all(stops.map((stop) => stop())))

/** A TCP server on loopback that is no PostgreSQL. */
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
  return { server, port: (server.address() as AddressInfo).port } // A TCP server has no other kind.
}

/** Runs the server, which is expected to give up. */
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

describe('The process of npm start', () => {
  let fresh: FreshDatabase
  beforeAll(async () => {
    fresh = await freshDatabase()
    return () => fresh.dispose()
  })

  it('prints where it listens, and on an empty database a key, this once', async () => {
    const server = await startMain(variablesOf(fresh))
    const [, key = ''] = await server.prints(/Its API key, shown this once: (\S+)\n/)
    expect(server.url).toMatch(/^http:\/\/127\.0\.0\.1:\d+$/)
    expect((await fetch(`${server.url}/docs`)).status).toBe(200)
    // A good key, for there is no such course; and a wrong one.
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

  it('takes BOOTSTRAP_API_KEY for the key of an empty database, and never prints it', async () => {
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

  it('answers what it was asked before it was told to end, and ends with 0 however often it is told', async () => {
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
    // It listens no more …
    const listens = () =>
      fetch(`${server.url}/health`).then(
        () => true,
        () => false,
      )
    await expect.poll(listens, { timeout: 20_000 }).toBe(false)
    // … and the request before that comes to its end.
    kubo.put(documented.body.ipfs_hash)
    expect((await asked).status).toBe(200)
    const answered = performance.now()
    expect(await server.ended).toMatchObject({ code: 0, stderr: '' })
    // Its client may keep the connection for more requests; nobody waits for those.
    expect(performance.now() - answered).toBeLessThan(5000)
  })

  it('waits for nobody who connects and says nothing for longer than Docker would', async () => {
    const server = await startMain(variablesOf(fresh))
    const silent = connect(Number(new URL(server.url).port), '127.0.0.1').on('error', () => {})
    await once(silent, 'connect')
    const told = performance.now()
    server.kill('SIGTERM')
    expect(await server.ended).toMatchObject({ code: 0, stderr: '' })
    expect(performance.now() - told).toBeLessThan(10_000)
    silent.destroy()
  })

  it('that cannot listen says so in one line, and leaves its database in order', async () => {
    const { port } = await listen()
    for (const [env, reason] of [
      [{ PORT: String(port) }, 'EADDRINUSE'],
      [{ HOST: '203.0.113.1' }, 'EADDRNOTAVAIL'],
    ] as const) {
      expect(await giveUp({ ...variablesOf(fresh), ...env })).toStrictEqual(oneLine(`HOST and PORT .*(${reason})`))
    }
    const db = await openDatabase(fresh)
    await db.close()
  })
})

// Side by side: one of them waits for ten seconds.
describe.concurrent('A server without its database', () => {
  it('gives up in one line when nothing is there', async () => {
    for (const host of ['127.0.0.1', 'localhost']) {
      // No port that was just free: another test may have got it meanwhile.
      const ended = await giveUp({ DATABASE_URL: `postgresql://chancery:hunter2@${host}:1/chancery` })
      expect(ended).toStrictEqual(oneLine('The database cannot be reached: .*ECONNREFUSED'))
      expect(ended.stderr).not.toContain('hunter2')
    }
  })

  it('gives up in one line after ten seconds when nothing answers', async () => {
    let connected = 0
    const { port } = await listen(() => {
      connected ||= performance.now()
    })
    const ended = await giveUp({ DATABASE_URL: `postgresql://chancery:hunter2@127.0.0.1:${port}/chancery` })
    expect(performance.now() - connected).toBeLessThan(13_000)
    expect(ended).toStrictEqual(oneLine('The database cannot be reached: .*timeout'))
  })

  it('gives up in one line when the database does not let it in, or is none', async () => {
    const refusal = 'SFATAL\0C28P01\0Mpassword authentication failed for user "chancery"\0\0'
    const length = Buffer.alloc(4)
    length.writeUInt32BE(refusal.length + 4)
    const strict = await listen((socket) => socket.on('data', () => socket.end(`E${length}${refusal}`)))
    expect(await giveUp({ DATABASE_URL: `postgresql://chancery:hunter2@127.0.0.1:${strict.port}/x` })).toStrictEqual(
      oneLine('The database cannot be reached: password authentication failed for user "chancery"'),
    )
    const web = await listen((socket) => socket.on('data', () => socket.end('HTTP/1.1 400 Bad Request\r\n\r\n')))
    expect(await giveUp({ DATABASE_URL: `postgresql://chancery:hunter2@127.0.0.1:${web.port}/x` })).toStrictEqual(
      oneLine('The database cannot be reached: '),
    )
  })

  it('gives up in one line when its data folder is none, or is in use', async () => {
    const file = join(await newFolder(), 'file')
    await writeFile(file, 'This should be a folder.')
    expect(await giveUp({ DATA_DIR: file })).toStrictEqual(oneLine(`EEXIST: .* '${file}'`))

    const dataDir = await newDataDir()
    const holder = await start('test/support/database/holdDataDir.ts', [dataDir])
    await holder.prints(/locked/)
    expect(await giveUp({ DATA_DIR: dataDir })).toStrictEqual(oneLine(`is in use by process ${holder.pid}\\.`))
  })
})

describe('A server that is configured wrongly', () => {
  it('names the variable in one line, and touches nothing', async () => {
    const dataDir = join(await newFolder(), 'data')
    expect(await giveUp({ DATA_DIR: dataDir, PORT: '80 80', BOOTSTRAP_API_KEY: 'hunter2' })).toStrictEqual(
      oneLine('Configuration: PORT must be .+; BOOTSTRAP_API_KEY must be '),
    )
    await writeFile(dataDir, '', { flag: 'wx' })
  })
})
