import { createServer } from 'node:net'
import { beforeAll, describe, expect, it, onTestFinished, vi } from 'vitest'
import { type Config, readConfig } from '../../src/core/config.ts'
import { issueCertificate } from '../../src/lms/certificates/issue.ts'
import { createCourse } from '../../src/lms/courses/service.ts'
import { createUser } from '../../src/lms/users/service.ts'
import { createWebhook } from '../../src/lms/webhooks/service.ts'
import { startWorking } from '../../src/server/start.ts'
import { type FreshDatabase, freshDatabase } from '../support/database/database.ts'
import { contextIn } from '../support/lms/context.ts'
import { serverAt } from '../support/mail/mailing.ts'
import { startS3 } from '../support/objects/s3Server.ts'
import { newSite } from '../support/server/app.ts'
import { jobsOf, queueJob } from '../support/server/jobs.ts'
import { startReceiver } from '../support/webhooks/webhookReceiver.ts'

const TOKEN = 'token-of-prometheus'

let fresh: FreshDatabase
beforeAll(async () => {
  fresh = await freshDatabase()
  return () => fresh.dispose()
})

/** Starts a worker, which is closed after the test. */
async function startWorker(overrides: Partial<Config> = {}) {
  const { databaseUrl, dataDir } = fresh
  const config = { ...readConfig({ WORKER_PORT: '0', LOG_LEVEL: 'silent' }), databaseUrl, dataDir }
  const worker = await startWorking({ ...config, metricsToken: TOKEN, ...overrides })
  let closing: Promise<void> | undefined
  const close = () => {
    closing ??= worker.close()
    return closing
  }
  onTestFinished(close)
  const get = (path: string, headers = {}) => fetch(`${worker.url}${path}`, { headers })
  const read = async () => (await get('/metrics', { authorization: `Bearer ${TOKEN}` })).text()
  /** Returns the value of a metric with these labels, in any order. */
  const sumOf = async (name: string, labels: Record<string, string>) => {
    const lines = (await read()).split('\n').filter((line) => line.startsWith(`${name}{`))
    const has = (line: string) => Object.entries(labels).every(([label, value]) => line.includes(`${label}="${value}"`))
    return lines.filter(has).reduce((sum, line) => sum + Number(line.split('} ')[1]), 0)
  }
  const jobs = (queue: string, outcome: string) => sumOf('chancery_job_seconds_count', { queue, outcome })
  const calls = (labels: Record<string, string>) => sumOf('chancery_outside_call_seconds_count', labels)
  return { ...worker, close, get, read, sumOf, jobs, calls }
}

const eventually = (check: () => Promise<void>) => vi.waitFor(check, { timeout: 30_000, interval: 100 })

describe('WORKER_PORT', () => {
  it('opens no port by default', async () => {
    const { url } = await startWorker({ workerPort: undefined })
    expect(url).toBeNull()
  })

  it('has the health checks and metrics of a server, with the same token, and nothing else', async () => {
    const { get, read } = await startWorker()
    expect(await (await get('/health')).json()).toStrictEqual({ status: 'ok' })
    expect(await (await get('/health/live')).json()).toStrictEqual({ status: 'ok' })
    const ready = await get('/health/ready')
    expect(ready.status).toBe(200)
    expect(await ready.json()).toMatchObject({ status: 'ready', dependencies: { database: 'up', ipfs: 'up' } })
    const denied = await get('/metrics', { authorization: 'Bearer another-token-than-it' })
    expect([denied.status, denied.headers.get('www-authenticate')]).toStrictEqual([401, 'Bearer'])
    expect((await get('/openapi/v1/courses', { 'x-api-key': 'a key' })).status).toBe(404)
    const text = await read()
    for (const name of [
      'chancery_nodejs_eventloop_lag_p99_seconds',
      'chancery_database_connections{pool="jobs",state="idle"}',
      'chancery_database_wait_seconds_count{pool="jobs"}',
      'chancery_jobs{queue="publish",state="due"} 0',
      'chancery_sequence_used_ratio{',
    ])
      expect(text).toContain(name)
    expect(text).not.toContain('chancery_request_seconds')
  })

  it('has no metrics without a token', async () => {
    const { get } = await startWorker({ metricsToken: undefined })
    expect((await get('/metrics')).status).toBe(404)
    expect((await get('/health')).status).toBe(200)
  })

  it('rejects a port that is taken', async () => {
    const other = createServer().listen(0, '127.0.0.1')
    await new Promise((resolve) => other.once('listening', resolve))
    onTestFinished(() => void other.close())
    const address = other.address()
    const workerPort = typeof address === 'object' ? address?.port : undefined
    await expect(startWorker({ workerPort })).rejects.toThrow(
      new RegExp(`^Cannot listen on HOST and WORKER_PORT \\(127.0.0.1, ${workerPort}\\): .*EADDRINUSE`),
    )
  })
})

describe('metrics of a worker', () => {
  it('counts webhooks and mails by outcome', async () => {
    const receiver = await startReceiver()
    const mail = { smtpUrl: serverAt(1), mailFrom: 'no-reply@certs.example', publicUrl: 'https://certs.example' }
    const webhookAllowedNetworks = readConfig({ WEBHOOK_ALLOWED_NETWORKS: '127.0.0.1' }).webhookAllowedNetworks
    const { db, jobs, read } = await startWorker({ ...mail, webhookAllowedNetworks })
    const issuing = { ...contextIn(db, (await newSite(db)).id), sendsMail: true }
    await createWebhook(issuing, { url: receiver.url, events: ['Certificate/Issued'] })
    receiver.behave(500, 204)
    const { id: courseId } = await createCourse(issuing, { name: 'Sales', notify: true })
    for (const name of ['Ada', 'Grace']) {
      const learner = { name, email: `${name.toLowerCase()}@mail.example`, roleAlias: 'learner' }
      const { id: userId } = await createUser(issuing, learner)
      await issueCertificate(issuing, courseId, { userId })
    }
    await eventually(async () => {
      for (const outcome of ['failed', 'ok']) expect(await jobs('deliver', outcome)).toBeGreaterThan(0)
      // No mail server listens there.
      expect(await jobs('mail', 'failed')).toBeGreaterThan(0)
    })
    expect(await read()).toMatch(/^chancery_mails_waiting 2$/m)
  })

  it('counts jobs, and their calls to an object store that fails', async () => {
    const s3 = await startS3()
    const { db, jobs, calls, get } = await startWorker(s3.config)
    await queueJob(db, 'tidy')
    await eventually(async () => expect(await jobs('tidy', 'ok')).toBeGreaterThan(0))
    expect(await calls({ port: 'objects', call: 'list', outcome: 'ok' })).toBeGreaterThan(0)

    s3.fail(() => 'denied')
    await queueJob(db, 'tidy')
    await eventually(async () => expect(await jobs('tidy', 'failed')).toBeGreaterThan(0))
    expect(await calls({ port: 'objects', call: 'list', outcome: 'ObjectsUnavailable' })).toBeGreaterThan(0)

    // The store is the one of documents too.
    const ready = await get('/health/ready')
    expect(ready.status).toBe(200)
    expect(await ready.json()).toMatchObject({ status: 'impaired', dependencies: { objects: 'down', ipfs: 'down' } })
    expect(await calls({ port: 'objects', call: 'get', outcome: 'ObjectsUnavailable' })).toBe(2)
    expect(await calls({ port: 'ipfs', call: 'block', outcome: 'IpfsUnavailable' })).toBe(1)
  })

  it('reports a shutdown while a job still runs', async () => {
    const s3 = await startS3()
    const { db, get, close, url } = await startWorker(s3.config)
    s3.fail(() => 'silent')
    await queueJob(db, 'tidy')
    await eventually(async () => expect((await jobsOf(db, 'tidy')).map(({ state }) => state)).toContain('active'))
    s3.fail(() => null)
    await eventually(async () => expect((await get('/health/ready')).status).toBe(200))
    const closing = close()
    const [ready, live] = await Promise.all([get('/health/ready'), get('/health/live')])
    expect(ready.status).toBe(503)
    expect(await ready.json()).toMatchObject({ status: 'not ready', dependencies: { database: 'up' } })
    expect(live.status).toBe(200)
    await closing
    await expect(fetch(`${url}/health/live`)).rejects.toThrow()
  })
})
