import { beforeAll, describe, expect, it } from 'vitest'
import type { DeliveryState } from '../../../src/lms/webhooks/service.ts'
import { newSite, startTestApp, type TestApp, type TestSite } from '../../support/server/app.ts'
import { jobsOf } from '../../support/server/jobs.ts'

let server: TestApp
let site: TestSite

beforeAll(async () => {
  server = await startTestApp()
  site = await newSite(server.db)
})

const get = (path: string, key = site.key) => server.http.get(`/openapi/v1${path}`).set('X-API-KEY', key)
const post = (path: string, body: object, key = site.key) =>
  server.http.post(`/openapi/v1${path}`).set('X-API-KEY', key).send(body)
const patch = (id: number, body: object, key = site.key) =>
  server.http.patch(`/openapi/v1/webhooks/${id}`).set('X-API-KEY', key).send(body)
const remove = (id: number, key = site.key) => server.http.delete(`/openapi/v1/webhooks/${id}`).set('X-API-KEY', key)

const url = 'https://lms.example/hooks'

/** Creates a webhook and returns it with its secret. */
async function newWebhook(events: string[] = ['User/Created'], key = site.key) {
  return (await post('/webhooks', { url, events }, key).expect(201)).body
}

let users = 0
async function newUser(key = site.key) {
  users += 1
  const body = { name: 'John Doe', email: `john${users}@example.com`, password: 'correct horse', roleAlias: 'learner' }
  return (await post('/users', body, key).expect(201)).body
}

/** Creates a site with a webhook, and returns the event ids of its pending deliveries, oldest first. */
async function newDeliveries(count: number): Promise<{ key: string; id: number; eventIds: number[] }> {
  const { key } = await newSite(server.db)
  const { id } = await newWebhook(['User/Created'], key)
  for (let index = 0; index < count; index += 1) await newUser(key)
  const rows = await server.db.prisma.delivery.findMany({ where: { webhookId: id }, orderBy: { eventId: 'asc' } })
  return { key, id, eventIds: rows.map(({ eventId }) => Number(eventId)) }
}

/** Sets a delivery, or all of a webhook, to a final state after three attempts. */
async function finish(webhookId: number, eventId: number | undefined, state: DeliveryState): Promise<void> {
  const lastError = state === 'delivered' ? null : 'The receiver responded with status 500.'
  await server.db.prisma.delivery.updateMany({
    where: { webhookId, eventId },
    data: { state, attempts: 3, lastError, finishedAt: new Date() },
  })
}

describe('POST /webhooks', () => {
  it('creates at most 20 webhooks for a site, also with parallel requests', async () => {
    const { key } = await newSite(server.db)
    const hook = { url, events: ['User/Created'] }
    const answers = await Promise.all(Array.from({ length: 22 }, () => post('/webhooks', hook, key)))
    const refused = answers.filter(({ status }) => status !== 201)
    expect(refused.map(({ status, headers }) => [status, headers['x-error-code']])).toStrictEqual([
      [422, 'webhook.too_many'],
      [422, 'webhook.too_many'],
    ])
  })

  it('creates a webhook and returns its secret only in this response', async () => {
    server.setNow(new Date('2026-05-01T12:00:00Z'))
    const events = ['Certificate/Issued', 'Certificate/Revoked', 'Certificate/Issued']
    const { body } = await post('/webhooks', { url: 'https://lms.example/hooks?site=1', events }).expect(201)
    server.setNow(null)
    const { secret, ...shown } = body
    expect(body).toStrictEqual({
      id: expect.any(Number),
      url: 'https://lms.example/hooks?site=1',
      events: ['Certificate/Issued', 'Certificate/Revoked'],
      createdAt: Date.UTC(2026, 4, 1, 12) / 1000,
      secret: expect.stringMatching(/^whsec_[\w+/]{43}=$/),
    })

    const listed = await get('/webhooks').expect(200)
    expect(listed.body.webhooks).toContainEqual(shown)
    const changed = await patch(body.id, { url }).expect(200)
    expect(changed.body).toStrictEqual({ ...shown, url })
    await post(`/webhooks/${body.id}/redeliver`, {}).expect(200)
    const deliveries = await get(`/webhooks/${body.id}/deliveries`).expect(200)
    const audit = await get(`/audit?subject=webhook/${body.id}`).expect(200)
    expect(audit.body.totalCount).toBe(3)
    for (const answer of [listed, changed, deliveries, audit]) {
      expect(answer.text).not.toContain(secret.slice('whsec_'.length))
    }
  })

  it('generates a different secret for each webhook', async () => {
    const webhooks = [await newWebhook(), await newWebhook()]
    expect(new Set(webhooks.map(({ secret }) => secret)).size).toBe(2)
  })

  it.each([
    ['url', undefined],
    ['url', ''],
    ['url', 'lms.example/hooks'],
    ['url', 'ftp://lms.example/hooks'],
    ['url', 'javascript:alert(1)'],
    ['url', 'https://user:password@lms.example/'],
    ['url', `https://lms.example/${'x'.repeat(2000)}`],
    ['events', undefined],
    ['events', []],
    ['events', 'User/Created'],
    ['events', ['user.created']],
    ['events', ['User/Created', 'User/Deleted']],
    ['events', ['*']],
  ])('rejects %s: %j and names the field', async (field, value) => {
    const answer = await post('/webhooks', { url, events: ['User/Created'], [field]: value }).expect(400)
    expect(Object.keys(answer.body.errors)[0]?.split('.')[0]).toBe(field)
  })

  it.each([
    'http://127.0.0.1:8080/hooks',
    'http://localhost/hooks',
    'https://10.1.2.3/',
    'https://[::1]/',
    'https://[fd00::1]/',
    'http://169.254.169.254/latest/meta-data/',
    'http://0x7f.1/',
  ])('rejects %s in a private network, also in a PATCH', async (target) => {
    const { id } = await newWebhook()
    for (const answer of [
      await post('/webhooks', { url: target, events: ['User/Created'] }).expect(400),
      await patch(id, { url: target }).expect(400),
    ]) {
      expect(answer.body.errors).toStrictEqual({ url: ['The URL must not be in a private network.'] })
    }
  })

  it('accepts private addresses that the configuration allows', async () => {
    const allowing = await startTestApp({ webhookAllowedNetworks: ['10.0.0.0/8', '127.0.0.1'] })
    const { key } = await newSite(allowing.db)
    const create = (target: string) =>
      allowing.http
        .post('/openapi/v1/webhooks')
        .set('X-API-KEY', key)
        .send({ url: target, events: ['User/Created'] })
    await create('https://10.1.2.3/').expect(201)
    await create('http://localhost/').expect(201)
    await create('https://192.168.0.1/').expect(400)
  })
})

describe('GET /webhooks', () => {
  it('lists the site’s webhooks in order of creation, with paging', async () => {
    const { key } = await newSite(server.db)
    await newWebhook()
    const made = []
    for (let index = 0; index < 5; index += 1) made.push(await newWebhook(['User/Edited'], key))
    const shown = made.map(({ secret: _, ...rest }) => rest)

    const all = await get('/webhooks', key).expect(200)
    expect(all.body).toStrictEqual({ webhooks: shown, totalCount: 5 })
    const page = await get('/webhooks?offset=1&limit=2', key).expect(200)
    expect(page.body).toStrictEqual({
      webhooks: shown.slice(1, 3),
      totalCount: 5,
      nextCursor: expect.any(String),
    })
    const rest = await get(`/webhooks?cursor=${page.body.nextCursor}`, key).expect(200)
    expect(rest.body).toStrictEqual({ webhooks: shown.slice(3), totalCount: 5 })
    await get('/webhooks?cursor=x', key).expect(400)
  })
})

describe('GET /webhooks/:webhookId', () => {
  it('returns a webhook without its secret', async () => {
    const { secret: _, ...shown } = await newWebhook()
    expect((await get(`/webhooks/${shown.id}`).expect(200)).body).toStrictEqual(shown)
  })
})

describe('PATCH /webhooks/:webhookId', () => {
  it('changes the URL, and the event types for future events', async () => {
    const { key } = await newSite(server.db)
    const { secret: _, ...before } = await newWebhook(['User/Edited'], key)
    await newUser(key)
    const changed = await patch(before.id, { events: ['User/Created'] }, key).expect(200)
    expect(changed.body).toStrictEqual({ ...before, events: ['User/Created'] })
    const user = await newUser(key)
    const { body } = await get(`/webhooks/${before.id}/deliveries`, key).expect(200)
    expect(body.deliveries).toMatchObject([{ subject: `user/${user.id}` }])

    const moved = await patch(before.id, { url: 'https://other.example/' }, key).expect(200)
    expect(moved.body).toStrictEqual({ ...changed.body, url: 'https://other.example/' })
    expect((await patch(before.id, {}, key).expect(200)).body).toStrictEqual(moved.body)
  })

  it('rejects invalid values and changes nothing', async () => {
    const { secret: _, ...before } = await newWebhook()
    for (const body of [{ events: [] }, { events: ['User/Deleted'] }, { url: 'nowhere' }, { url: null }]) {
      const answer = await patch(before.id, { url: 'https://other.example/', ...body }).expect(400)
      expect(Object.keys(answer.body.errors)[0]?.split('.')[0]).toBe(Object.keys(body)[0])
    }
    expect((await patch(before.id, {}).expect(200)).body).toStrictEqual(before)
  })
})

describe('DELETE /webhooks/:webhookId', () => {
  it('deletes a webhook with its deliveries, and keeps the events', async () => {
    const { key, id, eventIds } = await newDeliveries(2)
    await remove(id, key).expect(200, {})
    expect((await get('/webhooks', key).expect(200)).body).toStrictEqual({ webhooks: [], totalCount: 0 })
    expect(await server.db.prisma.delivery.count({ where: { webhookId: id } })).toBe(0)
    expect(await server.db.prisma.event.count({ where: { id: { in: eventIds } } })).toBe(2)
    const audit = await get(`/audit?subject=webhook/${id}`, key).expect(200)
    expect(audit.body.entries.map(({ action }: { action: string }) => action)).toStrictEqual([
      'webhook.delete',
      'webhook.create',
    ])
    await remove(id, key).expect(404)
  })
})

describe('/webhooks/:webhookId of another site', () => {
  it('returns 404 for every method, as for an unknown webhook', async () => {
    const { id, eventIds } = await newDeliveries(1)
    for (const other of [id, 999_999]) {
      for (const answer of [
        await get(`/webhooks/${other}`),
        await patch(other, { url: 'https://other.example/' }),
        await remove(other),
        await get(`/webhooks/${other}/deliveries`),
        await post(`/webhooks/${other}/redeliver`, {}),
        await post(`/webhooks/${other}/redeliver`, { eventId: eventIds[0] }),
      ]) {
        expect(answer.status).toBe(404)
        expect(answer.headers['x-error-code']).toBe('webhook.not_found')
      }
    }
    await get('/webhooks/99999999999/deliveries').expect(404)
    expect(await server.db.prisma.webhook.findUnique({ where: { id } })).toMatchObject({ url })
    expect(await server.db.prisma.delivery.count({ where: { webhookId: id } })).toBe(1)
  })
})

describe('GET /webhooks/:webhookId/deliveries', () => {
  it('lists the deliveries with state and attempts, newest first', async () => {
    const { key } = await newSite(server.db)
    const { id } = await newWebhook(['User/Created'], key)
    server.setNow(new Date('2026-05-01T12:00:00Z'))
    const [first, second] = [await newUser(key), await newUser(key)]
    server.setNow(null)
    const queuedAt = Date.UTC(2026, 4, 1, 12) / 1000
    const oldest = await server.db.prisma.delivery.findFirst({ where: { webhookId: id }, orderBy: { eventId: 'asc' } })
    await finish(id, Number(oldest?.eventId), 'parked')

    const { body } = await get(`/webhooks/${id}/deliveries`, key).expect(200)
    expect(body).toStrictEqual({
      deliveries: [
        {
          eventId: Number(oldest?.eventId) + 1,
          type: 'User/Created',
          subject: `user/${second.id}`,
          state: 'pending',
          attempts: 0,
          queuedAt,
        },
        {
          eventId: Number(oldest?.eventId),
          type: 'User/Created',
          subject: `user/${first.id}`,
          state: 'parked',
          attempts: 3,
          lastError: 'The receiver responded with status 500.',
          queuedAt,
          finishedAt: expect.any(Number),
        },
      ],
      totalCount: 2,
    })
  })

  it('filters by state and supports paging', async () => {
    const { key, id, eventIds } = await newDeliveries(7)
    await finish(id, eventIds[1], 'parked')
    for (const index of [2, 3, 4, 5]) await finish(id, eventIds[index], 'delivered')
    const page = async (query: string) => {
      const { body } = await get(`/webhooks/${id}/deliveries?${query}`, key).expect(200)
      const places = body.deliveries.map(({ eventId }: { eventId: number }) => eventIds.indexOf(eventId))
      return { places, totalCount: body.totalCount, cursor: body.nextCursor }
    }
    const whole = { cursor: undefined }
    expect(await page('')).toStrictEqual({ places: [6, 5, 4, 3, 2, 1, 0], totalCount: 7, ...whole })
    expect(await page('state=pending')).toStrictEqual({ places: [6, 0], totalCount: 2, ...whole })
    expect(await page('state=parked')).toStrictEqual({ places: [1], totalCount: 1, ...whole })
    const delivered = await page('state=delivered&offset=1&limit=2')
    expect(delivered).toStrictEqual({ places: [4, 3], totalCount: 4, cursor: expect.any(String) })
    const rest = { places: [2], totalCount: 4, ...whole }
    expect(await page(`state=delivered&cursor=${delivered.cursor}`)).toStrictEqual(rest)
  })

  it.each(['state=failed', 'state=', 'limit=0', 'offset=-1', 'cursor=x'])(
    'rejects ?%s and names the parameter',
    async (query) => {
      const { id } = await newWebhook()
      const { body } = await get(`/webhooks/${id}/deliveries?${query}`).expect(400)
      expect(Object.keys(body.errors)).toStrictEqual([query.split('=')[0]])
    },
  )
})

describe('POST /webhooks/:webhookId/redeliver', () => {
  it('accepts a request without a body', async () => {
    const { id } = (
      await server.http
        .post('/openapi/v1/webhooks')
        .set('X-API-KEY', site.key)
        .send({ url: 'https://lms.example/bare', events: ['User/Edited'] })
        .expect(201)
    ).body
    const path = `/openapi/v1/webhooks/${id}/redeliver`
    await server.http.post(path).set('X-API-KEY', site.key).expect(200, { redelivered: 0 })
  })

  it('returns 0 for a webhook without deliveries', async () => {
    const { id } = await newWebhook()
    expect((await post(`/webhooks/${id}/redeliver`, {}).expect(200)).body).toStrictEqual({ redelivered: 0 })
  })

  it('queues every undelivered event again as a new delivery', async () => {
    const { key, id, eventIds } = await newDeliveries(3)
    const [parked, delivered, pending] = eventIds
    await finish(id, parked, 'parked')
    await finish(id, delivered, 'delivered')
    await server.db.pool.query('DELETE FROM jobs.job')
    server.setNow(new Date('2026-05-04T12:00:00Z'))
    expect((await post(`/webhooks/${id}/redeliver`, {}, key).expect(200)).body).toStrictEqual({ redelivered: 2 })
    server.setNow(null)

    expect(await jobsOf(server.db, 'deliver')).toMatchObject([
      { state: 'created', data: { webhookId: id, eventId: parked } },
      { state: 'created', data: { webhookId: id, eventId: pending } },
    ])
    const { body } = await get(`/webhooks/${id}/deliveries?state=pending`, key).expect(200)
    const requeued = { state: 'pending', attempts: 0, queuedAt: Date.UTC(2026, 4, 4, 12) / 1000 }
    expect(body.deliveries).toMatchObject([
      { ...requeued, eventId: pending },
      { ...requeued, eventId: parked },
    ])
    expect(body.deliveries[1]).not.toHaveProperty('finishedAt')
  })

  it('queues one event again, even if it was delivered', async () => {
    const { key, id, eventIds } = await newDeliveries(2)
    await finish(id, undefined, 'delivered')
    await server.db.pool.query('DELETE FROM jobs.job')
    const body = { eventId: eventIds[1] }
    expect((await post(`/webhooks/${id}/redeliver`, body, key).expect(200)).body).toStrictEqual({ redelivered: 1 })
    expect(await jobsOf(server.db, 'deliver')).toMatchObject([{ data: { webhookId: id, eventId: eventIds[1] } }])
    const { deliveries } = (await get(`/webhooks/${id}/deliveries`, key).expect(200)).body
    expect(deliveries).toMatchObject([{ state: 'pending' }, { state: 'delivered' }])
  })

  it('returns 404 for an event without a delivery to this webhook', async () => {
    const { key, id } = await newDeliveries(1)
    const { eventIds: others } = await newDeliveries(1)
    for (const eventId of [others[0], 999_999, Number.MAX_SAFE_INTEGER]) {
      const answer = await post(`/webhooks/${id}/redeliver`, { eventId }, key).expect(404)
      expect(answer.headers['x-error-code']).toBe('event.not_found')
    }
    const audit = await get(`/audit?subject=webhook/${id}`, key).expect(200)
    expect(audit.body.totalCount).toBe(1)
  })

  it.each([0, -1, 1.5, '1', null])('rejects the eventId %j', async (eventId) => {
    const { key, id } = await newDeliveries(0)
    const { body } = await post(`/webhooks/${id}/redeliver`, { eventId }, key).expect(400)
    expect(Object.keys(body.errors)).toStrictEqual(['eventId'])
  })
})

describe('GET /webhook/:event/last', () => {
  const last = (event: string, key?: string) => get(`/webhook/${event}/last`, key)

  it('returns the last event of each type, even without a webhook', async () => {
    const { key } = await newSite(server.db)
    const at = new Date('2026-05-01T12:00:00.900Z')
    server.setNow(at)
    await newUser(key)
    const user = await newUser(key)
    const course = (await post('/courses', { name: 'Course' }, key).expect(201)).body
    const issued = (await post(`/courses/${course.id}/certificates`, { userId: user.id }, key).expect(201)).body
    const revoked = (await post(`/certificates/${issued.id}/revoke`, { reason: 'A mistake.' }, key).expect(200)).body
    const edited = (
      await server.http.patch(`/openapi/v1/users/${user.id}`).set('X-API-KEY', key).send({ name: 'Jane' }).expect(200)
    ).body
    const turn = (isDraft: boolean) =>
      server.http.patch(`/openapi/v1/courses/${course.id}`).set('X-API-KEY', key).send({ isDraft }).expect(200)
    const draft = (await turn(true)).body

    const occuredAt = Math.floor(at.getTime() / 1000)
    for (const [event, type, body] of [
      ['user.created', 'User/Created', { user }],
      ['user.edited', 'User/Edited', { user: edited }],
      ['course.published', 'Course/Published', { course }],
      ['course.unpublished', 'Course/Unpublished', { course: draft }],
      ['certificate.issued', 'Certificate/Issued', { certificate: issued }],
      ['certificate.revoked', 'Certificate/Revoked', { certificate: revoked }],
    ] as const) {
      expect((await last(event, key).expect(200)).body).toStrictEqual({ occuredAt, type, body })
    }
    await last('certificate.expired', key).expect(404)
    server.setNow(null)
  })

  it('finds only events of the last 30 days', async () => {
    const { key } = await newSite(server.db)
    const at = new Date('2026-05-01T12:00:00Z').getTime()
    server.setNow(new Date(at))
    await newUser(key)
    server.setNow(new Date(at + 30 * 86_400_000))
    await last('user.created', key).expect(200)
    server.setNow(new Date(at + 30 * 86_400_000 + 1))
    await last('user.created', key).expect(404)
    server.setNow(null)
  })

  it.each(['user.deleted', 'User/Created', 'User%2FCreated', 'USER.CREATED', 'user', 'x'])(
    'returns 404 for the event type %s',
    async (event) => {
      await newUser()
      await last(event).expect(404)
    },
  )

  it('returns 404 for an event of another site', async () => {
    await newUser()
    const answer = await last('user.created', (await newSite(server.db)).key).expect(404)
    expect(answer.headers['x-error-code']).toBe('event.not_found')
    expect(answer.body.message).toBe('There was no event "user.created" in the last 30 days.')
  })
})
