import { beforeAll, describe, expect, it } from 'vitest'
import { foldCounters } from '../../src/database/counters.ts'
import { addDesign } from '../support/lms/designs.ts'
import { newSite, startTestApp, type TestApp, type TestSite } from '../support/server/app.ts'

let server: TestApp
let site: TestSite
let [courseId, userId] = [0, '']

const get = (path: string) => server.http.get(`/openapi/v1${path}`).set('X-API-KEY', site.key)
const post = (path: string, body: object) =>
  server.http.post(`/openapi/v1${path}`).set('X-API-KEY', site.key).send(body).expect(201)

const ENTRIES = 7

beforeAll(async () => {
  server = await startTestApp()
  site = await newSite(server.db)
  for (let index = 0; index < ENTRIES; index += 1) {
    courseId = (await post('/courses', { name: `Course ${index}` })).body.id
    // Some users share a name, so that the name alone defines no position in the list.
    const name = index % 3 === 0 ? 'Ann' : `Zoë ${index}`
    const email = `learner${index}@example.com`
    userId = (await post('/users', { name, email, password: 'p', roleAlias: 'learner' })).body.id
    await post('/webhooks', { url: `https://lms.example/${index}`, events: ['Certificate/Issued'] })
    await post('/keys', { label: `Key ${index}` })
    await server.db.prisma.role.create({ data: { siteId: site.id, alias: `role${index}`, name: 'Role' } })
    await addDesign(server.db, site.id, `design-${index}`)
  }
  for (let index = 0; index < ENTRIES; index += 1) await post(`/courses/${courseId}/certificates`, { userId })
})

type Entry = { id?: number | string; eventId?: number; alias?: string; name?: string }

const lists = [
  ['courses', 'courses', () => '/courses?'],
  ['users', 'users', () => '/users?'],
  ['the certificates of a course', 'certificates', () => `/courses/${courseId}/certificates?`],
  ['the certificates of the site', 'certificates', () => '/certificates?'],
  ['filtered certificates', 'certificates', () => `/certificates?courseId=${courseId}&status=active&`],
  ['the certificates of a user', 'certificates', () => `/users/${userId}/certificates?`],
  ['webhooks', 'webhooks', () => '/webhooks?'],
  ['the deliveries of a webhook', 'deliveries', () => '/webhooks/1/deliveries?'],
  ['keys', 'keys', () => '/keys?'],
  ['roles', 'roles', () => '/roles?'],
  ['templates', 'templates', () => '/templates?'],
  ['the audit of a webhook', 'entries', () => '/audit?subject=webhook/1&'],
  ['the whole audit', 'entries', () => '/audit?'],
] as const

describe.each(lists)('paging of %s', (_, plural, path) => {
  const ids = (body: Record<string, Entry[]>) =>
    body[plural]?.map((entry) => entry.id ?? entry.eventId ?? entry.alias ?? entry.name) ?? []

  it('returns each entry once through cursors, in the same order as one large page', async () => {
    const all = (await get(`${path()}limit=1000`).expect(200)).body
    expect(all).not.toHaveProperty('nextCursor')
    for (const limit of [1, 2, 3, all.totalCount]) {
      const seen: unknown[] = []
      let next = ''
      do {
        const { body } = await get(`${path()}limit=${limit}${next}`).expect(200)
        expect(body.totalCount).toBe(all.totalCount)
        seen.push(...ids(body))
        next = body.nextCursor === undefined ? '' : `&cursor=${body.nextCursor}`
      } while (next)
      expect(seen).toStrictEqual(ids(all))
    }
    expect(ids(all)).toHaveLength(all.totalCount)
  })

  it('applies an offset after the cursor', async () => {
    const all = ids((await get(`${path()}limit=1000`).expect(200)).body)
    const { nextCursor } = (await get(`${path()}limit=1&offset=0`).expect(200)).body
    if (all.length < 3) return expect(nextCursor).toBeUndefined()
    const page = await get(`${path()}limit=1&offset=1&cursor=${nextCursor}`).expect(200)
    expect(ids(page.body)).toStrictEqual(all.slice(2, 3))
  })

  it('rejects an invented cursor', async () => {
    const invented = [
      'x',
      '',
      '%00',
      'bnVsbA',
      'LTE',
      'MS41',
      'IngiOg',
      'eyJhIjoxfQ',
      'WzEsMl0',
      'W10',
      'z'.repeat(3000),
    ]
    for (const cursor of invented) {
      const answer = await get(`${path()}cursor=${cursor}`).expect(400)
      expect(answer.body.errors).toStrictEqual({ cursor: expect.any(Array) })
    }
  })
})

it('continues from a cursor without skips or repeats when a certificate is issued in between', async () => {
  const first = (await get(`/certificates?limit=3`).expect(200)).body
  await post(`/courses/${courseId}/certificates`, { userId })
  const rest = (await get(`/certificates?limit=100&cursor=${first.nextCursor}`).expect(200)).body
  expect(rest.certificates).toHaveLength(ENTRIES + 1 - 3)
  expect(rest.totalCount).toBe(ENTRIES + 1)
})

it.each(['keys', 'roles', 'templates'])('returns all %s when the query has no paging parameters', async (plural) => {
  const site = await newSite(server.db)
  const many = Array.from({ length: 25 }, (_, index) => `a-${index}`)
  await server.db.prisma.role.createMany({ data: many.map((alias) => ({ siteId: site.id, alias, name: alias })) })
  for (const name of many) {
    await addDesign(server.db, site.id, name)
    await server.http.post('/openapi/v1/keys').set('X-API-KEY', site.key).send({ label: name }).expect(201)
  }
  const { body } = await server.http.get(`/openapi/v1/${plural}`).set('X-API-KEY', site.key).expect(200)
  expect(body[plural].length).toBeGreaterThanOrEqual(25)
  expect(body[plural]).toHaveLength(body.totalCount)
  expect(body).not.toHaveProperty('nextCursor')
})

it('accepts the cursor of a name of maximum length in characters of three bytes', async () => {
  const site = await newSite(server.db)
  const send = (id: string) => {
    const name = `a${'字'.repeat(253)}b`
    const user = { id, name, email: `${id}@example.com`, password: 'p', roleAlias: 'learner' }
    return server.http.post('/openapi/v1/users').set('X-API-KEY', site.key).send(user).expect(201)
  }
  for (const id of ['a'.repeat(64), 'b'.repeat(64)]) await send(id)
  const list = (query: string) => server.http.get(`/openapi/v1/users?limit=1${query}`).set('X-API-KEY', site.key)
  const { nextCursor } = (await list('').expect(200)).body
  expect(nextCursor.length).toBeGreaterThan(1000)
  expect((await list(`&cursor=${nextCursor}`).expect(200)).body.users).toMatchObject([{ id: 'b'.repeat(64) }])
})

describe('totalCount of a list', () => {
  const counts = async () => {
    const of = async (path: string) => (await get(path).expect(200)).body.totalCount
    return [await of('/users'), await of('/courses'), await of('/certificates'), await of('/audit')]
  }
  const remove = (path: string) => server.http.delete(`/openapi/v1${path}`).set('X-API-KEY', site.key).expect(200)
  const rows = async () => {
    const where = { siteId: site.id }
    const { prisma } = server.db
    return [
      await prisma.user.count({ where: { ...where, retiredAt: null } }),
      await prisma.course.count({ where: { ...where, retiredAt: null } }),
      await prisma.courseCertificate.count({ where }),
      await prisma.auditEntry.count({ where }),
    ]
  }

  it('counts the existing rows after create, delete, retire and restore, and after counters are merged', async () => {
    const person = (id: string) => ({ id, name: id, email: `${id}@example.com`, password: 'p', roleAlias: 'learner' })
    const course = (await post('/courses', { name: 'Short' })).body.id
    await post('/users', person('short'))
    await remove(`/courses/${course}`)
    await remove('/users/short')
    expect(await counts()).toStrictEqual(await rows())

    const kept = (await post('/courses', { name: 'Kept' })).body.id
    await post('/users', person('kept'))
    const batch = [
      { userId: 'kept' },
      { email: 'new1@example.com', name: 'A' },
      { email: 'new2@example.com', name: 'B' },
    ]
    await server.http
      .post(`/openapi/v1/courses/${kept}/certificates/batch?createUsers=true`)
      .set('X-API-KEY', site.key)
      .send(batch)
      .expect(200)
    expect(await counts()).toStrictEqual(await rows())
    await remove('/users/kept')
    await remove(`/courses/${kept}`)
    expect(await counts()).toStrictEqual(await rows())
    await post('/users', person('kept'))
    await Promise.all([foldCounters(server.db), foldCounters(server.db), post('/users', person('meanwhile'))])
    expect(await counts()).toStrictEqual(await rows())
    await foldCounters(server.db)
    expect(await server.db.prisma.counter.count({ where: { siteId: site.id } })).toBe(3)
    expect(await counts()).toStrictEqual(await rows())
  })
})
