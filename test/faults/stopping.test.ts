import { randomUUID } from 'node:crypto'
import { Agent, request } from 'node:http'
import { setTimeout as wait } from 'node:timers/promises'
import { beforeAll, describe, expect, it, vi } from 'vitest'
import { openDatabase } from '../../src/database/open.ts'
import { type FreshDatabase, freshDatabase } from '../support/database/database.ts'
import { startMain, variablesOf } from '../support/server/process.ts'
import { unlimited } from '../support/server/unlimited.ts'
import { isEmbedded } from '../support/setup/templates.ts'

// Stops a server while many clients send requests.

vi.setConfig({ testTimeout: 120_000 })

const KEY = 'key-of-the-tests-of-faults'

let fresh: FreshDatabase
beforeAll(async () => {
  fresh = await freshDatabase()
  return () => fresh.dispose()
})

type Answer = { status: number; type: string; text: string }

/** Creates a course over a keep-alive connection; returns null if there is no answer. */
function create(agent: Agent, url: string, name: string): Promise<Answer | null> {
  const body = JSON.stringify({ name })
  const headers = { 'x-api-key': KEY, 'content-type': 'application/json', 'content-length': Buffer.byteLength(body) }
  return new Promise((resolve) => {
    const asking = request(`${url}/openapi/v1/courses`, { agent, method: 'POST', headers }, async (response) => {
      const text = (await response.toArray().catch(() => [''])).join('')
      resolve({ status: response.statusCode ?? 0, type: response.headers['content-type'] ?? '', text })
    })
    asking.on('error', () => resolve(null))
    asking.end(body)
  })
}

describe.each(isEmbedded ? [1] : [1, 2])('stopping a server of %i processes under load', (workers) => {
  it('answers every accepted request, reports that it is not ready, and ends in time', async () => {
    const server = await startMain({
      ...variablesOf(fresh),
      ...{ BOOTSTRAP_API_KEY: KEY, ...unlimited, WORKERS: String(workers) },
    })
    const agent = new Agent({ keepAlive: true, maxSockets: 20 })
    const answered = new Set<string>()
    const sent = new Set<string>()
    let stoppedAt = 0
    let isOver = false
    const clients = Array.from({ length: 20 }, async () => {
      while (!isOver) {
        const name = randomUUID()
        sent.add(name)
        const stoppedWhenSent = stoppedAt
        const answer = await create(agent, server.url, name)
        if (answer === null) {
          // The server did not accept this request. Requests that were sent before the signal are answered.
          expect(stoppedWhenSent).toBeGreaterThan(0)
          await wait(20)
          continue
        }
        expect(answer.type).toMatch(/^application\/json/)
        // Either the course is created, or a 503 in the shape of the API allows a retry.
        if (answer.status !== 201) {
          expect(answer).toMatchObject({ status: 503, text: expect.stringMatching(/^\{"status":503,"message":/) })
        } else answered.add(name)
      }
    })
    await vi.waitFor(() => expect(answered.size).toBeGreaterThan(50), { timeout: 30_000 })
    stoppedAt = performance.now()
    server.kill('SIGTERM')
    const ready = async () => (await fetch(`${server.url}/health/ready`).catch(() => null))?.status ?? 'not listening'
    if (workers === 1) await expect.poll(ready, { interval: 20, timeout: 5000 }).toBe(503)
    const { code, stderr } = await server.ended
    expect(performance.now() - stoppedAt).toBeLessThan(10_000)
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' })
    isOver = true
    await Promise.all(clients)
    agent.destroy()

    // A request without an answer had no effect.
    const db = await openDatabase(fresh)
    const done = await db.prisma.course.findMany({ where: { name: { in: [...sent] } }, select: { name: true } })
    await db.close()
    expect(done.map(({ name }) => name).toSorted()).toEqual([...answered].toSorted())
  })
})
