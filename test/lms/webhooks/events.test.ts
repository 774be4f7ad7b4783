import { setTimeout } from 'node:timers/promises'
import { beforeAll, describe, expect, it } from 'vitest'
import { newPublicId } from '../../../src/core/publicId.ts'
import type { Prisma } from '../../../src/database/prisma/client.ts'
import { issueMany } from '../../../src/lms/batch/issueMany.ts'
import { announceExpiries } from '../../../src/lms/certificates/jobs.ts'
import { createCourse, importCourses } from '../../../src/lms/courses/service.ts'
import type { EventType } from '../../../src/lms/webhooks/events.ts'
import { createWebhook, updateWebhook, type Webhook } from '../../../src/lms/webhooks/service.ts'
import { contextIn } from '../../support/lms/context.ts'
import { newSite, startTestApp, type TestApp, type TestSite } from '../../support/server/app.ts'
import { jobsOf } from '../../support/server/jobs.ts'
import { isEmbedded } from '../../support/setup/templates.ts'

let server: TestApp
let site: TestSite

beforeAll(async () => {
  server = await startTestApp()
  site = await newSite(server.db)
})

const as = (key: string) => ({ 'X-API-KEY': key })
const get = (path: string) => server.http.get(`/openapi/v1${path}`).set(as(site.key))
const post = (path: string, body: object, key = site.key) =>
  server.http.post(`/openapi/v1${path}`).set(as(key)).send(body)
const patch = (path: string, body: object) => server.http.patch(`/openapi/v1${path}`).set(as(site.key)).send(body)
const remove = (path: string) => server.http.delete(`/openapi/v1${path}`).set(as(site.key))

async function newCourse(facts: object = {}, key = site.key) {
  return (await post('/courses', { name: 'Advanced Sales Techniques', ...facts }, key).expect(201)).body
}

let users = 0
const person = () => {
  users += 1
  return { name: 'John Doe', email: `john${users}@example.com`, password: 'correct horse', roleAlias: 'learner' }
}

async function newUser(key = site.key) {
  return (await post('/users', person(), key).expect(201)).body
}

/** Issues a certificate to a new user for a new course. */
async function issueOne(facts: object = {}, key = site.key) {
  const { id: userId } = await newUser(key)
  const { id: courseId } = await newCourse({}, key)
  return (await post(`/courses/${courseId}/certificates`, { userId, ...facts }, key).expect(201)).body
}

const revoke = (id: number) => post(`/certificates/${id}/revoke`, { reason: 'A mistake.' }).expect(200)

const written = (siteId: number, after = 0n) =>
  server.db.prisma.event.findMany({ where: { siteId, id: { gt: after } }, orderBy: { id: 'asc' } })

type Announced = { type: string; subject: string; body: Prisma.JsonValue }

/** Returns the events that some work creates, and the result of the work. */
async function during<Result>(work: () => Promise<Result>): Promise<[Announced[], Result]> {
  const last = (await written(site.id)).at(-1)
  const result = await work()
  const announced = (await written(site.id, last?.id)).map(({ type, subject, body }) => ({ type, subject, body }))
  return [announced, result]
}

/** Runs some work and expects that it creates no event. */
async function expectNoEvents(work: () => Promise<unknown>): Promise<void> {
  const [announced] = await during(work)
  expect(announced).toStrictEqual([])
}

describe('course events', () => {
  const event = (type: EventType, course: { id: number }): Announced => ({
    type,
    subject: `course/${course.id}`,
    body: { course },
  })

  it('creates Course/Published for a new course, except for a draft', async () => {
    const [announced, course] = await during(() => newCourse())
    expect(announced).toStrictEqual([event('Course/Published', course)])
    await expectNoEvents(() => newCourse({ isDraft: true }))
  })

  it('creates Course/Published and Course/Unpublished when isDraft changes', async () => {
    const { id } = await newCourse({ isDraft: true })
    for (const [isDraft, type] of [
      [false, 'Course/Published'],
      [true, 'Course/Unpublished'],
      [false, 'Course/Published'],
    ] as const) {
      const change = { isDraft, name: `Draft: ${isDraft}` }
      const [announced, { body }] = await during(async () => patch(`/courses/${id}`, change).expect(200))
      expect(announced).toStrictEqual([event(type, body)])
    }
  })

  it('creates no event for other changes and for deletion', async () => {
    const { id } = await newCourse()
    await expectNoEvents(async () => {
      await patch(`/courses/${id}`, { name: 'New', isDraft: false }).expect(200)
      await patch(`/courses/${id}`, {}).expect(200)
      await remove(`/courses/${id}`).expect(200)
    })
  })

  it('creates one Course/Published for each imported course, and none for a repeated import', async () => {
    const courses = ['a', 'b'].map((externalId) => ({ externalId, name: `Course ${externalId}` }))
    const [announced] = await during(() => importCourses(contextIn(server.db, site.id), courses))
    expect(announced).toMatchObject([
      { type: 'Course/Published', body: { course: { name: 'Course a' } } },
      { type: 'Course/Published', body: { course: { name: 'Course b' } } },
    ])
    await expectNoEvents(() => importCourses(contextIn(server.db, site.id), courses))
  })
})

describe('user events', () => {
  it('creates User/Created, and User/Edited for every change, including block and unblock', async () => {
    const event = (type: EventType, user: { id: string }): Announced => ({
      type,
      subject: `user/${user.id}`,
      body: { user },
    })
    const [created, user] = await during(() => newUser())
    expect(created).toStrictEqual([event('User/Created', user)])
    const { id } = user

    for (const change of [
      () => patch(`/users/${id}`, { name: 'Jane Doe', attributes: { level: 3 } }),
      () => post('/users/blocked', { userId: id }),
      () => remove(`/users/blocked/${id}`),
    ]) {
      const [edited, { status }] = await during(async () => change())
      expect(status).toBeLessThan(300)
      expect(edited).toStrictEqual([event('User/Edited', (await get(`/users/${id}`).expect(200)).body)])
    }
  })

  it('creates no event for a rejected request and for deletion', async () => {
    const { id, email } = await newUser()
    await expectNoEvents(async () => {
      await post('/users', { ...person(), email }).expect(400)
      await patch(`/users/${id}`, { roleAlias: 'king' }).expect(400)
      await remove(`/users/${id}`).expect(200)
    })
  })
})

describe('certificate events', () => {
  const event = (type: EventType, certificate: { id: number }): Announced => ({
    type,
    subject: `certificate/${certificate.id}`,
    body: { certificate },
  })

  it('creates Certificate/Issued with the full certificate', async () => {
    const { id: userId } = await newUser()
    const { id: courseId } = await newCourse()
    const at = new Date('2026-05-01T12:00:00.123Z')
    const facts = { userId, imageUrl: 'https://files.example/1.png', expiresAt: 4_000_000_000 }
    server.setNow(at)
    const [announced, { body: certificate }] = await during(async () =>
      post(`/courses/${courseId}/certificates`, facts),
    )
    server.setNow(null)
    expect(announced).toStrictEqual([event('Certificate/Issued', certificate)])
    expect(certificate).toMatchObject({ expiresAt: 4_000_000_000, user: { id: userId, name: 'John Doe' } })
    expect((await written(site.id)).at(-1)?.occurredAt).toStrictEqual(at)
  })

  it('creates the events of a batch, User/Created before Certificate/Issued', async () => {
    const { id: courseId } = await newCourse()
    const { email: known } = await newUser()
    const entries = [{ email: known }, { email: 'new@example.com', name: 'New' }, { email: 'nobody@example.com' }]
    const context = { ...contextIn(server.db, site.id), publicUrl: server.url }
    const [announced] = await during(() => issueMany(context, courseId, entries, { createUsers: true }))
    const certificates = (await get(`/courses/${courseId}/certificates`).expect(200)).body.certificates
    const whole = (index: number) => get(`/certificates/${certificates[index].id}`).then(({ body }) => body)
    expect(announced).toStrictEqual([
      { type: 'User/Created', subject: expect.any(String), body: { user: (await whole(1)).user } },
      event('Certificate/Issued', await whole(0)),
      event('Certificate/Issued', await whole(1)),
    ])
  })

  it('creates Certificate/Revoked once', async () => {
    const { id } = await issueOne()
    const [announced, { body: revoked }] = await during(async () => revoke(id))
    expect(announced).toStrictEqual([event('Certificate/Revoked', revoked)])
    expect(revoked).toMatchObject({ id, revocationReason: 'A mistake.' })
    await expectNoEvents(async () => revoke(id))
  })

  it('creates Certificate/Issued for a reissue, and Certificate/Revoked unless it was revoked before', async () => {
    const { id } = await issueOne()
    const reissue = (old: number) => post(`/certificates/${old}/reissue`, {})
    const [announced, { body: first }] = await during(async () => reissue(id).expect(201))
    const replaced = (await get(`/certificates/${id}`)).body
    expect(announced).toStrictEqual([event('Certificate/Issued', first), event('Certificate/Revoked', replaced)])

    await revoke(first.id)
    const [announcedAgain, { body: second }] = await during(async () => reissue(first.id).expect(201))
    expect(announcedAgain).toStrictEqual([event('Certificate/Issued', second)])
    await expectNoEvents(async () => reissue(first.id).expect(409))
  })

  it('creates no event for a change of expiry or image', async () => {
    const { id } = await issueOne()
    const change = { expiresAt: 4_000_000_000, imageUrl: 'https://files.example/1.png' }
    await expectNoEvents(async () => patch(`/certificates/${id}`, change).expect(200))
  })
})

describe('announceExpiries', () => {
  const early = 1_900_000_000
  const late = 2_000_000_000
  const expiriesAt = (seconds: number) => announceExpiries(server.db, server.url, new Date(seconds * 1000))
  const expiredEvent = (id: number) => ({
    type: 'Certificate/Expired',
    subject: `certificate/${id}`,
    body: { certificate: { id } },
  })

  it('creates Certificate/Expired once, when the expiry is reached', async () => {
    const { id } = await issueOne({ expiresAt: early })
    await issueOne()
    await expectNoEvents(() => expiriesAt(early - 1))
    const [expired, count] = await during(() => expiriesAt(early))
    const certificate = (await get(`/certificates/${id}`)).body
    expect(expired).toStrictEqual([{ ...expiredEvent(id), body: { certificate } }])
    expect(count).toBe(1)
    expect((await written(site.id)).at(-1)?.occurredAt).toStrictEqual(new Date(early * 1000))
    expect(await during(() => expiriesAt(late))).toStrictEqual([[], 0])
  })

  it('creates no event for a revoked certificate', async () => {
    const { id } = await issueOne({ expiresAt: early })
    await revoke(id)
    await expectNoEvents(() => expiriesAt(early))
  })

  it('creates no event for a certificate that was issued after its expiry', async () => {
    const past = { achievedAt: 1_000_000_000, expiresAt: 1_000_000_001 }
    const { id, courseId } = await issueOne(past)
    const entry = { email: (await newUser()).email, achievedAt: new Date(1e12), expiresAt: new Date(1e12 + 1000) }
    await issueMany(contextIn(server.db, site.id), courseId, [entry], { createUsers: false })
    const again = (await post(`/certificates/${id}/reissue`, {}).expect(201)).body
    expect(again).toMatchObject(past)
    await expectNoEvents(() => expiriesAt(early))
  })

  it('creates Certificate/Expired again when the expiry was postponed and is reached again', async () => {
    const { id } = await issueOne({ achievedAt: 1_000_000_000, expiresAt: early })
    expect(await during(() => expiriesAt(early))).toMatchObject([[expiredEvent(id)], 1])
    await patch(`/certificates/${id}`, { imageUrl: 'https://files.example/1.png' }).expect(200)
    await expectNoEvents(() => expiriesAt(early))
    await patch(`/certificates/${id}`, { expiresAt: late }).expect(200)
    await expectNoEvents(() => expiriesAt(late - 1))
    expect(await during(() => expiriesAt(late))).toMatchObject([[expiredEvent(id)], 1])
    await patch(`/certificates/${id}`, { expiresAt: 1_000_000_001 }).expect(200)
    await expectNoEvents(() => expiriesAt(late))
  })

  it('creates each event in the site of its certificate', async () => {
    const { id } = await issueOne({ expiresAt: early })
    const other = await newSite(server.db)
    const { id: othersId } = await issueOne({ expiresAt: early }, other.key)
    await expiriesAt(early)
    expect((await written(site.id)).at(-1)).toMatchObject(expiredEvent(id))
    expect((await written(other.id)).at(-1)).toMatchObject(expiredEvent(othersId))
  })

  it('creates each event once, at most 500 in a transaction, when two runs work in parallel', async () => {
    const other = await newSite(server.db)
    const ids = await expiring(other, 1100, new Date(early * 1000))
    const counts = await Promise.all([expiriesAt(early), expiriesAt(early)])
    expect(counts.reduce((sum, count) => sum + count)).toBe(1100)
    const subjects = (await written(other.id)).flatMap(({ type, subject }) =>
      type === 'Certificate/Expired' ? subject : [],
    )
    expect(subjects.toSorted()).toStrictEqual(ids.map((id) => `certificate/${id}`).toSorted())
    const { rows } = await server.db.pool.query(
      `SELECT count(*)::int FROM events WHERE site_id = $1 AND type = 'Certificate/Expired' GROUP BY xmin::text`,
      [other.id],
    )
    expect(rows.length).toBeGreaterThan(2)
    for (const { count } of rows) expect(count).toBeLessThanOrEqual(500)
  })

  /** Inserts many certificates with the same expiry. */
  async function expiring({ id: siteId, key }: TestSite, count: number, expiresAt: Date): Promise<number[]> {
    const { id: courseId } = await newCourse({}, key)
    const user = await newUser(key)
    const facts = { siteId, courseId, courseName: 'Course', userId: user.id, userName: user.name, expiresAt }
    const rows = await server.db.prisma.courseCertificate.createManyAndReturn({
      data: Array.from({ length: count }, (_, index) => ({
        ...facts,
        publicId: newPublicId(),
        number: index + 1,
        name: 'Certificate',
        description: '',
        achievedAt: new Date(1e12),
      })),
    })
    return rows.map(({ id }) => id)
  }
})

describe('deliveries of an event', () => {
  const hook = (siteId: number, events: EventType[]): Promise<Webhook> =>
    createWebhook(contextIn(server.db, siteId), { url: 'https://lms.example/', events })
  const deliveriesTo = ({ id }: Webhook) => server.db.prisma.delivery.findMany({ where: { webhookId: id } })

  it('creates a delivery and a job for each webhook of the site that subscribes to the event type', async () => {
    const { id: siteId, key } = await newSite(server.db)
    const both = await hook(siteId, ['User/Created', 'Course/Published'])
    const one = await hook(siteId, ['Course/Published'])
    const none = await hook(siteId, ['User/Edited'])
    const others = await hook(site.id, ['Course/Published'])
    await server.db.pool.query('DELETE FROM jobs.job')

    const { id: userId } = await newUser(key)
    const { id: courseId } = await newCourse({}, key)
    const [user, course] = await written(siteId)
    const pending = { state: 'pending', attempts: 0, claimedUntil: null, finishedAt: null, lastError: null }
    expect(await deliveriesTo(both)).toMatchObject([
      { ...pending, eventId: user?.id, subject: `user/${userId}`, queuedAt: user?.occurredAt },
      { ...pending, eventId: course?.id, subject: `course/${courseId}`, queuedAt: course?.occurredAt },
    ])
    expect(await deliveriesTo(one)).toMatchObject([{ eventId: course?.id }])
    expect([await deliveriesTo(none), await deliveriesTo(others)]).toStrictEqual([[], []])
    // The request id leads from the response of the request to the log of the job.
    const audit = await server.db.prisma.auditEntry.findMany({ where: { siteId }, orderBy: { id: 'asc' } })
    const requests = [`user/${userId}`, `course/${courseId}`].map(
      (about) => audit.find(({ subject }) => subject === about)?.requestId,
    )
    expect((await jobsOf(server.db, 'deliver')).map(({ data }) => data)).toStrictEqual([
      { webhookId: both.id, eventId: Number(user?.id), requestId: requests[0] },
      { webhookId: both.id, eventId: Number(course?.id), requestId: requests[1] },
      { webhookId: one.id, eventId: Number(course?.id), requestId: requests[1] },
    ])
  })

  it('uses the subscriptions at the time of the event', async () => {
    const { id: siteId, key } = await newSite(server.db)
    const webhook = await hook(siteId, ['User/Created'])
    await newUser(key)
    await updateWebhook(contextIn(server.db, siteId), webhook.id, { events: ['Course/Published'] })
    await newUser(key)
    const late = await hook(siteId, ['User/Created'])
    expect(await deliveriesTo(webhook)).toHaveLength(1)
    expect(await deliveriesTo(late)).toStrictEqual([])
  })

  it('creates no event, delivery or job when the change fails in its last step', async () => {
    const { id: siteId } = await newSite(server.db)
    const webhook = await hook(siteId, ['Course/Published'])
    await server.db.pool.query('DELETE FROM jobs.job')
    const storeReplay = () => Promise.reject(new Error('The answer cannot be kept.'))
    await expect(createCourse({ ...contextIn(server.db, siteId), storeReplay }, { name: 'Course' })).rejects.toThrow(
      'be kept',
    )
    expect(await written(siteId)).toStrictEqual([])
    expect(await deliveriesTo(webhook)).toStrictEqual([])
    expect(await jobsOf(server.db, 'deliver')).toStrictEqual([])
  })
})

describe.skipIf(isEmbedded)('deletion of a webhook during an event', () => {
  it('blocks a change with an event until the deletion ends, and leaves no delivery', async () => {
    const [{ id: userId }, { id: courseId }] = [await newUser(), await newCourse()]
    const { id } = await createWebhook(contextIn(server.db, site.id), {
      url: 'https://lms.example/hooks',
      events: ['Certificate/Issued'],
    })
    const client = await server.db.pool.connect()
    try {
      await client.query('BEGIN')
      await client.query('DELETE FROM webhooks WHERE id = $1', [id])
      const issuing = post(`/courses/${courseId}/certificates`, { userId }).then((answer) => answer.status)
      expect(await Promise.race([issuing, setTimeout(1000, 'waits')])).toBe('waits')
      await client.query('COMMIT')
      expect(await issuing).toBe(201)
    } finally {
      client.release()
    }
    expect(await server.db.prisma.delivery.count({ where: { webhookId: id } })).toBe(0)
  })
})
