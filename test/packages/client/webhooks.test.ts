import { Chancery, type WebhookEvent, webhooks } from '@chancery/client'
import { Webhook } from 'standardwebhooks'
import { beforeAll, describe, expect, it } from 'vitest'
import { announceConfirmation } from '../../../src/lms/sites/confirmationEvents.ts'
import { deliver, openDeliveries } from '../../../src/lms/webhooks/deliver.ts'
import { newSecret, sendWebhook } from '../../../src/lms/webhooks/send.ts'
import { contextIn } from '../../support/lms/context.ts'
import { newSite, startTestApp, type TestApp, type TestSite } from '../../support/server/app.ts'
import { type Receiver, startReceiver } from '../../support/webhooks/webhookReceiver.ts'

let server: TestApp
let site: TestSite
let chancery: Chancery
let receiver: Receiver
beforeAll(async () => {
  server = await startTestApp({ webhookAllowedNetworks: ['127.0.0.1'] })
  site = await newSite(server.db)
  chancery = new Chancery({ baseUrl: server.url, apiKey: site.key })
  receiver = await startReceiver()
})

/** Sends all pending deliveries, as the worker does. */
async function deliverAll(): Promise<void> {
  const deliveries = openDeliveries(server.db, () => new Date())
  const pending = await server.db.prisma.delivery.findMany({ where: { state: 'pending' }, orderBy: { eventId: 'asc' } })
  for (const { webhookId, eventId } of pending) {
    const send = (message: Parameters<typeof sendWebhook>[0]) => sendWebhook(message, { allowed: ['127.0.0.1'] })
    await deliver(deliveries, { webhookId, eventId: Number(eventId) }, send)
  }
}

describe('webhooks.verify', () => {
  it('returns the typed events that the server sends', async () => {
    const { id, secret } = await chancery.webhooks.create({
      url: `${receiver.url}/hooks`,
      events: ['Course/Published', 'User/Created', 'Certificate/Issued', 'Issuer/Confirmed'],
    })
    const course = await chancery.courses.create({ name: 'Python' })
    await chancery.users.create({
      ...{ id: 'ada', name: 'Ada', email: 'ada@example.com', password: 'secret', roleAlias: 'learner' },
    })
    const certificate = await chancery.courses.certificates.issue(course.id, { userId: 'ada' })
    const since = new Date(1_700_000_000_000)
    await server.db.prisma.$transaction((tx) =>
      announceConfirmation(tx, contextIn(server.db, site.id), {
        ...{ change: 'confirmed', way: 'dns', source: 'uni.example', since },
      }),
    )
    await deliverAll()

    const told: unknown[] = []
    for (const { body, headers } of receiver.requests) told.push(said(await webhooks.verify(body, headers, secret)))
    expect(told.toSorted()).toStrictEqual(
      ['course Python', 'user ada@example.com', `certificate ${certificate.id} of Ada`, 'dns uni.example'].toSorted(),
    )
    for await (const { state } of chancery.webhooks.deliveries(id)) expect(state).toBe('delivered')
    expect(await chancery.webhooks.redeliver(id)).toBe(0)
    const updated = await chancery.webhooks.update(id, { events: ['User/Edited'] })
    expect([updated.events, (await chancery.webhooks.get(id)).url]).toStrictEqual([
      ['User/Edited'],
      `${receiver.url}/hooks`,
    ])
    await chancery.webhooks.delete(id)
    for await (const webhook of chancery.webhooks.list()) expect.fail(`There is still ${webhook.url}.`)
  })

  /** Compiles only if the type of an event decides its body. */
  function said(event: WebhookEvent): string {
    switch (event.type) {
      case 'Course/Published':
      case 'Course/Unpublished':
        return `course ${event.body.course.name}`
      case 'User/Created':
      case 'User/Edited':
        return `user ${event.body.user.email}`
      case 'Issuer/Confirmed':
      case 'Issuer/Failing':
      case 'Issuer/Lapsed': {
        const { issuer } = event.body
        return `${issuer.confirmedBy} ${issuer.confirmedBy === 'registry' ? issuer.registry : issuer.domain}`
      }
      default:
        return `certificate ${event.body.certificate.id} of ${event.body.certificate.user.name}`
    }
  }
})

describe('webhooks.verify of a delivery', () => {
  const secret = newSecret()
  const body = JSON.stringify({ occuredAt: 1, type: 'New/Type', body: { naïve: true }, more: 1 })
  const signedAt = (at: Date, text = body) => ({
    ...{ 'webhook-id': 'event_1', 'webhook-timestamp': String(Math.floor(at.getTime() / 1000)) },
    'webhook-signature': `v1a,other ${new Webhook(secret).sign('event_1', at, text)}`,
  })
  const now = new Date(1_800_000_000_000)
  const headers = signedAt(now)

  it('accepts bytes, Headers, headers of Node, other letter cases and several secrets', async () => {
    const event = JSON.parse(body)
    expect(await webhooks.verify(Buffer.from(body), headers, secret, { now })).toStrictEqual(event)
    expect(await webhooks.verify(body, new Headers(headers), [newSecret(), secret], { now })).toStrictEqual(event)
    const shouted = Object.fromEntries(Object.entries(headers).map(([name, value]) => [name.toUpperCase(), [value]]))
    expect(await webhooks.verify(body, shouted, secret.slice(6), { now })).toStrictEqual(event)
  })

  it('rejects a changed body, another secret and missing headers', async () => {
    const wrong = { code: 'webhook.wrong_signature', name: 'ChanceryError' }
    await expect(webhooks.verify(`${body} `, headers, secret, { now })).rejects.toMatchObject(wrong)
    await expect(webhooks.verify(body, headers, newSecret(), { now })).rejects.toMatchObject(wrong)
    for (const signature of ['', 'v1,', 'v1,%%%', 'v1,AAAA', 'v2,AAAA']) {
      const forged = { ...headers, 'webhook-signature': signature }
      await expect(webhooks.verify(body, forged, secret, { now })).rejects.toMatchObject(wrong)
    }
    for (const name of Object.keys(headers)) {
      await expect(webhooks.verify(body, { ...headers, [name]: undefined }, secret, { now })).rejects.toMatchObject({
        ...{ code: 'webhook.malformed', message: `The header ${name} is missing.` },
      })
    }
    await expect(webhooks.verify(body, headers, 'whsec_', { now })).rejects.toThrow(TypeError)
    const noJson = signedAt(now, 'text')
    await expect(webhooks.verify('text', noJson, secret, { now })).rejects.toMatchObject({ code: 'webhook.malformed' })
  })

  it.each([
    [3600, /3600 s ago/],
    [-3600, /3600 s in the future/],
  ])('reports a clock that is %i s off', async (seconds, message) => {
    const moved = new Date(now.getTime() + seconds * 1000)
    await expect(webhooks.verify(body, headers, secret, { now: moved })).rejects.toMatchObject({
      ...{ code: 'webhook.wrong_time', message: expect.stringMatching(message) },
    })
    const options = { now: moved, toleranceSeconds: 3600 }
    expect(await webhooks.verify(body, headers, secret, options)).toHaveProperty('type', 'New/Type')
  })

  it('rejects a forged time', async () => {
    const forged = { ...headers, 'webhook-timestamp': 'NaN' }
    await expect(webhooks.verify(body, forged, secret)).rejects.toMatchObject({ code: 'webhook.wrong_signature' })
  })
})
