import { setTimeout } from 'node:timers/promises'
import { beforeAll, describe, expect, it } from 'vitest'
import { newPublicId } from '../../../src/core/publicId.ts'
import type { Prisma } from '../../../src/database/prisma/client.ts'
import { issueMany } from '../../../src/lms/batch/service.ts'
import { announceExpiries } from '../../../src/lms/certificates/service.ts'
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

/** Issues a certificate and shows it. */
async function issueOne(facts: object = {}, key = site.key) {
  const { id: userId } = await newUser(key)
  const { id: courseId } = await newCourse({}, key)
  return (await post(`/courses/${courseId}/certificates`, { userId, ...facts }, key).expect(201)).body
}

const revoke = (id: number) => post(`/certificates/${id}/revoke`, { reason: 'A mistake.' }).expect(200)

const written = (siteId: number, after = 0n) =>
  server.db.prisma.event.findMany({ where: { siteId, id: { gt: after } }, orderBy: { id: 'asc' } })

type Told = { type: string; subject: string; body: Prisma.JsonValue }

/** What is announced while something is done, and what that returns. */
async function during<Result>(work: () => Promise<Result>): Promise<[Told[], Result]> {
  const last = (await written(site.id)).at(-1)
  const result = await work()
  const told = (await written(site.id, last?.id)).map(({ type, subject, body }) => ({ type, subject, body }))
  return [told, result]
}

/** Does something of which nothing is announced. */
async function inSilence(work: () => Promise<unknown>): Promise<void> {
  const [told] = await during(work)
  expect(told).toStrictEqual([])
}

describe('A course', () => {
  const event = (type: EventType, course: { id: number }): Told => ({
    type,
    subject: `course/${course.id}`,
    body: { course },
  })

  it('is published when it is created, but for a draft', async () => {
    const [told, course] = await during(() => newCourse())
    expect(told).toStrictEqual([event('Course/Published', course)])
    await inSilence(() => newCourse({ isDraft: true }))
  })

  it('is published when it stops being a draft, and unpublished when it becomes one again', async () => {
    const { id } = await newCourse({ isDraft: true })
    for (const [isDraft, type] of [
      [false, 'Course/Published'],
      [true, 'Course/Unpublished'],
      [false, 'Course/Published'],
    ] as const) {
      const change = { isDraft, name: `Draft: ${isDraft}` }
      const [told, { body }] = await during(async () => patch(`/courses/${id}`, change).expect(200))
      expect(told).toStrictEqual([event(type, body)])
    }
  })

  it('is in no event when it is changed otherwise, or deleted', async () => {
    const { id } = await newCourse()
    await inSilence(async () => {
      await patch(`/courses/${id}`, { name: 'New', isDraft: false }).expect(200)
      await patch(`/courses/${id}`, {}).expect(200)
      await remove(`/courses/${id}`).expect(200)
    })
  })

  it('is published when it is imported, once', async () => {
    const courses = ['a', 'b'].map((catalogueId) => ({ catalogueId, name: `Course ${catalogueId}` }))
    const [told] = await during(() => importCourses(contextIn(server.db, site.id), courses))
    expect(told).toMatchObject([
      { type: 'Course/Published', body: { course: { name: 'Course a' } } },
      { type: 'Course/Published', body: { course: { name: 'Course b' } } },
    ])
    await inSilence(() => importCourses(contextIn(server.db, site.id), courses))
  })
})

describe('A user', () => {
  it('is created, and edited by every change, a block too', async () => {
    const event = (type: EventType, user: { id: string }): Told => ({
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

  it('is in no event when it is deleted, or refused', async () => {
    const { id, email } = await newUser()
    await inSilence(async () => {
      await post('/users', { ...person(), email }).expect(400)
      await patch(`/users/${id}`, { roleAlias: 'king' }).expect(400)
      await remove(`/users/${id}`).expect(200)
    })
  })
})

describe('A certificate', () => {
  const event = (type: EventType, certificate: { id: number }): Told => ({
    type,
    subject: `certificate/${certificate.id}`,
    body: { certificate },
  })

  it('is issued, with all that is known of it', async () => {
    const { id: userId } = await newUser()
    const { id: courseId } = await newCourse()
    const at = new Date('2026-05-01T12:00:00.123Z')
    const facts = { userId, imageUrl: 'https://files.example/1.png', expiresAt: 4_000_000_000 }
    server.setNow(at)
    const [told, { body: certificate }] = await during(async () => post(`/courses/${courseId}/certificates`, facts))
    server.setNow(null)
    expect(told).toStrictEqual([event('Certificate/Issued', certificate)])
    expect(certificate).toMatchObject({ expiresAt: 4_000_000_000, user: { id: userId, name: 'John Doe' } })
    expect((await written(site.id)).at(-1)?.occurredAt).toStrictEqual(at)
  })

  it('is issued among many, after the users who are new with it', async () => {
    const { id: courseId } = await newCourse()
    const { email: known } = await newUser()
    const entries = [{ email: known }, { email: 'new@example.com', name: 'New' }, { email: 'nobody@example.com' }]
    const context = { ...contextIn(server.db, site.id), publicUrl: server.url }
    const [told] = await during(() => issueMany(context, courseId, entries, { createUsers: true }))
    const certificates = (await get(`/courses/${courseId}/certificates`).expect(200)).body.certificates
    const whole = (index: number) => get(`/certificates/${certificates[index].id}`).then(({ body }) => body)
    expect(told).toStrictEqual([
      { type: 'User/Created', subject: expect.any(String), body: { user: (await whole(1)).user } },
      event('Certificate/Issued', await whole(0)),
      event('Certificate/Issued', await whole(1)),
    ])
  })

  it('is revoked once', async () => {
    const { id } = await issueOne()
    const [told, { body: revoked }] = await during(async () => revoke(id))
    expect(told).toStrictEqual([event('Certificate/Revoked', revoked)])
    expect(revoked).toMatchObject({ id, revocationReason: 'A mistake.' })
    await inSilence(async () => revoke(id))
  })

  it('is issued anew, and revoked by that unless it was before', async () => {
    const { id } = await issueOne()
    const reissue = (old: number) => post(`/certificates/${old}/reissue`, {})
    const [told, { body: first }] = await during(async () => reissue(id).expect(201))
    const replaced = (await get(`/certificates/${id}`)).body
    expect(told).toStrictEqual([event('Certificate/Issued', first), event('Certificate/Revoked', replaced)])

    await revoke(first.id)
    const [toldAgain, { body: second }] = await during(async () => reissue(first.id).expect(201))
    expect(toldAgain).toStrictEqual([event('Certificate/Issued', second)])
    await inSilence(async () => reissue(first.id).expect(409))
  })

  it('is in no event when its expiry or its picture is changed', async () => {
    const { id } = await issueOne()
    const change = { expiresAt: 4_000_000_000, imageUrl: 'https://files.example/1.png' }
    await inSilence(async () => patch(`/certificates/${id}`, change).expect(200))
  })
})

describe('The expiry of a certificate', () => {
  const early = 1_900_000_000
  const late = 2_000_000_000
  const expiriesAt = (seconds: number) => announceExpiries(server.db, server.url, new Date(seconds * 1000))
  const told = (id: number) => ({
    type: 'Certificate/Expired',
    subject: `certificate/${id}`,
    body: { certificate: { id } },
  })

  it('is told once, when its time has come', async () => {
    const { id } = await issueOne({ expiresAt: early })
    await issueOne()
    await inSilence(() => expiriesAt(early - 1))
    const [expired, count] = await during(() => expiriesAt(early))
    const certificate = (await get(`/certificates/${id}`)).body
    expect(expired).toStrictEqual([{ ...told(id), body: { certificate } }])
    expect(count).toBe(1)
    expect((await written(site.id)).at(-1)?.occurredAt).toStrictEqual(new Date(early * 1000))
    expect(await during(() => expiriesAt(late))).toStrictEqual([[], 0])
  })

  it('is no news of one that is revoked', async () => {
    const { id } = await issueOne({ expiresAt: early })
    await revoke(id)
    await inSilence(() => expiriesAt(early))
  })

  it('is no news of one that was issued after it', async () => {
    const past = { achievedAt: 1_000_000_000, expiresAt: 1_000_000_001 }
    const { id, courseId } = await issueOne(past)
    const entry = { email: (await newUser()).email, achievedAt: new Date(1e12), expiresAt: new Date(1e12 + 1000) }
    await issueMany(contextIn(server.db, site.id), courseId, [entry], { createUsers: false })
    const again = (await post(`/certificates/${id}/reissue`, {}).expect(201)).body
    expect(again).toMatchObject(past)
    await inSilence(() => expiriesAt(early))
  })

  it('is told again when it was put off and comes again', async () => {
    const { id } = await issueOne({ achievedAt: 1_000_000_000, expiresAt: early })
    expect(await during(() => expiriesAt(early))).toMatchObject([[told(id)], 1])
    await patch(`/certificates/${id}`, { imageUrl: 'https://files.example/1.png' }).expect(200)
    await inSilence(() => expiriesAt(early))
    await patch(`/certificates/${id}`, { expiresAt: late }).expect(200)
    await inSilence(() => expiriesAt(late - 1))
    expect(await during(() => expiriesAt(late))).toMatchObject([[told(id)], 1])
    await patch(`/certificates/${id}`, { expiresAt: 1_000_000_001 }).expect(200)
    await inSilence(() => expiriesAt(late))
  })

  it('is told in the site that it happened in', async () => {
    const { id } = await issueOne({ expiresAt: early })
    const other = await newSite(server.db)
    const { id: othersId } = await issueOne({ expiresAt: early }, other.key)
    await expiriesAt(early)
    expect((await written(site.id)).at(-1)).toMatchObject(told(id))
    expect((await written(other.id)).at(-1)).toMatchObject(told(othersId))
  })

  it('is told of many, 500 in a transaction, each once though several processes do it', async () => {
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

  /** Issues many certificates at once that expire at the same time. */
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

describe('An event', () => {
  const hook = (siteId: number, events: EventType[]): Promise<Webhook> =>
    createWebhook(contextIn(server.db, siteId), { url: 'https://lms.example/', events })
  const deliveriesTo = ({ id }: Webhook) => server.db.prisma.delivery.findMany({ where: { webhookId: id } })

  it('is on its way to each webhook of its site that wants to be told of it, with a job', async () => {
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
    // By which the log of a job is found from the answer of the request.
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

  it('goes to those who wanted it when it happened', async () => {
    const { id: siteId, key } = await newSite(server.db)
    const webhook = await hook(siteId, ['User/Created'])
    await newUser(key)
    await updateWebhook(contextIn(server.db, siteId), webhook.id, { events: ['Course/Published'] })
    await newUser(key)
    const late = await hook(siteId, ['User/Created'])
    expect(await deliveriesTo(webhook)).toHaveLength(1)
    expect(await deliveriesTo(late)).toStrictEqual([])
  })

  it('is not announced, nor on its way, when its change fails at last', async () => {
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

describe.skipIf(isEmbedded)('A webhook that is being deleted', () => {
  it('is waited for by whoever has something to tell, and is not told', async () => {
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
