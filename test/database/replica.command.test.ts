import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { beforeAll, describe, expect, it, vi } from 'vitest'
import { freePort } from '../../scripts/freePort.ts'
import { hasPostgres } from '../support/database/debianPostgres.ts'
import { type Streaming, startStreaming } from '../support/database/streamingReplica.ts'
import { startMain } from '../support/server/process.ts'
import { execute } from '../support/setup/databases.ts'
import { isEmbedded } from '../support/setup/templates.ts'

vi.setConfig({ testTimeout: 120_000 })

const KEY = 'chk_0123456789abcdef0123456789abcdef0123456789abcdef'
const TOKEN = 'token-of-prometheus'
const MAX_LAG_MS = 1000
if (!hasPostgres && !isEmbedded) console.warn('NOT TESTED: a replica. Run: apt-get install postgresql-15')

let streaming: Streaming
let url: string

// biome-ignore lint/suspicious/noExplicitAny: responses of several routes; each test knows their shape.
type Body = any

async function lms(path: string, body?: object, method = body ? 'POST' : 'GET'): Promise<Body> {
  const headers = { 'x-api-key': KEY, 'content-type': 'application/json' }
  const response = await fetch(`${url}/openapi/v1${path}`, {
    method,
    headers,
    ...(body && { body: JSON.stringify(body) }),
  })
  expect(response.ok).toBe(true)
  return response.json()
}

async function page(path: string): Promise<{ status: number; body: Body }> {
  const response = await fetch(url + path)
  return { status: response.status, body: await response.json() }
}

async function counts() {
  const text = await (await fetch(`${url}/metrics`, { headers: { authorization: `Bearer ${TOKEN}` } })).text()
  const count = (name: string) => Number(new RegExp(`^${name} (\\S+)`, 'm').exec(text)?.[1])
  const fallback = (reason: string) => count(`chancery_replica_fallbacks_total\\{reason="${reason}"\\}`)
  const lag = count('chancery_replica_lag_seconds') / count('chancery_replica_max_lag_seconds')
  return { reads: count('chancery_replica_reads_total'), lag, fallback }
}

const eventually = (check: () => unknown) => vi.waitFor(check, { timeout: 20_000, interval: 50 })

/** Waits until `/health/ready` returns this state of the replica. */
const becomes = (state: 'up' | 'down') =>
  eventually(async () => expect((await page('/health/ready')).body.dependencies.replica).toBe(state))

let courseId: number
async function issue(): Promise<{ id: number; path: string }> {
  const { id, publicId } = await lms(`/courses/${courseId}/certificates`, { userId: 'u1' })
  return { id, path: `/verify/${publicId}.json` }
}

/**
 * Changes a certificate and reads its page, several at once. Every read must succeed and show what was acknowledged
 * `MAX_LAG_MS` before. Returns a function that ends it.
 */
function readMeanwhile({ id, path }: { id: number; path: string }): () => Promise<unknown> {
  const acknowledged: { expiresAt: number; at: number }[] = []
  let isOver = false
  const change = async () => {
    for (let expiresAt = 4_000_000_000; !isOver; expiresAt += 1) {
      await lms(`/certificates/${id}`, { expiresAt }, 'PATCH')
      acknowledged.push({ expiresAt, at: performance.now() })
      await sleep(20)
    }
  }
  const read = async () => {
    while (!isOver) {
      const since = performance.now() - MAX_LAG_MS
      const { status, body } = await page(path)
      expect(status).toBe(200)
      const least = acknowledged.findLast(({ at }) => at <= since)?.expiresAt ?? 0
      expect(new Date(body.certificate.expiresAt ?? 0).getTime() / 1000).toBeGreaterThanOrEqual(least)
      await sleep(5)
    }
  }
  const work = Promise.all([change(), read(), read(), read(), read()])
  work.catch(() => {}) // It rejects when it is ended.
  return () => {
    isOver = true
    return work
  }
}

describe.skipIf(isEmbedded || !hasPostgres)('a replica', () => {
  beforeAll(async () => {
    streaming = await startStreaming()
    const { primary, replica } = streaming
    const port = await freePort()
    url = `http://127.0.0.1:${port}`
    const dataDir = await mkdtemp(join(tmpdir(), 'chancery-test-'))
    const server = await startMain({
      ...{ DATABASE_URL: primary.url, DATABASE_READ_URL: replica.url, REPLICA_MAX_LAG: String(MAX_LAG_MS / 1000) },
      ...{ DATA_DIR: dataDir, BOOTSTRAP_API_KEY: KEY, METRICS_TOKEN: TOKEN },
      ...{ RATE_LIMIT_PER_MINUTE: '0', VERIFICATIONS_PER_MINUTE: '0', SECRETS_KEY: 'a1'.repeat(32) },
      ...{ ISSUER_KEYS: `1=0x${'11'.repeat(32)}`, PUBLIC_URL: 'https://certificates.example', PORT: String(port) },
    })
    await becomes('up')
    courseId = (await lms('/courses', { name: 'Replicas' })).id
    const user = { id: 'u1', name: 'Learner', email: 'u1@example.com', roleAlias: 'learner', password: 'none' }
    await lms('/users', { ...user, eth_address: `0x${'12'.repeat(20)}` })
    return async () => {
      server.kill('SIGTERM')
      await server.ended
      await streaming.dispose()
      await rm(dataDir, { recursive: true, force: true })
    }
  })

  it('answers public pages and lists unless it lags', async () => {
    const { id, path } = await issue()
    // Opened at once, and read by the list that must have it.
    expect((await page(path)).status).toBe(200)
    const before = await counts()
    expect(before.lag).toBeLessThan(1)
    for (let read = 0; read < 50; read++) expect((await page(path)).status).toBe(200)
    const after = await counts()
    console.info(`Replica: ${after.reads - before.reads} of 50 lookups of pages left the primary.`)
    expect(after.reads - before.reads).toBeGreaterThanOrEqual(35)

    await execute(streaming.replica.url, 'SELECT pg_wal_replay_pause()')
    const young = await issue()
    expect((await page(young.path)).status).toBe(200)
    expect((await lms(`/courses/${courseId}/certificates`)).totalCount).toBe(2)
    expect((await lms(`/certificates?courseId=${courseId}&status=active`)).totalCount).toBe(2)
    await lms(`/certificates/${id}/revoke`, { reason: 'A test.' })
    expect((await lms(`/certificates?courseId=${courseId}&status=revoked`)).totalCount).toBe(1)
    const revokedBy = performance.now() + MAX_LAG_MS
    await eventually(async () => expect((await page(path)).body.certificate.revokedAt).not.toBeNull())
    expect(performance.now() - revokedBy).toBeLessThan(1000)
    await becomes('down')
    await page(path)
    const lagging = await counts()
    expect(lagging.fallback('lagging')).toBeGreaterThan(0)
    expect(lagging.lag).toBeGreaterThan(1)
    await execute(streaming.replica.url, 'SELECT pg_wal_replay_resume()')
    await becomes('up')
  })

  it('answers bundles and pictures with Open Badges, once the primary has created what they need', async () => {
    const { id, path } = await issue()
    await lms(`/certificates/${id}/publish`, {})
    const failed = (await counts()).fallback('failed')
    for (const file of ['bundle.json', 'credential.png']) {
      await eventually(async () => {
        const { reads } = await counts()
        expect((await fetch(url + path.replace('.json', `/${file}`))).status).toBe(200)
        expect((await counts()).reads).toBe(reads + 1)
      })
    }
    // The site had no key yet. That is no failure of the replica.
    expect((await counts()).fallback('failed')).toBe(failed)
  })

  it('is replaced by the primary while it is stopped or hangs, also in the middle of reads, and used again', async () => {
    const { replica } = streaming
    const end = readMeanwhile(await issue())
    const grows = async (count: (from: Awaited<ReturnType<typeof counts>>) => number) => {
      const before = count(await counts())
      await eventually(async () => expect(count(await counts())).toBeGreaterThan(before + 20))
    }
    await grows(({ reads }) => reads)
    replica.stop()
    await grows(({ fallback }) => fallback('unavailable'))
    replica.start()
    await grows(({ reads }) => reads)
    const failed = (await counts()).fallback('failed')
    replica.suspend()
    await grows(({ fallback }) => fallback('unavailable'))
    // These were waiting for the replica.
    expect((await counts()).fallback('failed')).toBeGreaterThan(failed)
    replica.resume()
    await grows(({ reads }) => reads)
    await end()
  })

  it('is not used after a promotion', async () => {
    streaming.replica.promote()
    await becomes('down')
    expect((await page((await issue()).path)).status).toBe(200)
    expect((await counts()).fallback('promoted')).toBeGreaterThan(0)
  })
})
