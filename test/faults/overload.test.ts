import { once } from 'node:events'
import { Agent, request } from 'node:http'
import { connect } from 'node:net'
import { setTimeout as wait } from 'node:timers/promises'
import { beforeAll, expect, it, onTestFinished, vi } from 'vitest'
import { type FreshDatabase, freshDatabase } from '../support/database/database.ts'
import { startMain, variablesOf } from '../support/server/process.ts'
import { unlimited } from '../support/server/unlimited.ts'
import { newWallet } from '../support/wallet/wallets.ts'

// Sends more requests than the server can answer: for seconds in a normal run, for a minute with `npm run test:faults`.

const SECONDS = process.env.FAULT_RUNS ? 60 : 5

vi.setConfig({ testTimeout: 120_000 + 3 * SECONDS * 1000 })

const KEY = 'key-of-the-tests-of-faults'
const TOKEN = 'token-of-prometheus'

/**
 * Clients that send the next request as soon as they are answered. Few keep the server busy; ten times as many … are
 * doubled until it sheds load.
 */
const FEW = 8
const MOST = 5000

let fresh: FreshDatabase
beforeAll(async () => {
  fresh = await freshDatabase()
  return () => fresh.dispose()
})

/** Returns a database that other tests of this file do not use. */
async function own(): Promise<FreshDatabase> {
  const database = await freshDatabase()
  onTestFinished(() => database.dispose())
  return database
}

type Count = { taken: number[]; shed: number; other: string[] }

it('sheds load with 503 and Retry-After, stays healthy, and recovers at once', async () => {
  const server = await startMain({
    ...variablesOf(fresh),
    ...{ BOOTSTRAP_API_KEY: KEY, ...unlimited, METRICS_TOKEN: TOKEN, LOG_LEVEL: 'error' },
  })
  const body = JSON.stringify({ name: 'A course' })
  const headers = { 'x-api-key': KEY, 'content-type': 'application/json', 'content-length': body.length }
  const create = (agent: Agent) =>
    new Promise<{ status: number; retryAfter: string | undefined }>((resolve, reject) => {
      const asking = request(`${server.url}/openapi/v1/courses`, { agent, method: 'POST', headers }, (answer) => {
        const { statusCode: status = 0, headers: received } = answer
        answer.resume().on('end', () => resolve({ status, retryAfter: received['retry-after'] }))
      })
      asking.on('error', reject).end(body)
    })

  async function shedSoFar(): Promise<number> {
    const answer = await fetch(`${server.url}/metrics`, { headers: { authorization: `Bearer ${TOKEN}` } })
    return Number(/^chancery_shed_requests_total (\d+)$/m.exec(await answer.text())?.[1])
  }

  /** Sends requests from so many clients, and counts the outcomes. */
  async function load(clients: number, ms: number): Promise<Count> {
    const agent = new Agent({ keepAlive: true })
    const count: Count = { taken: [], shed: 0, other: [] }
    const end = performance.now() + ms
    const one = async () => {
      while (performance.now() < end) {
        const begun = performance.now()
        const { status, retryAfter } = await create(agent)
        if (status === 201) count.taken.push(performance.now() - begun)
        else if (status === 503 && retryAfter) {
          count.shed += 1
          // Not all clients wait for as long as Retry-After says.
          await wait(50)
        } else count.other.push(`${status}`)
      }
    }
    await Promise.all(Array.from({ length: clients }, one))
    agent.destroy()
    return count
  }

  await load(1, 500)
  const calm = await load(FEW, 2000)
  expect(calm.other).toEqual([])

  let isOver = false
  const health: number[] = []
  const watching = (async () => {
    while (!isOver) {
      for (const path of ['/health/live', '/health/ready', '/health']) {
        health.push((await fetch(server.url + path, { signal: AbortSignal.timeout(10_000) })).status)
      }
      await wait(100)
    }
  })()
  let many = 10 * FEW
  while ((await load(many, 1000)).shed === 0 && many < MOST) many *= 2
  // A short load may meet a moment in which the server is slow; the long one has to shed load too.
  let before = await shedSoFar()
  let loaded = await load(many, SECONDS * 1000)
  while (loaded.shed === 0 && many < MOST) {
    many *= 2
    before = await shedSoFar()
    loaded = await load(many, SECONDS * 1000)
  }
  isOver = true
  await watching

  expect(loaded.other).toEqual([])
  expect(loaded.shed).toBeGreaterThan(0)
  expect(loaded.taken.length).toBeGreaterThan(10)
  expect(health.length).toBeGreaterThanOrEqual(3)
  expect(new Set(health)).toEqual(new Set([200]))
  expect(await shedSoFar()).toBe(before + loaded.shed)
  // The server recovers at once and sheds nothing.
  await vi.waitFor(async () => expect(await load(1, 500)).toMatchObject({ shed: 0, other: [] }), { timeout: 10_000 })

  const sorted = loaded.taken.toSorted((one, other) => one - other)
  const at = (share: number) => Math.round(sorted[Math.floor(sorted.length * share)] ?? 0)
  const perSecond = (count: number, seconds: number) => Math.round(count / seconds)
  console.log(
    `Overload for ${SECONDS} s: ${perSecond(calm.taken.length, 2)}/s with ${FEW} clients; with ${many} it accepted ` +
      `${perSecond(loaded.taken.length, SECONDS)}/s and shed ${perSecond(loaded.shed, SECONDS)}/s; ` +
      `accepted requests: median ${at(0.5)} ms, 99th percentile ${at(0.99)} ms.`,
  )
  server.kill('SIGTERM')
  expect((await server.ended).code).toBe(0)
})

it('answers a burst of a thousand changes and of a thousand reads', async () => {
  const limits = { ...unlimited, LOG_LEVEL: 'error' }
  const server = await startMain({ ...variablesOf(await own()), BOOTSTRAP_API_KEY: KEY, ...limits })
  const post = (path: string, body: object) => {
    const headers = { 'x-api-key': KEY, 'content-type': 'application/json' }
    return fetch(server.url + path, { method: 'POST', headers, body: JSON.stringify(body) })
  }
  const idOf = async (created: Promise<Response>) => ((await (await created).json()) as { id: unknown }).id // As documented.
  const user = { name: 'Ada', email: 'ada@example.com', password: 'p', roleAlias: 'learner' }
  const userId = await idOf(post('/openapi/v1/users', user))
  const courseId = await idOf(post('/openapi/v1/courses', { name: 'A course' }))
  const path = `/openapi/v1/courses/${courseId}/certificates`
  const statusesOf = async (ask: () => Promise<Response>) => {
    const answers = await Promise.all(Array.from({ length: 1000 }, ask))
    await Promise.all(answers.map((answer) => answer.arrayBuffer()))
    return new Set(answers.map(({ status }) => status))
  }
  expect(await statusesOf(() => post(path, { userId }))).toEqual(new Set([201]))
  const read = () => fetch(server.url + path, { headers: { 'x-api-key': KEY } })
  expect(await statusesOf(read)).toEqual(new Set([200]))
  expect(await (await read()).json()).toMatchObject({ totalCount: 1000 })
  server.kill('SIGTERM')
  expect((await server.ended).code).toBe(0)
})

it('answers other requests while a thousand uploads stall', async () => {
  const server = await startMain({ ...variablesOf(fresh), ...unlimited, UPLOADS_PER_MINUTE: '0', LOG_LEVEL: 'error' })
  const { hostname, port } = new URL(server.url)
  const head = [
    ...['POST /api/v1/files/ HTTP/1.1', `Host: ${hostname}`, 'Content-Length: 1000000', 'Expect: 100-continue'],
    'Content-Type: multipart/form-data; boundary=b',
    ...Object.entries(newWallet().headers).map(([name, value]) => `${name}: ${value}`),
  ]
  const sockets = Array.from({ length: 1200 }, () => connect(Number(port), hostname).on('error', () => {}))
  const begun = sockets.map((socket) => once(socket, 'data'))
  for (const socket of sockets) socket.write(`${head.join('\r\n')}\r\n\r\n--b\r\n`)
  await Promise.all(begun)
  // Stalled uploads that hold a slot would hold it for a minute.
  await vi.waitFor(async () => expect((await fetch(`${server.url}/verify`)).status).toBe(200), { timeout: 15_000 })
  for (const socket of sockets) socket.destroy()
  server.kill('SIGTERM')
  expect((await server.ended).code).toBe(0)
})
