import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, it, vi } from 'vitest'
import { hasPostgres, startStreaming } from '../support/database/streamingReplica.ts'
import { startMain } from '../support/server/process.ts'
import { execute } from '../support/setup/databases.ts'
import { isEmbedded } from '../support/setup/templates.ts'

const KEY = 'chk_0123456789abcdef0123456789abcdef0123456789abcdef'
const TOKEN = 'token-of-prometheus'
if (!hasPostgres && !isEmbedded) console.warn('PostgreSQL 15 is not installed: the tests of a replica do not run.')

it.skipIf(isEmbedded || !hasPostgres)('reads from a replica unless it lags, is stopped or is promoted', async () => {
  const streaming = await startStreaming()
  const dataDir = await mkdtemp(join(tmpdir(), 'chancery-test-'))
  const { primary, replica } = streaming
  const server = await startMain({
    ...{ DATABASE_URL: primary.url, DATABASE_READ_URL: replica.url, REPLICA_MAX_LAG: '1', DATA_DIR: dataDir },
    ...{ BOOTSTRAP_API_KEY: KEY, RATE_LIMIT_PER_MINUTE: '0', VERIFICATIONS_PER_MINUTE: '0', METRICS_TOKEN: TOKEN },
  })
  const { url } = server
  const lms = async (path: string, body?: object) => {
    const headers = { 'x-api-key': KEY, 'content-type': 'application/json' }
    const init = body ? { method: 'POST', headers, body: JSON.stringify(body) } : { headers }
    return (await (await fetch(`${url}/openapi/v1${path}`, init)).json()) as {
      id: number
      publicId: string
      verificationUrl: string
      totalCount: number
    }
  }
  const counts = async () => {
    const text = await (await fetch(`${url}/metrics`, { headers: { authorization: `Bearer ${TOKEN}` } })).text()
    const count = (name: string) => Number(new RegExp(`^${name} (\\S+)`, 'm').exec(text)?.[1])
    const fallback = (reason: string) => count(`chancery_replica_fallbacks_total\\{reason="${reason}"\\}`)
    const lag = count('chancery_replica_lag_seconds') / count('chancery_replica_max_lag_seconds')
    return { reads: count('chancery_replica_reads_total'), lag, fallback }
  }
  const stateOf = async () => {
    const { dependencies } = (await (await fetch(`${url}/health/ready`)).json()) as {
      dependencies: { replica: string }
    }
    return dependencies.replica
  }
  const becomes = (state: string) =>
    vi.waitFor(async () => expect(await stateOf()).toBe(state), { timeout: 10_000, interval: 100 })
  try {
    await becomes('up')
    const course = await lms('/courses', { name: 'Replicas' })
    const user = { id: 'u1', name: 'Learner', email: 'u1@example.com', roleAlias: 'learner', password: 'none' }
    await lms('/users', user)
    const issue = async () => {
      const { verificationUrl } = await lms(`/courses/${course.id}/certificates`, { userId: 'u1' })
      return `/verify/${verificationUrl.split('/').pop()}.json`
    }
    const page = async (path: string) => {
      const response = await fetch(url + path)
      return { status: response.status, body: (await response.json()) as { certificate: { revokedAt: string | null } } }
    }
    const path = await issue()
    // Opened at once, and read by the list that must have it.
    expect((await page(path)).status).toBe(200)
    const before = await counts()
    expect(before.lag).toBeLessThan(1)
    for (let read = 0; read < 50; read++) expect((await page(path)).status).toBe(200)
    const after = await counts()
    console.info(`Replica: ${after.reads - before.reads} of 50 lookups of pages left the primary.`)
    expect(after.reads - before.reads).toBeGreaterThanOrEqual(35)

    // Lagging: a new certificate is found and listed at once, and a change shows within the limit.
    await execute(replica.url, 'SELECT pg_wal_replay_pause()')
    const young = await issue()
    expect((await page(young)).status).toBe(200)
    expect((await lms(`/courses/${course.id}/certificates`)).totalCount).toBe(2)
    const [first] = (
      (await lms(`/courses/${course.id}/certificates?limit=1`)) as unknown as { certificates: { id: number }[] }
    ).certificates
    await lms(`/certificates/${first?.id}/revoke`, { reason: 'A test.' })
    const revokedBy = performance.now() + 1000
    await vi.waitFor(async () => expect((await page(path)).body.certificate.revokedAt).not.toBeNull(), {
      timeout: 10_000,
      interval: 50,
    })
    expect(performance.now() - revokedBy).toBeLessThan(1000)
    await becomes('down')
    await page(path)
    const lagging = await counts()
    expect(lagging.fallback('lagging')).toBeGreaterThan(0)
    expect(lagging.lag).toBeGreaterThan(1)
    await execute(replica.url, 'SELECT pg_wal_replay_resume()')
    await becomes('up')

    replica.promote()
    await becomes('down')
    expect((await page(path)).status).toBe(200)
    expect((await counts()).fallback('promoted')).toBeGreaterThan(0)

    replica.stop()
    expect((await page(path)).status).toBe(200)
    await vi.waitFor(async () => {
      expect((await page(path)).status).toBe(200)
      expect((await counts()).fallback('unavailable')).toBeGreaterThan(0)
    })
  } finally {
    server.kill('SIGTERM')
    await server.ended
    await streaming.dispose()
    await rm(dataDir, { recursive: true, force: true })
  }
})
