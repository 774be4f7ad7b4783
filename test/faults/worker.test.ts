import { afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest'
import { readConfig } from '../../src/core/config.ts'
import { issueMany } from '../../src/lms/batch/issueMany.ts'
import { updateCertificate } from '../../src/lms/certificates/update.ts'
import { createCourse } from '../../src/lms/courses/service.ts'
import { createUser, updateUser } from '../../src/lms/users/service.ts'
import type { EventType } from '../../src/lms/webhooks/events.ts'
import { MAX_PER_WEBHOOK } from '../../src/lms/webhooks/jobs.ts'
import { type CreatedWebhook, createWebhook, removeWebhook } from '../../src/lms/webhooks/service.ts'
import { startWorker, type Worker } from '../../src/server/worker.ts'
import { clear } from '../support/database/contents.ts'
import { openFresh } from '../support/database/openFresh.ts'
import { issueOne, revokeOne } from '../support/lms/certificates.ts'
import { contextIn } from '../support/lms/context.ts'
import { newSite, startTestApp, type TestApp, type TestSite } from '../support/server/app.ts'
import { hurry, jobsOf, queueJob } from '../support/server/jobs.ts'
import {
  type Act,
  type ReceivedRequest,
  type Receiver,
  startReceiver,
  verified,
} from '../support/webhooks/webhookReceiver.ts'

// Real workers on a real database, and receivers on loopback.

const config = { webhookAllowedNetworks: ['127.0.0.1'], issuerKeys: new Map(), chainId: 1 }

let server: TestApp
let site: TestSite
let receiver: Receiver
let webhook: CreatedWebhook
beforeAll(async () => {
  server = await startTestApp(config)
})
beforeEach(async () => {
  await clear(server.db.pool)
  site = await newSite(server.db)
  receiver = await startReceiver()
  webhook = await newWebhook(receiver, ['Certificate/Issued', 'Certificate/Revoked'])
})

const workers: Worker[] = []
const errors: object[] = []
afterEach(async () => {
  await Promise.all(workers.splice(0).map((worker) => worker.stop()))
  expect(errors.splice(0)).toStrictEqual([])
})

async function work({ now = () => new Date(), allowed = config.webhookAllowedNetworks } = {}): Promise<Worker> {
  const log = { error: (details: object) => errors.push(details) }
  const worker = await startWorker({
    db: server.db,
    config: { ...readConfig({}), ...config, webhookAllowedNetworks: allowed, dataDir: server.dataDir },
    ipfs: server.ipfs,
    chain: null,
    publicUrl: server.url,
    log,
    now,
  })
  workers.push(worker)
  return worker
}

function newWebhook({ url }: { url: string }, events: EventType[]): Promise<CreatedWebhook> {
  return createWebhook(contextIn(server.db, site.id), { url, events })
}

/** Waits until the expectation holds. Makes jobs that wait for a retry due meanwhile. */
function until(expectation: () => void | Promise<void>, timeout = 25_000): Promise<void> {
  const look = async () => {
    await hurry(server.db)
    await expectation()
  }
  return vi.waitFor(look, { timeout, interval: 100 })
}

const deliveries = (where: object = {}) => server.db.prisma.delivery.findMany({ where, orderBy: { eventId: 'asc' } })

async function expectAllDelivered(count: number): Promise<void> {
  expect((await deliveries({ state: 'delivered' })).length).toBe(count)
}

/** Returns the id of the certificate in a request. */
function certificateIn(request: ReceivedRequest): number {
  return JSON.parse(request.body).body.certificate.id
}

/** Returns the types of the events sent for a certificate, one for each attempt. */
function sentOf(id: number): string[] {
  return receiver.requests.filter((request) => certificateIn(request) === id).map(({ body }) => JSON.parse(body).type)
}

const issued = 'Certificate/Issued'
const revoked = 'Certificate/Revoked'

/** Returns a promise and the function that resolves it. */
function gate(): { opened: Promise<void>; open: () => void } {
  let open = () => {}
  const opened = new Promise<void>((resolve) => {
    open = resolve
  })
  return { opened, open }
}

describe('worker: deliveries', () => {
  it('sends an event within seconds, signed with the secret that POST /webhooks returned', async () => {
    const asSite = { 'X-API-KEY': site.key }
    const body = { url: `${receiver.url}/lms`, events: ['Course/Published'] }
    const { secret } = (await server.http.post('/openapi/v1/webhooks').set(asSite).send(body).expect(201)).body
    await work()
    const course = (await server.http.post('/openapi/v1/courses').set(asSite).send({ name: 'Žofie' }).expect(201)).body
    await vi.waitFor(() => expect(receiver.requests).toHaveLength(1), 10_000)
    const [request] = receiver.requests
    const last = await server.http.get('/openapi/v1/webhook/course.published/last').set(asSite).expect(200)
    expect(request?.path).toBe('/lms')
    expect(request && verified(request, secret)).toStrictEqual({
      occuredAt: expect.any(Number),
      type: 'Course/Published',
      body: { course },
    })
    expect(JSON.parse(request?.body ?? '')).toStrictEqual(last.body)
  })

  it('retries a failed delivery after a delay that doubles', async () => {
    receiver.behave(500)
    await issueOne(server.db, site.id)
    await work()
    for (const [attempts, least] of [
      [1, 1],
      [2, 2],
      [3, 4],
    ] as const) {
      const failed = async () => {
        const [job] = await jobsOf(server.db, 'deliver')
        expect(job).toMatchObject({ state: 'retry', retryCount: attempts - 1 })
        return job?.waitSeconds
      }
      const wait = await vi.waitFor(failed, { timeout: 10_000, interval: 20 })
      // Part of the delay has passed already.
      expect(wait).toBeGreaterThan(least - 1)
      expect(wait).toBeLessThanOrEqual(2 * least)
      expect(await deliveries()).toMatchObject([
        { state: 'pending', attempts, lastError: 'The receiver responded with status 500.' },
      ])
      await hurry(server.db)
    }
    receiver.behave(204)
    await until(() => expectAllDelivered(1))
    expect(new Set(receiver.requests.map(({ headers }) => headers['webhook-id'])).size).toBe(1)
  })

  it('dead-letters a delivery after three days, lists it, and redelivers it on request', async () => {
    let days = 0
    receiver.behave((request) => (JSON.parse(request.body).type === issued ? 503 : 204))
    const id = await issueOne(server.db, site.id)
    await revokeOne(server.db, site.id, id)
    await work({ now: () => new Date(Date.now() + days * 86_400_000) })
    await until(async () => expect((await deliveries())[0]?.attempts).toBeGreaterThan(2))
    expect(sentOf(id)).not.toContain(revoked)
    days = 3
    await until(() => expectAllDelivered(1))
    expect(sentOf(id).at(-1)).toBe(revoked)

    const asSite = { 'X-API-KEY': site.key }
    const path = `/openapi/v1/webhooks/${webhook.id}`
    const parked = await server.http.get(`${path}/deliveries?state=parked`).set(asSite).expect(200)
    const lastError = 'The receiver responded with status 503.'
    expect(parked.body).toMatchObject({ deliveries: [{ type: issued, lastError }], totalCount: 1 })
    receiver.behave(204)
    const redelivered = await server.http.post(`${path}/redeliver`).set(asSite).send({}).expect(200)
    expect(redelivered.body).toStrictEqual({ redelivered: 1 })
    await until(() => expectAllDelivered(2))
    expect(sentOf(id).at(-1)).toBe(issued)
  })

  it('sends a delivered event again on request', async () => {
    const id = await issueOne(server.db, site.id)
    await work()
    await until(() => expectAllDelivered(1))
    const [delivery] = await deliveries()
    const path = `/openapi/v1/webhooks/${webhook.id}/redeliver`
    const body = { eventId: Number(delivery?.eventId) }
    await server.http.post(path).set({ 'X-API-KEY': site.key }).send(body).expect(200)
    await until(() => expect(sentOf(id)).toStrictEqual([issued, issued]))
    await until(() => expectAllDelivered(1))
  })

  it('does not connect to a private address, and records the reason', async () => {
    const { port } = new URL(receiver.url)
    await server.db.prisma.webhook.updateMany({ data: { url: `http://localhost:${port}/` } })
    await issueOne(server.db, site.id)
    await work({ allowed: [] })
    const lastError = 'The target is in a private network: localhost.'
    await until(async () => expect(await deliveries()).toMatchObject([{ state: 'pending', lastError }]))
    expect(receiver.requests).toStrictEqual([])
  })

  it('stops retries when the webhook is deleted', async () => {
    receiver.behave(500)
    await issueOne(server.db, site.id)
    await work()
    await until(() => expect(receiver.requests.length).toBeGreaterThan(1))
    await removeWebhook(contextIn(server.db, site.id), webhook.id)
    const sent = receiver.requests.length
    await until(async () => expect(await jobsOf(server.db, 'deliver')).toMatchObject([{ state: 'completed' }]))
    expect(receiver.requests.length).toBeLessThanOrEqual(sent + 1)
  })
})

describe('worker: order of events', () => {
  it('delivers the events of a certificate in order after failures, and does not delay another certificate', async () => {
    const troubles: Act[] = [500, { redirect: '/' }, 'hangUp', 503]
    const [failing, other] = [await issueOne(server.db, site.id), await issueOne(server.db, site.id)]
    receiver.behave((request) => (certificateIn(request) === failing && troubles.shift()) || 204)
    for (const id of [failing, other]) await revokeOne(server.db, site.id, id)
    await work()
    await until(() => expect(sentOf(other)).toStrictEqual([issued, revoked]))
    expect(troubles).not.toHaveLength(0)
    await until(() => expectAllDelivered(4))
    expect(sentOf(failing)).toStrictEqual([issued, issued, issued, issued, issued, revoked])
    expect(sentOf(other)).toStrictEqual([issued, revoked])
    for (const request of receiver.requests) verified(request, webhook.secret)
  })
})

describe('worker: slow receiver', () => {
  it('limits concurrent deliveries to the receiver, and does not delay another site', async () => {
    const [held, other] = [gate(), await startReceiver()]
    receiver.behave(() => held.opened.then(() => 204))
    const { id: courseId } = await createCourse(contextIn(server.db, site.id), { name: 'Advanced Sales Techniques' })
    const many = Array.from({ length: 60 }, (_, index) => ({ email: `john${index}@example.com`, name: 'John Doe' }))
    await issueMany(contextIn(server.db, site.id), courseId, many, { createUsers: true })
    const elsewhere = await newSite(server.db)
    await createWebhook(contextIn(server.db, elsewhere.id), { url: other.url, events: [issued] })
    await issueOne(server.db, elsewhere.id)
    await work()
    await vi.waitFor(() => expect(receiver.requests).toHaveLength(MAX_PER_WEBHOOK), 10_000)
    await vi.waitFor(() => expect(other.requests).toHaveLength(1), 5000)
    expect(receiver.requests).toHaveLength(MAX_PER_WEBHOOK)
    held.open()
    await until(() => expectAllDelivered(61))
  })
})

describe('two workers', () => {
  it('delivers 100 events of 20 users, each at least once and those of a user in order', async () => {
    await removeWebhook(contextIn(server.db, site.id), webhook.id)
    await newWebhook(receiver, ['User/Created', 'User/Edited'])
    receiver.behave(() => (receiver.requests.length % 7 === 0 ? 500 : 204))
    await Promise.all([work(), work()])
    const lives = Array.from({ length: 20 }, async (_, index) => {
      const person = { name: 'John Doe', email: `john${index}@example.com`, roleAlias: 'learner' }
      const { id } = await createUser(contextIn(server.db, site.id), person)
      for (const name of ['Jo', 'Joe', 'Jon', 'Joan']) await updateUser(contextIn(server.db, site.id), id, { name })
    })
    await Promise.all(lives)
    await until(() => expectAllDelivered(100))

    const sent = new Map<string, number[]>()
    for (const { headers, body } of receiver.requests) {
      const { user } = JSON.parse(body).body
      sent.set(user.id, [...(sent.get(user.id) ?? []), Number(headers['webhook-id']?.replace('event_', ''))])
    }
    expect(sent.size).toBe(20)
    for (const ids of sent.values()) {
      expect(ids).toStrictEqual(ids.toSorted((a, b) => a - b))
      expect(new Set(ids).size).toBe(5)
    }
  })

  it('records a failure before the rest of the batch is done, and takes no job from the other worker', async () => {
    const slow = await startReceiver()
    await newWebhook(slow, [issued])
    const [batch, second] = [gate(), gate()]
    slow.behave(() => batch.opened.then(() => 204))
    let attempts = 0
    receiver.behave(async () => {
      attempts += 1
      if (attempts === 2) await second.opened
      return attempts > 2 ? 204 : 500
    })
    await issueOne(server.db, site.id)
    await work()
    await until(async () => expect(await deliveries({ lastError: { not: null } })).toHaveLength(1))
    await work()
    // The second worker would make the next attempt now, if the first one had released the job.
    await until(() => expect(attempts).toBe(2), 2000).catch(() => {})
    batch.open()
    await until(() => expectAllDelivered(1))
    second.open()
    await until(() => expectAllDelivered(2))
  })
})

describe('worker: shutdown', () => {
  it('leaves its deliveries to the next worker when it is stopped', async () => {
    const first = gate()
    receiver.behave(() => first.opened.then(() => 'hangUp' as const), 204)
    const id = await issueOne(server.db, site.id)
    const stopped = await work()
    await vi.waitFor(() => expect(receiver.requests).toHaveLength(1), 10_000)
    await stopped.stop()
    await work()
    // The next worker takes the job while the attempt of the first one is still in progress.
    await until(async () => expect((await jobsOf(server.db, 'deliver'))[0]?.retryCount).toBeGreaterThan(0))
    expect(receiver.requests).toHaveLength(1)
    first.open()
    await until(() => expectAllDelivered(1))
    expect(sentOf(id)).toStrictEqual([issued, issued])
  })

  it('leaves its deliveries to another worker after it was killed and its jobs have expired', async () => {
    const id = await issueOne(server.db, site.id)
    // The state that a worker with a fast clock left when it was killed half a minute ago.
    await server.db.prisma.delivery.updateMany({ data: { attempts: 1, claimedUntil: new Date(Date.now() + 11_000) } })
    await server.db.pool.query(`UPDATE jobs.job SET state = 'active', started_on = now() - interval '31 seconds'`)
    await server.db.pool.query('UPDATE jobs.queue SET monitor_on = NULL')
    await work()
    await until(() => expectAllDelivered(1))
    expect(sentOf(id)).toStrictEqual([issued])
  })
})

describe('worker: scheduled jobs', () => {
  it('schedules erasures, expiries, lost jobs, issuers and counters every minute, publishing and lists every 10 minutes, tidying every hour', async () => {
    await work()
    const { rows } = await server.db.pool.query('SELECT name, cron FROM jobs.schedule ORDER BY name')
    expect(rows).toStrictEqual([
      { name: 'add-up', cron: '* * * * *' },
      { name: 'erase', cron: '* * * * *' },
      { name: 'fetch-registries', cron: '23 * * * *' },
      { name: 'queue-forgotten', cron: '* * * * *' },
      { name: 'queue-groups', cron: '*/10 * * * *' },
      { name: 'queue-issuers', cron: '* * * * *' },
      { name: 'queue-unpublished', cron: '*/10 * * * *' },
      { name: 'tell-expiries', cron: '* * * * *' },
      { name: 'tidy', cron: '17 * * * *' },
    ])
  })

  it('finds issuers confirmed, for the lists of holders', async () => {
    const { id } = await server.db.prisma.issuer.create({ data: { siteId: site.id } })
    await work()
    const isConfirmed = async () => (await server.db.prisma.issuer.findUniqueOrThrow({ where: { id } })).confirmed
    await expect.poll(isConfirmed, { timeout: 20_000 }).toBe(true)
  })

  it('announces expiries', async () => {
    await server.db.prisma.webhook.updateMany({ data: { events: ['Certificate/Expired'] } })
    const id = await issueOne(server.db, site.id)
    const hours = (count: number) => new Date(Date.now() + count * 3_600_000)
    await updateCertificate(contextIn(server.db, site.id), id, { expiresAt: hours(1) })
    // As if the schedules were last checked long ago.
    await server.db.pool.query('UPDATE jobs.version SET cron_on = NULL')
    await work({ now: () => hours(2) })
    await until(() => expect(sentOf(id)).toStrictEqual(['Certificate/Expired']))
  })

  it('tidies old events', async () => {
    await server.db.prisma.webhook.deleteMany()
    await issueOne(server.db, site.id)
    await queueJob(server.db, 'tidy')
    await work({ now: () => new Date(Date.now() + 31 * 86_400_000) })
    await until(async () => expect(await server.db.prisma.event.count()).toBe(0))
  })
})

describe('startWorker with a failing statement', () => {
  it('rejects without leaving a connection in a transaction', async () => {
    const db = await openFresh()
    await db.pool.query('ALTER FUNCTION jobs.create_queue RENAME TO create_no_queue')
    await expect(
      startWorker({
        db,
        config: { ...readConfig({}), ...config, dataDir: server.dataDir },
        ipfs: server.ipfs,
        chain: null,
        publicUrl: 'http://chancery.example',
        log: { error() {} },
      }),
    ).rejects.toThrow('create_queue')
    await Promise.all(Array.from({ length: 20 }, () => db.pool.query('SELECT 1')))
  })
})
