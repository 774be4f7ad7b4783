import { randomUUID } from 'node:crypto'
import supertest from 'supertest'
import { describe, expect, it, onTestFinished, vi } from 'vitest'
import { readConfig } from '../../src/core/config.ts'
import { openRedis } from '../../src/core/redis.ts'
import type { Database } from '../../src/database/client.ts'
import { type Allowance, rateLimiter } from '../../src/http/rateLimit.ts'
import { buildApp } from '../../src/server/app.ts'
import { freshDatabase } from '../support/database/database.ts'
import { openFresh } from '../support/database/openFresh.ts'
import { newSite, startTestApp } from '../support/server/app.ts'
import { run, startMain, variablesOf } from '../support/server/process.ts'
import { politeUntilAsked, redisIsMissing, startImpostor, startRedis } from '../support/server/redisServer.ts'

vi.setConfig({ testTimeout: 60_000 })

const LIMIT = 3

/** Connects to Redis and counts as a server does. The connection is closed after the test. */
async function startCounting(url: string) {
  const lines: object[] = []
  const redis = await openRedis(url, {
    info: (message) => lines.push({ message }),
    warn: (details, message) => lines.push({ ...details, message }),
  })
  onTestFinished(() => redis.close())
  await redis.connect()
  const count = rateLimiter(LIMIT, redis)
  return {
    client: redis.client,
    lines,
    /** Counts a request and returns how many the caller has left; null if this one was rejected. */
    async left(caller: string) {
      const { remaining, retryAfter } = counted(await count(caller))
      return retryAfter === null ? remaining : null
    },
    async allowance(caller: string) {
      return counted(await count(caller))
    },
  }
}

type Counting = Awaited<ReturnType<typeof startCounting>>

function counted(allowance: Allowance | null): Allowance {
  if (!allowance) throw new Error('Nothing was counted.')
  return allowance
}

const unavailable = 'Redis is unavailable; continuing without it'
const down = (reason: string) => ({ reason: expect.stringContaining(reason), message: unavailable })
const back = { message: 'Redis is available again' }

async function expectOwnCount(server: Counting) {
  const caller = randomUUID()
  for (const left of [2, 1, 0, null, null]) expect(await server.left(caller)).toBe(left)
}

async function expectOneCount(first: Counting, second: Counting) {
  const caller = randomUUID()
  for (const [server, left] of [
    [first, 2],
    [second, 1],
    [first, 0],
    [second, null],
    [first, null],
  ] as const) {
    expect(await server.left(caller)).toBe(left)
  }
}

/** Sends requests until the server uses Redis again. */
async function expectReturn(server: Counting) {
  const ask = async () => {
    await server.left(randomUUID())
    return server.lines.at(-1)
  }
  await expect.poll(ask, { timeout: 20_000 }).toStrictEqual(back)
}

async function duration(action: () => Promise<unknown>): Promise<number> {
  const begin = performance.now()
  await action()
  return performance.now() - begin
}

const missing = redisIsMissing()
if (missing) console.warn('No redis-server on this machine: shared rate limits are NOT tested.')

describe.skipIf(missing)('rateLimiter with a shared Redis', () => {
  it('counts each caller across all servers', async () => {
    const { url } = await startRedis()
    const [first, second] = [await startCounting(url), await startCounting(url)]
    await expectOneCount(first, second)
    await expectOneCount(second, first)
    expect([...first.lines, ...second.lines]).toStrictEqual([])
  })

  it('starts a new count after the minute of a caller, and returns when that minute ends', async () => {
    const { url } = await startRedis()
    const server = await startCounting(url)
    for (const left of [2, 1, 0]) expect(await server.left('key 1')).toBe(left)

    const [name = '', ...others] = await server.client.keys('*')
    expect(others).toStrictEqual([])
    await server.client.pexpire(name, 20_500)
    const before = Date.now()
    const { resetAt, ...refused } = await server.allowance('key 1')
    expect(refused).toStrictEqual({ limit: LIMIT, remaining: 0, retryAfter: 21 })
    expect(resetAt).toBeGreaterThanOrEqual(Math.ceil((before + 20_000) / 1000))
    expect(resetAt).toBeLessThanOrEqual(Math.ceil((Date.now() + 20_500) / 1000))

    await server.client.pexpire(name, 1)
    await expect.poll(() => server.client.exists(name)).toBe(0)
    const next = await server.allowance('key 1')
    expect(next).toMatchObject({ remaining: 2, retryAfter: null })
    expect(next.resetAt).toBeGreaterThan(Date.now() / 1000 + 58)
  })

  it('stores no client address in Redis, and keeps each count for at most a minute', async () => {
    const { url } = await startRedis()
    const server = await startCounting(url)
    await server.left('address 192.0.2.1')
    const names = await server.client.keys('*')
    expect(names).toStrictEqual([expect.stringMatching(/^chancery:rate:[\w-]{43}$/)])
    const life = await server.client.pttl(names.join())
    expect(life).toBeGreaterThan(0)
    expect(life).toBeLessThanOrEqual(60_000)
  })

  it('counts per process while Redis is down, and across servers again after its restart', async () => {
    const redis = await startRedis()
    const [first, second] = [await startCounting(redis.url), await startCounting(redis.url)]
    expect(await first.left('key 1')).toBe(2)
    await redis.kill()
    for (const left of [2, 1, 0, null]) expect(await first.left('key 1')).toBe(left)
    await expectOwnCount(first)
    await expectOwnCount(second)
    expect(first.lines).toStrictEqual([down('')])

    await redis.restart()
    await Promise.all([first, second].map(expectReturn))
    await expectOneCount(first, second)
    expect(first.lines).toStrictEqual([down(''), back])
    expect(second.lines).toStrictEqual([down(''), back])
  })

  it('waits only once for a Redis that does not respond, and counts across servers again when it does', async () => {
    const redis = await startRedis()
    const [first, second] = [await startCounting(redis.url), await startCounting(redis.url)]
    await expectOneCount(first, second)
    redis.hang()
    const atOnce = () => Promise.all(Array.from({ length: 20 }, () => first.left('key 1')))
    expect(await duration(atOnce)).toBeLessThan(1000)
    // A wait of 200 ms for each would take 4 s.
    const oneByOne = async () => {
      for (let turn = 0; turn < 20; turn += 1) expect(await first.left('key 1')).toBe(null)
    }
    expect(await duration(oneByOne)).toBeLessThan(1000)
    await expectOwnCount(first)
    await expectOwnCount(second)
    expect(first.lines).toStrictEqual([down('')])

    redis.goOn()
    await Promise.all([first, second].map(expectReturn))
    await expectOneCount(first, second)
    expect(first.lines).toStrictEqual([down(''), back])
  })

  it('does not repeat a command that Redis did not answer', async () => {
    const redis = await startRedis()
    const server = await startCounting(redis.url)
    redis.hang()
    expect(await server.left('key 1')).toBe(2)
    await redis.restart()
    await expectReturn(server)
    expect(await server.left('key 1')).toBe(2)
  })

  it('counts per process while Redis rejects writes', async () => {
    const { url } = await startRedis()
    const server = await startCounting(url)
    await server.client.config('SET', 'maxmemory', '1')
    await expectOwnCount(server)
    expect(server.lines).toStrictEqual([down('OOM')])
    await server.client.config('SET', 'maxmemory', '0')
    await expectReturn(server)
  })

  it('counts per process when Redis rejects the password, and does not log the password', async () => {
    const { url } = await startRedis()
    const { client } = await startCounting(url)
    await client.config('SET', 'requirepass', 'correct')
    const server = await startCounting(url.replace('//', '//:hunter2@'))
    await expectOwnCount(server)
    expect(server.lines).toStrictEqual([down('WRONGPASS')])
    expect(JSON.stringify(server.lines)).not.toContain('hunter2')
  })

  it('sends the shared count with every response, and counts another installation separately', async () => {
    const { url } = await startRedis()
    const config = { rateLimitPerMinute: LIMIT, redisUrl: url }
    const first = await startTestApp(config)
    const { key } = await newSite(first.db)
    const second = await startOn(first.db)
    // Another installation, whose API key has the same id.
    const elsewhere = await openFresh()
    const other = { app: await startOn(elsewhere), key: (await newSite(elsewhere)).key }

    const path = '/openapi/v1/courses/1/certificates'
    for (const [app, status, left] of [
      [first.app, 404, '2'],
      [second, 404, '1'],
      [first.app, 404, '0'],
      [second, 429, '0'],
      [first.app, 429, '0'],
    ] as const) {
      const { headers } = await supertest(app.server).get(path).set('X-API-KEY', key).expect(status)
      expect(headers).toMatchObject({ 'x-ratelimit-limit': '3', 'x-ratelimit-remaining': left })
    }
    const { headers } = await supertest(other.app.server).get(path).set('X-API-KEY', other.key).expect(404)
    expect(headers).toMatchObject({ 'x-ratelimit-remaining': '2' })

    /** Starts another server on a database. */
    async function startOn(db: Database) {
      const app = await buildApp({
        config: { ...readConfig({ LOG_LEVEL: 'silent' }), ...config },
        db,
        ipfs: first.ipfs,
        chain: null,
        publicUrl: () => first.url,
      })
      await app.listen({ host: '127.0.0.1', port: 0 })
      onTestFinished(() => app.close())
      return app
    }
  })

  it('closes its connection', async () => {
    const { url } = await startRedis()
    const watcher = await startCounting(url)
    const connections = async () =>
      String(await watcher.client.client('LIST'))
        .trim()
        .split('\n').length
    const server = await openRedis(url, console)
    await server.connect()
    expect(await connections()).toBe(2)
    server.close()
    await expect.poll(connections).toBe(1)
  })
})

describe('rateLimiter without a usable Redis', () => {
  it('counts per process when the connection is refused', async () => {
    const server = await startCounting('redis://127.0.0.1:1')
    expect(server.lines).toStrictEqual([down('ECONNREFUSED')])
    expect(await duration(() => expectOwnCount(server))).toBeLessThan(1000)
    expect(server.lines).toHaveLength(1)
  })

  it.each([
    ['sends nothing', ''],
    ['speaks HTTP', 'HTTP/1.1 400 Bad Request\r\n\r\n'],
    ['answers OK to everything', '+OK\r\n'],
    ['sends binary data', '\0\xff\x1b[2J'],
    ['announces more than it sends', '$1000000\r\nx'],
  ])('counts per process when the peer %s', async (_, answer) => {
    const server = await startCounting(await startImpostor(() => answer))
    expect(await duration(() => expectOwnCount(server))).toBeLessThan(1000)
    expect(server.lines).toStrictEqual([down('')])
  })

  it.each([
    '+OK\r\n',
    ':1\r\n',
    '$-1\r\n',
    '*0\r\n',
    '*2\r\n:0\r\n:60000\r\n',
    '*2\r\n:1\r\n:-1\r\n',
    '*2\r\n:1\r\n:60001\r\n',
    '*2\r\n:1000000\r\n$7\r\nforever\r\n',
    '*2\r\n$4\r\nmany\r\n:60000\r\n',
    '-LOADING Redis is loading the dataset in memory\r\n',
  ])('counts per process when the reply is %j', async (answer) => {
    const server = await startCounting(await startImpostor(politeUntilAsked(answer)))
    expect(server.lines).toStrictEqual([])
    await expectOwnCount(server)
    expect(server.lines).toStrictEqual([down('')])
  })

  it('does not wait for a reply that arrives byte by byte', async () => {
    const begin = politeUntilAsked('$1000000\r\n')
    const url = await startImpostor((heard, socket) => {
      const answer = begin(heard)
      if (answer.startsWith('$1000000')) {
        const drops = setInterval(() => socket.write('0'), 20)
        socket.on('close', () => clearInterval(drops))
      }
      return answer
    })
    const server = await startCounting(url)
    expect(await duration(() => expectOwnCount(server))).toBeLessThan(2000)
    expect(server.lines).toStrictEqual([down('')])
  })

  it('lets the server start, logs the outage once, and lets the server exit on SIGTERM', async () => {
    const fresh = await freshDatabase()
    const server = await startMain({ ...variablesOf(fresh), REDIS_URL: 'redis://:hunter2@127.0.0.1:1' })
    const { headers } = await fetch(`${server.url}/openapi/v1/courses`)
    expect(headers.get('x-ratelimit-remaining')).toBe('99')
    server.kill('SIGTERM')
    const { code, stdout, stderr } = await server.ended
    expect({ code, stderr }).toStrictEqual({ code: 0, stderr: '' })
    expect(stdout.match(new RegExp(`"reason":"[^"]*ECONNREFUSED.*${unavailable}`, 'g'))).toHaveLength(1)
    expect(stdout).not.toContain('hunter2')
    await fresh.dispose()
  })

  it('leaves nothing open after closing', async () => {
    for (const url of ['redis://127.0.0.1:1', await startImpostor(() => '')]) {
      const program = `
        const { openRedis } = await import('./src/core/redis.ts')
        const redis = await openRedis('${url}', { info() {}, warn: (_, message) => console.log(message) })
        await redis.connect()
        redis.close()`
      const ended = await run('--input-type=module', ['-e', program])
      expect(ended).toStrictEqual({ code: 0, stdout: `${unavailable}\n`, stderr: '' })
    }
  })
})
