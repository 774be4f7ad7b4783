import { execFileSync } from 'node:child_process'
import { randomUUID } from 'node:crypto'
import { existsSync } from 'node:fs'
import { beforeAll, describe, expect, it, vi } from 'vitest'
import { type FreshDatabase, freshDatabase } from '../support/database/database.ts'
import { type Running, start, variablesOf } from '../support/server/process.ts'
import { unlimited } from '../support/server/unlimited.ts'
import { isEmbedded } from '../support/setup/templates.ts'
import { startReceiver, verified } from '../support/webhooks/webhookReceiver.ts'

// Several servers and workers on one PostgreSQL. The embedded database belongs to one process.

vi.setConfig({ testTimeout: 240_000 })

/** Enough for several transactions. */
const PEOPLE = 3000

const KEY = 'key-of-the-tests-of-processes'

let fresh: FreshDatabase
beforeAll(async () => {
  fresh = await freshDatabase()
  return () => fresh.dispose()
})

const program = 'src/cli/main.ts'
const variables = () => ({
  ...variablesOf(fresh),
  ...{ PORT: '0', LOG_LEVEL: 'warn', BOOTSTRAP_API_KEY: KEY, ...unlimited },
  WEBHOOK_ALLOWED_NETWORKS: '127.0.0.1',
})

async function startServer(): Promise<Running & { url: string }> {
  const server = await start(program, ['serve'], variables())
  const [, url = ''] = await server.prints(/Chancery is listening on (\S+)/)
  return { ...server, url }
}

async function startWorker(): Promise<Running> {
  const worker = await start(program, ['work'], variables())
  await worker.prints(/The Chancery worker is running/)
  return worker
}

// biome-ignore lint/suspicious/noExplicitAny: each test knows the shape of its responses.
type Answer = { status: number; body: any }

async function ask(url: string, method: string, path: string, body?: string | object, headers = {}): Promise<Answer> {
  const answer = await fetch(`${url}/openapi/v1${path}`, {
    method,
    headers: {
      'x-api-key': KEY,
      'content-type': typeof body === 'string' ? 'text/csv' : 'application/json',
      ...headers,
    },
    ...(body !== undefined && { body: typeof body === 'string' ? body : JSON.stringify(body) }),
  })
  return { status: answer.status, body: await answer.json() }
}

describe.skipIf(isEmbedded)('two servers and two workers on one PostgreSQL', () => {
  it('loses nothing and issues nothing twice when one server and one worker are killed', async () => {
    const receiver = await startReceiver()
    const [server, other] = await Promise.all([startServer(), startServer()])
    const workers = [await startWorker(), await startWorker()]

    const { body: webhook } = await ask(server.url, 'POST', '/webhooks', {
      url: receiver.url,
      events: ['Certificate/Issued'],
    })
    const { body: course } = await ask(server.url, 'POST', '/courses', { name: 'Crash course' })
    const people = Array.from({ length: PEOPLE }, (_, index) => `p${index}@example.com,Person ${index}`)
    const batch = ['email,name', ...people].join('\n')
    const path = `/courses/${course.id}/certificates/batch?createUsers=true`
    const headers = { 'idempotency-key': randomUUID() }

    // The first server is killed during the batch, when some certificates are issued already.
    const broken = ask(server.url, 'POST', path, batch, headers)
    broken.catch(() => {})
    const issuedSoFar = async () =>
      (await ask(other.url, 'GET', `/courses/${course.id}/certificates?limit=1`)).body.totalCount
    await vi.waitFor(async () => expect(await issuedSoFar()).toBeGreaterThan(0), { timeout: 30_000, interval: 5 })
    server.kill('SIGKILL')
    await expect(broken).rejects.toThrow()
    expect(await issuedSoFar()).toBeLessThan(PEOPLE)

    // The first worker is killed while it delivers webhooks.
    await vi.waitFor(() => expect(receiver.requests.length).toBeGreaterThan(100), { timeout: 30_000, interval: 5 })
    workers[0]?.kill('SIGKILL')

    // The client tries again, and gets 409 until the server is sure that the first request is dead.
    let answer = await ask(other.url, 'POST', path, batch, headers)
    while (answer.status === 409) {
      await new Promise((resolve) => setTimeout(resolve, 500))
      answer = await ask(other.url, 'POST', path, batch, headers)
    }
    expect(answer).toMatchObject({ status: 200, body: { issued: PEOPLE, exists: 0, invalid: 0 } })
    expect(await issuedSoFar()).toBe(PEOPLE)
    const ids = answer.body.outcomes.map((outcome: { certificateId: number }) => outcome.certificateId)
    expect(new Set(ids).size).toBe(PEOPLE)
    const { body: users } = await ask(other.url, 'GET', '/users?limit=1')
    expect(users.totalCount).toBe(PEOPLE)

    // The second worker takes over the deliveries of the first one after their timeout.
    const delivered = () => new Set(receiver.requests.map((request) => request.headers['webhook-id'])).size
    await vi.waitFor(() => expect(delivered()).toBe(PEOPLE), { timeout: 150_000, interval: 500 })
    const bodies = receiver.requests.map((request) => verified(request, webhook.secret)) as {
      type: string
      body: { certificate?: { id: number } }
    }[]
    const certificates = new Set(bodies.flatMap(({ body }) => body.certificate?.id ?? []))
    expect(certificates).toStrictEqual(new Set(ids))
    const pending = () => ask(other.url, 'GET', `/webhooks/${webhook.id}/deliveries?state=pending`)
    await vi.waitFor(async () => expect((await pending()).body.totalCount).toBe(0), { timeout: 150_000 })

    workers[1]?.kill('SIGTERM')
    other.kill('SIGTERM')
    expect((await workers[1]?.ended)?.code).toBe(0)
    expect((await other.ended).code).toBe(0)
  })
})

describe.skipIf(isEmbedded)('server with several processes', () => {
  const processesOf = (pid: number) => {
    const children = execFileSync('ps', ['-o', 'pid=,args=', '--ppid', String(pid)], { encoding: 'utf8' })
    return [...children.matchAll(/^ *(\d+) .*main\.js/gm)].map(([, child]) => Number(child))
  }
  const isRunning = (pid: number) => existsSync(`/proc/${pid}`)

  it('listens on one port, replaces a process that dies, and ends with all of them', async () => {
    const server = await start('src/main.ts', [], { ...variables(), WORKERS: '2' })
    const [, url = ''] = await server.prints(/Chancery is listening on (\S+)/)
    await vi.waitFor(() => expect(processesOf(server.pid)).toHaveLength(2), { timeout: 30_000 })
    expect((await ask(url, 'GET', '/roles')).status).toBe(200)

    const [victim = Number.NaN, other] = processesOf(server.pid)
    process.kill(victim, 'SIGKILL')
    await server.complains(/starting a replacement/)
    await vi.waitFor(
      () => {
        const now = processesOf(server.pid)
        expect(now).toHaveLength(2)
        expect(now).toContain(other)
        expect(now).not.toContain(victim)
      },
      { timeout: 30_000 },
    )
    await vi.waitFor(async () => expect((await ask(url, 'GET', '/roles')).status).toBe(200), { timeout: 30_000 })

    const last = processesOf(server.pid)
    server.kill('SIGTERM')
    const { code, stdout } = await server.ended
    expect(code).toBe(0)
    expect(stdout.match(/is listening on/g)).toHaveLength(1)
    expect(last.filter(isRunning)).toStrictEqual([])
  })

  it('reports why it cannot start, and exits', async () => {
    const server = await start('src/main.ts', [], {
      ...variables(),
      WORKERS: '2',
      DATABASE_URL: 'postgresql://127.0.0.1:1/none',
    })
    expect(await server.ended).toMatchObject({
      code: 1,
      stdout: '',
      stderr: expect.stringMatching(/Cannot connect to the database/),
    })
  })
})

describe.skipIf(!isEmbedded)('worker with an embedded database', () => {
  it('exits with one line while a server uses the database', async () => {
    const server = await startServer()
    const worker = await start(program, ['work'], variables())
    expect(await worker.ended).toMatchObject({
      code: 1,
      stdout: '',
      stderr: expect.stringMatching(/^[^\n]*DATA_DIR[^\n]*\n$/),
    })
    server.kill('SIGTERM')
    expect((await server.ended).code).toBe(0)
  })
})
