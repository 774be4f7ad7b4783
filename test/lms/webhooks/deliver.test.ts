import { randomBytes } from 'node:crypto'
import { isDeepStrictEqual } from 'node:util'
import { beforeAll, beforeEach, describe, expect, it } from 'vitest'
import type { Database } from '../../../src/database/client.ts'
import { secretsBy } from '../../../src/database/secrets.ts'
import { deliver, openDeliveries } from '../../../src/lms/webhooks/deliver.ts'
import { type DeliveryJob, queueOrphaned } from '../../../src/lms/webhooks/queries.ts'
import { sendWebhook } from '../../../src/lms/webhooks/send.ts'
import {
  type CreatedWebhook,
  createWebhook,
  redeliver,
  removeWebhook,
  updateWebhook,
} from '../../../src/lms/webhooks/service.ts'
import { openFresh } from '../../support/database/openFresh.ts'
import { issueOne, revokeOne } from '../../support/lms/certificates.ts'
import { contextIn } from '../../support/lms/context.ts'
import { newSite } from '../../support/server/app.ts'
import { jobsOf } from '../../support/server/jobs.ts'
import { type Receiver, startReceiver, verified } from '../../support/webhooks/webhookReceiver.ts'

let db: Database
let siteId: number
let receiver: Receiver
let webhook: CreatedWebhook
beforeAll(async () => {
  db = await openFresh()
})
beforeEach(async () => {
  await db.prisma.delivery.deleteMany()
  await db.pool.query('DELETE FROM jobs.job')
  siteId = (await newSite(db)).id
  receiver = await startReceiver()
  webhook = await newWebhook(`${receiver.url}/hooks`)
})

function newWebhook(url: string): Promise<CreatedWebhook> {
  return createWebhook(contextIn(db, siteId), { url, events: ['Certificate/Issued', 'Certificate/Revoked'] })
}

/** Returns the pending deliveries of the webhook, in the order of the events. */
async function pendingJobs(): Promise<DeliveryJob[]> {
  const where = { webhookId: webhook.id, state: 'pending' as const }
  const rows = await db.prisma.delivery.findMany({ where, orderBy: { eventId: 'asc' } })
  return rows.map(({ webhookId, eventId }) => ({ webhookId, eventId: Number(eventId) }))
}

async function newJob(): Promise<DeliveryJob> {
  await issueOne(db, siteId)
  return only((await pendingJobs()).slice(-1))
}

/** Issues and revokes a certificate, and returns the deliveries of both events. */
async function newPair(): Promise<[issued: DeliveryJob, revoked: DeliveryJob]> {
  await revokeOne(db, siteId, await issueOne(db, siteId))
  const [issued, revoked] = (await pendingJobs()).slice(-2)
  return [only(issued ? [issued] : []), only(revoked ? [revoked] : [])]
}

function only<Item>(items: Item[]): Item {
  const [item] = items
  if (!item || items.length > 1) throw new Error(`Expected one item, got ${items.length}.`)
  return item
}

/** Makes one attempt, as a worker does. */
function attempt(job: DeliveryJob, now = new Date(), allowed = ['127.0.0.1']): Promise<void> {
  return deliver(
    openDeliveries(db, () => now),
    job,
    (message) => sendWebhook(message, { allowed, timeoutMs: 3000 }),
  )
}

const row = (webhookId_eventId: DeliveryJob) => db.prisma.delivery.findUnique({ where: { webhookId_eventId } })
const idsSent = (from = receiver) => from.requests.map(({ headers }) => headers['webhook-id'])
const idOf = ({ eventId }: DeliveryJob) => `event_${eventId}`
const notYet = 'An earlier event is pending, or another attempt is in progress.'

/** Advances claims and pauses by some seconds. Both use the clock of the database. */
async function advance(seconds: number): Promise<void> {
  const by = [seconds]
  await db.pool.query(`UPDATE deliveries SET claimed_until = claimed_until - $1 * interval '1 second'`, by)
  await db.pool.query(`UPDATE webhooks SET silent_till = silent_till - $1 * interval '1 second'`, by)
}

describe('deliver', () => {
  it('sends the event signed, in Konstantly’s format', async () => {
    const job = await newJob()
    await attempt(job)
    const event = await db.prisma.event.findUniqueOrThrow({ where: { id: job.eventId } })
    const expected = {
      occuredAt: Math.floor(event.occurredAt.getTime() / 1000),
      type: 'Certificate/Issued',
      body: event.body,
    }
    const request = only(receiver.requests)
    expect(request).toMatchObject({ method: 'POST', path: '/hooks', body: JSON.stringify(expected) })
    expect(verified(request, webhook.secret)).toStrictEqual(expected)
    expect(event.body).toMatchObject({ certificate: { user: { name: 'John Doe' } } })
    expect(await row(job)).toMatchObject({
      state: 'delivered',
      attempts: 1,
      lastError: null,
      claimedUntil: null,
      finishedAt: expect.any(Date),
    })
  })

  it('records the error of a failed attempt for a retry, and sends the event id with each attempt', async () => {
    const job = await newJob()
    receiver.behave(500, { redirect: '/' }, 'hangUp', 'silent', 204)
    for (const [index, error] of [
      'The receiver responded with status 500.',
      'The receiver responded with status 302. Redirects are not followed.',
      'The receiver closed the connection without a response.',
      'No response within 3 s.',
    ].entries()) {
      await expect(attempt(job)).rejects.toThrow(error)
      await advance(600)
      expect(await row(job)).toMatchObject({
        state: 'pending',
        attempts: index + 1,
        lastError: error,
        claimedUntil: null,
        finishedAt: null,
      })
    }
    await attempt(job)
    expect(await row(job)).toMatchObject({ state: 'delivered', attempts: 5, lastError: null })
    const other = await newJob()
    await attempt(other)
    expect(idsSent()).toStrictEqual([...Array(5).fill(idOf(job)), idOf(other)])
    for (const request of receiver.requests) verified(request, webhook.secret)
  })

  it('counts an attempt whose secret cannot be decrypted as failed, and delivers when the key is restored', async () => {
    const { secrets } = db
    db.secrets = secretsBy(randomBytes(32))
    try {
      webhook = await newWebhook(`${receiver.url}/hooks`)
      const job = await newJob()
      const { secrets: own } = db
      for (const wrong of [secretsBy(randomBytes(32)), null]) {
        db.secrets = wrong
        await expect(attempt(job)).rejects.toThrow('The server cannot decrypt a secret')
        await advance(600)
        expect(await row(job)).toMatchObject({ state: 'pending', lastError: expect.stringContaining('SECRETS_KEY') })
      }
      expect(receiver.requests).toStrictEqual([])
      db.secrets = own
      await attempt(job)
      verified(only(receiver.requests), webhook.secret)
    } finally {
      db.secrets = secrets
    }
  })

  it('does not send a delivered event again', async () => {
    const job = await newJob()
    await attempt(job)
    await attempt(job)
    expect(receiver.requests).toHaveLength(1)
  })

  it('sends a retry to the current URL of the webhook', async () => {
    const job = await newJob()
    receiver.behave(410)
    await expect(attempt(job)).rejects.toThrow('410')
    const other = await startReceiver()
    await updateWebhook(contextIn(db, siteId), webhook.id, { url: other.url })
    await attempt(job)
    expect(idsSent(other)).toStrictEqual(idsSent())
    verified(only(other.requests), webhook.secret)
  })

  it.each(['localhost', '127.0.0.1'])('does not connect to %s when private networks are not allowed', async (host) => {
    await db.prisma.webhook.update({
      where: { id: webhook.id },
      data: { url: receiver.url.replace('127.0.0.1', host) },
    })
    const job = await newJob()
    const error = `The target is in a private network: ${host}.`
    await expect(attempt(job, new Date(), [])).rejects.toThrow(error)
    expect(await row(job)).toMatchObject({ state: 'pending', lastError: error })
    expect(receiver.requests).toStrictEqual([])
  })

  it('does nothing when the webhook was deleted before or during the attempt', async () => {
    const job = await newJob()
    receiver.behave(async () => {
      await removeWebhook(contextIn(db, siteId), webhook.id)
      return 500
    })
    await attempt(job)
    await attempt(job)
    expect(await row(job)).toBeNull()
    expect(receiver.requests).toHaveLength(1)
  })
})

describe('deliver: concurrent attempts', () => {
  it('sends once and throws for the second attempt, so that it is retried if the first is interrupted', async () => {
    const job = await newJob()
    receiver.behave(async () => {
      await expect(attempt(job)).rejects.toThrow(notYet)
      return 204
    })
    await Promise.allSettled([attempt(job), attempt(job)])
    expect(receiver.requests).toHaveLength(1)
    expect(await row(job)).toMatchObject({ state: 'delivered', attempts: 1 })
  })

  it('lets a second attempt replace the first after 20 seconds, and ignores the result of the first', async () => {
    const job = await newJob()
    receiver.behave(async () => {
      await advance(15)
      await expect(attempt(job)).rejects.toThrow(notYet)
      await advance(5)
      await attempt(job)
      return 500
    }, 204)
    await attempt(job)
    expect(idsSent()).toStrictEqual([idOf(job), idOf(job)])
    expect(await row(job)).toMatchObject({ state: 'delivered', attempts: 2, lastError: null })
  })
})

/** Postpones all jobs, as repeated failures do. */
const postponeJobs = () => db.pool.query(`UPDATE jobs.job SET start_after = now() + interval '6 hours'`)

/** Whether the only job of a delivery is due. */
async function isDue(job: DeliveryJob): Promise<boolean> {
  return only((await jobsOf(db, 'deliver')).filter(({ data }) => isDeepStrictEqual(data, job))).waitSeconds <= 0
}

describe('deliver: order of events', () => {
  it('holds back the next event of a subject until the first is delivered, and makes it due at once', async () => {
    const [issued, revoked] = await newPair()
    await postponeJobs()
    receiver.behave(500, 204)
    await expect(attempt(revoked)).rejects.toThrow(notYet)
    await expect(attempt(issued)).rejects.toThrow('500')
    await expect(attempt(revoked)).rejects.toThrow(notYet)
    expect(idsSent()).toStrictEqual([idOf(issued)])
    expect(await isDue(revoked)).toBe(false)

    await attempt(issued)
    expect(await isDue(revoked)).toBe(true)
    await attempt(revoked)
    expect(idsSent()).toStrictEqual([idOf(issued), idOf(issued), idOf(revoked)])
    expect(await row(revoked)).toMatchObject({ state: 'delivered', attempts: 1 })
  })

  it('does not hold back events of another subject', async () => {
    const [issued] = await newPair()
    const [otherIssued, otherRevoked] = await newPair()
    receiver.behave(500, 204)
    await expect(attempt(issued)).rejects.toThrow('500')
    await attempt(otherIssued)
    await attempt(otherRevoked)
    expect(idsSent()).toStrictEqual([issued, otherIssued, otherRevoked].map(idOf))
  })

  it('does not hold back deliveries to another webhook', async () => {
    const other = await startReceiver()
    const { id: webhookId } = await newWebhook(other.url)
    const [issued, revoked] = await newPair()
    receiver.behave(500)
    await expect(attempt(issued)).rejects.toThrow('500')
    await attempt({ ...issued, webhookId })
    await attempt({ ...revoked, webhookId })
    expect(idsSent(other)).toStrictEqual([issued, revoked].map(idOf))
  })

  it('dead-letters an event after three days, then delivers the next one with three days of its own', async () => {
    const [issued, revoked] = await newPair()
    await postponeJobs()
    const since = (await row(issued))?.queuedAt.getTime() ?? 0
    const threeDays = 3 * 86_400_000
    receiver.behave(500)
    await expect(attempt(issued, new Date(since + threeDays - 1))).rejects.toThrow('500')
    const end = new Date(since + threeDays)
    await attempt(issued, end)
    const error = 'The receiver responded with status 500.'
    expect(await row(issued)).toMatchObject({ state: 'parked', attempts: 2, lastError: error, finishedAt: end })

    expect(await isDue(revoked)).toBe(true)
    await expect(attempt(revoked, end)).rejects.toThrow('500')
    receiver.behave(204)
    await attempt(revoked, new Date(end.getTime() + threeDays - 1))
    expect(await row(revoked)).toMatchObject({ state: 'delivered' })

    await attempt(issued, end)
    expect(receiver.requests).toHaveLength(4)
    expect(await redeliver(contextIn(db, siteId), webhook.id, undefined)).toBe(1)
    await attempt(issued)
    expect(await row(issued)).toMatchObject({ state: 'delivered', attempts: 1, lastError: null })
  })

  it('redelivers events in their order', async () => {
    const [issued, revoked] = await newPair()
    await attempt(issued)
    receiver.behave(500, 204)
    await expect(attempt(revoked)).rejects.toThrow('500')
    await redeliver(contextIn(db, siteId), webhook.id, issued.eventId)
    await expect(attempt(revoked)).rejects.toThrow(notYet)
    await attempt(issued)
    await attempt(revoked)
    expect(idsSent()).toStrictEqual([issued, revoked, issued, revoked].map(idOf))
  })
})

describe('jobs of a delivery', () => {
  it('keeps one job for a delivery, due at once, after several redelivery requests', async () => {
    const [issued, revoked] = await newPair()
    await postponeJobs()
    for (const eventId of [undefined, undefined, issued.eventId]) {
      await redeliver(contextIn(db, siteId), webhook.id, eventId)
    }
    expect([await isDue(issued), await isDue(revoked)]).toStrictEqual([true, true])
  })

  it('restores a lost job, and makes a postponed job due when its turn has come', async () => {
    const [issued, revoked] = await newPair()
    await db.pool.query('DELETE FROM jobs.job')
    await queueOrphaned(db)
    expect(await isDue(issued)).toBe(true)
    expect(await jobsOf(db, 'deliver')).toHaveLength(1)
    await attempt(issued)
    await postponeJobs()
    expect(await queueOrphaned(db)).toBe(1)
    expect(await isDue(revoked)).toBe(true)
    expect(await queueOrphaned(db)).toBe(0)
  })

  it('leaves a job unchanged that waits for its retry', async () => {
    const job = await newJob()
    receiver.behave(500)
    await expect(attempt(job)).rejects.toThrow('500')
    await postponeJobs()
    expect(await queueOrphaned(db)).toBe(0)
  })
})

describe('deliver: pause of an unavailable webhook', () => {
  it('pauses the webhook after a failed connection, longer each time, until a delivery succeeds', async () => {
    const job = await newJob()
    const other = await newJob()
    receiver.behave('hangUp')
    await expect(attempt(job)).rejects.toThrow('closed the connection')
    // The pause does not depend on the worker's own clock.
    for (const hours of [-1, 0, 1]) {
      const moment = new Date(Date.now() + hours * 3_600_000)
      await expect(attempt(other, moment)).rejects.toThrow(
        'Deliveries are paused because the receiver did not respond.',
      )
    }
    expect(receiver.requests).toHaveLength(1)
    await advance(2)
    await expect(attempt(other)).rejects.toThrow('closed the connection')
    await advance(2)
    await expect(attempt(job)).rejects.toThrow('Deliveries are paused')
    // A rejected attempt does not change the last error.
    expect((await row(job))?.lastError).toContain('closed the connection')
    await advance(2)
    receiver.behave(204)
    await attempt(job, new Date(Date.now() - 3_600_000))
    await attempt(other)
    expect(await row(other)).toMatchObject({ state: 'delivered', attempts: 2 })
  })

  it('ends the pause when the URL changes or a redelivery is requested', async () => {
    const job = await newJob()
    receiver.behave('hangUp')
    await expect(attempt(job)).rejects.toThrow('closed the connection')
    await redeliver(contextIn(db, siteId), webhook.id, undefined)
    await expect(attempt(job)).rejects.toThrow('closed the connection')
    receiver.behave(204)
    await updateWebhook(contextIn(db, siteId), webhook.id, { url: `${receiver.url}/other` })
    await attempt(job)
    expect(await row(job)).toMatchObject({ state: 'delivered' })
  })
})
