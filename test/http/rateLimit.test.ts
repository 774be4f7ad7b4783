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

/** Counts as a server does that has connected to a Redis; it is closed after the test. */
async function startCounting(url: string) {
  const lines: string[] = []
  const write = (line: string) => lines.push(line)
  const redis = await openRedis(url, { info: write, warn: write })
  onTestFinished(() => redis.close())
  await redis.connect()
  const count = rateLimiter(LIMIT, redis)
  return {
    client: redis.client,
    lines,
    /** How many requests the caller has left after this one; null when it was refused. */
    async left(caller: string) {
      const { remaining, retryAfter } = told(await count(caller))
      return retryAfter === null ? remaining : null
    },
    async allowance(caller: string) {
      return told(await count(caller))
    },
  }
}

type Counting = Awaited<ReturnType<typeof startCounting>>

function told(allowance: Allowance | null): Allowance {
  if (!allowance) throw new Error('Nothing was counted.')
  return allowance
}

const down = (reason: string) =>
  expect.stringMatching(new RegExp(`^Redis does not answer; this process goes on without it: .*${reason}`))
const back = 'Redis answers again.'

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

/** Waits until Redis answers again to requests that come in the meantime. */
async function expectReturn(server: Counting) {
  const ask = async () => {
    await server.left(randomUUID())
    return server.lines.at(-1)
  }
  await expect.poll(ask, { timeout: 20_000 }).toBe(back)
}

async function duration(action: () => Promise<unknown>): Promise<number> {
  const begin = performance.now()
  await action()
  return performance.now() - begin
}

const missing = redisIsMissing()
if (missing) console.warn('No redis-server on this machine: rate limits that servers share are NOT tested.')

describe.skipIf(missing)('Servers that share a Redis', () => {
  it('count together, each caller for itself', async () => {
    const { url } = await startRedis()
    const [first, second] = [await startCounting(url), await startCounting(url)]
    await expectOneCount(first, second)
    await expectOneCount(second, first)
    expect([...first.lines, ...second.lines]).toStrictEqual([])
  })

  it('begin anew when the minute of a caller is over, and say rightly when that is', async () => {
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
    const anew = await server.allowance('key 1')
    expect(anew).toMatchObject({ remaining: 2, retryAfter: null })
    expect(anew.resetAt).toBeGreaterThan(Date.now() / 1000 + 58)
  })

  it('leave nobody’s address in it, and nothing for longer than a minute', async () => {
    const { url } = await startRedis()
    const server = await startCounting(url)
    await server.left('address 192.0.2.1')
    const names = await server.client.keys('*')
    expect(names).toStrictEqual([expect.stringMatching(/^chancery:rate:[\w-]{43}$/)])
    const life = await server.client.pttl(names.join())
    expect(life).toBeGreaterThan(0)
    expect(life).toBeLessThanOrEqual(60_000)
  })

  it('count by themselves when it is killed, and together again when it is back', async () => {
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

  it('wait little for one that hangs, once, and count together again when it goes on', async () => {
    const redis = await startRedis()
    const [first, second] = [await startCounting(redis.url), await startCounting(redis.url)]
    await expectOneCount(first, second)
    redis.hang()
    const atOnce = () => Promise.all(Array.from({ length: 20 }, () => first.left('key 1')))
    expect(await duration(atOnce)).toBeLessThan(1000)
    // Each would wait 200 ms.
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

  it('never send again what it did not answer', async () => {
    const redis = await startRedis()
    const server = await startCounting(redis.url)
    redis.hang()
    expect(await server.left('key 1')).toBe(2)
    await redis.restart()
    await expectReturn(server)
    expect(await server.left('key 1')).toBe(2)
  })

  it('count by themselves while it refuses to write', async () => {
    const { url } = await startRedis()
    const server = await startCounting(url)
    await server.client.config('SET', 'maxmemory', '1')
    await expectOwnCount(server)
    expect(server.lines).toStrictEqual([down('OOM')])
    await server.client.config('SET', 'maxmemory', '0')
    await expectReturn(server)
  })

  it('count by themselves when it does not let them in, and tell nobody the password', async () => {
    const { url } = await startRedis()
    const { client } = await startCounting(url)
    await client.config('SET', 'requirepass', 'correct')
    const server = await startCounting(url.replace('//', '//:hunter2@'))
    await expectOwnCount(server)
    expect(server.lines).toStrictEqual([down('WRONGPASS')])
    expect(server.lines.join()).not.toContain('hunter2')
  })

  it('say the count of all in every answer, and take no key of another installation for theirs', async () => {
    const { url } = await startRedis()
    const config = { rateLimitPerMinute: LIMIT, redisUrl: url }
    const first = await startTestApp(config)
    const { key } = await newSite(first.db)
    const second = await startOn(first.db)
    // Another installation has a key of the same number.
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

    /** One more server on a database. */
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

  it('close their connection when they close', async () => {
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

describe('A server whose Redis is none', () => {
  it('counts by itself when nothing is there', async () => {
    const server = await startCounting('redis://127.0.0.1:1')
    expect(server.lines).toStrictEqual([down('ECONNREFUSED')])
    expect(await duration(() => expectOwnCount(server))).toBeLessThan(1000)
    expect(server.lines).toHaveLength(1)
  })

  it.each([
    ['says nothing', ''],
    ['speaks HTTP', 'HTTP/1.1 400 Bad Request\r\n\r\n'],
    ['answers OK to everything', '+OK\r\n'],
    ['speaks binary', '\0\xff\x1b[2J'],
    ['promises more than it sends', '$1000000\r\nx'],
  ])('counts by itself when what is there %s', async (_, answer) => {
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
  ])('counts by itself when its counts are %j', async (answer) => {
    const server = await startCounting(await startImpostor(politeUntilAsked(answer)))
    expect(server.lines).toStrictEqual([])
    await expectOwnCount(server)
    expect(server.lines).toStrictEqual([down('')])
  })

  it('does not wait for an answer that comes drop by drop', async () => {
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

  it('starts, says so in its log once, and ends when it is told', async () => {
    const fresh = await freshDatabase()
    const server = await startMain({ ...variablesOf(fresh), REDIS_URL: 'redis://:hunter2@127.0.0.1:1' })
    const { headers } = await fetch(`${server.url}/openapi/v1/courses`)
    expect(headers.get('x-ratelimit-remaining')).toBe('99')
    server.kill('SIGTERM')
    const { code, stdout, stderr } = await server.ended
    expect({ code, stderr }).toStrictEqual({ code: 0, stderr: '' })
    expect(stdout.match(/Redis does not answer; this process goes on without it: .*ECONNREFUSED/g)).toHaveLength(1)
    expect(stdout).not.toContain('hunter2')
    await fresh.dispose()
  })

  it('leaves nothing open when it closes', async () => {
    for (const url of ['redis://127.0.0.1:1', await startImpostor(() => '')]) {
      const program = `
        const { openRedis } = await import('./src/core/redis.ts')
        const redis = await openRedis('${url}', { info() {}, warn: console.log })
        await redis.connect()
        redis.close()`
      const ended = await run('--input-type=module', ['-e', program])
      expect(ended).toStrictEqual({ code: 0, stdout: down(''), stderr: '' })
    }
  })
})
