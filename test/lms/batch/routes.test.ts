import { randomUUID } from 'node:crypto'
import { request as httpRequest } from 'node:http'
import fc from 'fast-check'
import { beforeAll, describe, expect, it, onTestFinished, vi } from 'vitest'
import { announceExpiries } from '../../../src/lms/certificates/jobs.ts'
import { expectInOrder } from '../../support/database/order.ts'
import { expectGoodManners } from '../../support/hostile/hostileAnswers.ts'
import { send as sendRaw } from '../../support/hostile/hostileClient.ts'
import { linksTo, withoutLinks } from '../../support/lms/links.ts'
import { newSite, startTestApp, type TestApp, type TestSite } from '../../support/server/app.ts'
import { isEmbedded } from '../../support/setup/templates.ts'

let server: TestApp
let site: TestSite

beforeAll(async () => {
  server = await startTestApp()
  site = await newSite(server.db)
})

const get = (path: string, key = site.key) => server.http.get(`/openapi/v1${path}`).set('X-API-KEY', key)
const post = (path: string, body: object, key = site.key) =>
  server.http.post(`/openapi/v1${path}`).set('X-API-KEY', key).send(body)
const remove = (path: string) => server.http.delete(`/openapi/v1${path}`).set('X-API-KEY', site.key)

async function newCourse(key = site.key): Promise<number> {
  return (await post('/courses', { name: 'Advanced Sales Techniques' }, key).expect(201)).body.id
}

let users = 0
async function newUser(siteId = site.id): Promise<{ id: string; email: string }> {
  users += 1
  const user = { id: `user${users}`, email: `user${users}@example.com` }
  await server.db.prisma.user.create({ data: { ...user, siteId, name: 'John Doe', roleAlias: 'learner' } })
  return user
}

/** Returns emails and names of people that are not users yet. */
function newcomers(count: number): { email: string; name: string }[] {
  const group = randomUUID()
  return Array.from({ length: count }, (_, index) => ({
    email: `newcomer${index}@${group}.example`,
    name: `Newcomer ${index}`,
  }))
}

const pathOf = (courseId: number) => `/openapi/v1/courses/${courseId}/certificates/batch`

type Sending = { type?: string; createUsers?: boolean; key?: string; idempotencyKey?: string }

/** Sends a batch: an array as JSON, any other body unchanged. */
function send(courseId: number, batch: object[] | string | Buffer, sending: Sending = {}) {
  const { type = 'application/json', createUsers, key = site.key, idempotencyKey } = sending
  const request = server.http.post(pathOf(courseId)).set('X-API-KEY', key).type(type)
  if (createUsers !== undefined) request.query({ createUsers })
  if (idempotencyKey) request.set('Idempotency-Key', idempotencyKey)
  return request.send(Array.isArray(batch) ? JSON.stringify(batch) : batch)
}

type Outcome = {
  entry: number
  line: number
  status: 'issued' | 'exists' | 'invalid'
  certificateId?: number
  userId?: string
  errors?: Record<string, string[]>
}

async function outcomesOf(courseId: number, batch: object[] | string, sending?: Sending): Promise<Outcome[]> {
  return (await send(courseId, batch, sending).expect(200)).body.outcomes
}

function invalid(entry: number, field: string): object {
  return { entry, line: expect.any(Number), status: 'invalid', errors: { [field]: [expect.any(String)] } }
}

type Listed = {
  id: number
  publicId: string
  achievedAt: number
  expiresAt?: number
  user: { id: string; name: string; email: string }
}

/** Returns all certificates of a course. */
async function list(courseId: number, key?: string): Promise<Listed[]> {
  const certificates: Listed[] = []
  for (;;) {
    const { body } = await get(`/courses/${courseId}/certificates?limit=1000&offset=${certificates.length}`, key)
    certificates.push(...body.certificates)
    expect(body.totalCount).toBeGreaterThanOrEqual(certificates.length)
    if (body.certificates.length < 1000) {
      expect(body.totalCount).toBe(certificates.length)
      return certificates
    }
  }
}

async function idsIn(courseId: number): Promise<number[]> {
  return (await list(courseId)).map(({ id }) => id)
}

const columns = ['userId', 'email', 'name', 'achievedAt', 'expiresAt'] as const
type Row = Partial<Record<(typeof columns)[number], string | number>>

const toLines = (rows: Row[]) => rows.map((row) => JSON.stringify(row))

/** The formats of a batch, each with the line of its first entry. */
const formats = {
  'a JSON array': {
    type: 'application/json',
    line: 2,
    write: (rows: Row[]) => `[\n${toLines(rows).join(',\n')}\n]`,
  },
  'a JSON object': {
    type: 'application/json; charset=utf-8',
    line: 3,
    write: (rows: Row[]) => `{\n"entries": [\n${toLines(rows).join(',\n')}\n]}\n`,
  },
  NDJSON: {
    type: 'application/x-ndjson',
    line: 1,
    write: (rows: Row[]) => toLines(rows).join('\n'),
  },
  CSV: {
    type: 'text/csv; charset=utf-8',
    line: 2,
    write: (rows: Row[]) =>
      [columns.join(), ...rows.map((row) => columns.map((name) => row[name]).join())].join('\r\n'),
  },
}

describe('POST /courses/:courseId/certificates/batch', () => {
  it.each(Object.entries(formats))('issues %s in order, and returns an outcome for each entry', async (_, format) => {
    const courseId = await newCourse()
    const [john, jane] = [await newUser(), await newUser()]
    const rows = [
      { email: john.email.toUpperCase() },
      { userId: 'nobody' },
      { userId: jane.id, achievedAt: 1234567890 },
      { email: 'not an email' },
      { userId: john.id },
    ]
    const { type, line, write } = format
    const answer = await send(courseId, write(rows), { type }).expect(200)

    expect(answer.headers['content-type']).toBe('application/json; charset=utf-8')
    const [first, second] = (await list(courseId)).map(({ id, publicId }) => {
      return { certificateId: id, ...linksTo(server.url, publicId) }
    })
    expect(answer.body).toStrictEqual({
      outcomes: [
        { entry: 1, line, status: 'issued', ...first, userId: john.id },
        { ...invalid(2, 'userId'), line: line + 1 },
        { entry: 3, line: line + 2, status: 'issued', ...second, userId: jane.id },
        { ...invalid(4, 'email'), line: line + 3 },
        { entry: 5, line: line + 4, status: 'exists', ...first, userId: john.id },
      ],
      issued: 2,
      exists: 1,
      invalid: 2,
    })
    expect((await get(`/certificates/${first?.certificateId}`).expect(200)).body.user.id).toBe(john.id)
    expect((await get(`/certificates/${second?.certificateId}`).expect(200)).body).toMatchObject({
      achievedAt: 1234567890,
      user: { id: jane.id },
    })
  })

  it('accepts a batch without entries', async () => {
    const courseId = await newCourse()
    const nothing = { outcomes: [], issued: 0, exists: 0, invalid: 0 }
    expect((await send(courseId, []).expect(200)).body).toStrictEqual(nothing)
    expect((await send(courseId, 'email\n', { type: 'text/csv' }).expect(200)).body).toStrictEqual(nothing)
  })

  it('continues the list and the numbers of a course that has certificates', async () => {
    const courseId = await newCourse()
    const [john, jane, jim] = [await newUser(), await newUser(), await newUser()]
    const { body: alone } = await post(`/courses/${courseId}/certificates`, { userId: jane.id }).expect(201)
    const outcomes = await outcomesOf(courseId, [{ userId: john.id }, { userId: jane.id }, { userId: jim.id }])
    const { body: last } = await post(`/courses/${courseId}/certificates`, { userId: jim.id }).expect(201)

    expect(outcomes.map(({ status }) => status)).toStrictEqual(['issued', 'exists', 'issued'])
    const issued = [outcomes[0]?.certificateId, outcomes[2]?.certificateId]
    expect(await idsIn(courseId)).toStrictEqual([alone.id, ...issued, last.id])
    await expectNumbers(courseId, 4)
  })

  it.each([
    ['an unknown course', async () => ({ courseId: 999_999 })],
    ['another site’s course', async () => ({ courseId: await newCourse((await newSite(server.db)).key) })],
    ['a deleted course', async () => ({ courseId: await retiredCourse() })],
  ])('returns 404 for %s, with or without entries', async (_, make) => {
    const { courseId } = await make()
    for (const batch of [[{ userId: (await newUser()).id }], []]) {
      const answer = await send(courseId, batch).expect(404)
      expect(answer.headers['x-error-code']).toBe('course.not_found')
      expect(answer.body).toStrictEqual({ status: 404, message: expect.any(String) })
    }
  })

  it('rejects a createUsers that is neither true nor false', async () => {
    const courseId = await newCourse()
    const answer = await send(courseId, newcomers(1)).query({ createUsers: 'yes' }).expect(400)
    expect(answer.body.errors).toStrictEqual({ createUsers: [expect.any(String)] })
  })
})

async function retiredCourse(): Promise<number> {
  const courseId = await newCourse()
  await post(`/courses/${courseId}/certificates`, { userId: (await newUser()).id }).expect(201)
  await remove(`/courses/${courseId}`).expect(200)
  return courseId
}

/** Expects this many certificates in a course, numbered from 1 without gaps in the order of their ids. */
async function expectNumbers(courseId: number, count: number): Promise<void> {
  const rows = await server.db.prisma.courseCertificate.findMany({ where: { courseId }, orderBy: { id: 'asc' } })
  expect(rows.map(({ number }) => number)).toStrictEqual(Array.from({ length: count }, (_, index) => index + 1))
}

describe('batch: issued certificates', () => {
  it.each([
    [
      'with a description, an image and an achievement date',
      { description: 'Passed', imageUrl: 'https://a.example/1.png', achievedAt: 1234567890 },
    ],
    ['with default values', {}],
    ['with a past expiry', { achievedAt: 1234567890, expiresAt: 1234567891 }],
    ['without an expiry', { expiresAt: null }],
    ['with an empty description', { description: '' }],
  ])('issues the same certificate as a single request: %s', async (_, facts) => {
    const courseId = await newCourse()
    const { id: userId } = await newUser()
    server.setNow(new Date('2026-05-01T12:00:00.900Z'))
    onTestFinished(() => server.setNow(null))
    const [outcome] = await outcomesOf(courseId, [{ userId, ...facts }])
    const { body: alone } = await post(`/courses/${courseId}/certificates`, { userId, ...facts }).expect(201)

    const { body: ofBatch } = await get(`/certificates/${outcome?.certificateId}`).expect(200)
    // Without a given imageUrl, each certificate has an image of its own.
    const own = linksTo(server.url, ofBatch.publicId)
    expect(ofBatch).toStrictEqual({
      ...alone,
      ...own,
      id: outcome?.certificateId,
      imageUrl: 'imageUrl' in facts ? facts.imageUrl : own.pictureUrl,
    })
  })

  it('uses the certificateName of the entry, and accepts ISO dates', async () => {
    const courseId = await newCourse()
    const { email } = await newUser()
    const row = `${email},"Sales, advanced",2009-02-13T23:31:30Z,2030-01-01`
    const csv = `email;certificateName;achievedAt;expiresAt\n${row.replaceAll(/,(?! )/g, ';')}\n`
    const [outcome] = await outcomesOf(courseId, csv, { type: 'text/csv' })
    expect((await get(`/certificates/${outcome?.certificateId}`)).body).toMatchObject({
      name: 'Sales, advanced',
      achievedAt: 1234567890,
      // The end of the day.
      expiresAt: Date.UTC(2030, 0, 2) / 1000 - 1,
    })
  })

  it('keeps the names of course and user from the time of issue', async () => {
    const courseId = await newCourse()
    const { id: userId } = await newUser()
    const [outcome] = await outcomesOf(courseId, [{ userId, name: 'Only for who is new' }])
    await server.db.prisma.course.update({ where: { id: courseId }, data: { name: 'New course name' } })
    await server.db.prisma.user.updateMany({ where: { id: userId }, data: { name: 'New name' } })
    expect((await get(`/certificates/${outcome?.certificateId}`)).body).toMatchObject({
      courseName: 'Advanced Sales Techniques',
      user: { id: userId, name: 'John Doe' },
    })
  })

  it('rejects an expiry that is not after the given or current achievement date', async () => {
    const courseId = await newCourse()
    const { id: userId } = await newUser()
    const batch = [
      { userId, expiresAt: 1234567890 },
      { userId, achievedAt: 1234567890, expiresAt: 1234567890 },
    ]
    expect(await outcomesOf(courseId, batch)).toStrictEqual([invalid(1, 'expiresAt'), invalid(2, 'expiresAt')])
    expect(await idsIn(courseId)).toStrictEqual([])
  })
})

describe('batch: users', () => {
  it('rejects users of another site and deleted users', async () => {
    const courseId = await newCourse()
    const stranger = await newUser((await newSite(server.db)).id)
    const deleted = await newUser()
    await outcomesOf(courseId, [{ userId: deleted.id }])
    await remove(`/users/${deleted.id}`).expect(200)
    const batch = [{ userId: stranger.id }, { email: stranger.email }, { userId: deleted.id }, { email: deleted.email }]

    expect(await outcomesOf(courseId, batch)).toStrictEqual([
      invalid(1, 'userId'),
      invalid(2, 'email'),
      invalid(3, 'userId'),
      invalid(4, 'email'),
    ])
    expect(await list(courseId)).toHaveLength(1)
  })

  it('creates a user once for all spellings of an email, with the first name given, if createUsers is true', async () => {
    const courseId = await newCourse()
    const own = `${randomUUID()}.example`
    const batch = [
      { email: `ann@${own}` },
      { email: `Ann@${own}`, name: 'Ann' },
      { email: `ANN@${own}`, name: 'Anna' },
      { email: `bob@${own}`, name: 'Bob' },
      { email: `bob@${own}`, name: 'Robert', achievedAt: 1234567890 },
    ]
    const outcomes = await outcomesOf(courseId, batch, { createUsers: true })

    expect(outcomes.map(({ status }) => status)).toStrictEqual(['issued', 'exists', 'exists', 'issued', 'issued'])
    const [ann, bob, bobAgain] = await list(courseId)
    const role = { alias: 'learner' }
    expect(ann?.user).toStrictEqual({ id: outcomes[0]?.userId, name: 'Ann', email: `Ann@${own}`, role })
    expect(bob?.user).toStrictEqual({ id: outcomes[3]?.userId, name: 'Bob', email: `bob@${own}`, role })
    expect(bobAgain?.user).toStrictEqual(bob?.user)
    const { body: found } = await get(`/users?query=ann@${own}`).expect(200)
    expect(found.totalCount).toBe(1)
    const { body: alone } = await post('/users', { ...newcomers(1)[0], password: 'p', roleAlias: 'learner' }).expect(
      201,
    )
    const { body: created } = await get(`/users/${outcomes[0]?.userId}`).expect(200)
    expect(created).toStrictEqual({ ...alone, id: created.id, name: 'Ann', email: `Ann@${own}` })
  })

  it('creates no user without a name, without createUsers, and for an invalid entry', async () => {
    const courseId = await newCourse()
    const [ann, bob, jim] = newcomers(3)
    const count = await server.db.prisma.user.count()

    for (const sending of [{}, { createUsers: false }]) {
      expect(await outcomesOf(courseId, [{ ...ann }], sending)).toStrictEqual([invalid(1, 'email')])
    }
    const batch = [
      { email: bob?.email },
      { ...jim, imageUrl: 'no address' },
      { ...jim, expiresAt: 1234567890 },
      { userId: 'nobody', name: 'Nobody' },
    ]
    expect(await outcomesOf(courseId, batch, { createUsers: true })).toStrictEqual([
      invalid(1, 'name'),
      invalid(2, 'imageUrl'),
      invalid(3, 'expiresAt'),
      invalid(4, 'userId'),
    ])
    expect(await server.db.prisma.user.count()).toBe(count)
  })

  it('keeps the name of a known user, and creates a new user for the email of a deleted user', async () => {
    const courseId = await newCourse()
    const [known, deleted] = [await newUser(), await newUser()]
    await outcomesOf(courseId, [{ userId: deleted.id }])
    await remove(`/users/${deleted.id}`).expect(200)
    const batch = [known, deleted].map(({ email }) => ({ email, name: 'Another name' }))
    const outcomes = await outcomesOf(courseId, batch, { createUsers: true })

    expect(outcomes).toMatchObject([
      { status: 'issued', userId: known.id },
      { status: 'issued', userId: expect.not.stringMatching(`^${deleted.id}$`) },
    ])
    const names = (await list(courseId)).map(({ user }) => user.name)
    expect(names).toStrictEqual(['John Doe', 'John Doe', 'Another name'])
  })
})

describe('batch: existing certificates', () => {
  it('returns an existing certificate, and issues another one for another achievedAt', async () => {
    const courseId = await newCourse()
    const { id: userId } = await newUser()
    const { body: first } = await post(`/courses/${courseId}/certificates`, { userId, achievedAt: 1_000_000_000 })
    const batch = [
      { userId },
      { userId, achievedAt: 1_000_000_000, description: 'Another' },
      { userId, achievedAt: 1_100_000_000 },
      { userId, achievedAt: 1_100_000_000 },
      { userId },
    ]
    const outcomes = await outcomesOf(courseId, batch)

    const [, second] = await idsIn(courseId)
    expect(outcomes.map(({ status, certificateId }) => [status, certificateId])).toStrictEqual([
      ['exists', first.id],
      ['exists', first.id],
      ['issued', second],
      ['exists', second],
      ['exists', second],
    ])
    const again = await outcomesOf(courseId, batch)
    expect(again.map(({ status, certificateId }) => [status, certificateId])).toStrictEqual([
      ['exists', second],
      ['exists', first.id],
      ['exists', second],
      ['exists', second],
      ['exists', second],
    ])
    expect(await idsIn(courseId)).toStrictEqual([first.id, second])
  })

  it('issues another certificate for another certificateName, even with the same achievedAt', async () => {
    const courseId = await newCourse()
    const { id: userId } = await newUser()
    const achievedAt = 1_000_000_000
    const batch = [
      { userId, achievedAt },
      { userId, achievedAt, certificateName: 'With distinction' },
      { userId, certificateName: 'With distinction' },
      { userId, certificateName: 'With honours' },
      { userId },
    ]
    const sendBatch = async () =>
      (await outcomesOf(courseId, batch)).map(({ status, certificateId }) => [status, certificateId])
    const outcomes = await sendBatch()
    const [plain, distinction, honours, ...more] = await idsIn(courseId)
    expect(more).toStrictEqual([])
    expect(outcomes).toStrictEqual([
      ['issued', plain],
      ['issued', distinction],
      ['exists', distinction],
      ['issued', honours],
      ['exists', honours],
    ])
    expect((await sendBatch()).map(([status]) => status)).toStrictEqual(Array(5).fill('exists'))
    expect(await idsIn(courseId)).toHaveLength(3)
  })

  it('issues again after expiry for an entry without achievedAt, and returns the expired one for its achievedAt', async () => {
    const courseId = await newCourse()
    const { id: userId } = await newUser()
    const expired = { userId, achievedAt: 1_000_000_000, expiresAt: 1_100_000_000 }
    await outcomesOf(courseId, [expired])
    const statuses = (await outcomesOf(courseId, [expired, { userId }, { userId }])).map(({ status }) => status)
    expect(statuses).toStrictEqual(['exists', 'issued', 'exists'])
  })

  it('ignores certificates of another course and of another user', async () => {
    const [courseId, otherId] = [await newCourse(), await newCourse()]
    const [john, jane] = [await newUser(), await newUser()]
    await outcomesOf(otherId, [{ userId: john.id }])
    await outcomesOf(courseId, [{ userId: jane.id }])
    expect(await outcomesOf(courseId, [{ userId: john.id }])).toMatchObject([{ status: 'issued' }])
  })

  it('returns a revoked certificate for its achievedAt, and issues a new one for an entry without achievedAt', async () => {
    const courseId = await newCourse()
    const { id: userId } = await newUser()
    const same = { userId, achievedAt: 1_000_000_000 }
    const [revoked] = await outcomesOf(courseId, [same])
    await post(`/certificates/${revoked?.certificateId}/revoke`, { reason: 'A mistake.' }).expect(200)
    const outcomes = await outcomesOf(courseId, [same, { userId }, same, { userId }])

    const ids = await idsIn(courseId)
    expect(ids).toStrictEqual([revoked?.certificateId, expect.any(Number)])
    expect(outcomes.map(({ status, certificateId }) => [status, certificateId])).toStrictEqual([
      ['exists', ids[0]],
      ['issued', ids[1]],
      ['exists', ids[0]],
      ['exists', ids[1]],
    ])
  })
})

describe('batch: size', () => {
  it('issues a batch over several transactions in order and without gaps', async () => {
    const courseId = await newCourse()
    const people = newcomers(2_500)
    const last = { email: people[0]?.email, name: 'Known by now' }
    const answer = await send(courseId, [...people, last], { createUsers: true }).expect(200)

    const { outcomes, ...counts } = answer.body
    expect(counts).toStrictEqual({ issued: 2_500, exists: 1, invalid: 0 })
    const certificates = await list(courseId)
    const issued = certificates.map(({ id, publicId, user }, index) => ({
      entry: index + 1,
      line: 1,
      status: 'issued',
      certificateId: id,
      userId: user.id,
      ...linksTo(server.url, publicId),
    }))
    expect(outcomes).toStrictEqual([...issued, { ...issued[0], entry: 2_501, status: 'exists' }])
    expect(certificates.map(({ user: { email, name } }) => ({ email, name }))).toStrictEqual(people)
    await expectNumbers(courseId, 2_500)
  })

  it('accepts 10,000 entries', async () => {
    const courseId = await newCourse()
    const { id: userId } = await newUser()
    const { body } = await send(courseId, Array(10_000).fill({ userId })).expect(200)
    expect([body.outcomes.length, body.outcomes.at(-1).entry]).toStrictEqual([10_000, 10_000])
    expect([body.issued, body.exists, body.invalid]).toStrictEqual([1, 9_999, 0])
  })

  it.each(Object.entries(formats))('rejects 10,001 entries in %s as a whole', async (_, { type, line, write }) => {
    const courseId = await newCourse()
    const { id: userId } = await newUser()
    const answer = await send(courseId, write(Array(10_001).fill({ userId })), { type }).expect(400)
    expect(answer.body.errors).toStrictEqual({ [`line ${line + 10_000}`]: [expect.stringContaining('10,000')] })
    expect(await idsIn(courseId)).toStrictEqual([])
  })
})

describe('batch: unreadable content', () => {
  const head = 'email,name\nann@example.com,Ann\n'
  it.each([
    ['CSV without a header', 'text/csv', 'ann@example.com,Ann\n', 'line 1'],
    ['CSV with a cell too many', 'text/csv', `${head}bob@example.com,Bob,B\n`, 'line 3'],
    ['CSV with an unclosed quote', 'text/csv', `${head}bob@example.com,"Bob\n\n`, 'line 3'],
    ['CSV that is not UTF-8', 'text/csv', Buffer.from(`${head}bob@example.com,Bj\xf8rn`, 'latin1'), 'line 3'],
    ['invalid NDJSON', 'application/x-ndjson', '{"email":"ann@example.com","name":"Ann"}\n{', 'line 2'],
    ['JSON that ends too early', 'application/json', '[{"email":"ann@example.com","name":"Ann"},\n{', 'line 2'],
    ['JSON that is not a list', 'application/json', '{"email":"ann@example.com","name":"Ann"}', 'body'],
    ['an empty body', 'application/json', '', 'body'],
    ['an empty body', 'text/csv', '\n\n', 'body'],
  ])('rejects the whole batch: %s (%s)', async (_, type, text, place) => {
    const courseId = await newCourse()
    const answer = await send(courseId, text, { type, createUsers: true }).expect(400)
    expect(answer.body).toStrictEqual({
      status: 400,
      message: expect.any(String),
      errors: { [place]: [expect.any(String)] },
    })
    expect(await idsIn(courseId)).toStrictEqual([])
    expect((await get('/users?query=ann@example.com')).body.totalCount).toBe(0)
  })

  it.each(['text/plain', 'application/xml', 'application/x-www-form-urlencoded', 'multipart/form-data; boundary=a'])(
    'rejects the content type %s',
    async (type) => {
      const answer = await send(await newCourse(), '[]', { type }).expect(415)
      expect(answer.headers['x-error-code']).toBe('request.unsupported_media_type')
    },
  )

  it('rejects a request without a content type, and one without a body', async () => {
    const path = pathOf(await newCourse())
    const headers = { 'X-API-KEY': site.key }
    const typeless = await sendRaw(server.url, { method: 'POST', path, headers, body: '[]' })
    expect(typeless.status).toBe(415)
    expectGoodManners(typeless, 'lms')
    const bodiless = await sendRaw(server.url, { method: 'POST', path, headers })
    expect(bodiless.status).toBe(400)
    expectGoodManners(bodiless, 'lms')
  })

  const LARGEST = 16 * 1024 * 1024
  const jsonOf = (bytes: number) => `[${' '.repeat(bytes - 2)}]`
  const ndjsonOf = (bytes: number) => `${' '.repeat(1 << 19)}\n`.repeat(64).slice(0, bytes)

  it.each([
    ['JSON one byte too large', 'application/json', jsonOf(LARGEST + 1), 413],
    ['NDJSON one byte too large', 'application/x-ndjson', ndjsonOf(LARGEST + 1), 413],
    ['NDJSON of 32 MB', 'application/x-ndjson', ndjsonOf(2 * LARGEST), 413],
    ['JSON of 16 MB', 'application/json', jsonOf(LARGEST), 200],
    ['NDJSON of 16 MB', 'application/x-ndjson', `{"userId":"nobody"}\n${ndjsonOf(LARGEST - 20)}`, 200],
  ])('responds without a connection reset to %s', async (_, type, body, status) => {
    const path = pathOf(await newCourse())
    for (const [chunked, connection] of [
      [false, 'close'],
      [true, 'keep-alive'],
    ] as const) {
      const headers = { 'X-API-KEY': site.key, 'Content-Type': type, connection }
      const answer = await sendRaw(server.url, { method: 'POST', path, headers, body, chunked })
      expect(answer.status).toBe(status)
      expectGoodManners(answer, 'lms')
    }
    const headers = { 'X-API-KEY': site.key, 'Content-Type': type }
    expect((await fetch(server.url + path, { method: 'POST', headers, body })).status).toBe(status)
  })
})

describe('batch: events and audit', () => {
  it('records an event and an audit entry for each user and certificate, as single requests do', async () => {
    const own = await newSite(server.db)
    const courseId = await newCourse(own.key)
    const known = await newUser(own.id)
    const [ann, bob] = newcomers(2)
    const batch = [{ ...ann }, { userId: known.id }, { userId: 'nobody' }, { userId: known.id }, { ...bob }]
    const since = { id: { gt: await lastAudit(own.id) } }
    server.setNow(new Date('2026-05-01T12:00:00Z'))
    onTestFinished(() => server.setNow(null))
    await send(courseId, batch, { key: own.key, createUsers: true }).expect(200)

    const certificates = await list(courseId, own.key)
    const created = [certificates[0], certificates[2]].map((certificate) => certificate?.user.id)
    const changes = [
      ...(await Promise.all(
        created.map(async (id) => ['user.create', 'user', await show(`/users/${id}`, own)] as const),
      )),
      ...certificates.map((certificate) => ['certificate.issue', 'certificate', certificate] as const),
    ]
    const keyId = (await server.db.prisma.apiKey.findFirstOrThrow({ where: { siteId: own.id } })).id
    const entries = await server.db.prisma.auditEntry.findMany({
      where: { siteId: own.id, ...since },
      orderBy: { id: 'asc' },
    })
    expect(sortedBySubject(entries)).toStrictEqual(
      sortedBySubject(
        changes.map(([action, kind, after]) => ({
          id: expect.any(BigInt),
          siteId: own.id,
          at: new Date('2026-05-01T12:00:00Z'),
          keyId,
          requestId: entries[0]?.requestId,
          command: null,
          action,
          subject: `${kind}/${after.id}`,
          before: null,
          after: withoutLinks(after),
        })),
      ),
    )
    expect(entries[0]?.requestId).toMatch(/^[0-9a-f-]{36}$/)

    const events = await server.db.prisma.event.findMany({
      where: { siteId: own.id, type: { in: ['User/Created', 'Certificate/Issued'] } },
    })
    const happened = await Promise.all(
      changes.map(async ([, kind, { id }]) => ({
        id: expect.any(BigInt),
        siteId: own.id,
        type: kind === 'user' ? 'User/Created' : 'Certificate/Issued',
        subject: `${kind}/${id}`,
        occurredAt: new Date('2026-05-01T12:00:00Z'),
        body: { [kind]: await show(`/${kind}s/${id}`, own) },
      })),
    )
    expect(sortedBySubject(events)).toStrictEqual(sortedBySubject(happened))
  })

  it('records nothing when nothing is issued', async () => {
    const own = await newSite(server.db)
    const courseId = await newCourse(own.key)
    const { id: userId } = await newUser(own.id)
    await send(courseId, [{ userId }], { key: own.key }).expect(200)
    const where = { siteId: own.id }
    const counts = () =>
      Promise.all([server.db.prisma.auditEntry.count({ where }), server.db.prisma.event.count({ where })])
    const before = await counts()
    await send(courseId, [{ userId }, { userId: 'nobody' }], { key: own.key }).expect(200)
    await send(courseId, [], { key: own.key }).expect(200)
    expect(await counts()).toStrictEqual(before)
  })

  it('leads to a Certificate/Expired event for a future expiry, but not for a past one', async () => {
    const own = await newSite(server.db)
    const courseId = await newCourse(own.key)
    const { id: userId } = await newUser(own.id)
    server.setNow(new Date(1_500_000_000_000))
    onTestFinished(() => server.setNow(null))
    const batch = [1_500_000_000, 1_500_000_001, null].map((expiresAt, index) => ({
      userId,
      achievedAt: 1_400_000_000 + index,
      expiresAt,
    }))
    const outcomes = await outcomesOf(courseId, batch, { key: own.key })
    await announceExpiries(server.db, server.url, new Date(1_600_000_000_000))
    const expired = await server.db.prisma.event.findMany({ where: { siteId: own.id, type: 'Certificate/Expired' } })
    expect(expired.map(({ subject }) => subject)).toStrictEqual([`certificate/${outcomes[1]?.certificateId}`])
  })
})

async function lastAudit(siteId: number): Promise<bigint> {
  const last = await server.db.prisma.auditEntry.findFirst({ where: { siteId }, orderBy: { id: 'desc' } })
  return last?.id ?? 0n
}

async function show(path: string, { key }: TestSite): Promise<{ id: string | number }> {
  return (await get(path, key).expect(200)).body
}

function sortedBySubject<Row extends { subject: string }>(rows: Row[]): Row[] {
  return rows.toSorted((a, b) => (a.subject < b.subject ? -1 : 1))
}

describe('batch: Idempotency-Key', () => {
  it('replays the response byte by byte, and rejects another batch with the same key', async () => {
    const courseId = await newCourse()
    const idempotencyKey = randomUUID()
    const batch = [...newcomers(1_001), { userId: 'nobody' }]
    const first = await send(courseId, batch, { createUsers: true, idempotencyKey }).expect(200)
    const again = await send(courseId, batch, { createUsers: true, idempotencyKey }).expect(200)

    expect(first.headers).not.toHaveProperty('idempotent-replayed')
    expect(first.body.issued).toBe(1_001)
    expect(again.headers['idempotent-replayed']).toBe('true')
    expect(again.headers['content-type']).toBe(first.headers['content-type'])
    expect(again.text).toBe(first.text)
    const other = await send(courseId, batch.slice(1), { createUsers: true, idempotencyKey }).expect(422)
    expect(other.headers['x-error-code']).toBe('idempotency.key_reused')
    await send(courseId, batch, { createUsers: false, idempotencyKey }).expect(422)
    expect(await idsIn(courseId)).toHaveLength(1_001)
  })

  it('does not store the 404 for an unknown course, which may come', async () => {
    const sending = { createUsers: true, idempotencyKey: randomUUID() }
    const batch = newcomers(1)
    const first = await send(999_999, batch, sending).expect(404)
    const again = await send(999_999, batch, sending).expect(404)
    expect(first.headers).not.toHaveProperty('idempotent-replayed')
    expect(again.headers).not.toHaveProperty('idempotent-replayed')
    expect(again.headers['x-error-code']).toBe('course.not_found')
  })

  it('accepts a corrected batch with the same key after an unreadable one', async () => {
    const courseId = await newCourse()
    const sending = { type: 'text/csv', idempotencyKey: randomUUID() }
    const { email } = await newUser()
    await send(courseId, `email\n"${email}\n`, sending).expect(400)
    const mended = await send(courseId, `email\n${email}\n`, sending).expect(200)
    expect(mended.body.issued).toBe(1)
  })

  it('continues where the first attempt stopped', async () => {
    const courseId = await newCourse()
    const people = newcomers(2_100)
    const sending = { createUsers: true, idempotencyKey: randomUUID() }
    const mend = await breakFor(people[1_700]?.email)
    await expect(send(courseId, people, sending)).rejects.toThrow('aborted')
    const before = await idsIn(courseId)
    expect(before).toHaveLength(1_000)
    await mend()

    const { body, headers, text } = await send(courseId, people, sending).expect(200)
    expect(headers).not.toHaveProperty('idempotent-replayed')
    const { outcomes, ...counts } = body
    expect(counts).toStrictEqual({ issued: 2_100, exists: 0, invalid: 0 })
    const certificates = await list(courseId)
    expect(certificates.slice(0, 1_000).map(({ id }) => id)).toStrictEqual(before)
    expect(certificates.map(({ user }) => user.email)).toStrictEqual(people.map(({ email }) => email))
    expect(outcomes).toStrictEqual(
      certificates.map(({ id, publicId, user }, index) => ({
        entry: index + 1,
        line: 1,
        status: 'issued',
        certificateId: id,
        userId: user.id,
        ...linksTo(server.url, publicId),
      })),
    )
    const replayed = await send(courseId, people, sending).expect(200)
    expect(replayed.headers['idempotent-replayed']).toBe('true')
    expect(replayed.text).toBe(text)
    await expectNumbers(courseId, 2_100)
  })

  it('accepts the same key at once after a batch that failed as a whole', async () => {
    const courseId = await newCourse()
    const [ann] = newcomers(1)
    const sending = { createUsers: true, idempotencyKey: randomUUID() }
    const mend = await breakFor(ann?.email)
    const failed = await send(courseId, [{ ...ann }], sending).expect(500)
    expect(failed.body).toStrictEqual({ status: 500, message: expect.any(String) })
    await mend()
    expect((await send(courseId, [{ ...ann }], sending).expect(200)).body.issued).toBe(1)
  })

  it.each(['before the answer', 'within the answer'])(
    'accepts the same key soon after the client disconnected %s',
    async (moment) => {
      const courseId = await newCourse()
      const people = newcomers(2_100)
      const idempotencyKey = randomUUID()
      const headers = { 'X-API-KEY': site.key, 'Content-Type': 'application/json', 'Idempotency-Key': idempotencyKey }
      const url = `${server.url}${pathOf(courseId)}?createUsers=true`
      const attempts = await server.db.prisma.idempotencyKey.count()
      const request = httpRequest(url, { method: 'POST', headers, agent: false }).end(JSON.stringify(people))
      const hungUp = new Promise((resolve) => request.on('error', () => {}).on('close', resolve))
      if (moment === 'within the answer') await new Promise((resolve) => request.on('response', resolve))
      else
        await vi.waitFor(async () => expect(await server.db.prisma.idempotencyKey.count()).toBe(attempts + 1), {
          timeout: 20_000,
          interval: 5,
        })
      request.destroy()
      await hungUp

      const sending = { createUsers: true, idempotencyKey }
      const { body } = await vi.waitFor(() => send(courseId, people, sending).expect(200), { timeout: 10_000 })
      expect(body.issued).toBe(2_100)
      expect(await idsIn(courseId)).toStrictEqual(body.outcomes.map((outcome: Outcome) => outcome.certificateId))
    },
  )

  it('issues once when the same batch is sent in parallel', async () => {
    const courseId = await newCourse()
    const people = newcomers(1_100)
    const sending = { createUsers: true, idempotencyKey: randomUUID() }
    const answers = await Promise.all(Array.from({ length: 4 }, () => send(courseId, people, sending)))

    for (const { status, headers } of answers) {
      if (status !== 200) expect([status, headers['x-error-code']]).toStrictEqual([409, 'idempotency.in_flight'])
    }
    const texts = new Set(answers.flatMap(({ status, text }) => (status === 200 ? [text] : [])))
    expect(texts.size).toBe(1)
    expect((await send(courseId, people, sending).expect(200)).body.issued).toBe(1_100)
    await expectNumbers(courseId, 1_100)
  })
})

/** Makes the database reject a certificate for this email, until the returned function is called or the test ends. */
async function breakFor(email: string = expect.fail('The email is missing.')): Promise<() => Promise<unknown>> {
  const { pool } = server.db
  const mend = () => pool.query('DROP FUNCTION IF EXISTS break_off CASCADE')
  onTestFinished(async () => {
    await mend()
  })
  await pool.query(`
    CREATE FUNCTION break_off() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
      IF (SELECT email FROM users WHERE site_id = NEW.site_id AND id = NEW.user_id) = '${email}' THEN
        RAISE EXCEPTION 'The database has its reasons.';
      END IF;
      RETURN NEW;
    END $$;
    CREATE TRIGGER break_off BEFORE INSERT ON course_certificates FOR EACH ROW EXECUTE FUNCTION break_off()`)
  return mend
}

describe('batch: interruption', () => {
  it('aborts the response, and reports existing certificates when the batch is sent again without a key', async () => {
    const courseId = await newCourse()
    const people = newcomers(1_100)
    const mend = await breakFor(people[1_050]?.email)
    await expect(send(courseId, people, { createUsers: true })).rejects.toThrow('aborted')
    await mend()
    const known = { email: { in: people.map(({ email }) => email) } }
    expect(await server.db.prisma.user.count({ where: known })).toBe(1_000)
    const { body } = await send(courseId, people, { createUsers: true }).expect(200)
    expect([body.issued, body.exists, body.invalid]).toStrictEqual([100, 1_000, 0])
    expect(await idsIn(courseId)).toStrictEqual(body.outcomes.map((outcome: Outcome) => outcome.certificateId))
  })
})

describe('batch: deletion of the course', () => {
  /** Retires the course as soon as a certificate is issued to this email. */
  async function retireAfter(email: string = expect.fail('The email is missing.')): Promise<void> {
    const { pool } = server.db
    onTestFinished(async () => {
      await pool.query('DROP FUNCTION IF EXISTS retire CASCADE')
    })
    await pool.query(`
      CREATE FUNCTION retire() RETURNS trigger LANGUAGE plpgsql AS $$
      BEGIN
        IF (SELECT email FROM users WHERE site_id = NEW.site_id AND id = NEW.user_id) = '${email}' THEN
          UPDATE courses SET retired_at = now() WHERE id = NEW.course_id;
        END IF;
        RETURN NEW;
      END $$;
      CREATE TRIGGER retire AFTER INSERT ON course_certificates FOR EACH ROW EXECUTE FUNCTION retire()`)
  }

  it('reports the remaining entries as invalid, and replays this response', async () => {
    const courseId = await newCourse()
    const people = newcomers(1_100)
    await retireAfter(people[999]?.email)
    const sending = { createUsers: true, idempotencyKey: randomUUID() }
    const first = await send(courseId, [...people, { email: 'not an email' }], sending).expect(200)
    const { outcomes, ...counts } = first.body
    expect(counts).toStrictEqual({ issued: 1_000, exists: 0, invalid: 101 })
    expect(outcomes).toHaveLength(1_101)
    const errors = { entry: [`There is no course ${courseId}.`] }
    expect(outcomes[1_000]).toStrictEqual({ entry: 1_001, line: 1, status: 'invalid', errors })
    expect(outcomes[1_100]).toStrictEqual(invalid(1_101, 'email'))

    const again = await send(courseId, [...people, { email: 'not an email' }], sending).expect(200)
    expect(again.headers['idempotent-replayed']).toBe('true')
    expect(again.text).toBe(first.text)
  })

  it('reports the certificates issued before the deletion, and the rest as invalid, when the batch is sent again', async () => {
    const courseId = await newCourse()
    const people = newcomers(1_100)
    const sending = { createUsers: true, idempotencyKey: randomUUID() }
    const mend = await breakFor(people[1_050]?.email)
    await expect(send(courseId, people, sending)).rejects.toThrow('aborted')
    await mend()
    await remove(`/courses/${courseId}`).expect(200)
    const { issued, invalid } = (await send(courseId, people, sending).expect(200)).body
    expect([issued, invalid]).toStrictEqual([1_000, 100])
    expect((await send(courseId, people, sending).expect(200)).headers['idempotent-replayed']).toBe('true')
  })
})

describe('batch: parallel requests', () => {
  it.each([
    ['one course', 1],
    ['two courses', 2],
    ['six courses', 6],
  ])('creates each user once, and issues to each user once per course, in %s', async (_, count) => {
    const courseIds = await Promise.all(Array.from({ length: count }, () => newCourse()))
    const people = newcomers(200)
    // Each of the six batches omits other people and begins elsewhere. Every other one is reversed, in upper case.
    const answers = await Promise.all(
      Array.from({ length: 6 }, (_, index) => {
        const some = [...people.slice(index * 25), ...people.slice(0, index * 25)].slice(0, 150)
        const batch = index % 2 ? some.toReversed().map((one) => ({ ...one, email: one.email.toUpperCase() })) : some
        return send(courseIds[index % count] ?? 0, batch, { createUsers: true })
      }),
    )

    expect(answers.map(({ status }) => status)).toStrictEqual(Array(6).fill(200))
    const group = people[0]?.email.split('@')[1]
    const created = await server.db.prisma.user.findMany({
      where: { siteId: site.id, email: { endsWith: `@${group}`, mode: 'insensitive' } },
    })
    expect(created.map(({ name }) => name).toSorted()).toStrictEqual(people.map(({ name }) => name).toSorted())
    const subjects = created.map(({ id }) => `user/${id}`)
    expect(await server.db.prisma.event.count({ where: { siteId: site.id, subject: { in: subjects } } })).toBe(200)
    for (const [index, courseId] of courseIds.entries()) {
      const ofCourse: Outcome[] = answers
        .filter((_, sent) => sent % count === index)
        .flatMap(({ body }) => body.outcomes)
      const certificates = await list(courseId)
      expect(ofCourse.filter(({ status }) => status === 'invalid')).toStrictEqual([])
      expect(ofCourse.filter(({ status }) => status === 'issued')).toHaveLength(certificates.length)
      const holders = new Map(certificates.map(({ id, user }) => [user.id, id]))
      expect(holders.size).toBe(certificates.length)
      for (const { userId = '', certificateId } of ofCourse) expect(holders.get(userId)).toBe(certificateId)
      await expectNumbers(courseId, certificates.length)
    }
  })
})

describe.skipIf(isEmbedded)('batch: several connections', () => {
  it('creates users in a fixed order, so that two parallel batches never block each other', async () => {
    const courseId = await newCourse()
    const domain = `${randomUUID()}.example`
    await expectInOrder(
      server.db,
      (name) => `
        INSERT INTO users (site_id, id, name, email, role_alias)
        VALUES (${site.id}, '${name}@${domain}', '${name}', '${name}@${domain}', 'learner')`,
      async (names) => {
        const batch = names.map((name) => ({ email: `${name.toLowerCase()}@${domain}`, name }))
        await send(courseId, batch, { createUsers: true }).expect(200)
      },
    )
    expect((await list(courseId)).map(({ user }) => user.id)).toStrictEqual([`B@${domain}`, `A@${domain}`])
  })
})

// A simple model of the rules: it applies the entries one by one to what exists.

const NOW = 1_700_000_000

type Person = 'known' | 'alsoKnown' | 'new' | 'alsoNew'
type Sketch = { person: Person; how: 'id' | 'email' | 'EMAIL'; name?: string; achievedAt?: number; expiresAt?: number }

const sketch: fc.Arbitrary<Sketch> = fc.record(
  {
    person: fc.constantFrom<Person>('known', 'alsoKnown', 'new', 'alsoNew'),
    how: fc.constantFrom('id', 'email', 'EMAIL'),
    name: fc.constantFrom('Ann', 'Bob'),
    achievedAt: fc.constantFrom(NOW - 100, NOW, NOW + 100),
    expiresAt: fc.constantFrom(NOW - 100, NOW - 50, NOW, NOW + 50, NOW + 150),
  },
  { requiredKeys: ['person', 'how'] },
)

const sending = fc.record({
  sketches: fc.array(sketch, { minLength: 1, maxLength: 12 }),
  format: fc.constantFrom(...Object.values(formats)),
  createUsers: fc.boolean(),
  revokeFirst: fc.boolean(),
})

type Held = { email: string; name: string; achievedAt: number; expiresAt: number | undefined; revoked: boolean }

describe('batch: generated batches', () => {
  it('matches the model of the rules, in its outcomes and in the list of the course', async () => {
    server.setNow(new Date(NOW * 1000))
    onTestFinished(() => server.setNow(null))
    await fc.assert(
      fc.asyncProperty(fc.array(sending, { minLength: 1, maxLength: 3 }), async (sendings) => {
        const courseId = await newCourse()
        const people = await newPeople()
        const held: Held[] = []
        for (const { sketches, format, createUsers, revokeFirst } of sendings) {
          const rows = sketches.map((one) => rowOf(one, people))
          const expected = predict(sketches, people, held, createUsers)
          const { type, write } = format
          const { body } = await send(courseId, write(rows), { type, createUsers }).expect(200)

          const certificates = await list(courseId)
          const place = new Map(certificates.map(({ id }, index) => [id, index]))
          expect(
            body.outcomes.map(({ status, certificateId, errors }: Outcome) =>
              errors ? Object.keys(errors).join() : `${status} ${place.get(certificateId ?? 0)}`,
            ),
          ).toStrictEqual(expected)
          expect(
            certificates.map(({ user: { name, email }, achievedAt, expiresAt }) => ({
              email: email.toLowerCase(),
              name,
              achievedAt,
              expiresAt,
            })),
          ).toStrictEqual(held.map(({ revoked: _, ...facts }) => facts))
          const [first] = certificates
          if (!revokeFirst || !first || !held[0]) continue
          await post(`/certificates/${first.id}/revoke`, { reason: 'A mistake.' }).expect(200)
          held[0].revoked = true
        }
      }),
      { numRuns: 20 },
    )
  })
})

type People = Record<Person, { id: string; email: string; name: string | undefined }>

/** Returns the people of one course, two of them users. */
async function newPeople(): Promise<People> {
  const [one, two] = newcomers(2).map(({ email }) => ({ id: 'nobody', email, name: undefined }))
  if (!one || !two) throw new Error('Expected two newcomers.')
  return {
    known: { ...(await newUser()), name: 'John Doe' },
    alsoKnown: { ...(await newUser()), name: 'John Doe' },
    new: one,
    alsoNew: two,
  }
}

function rowOf({ person, how, ...facts }: Sketch, people: People): Row {
  const { id, email } = people[person]
  return { ...(how === 'id' ? { userId: id } : { email: how === 'email' ? email : email.toUpperCase() }), ...facts }
}

/** Predicts for each entry its status and the position of its certificate in the list, or the invalid field. */
function predict(sketches: Sketch[], people: People, held: Held[], createUsers: boolean): string[] {
  const isLate = ({ achievedAt = NOW, expiresAt }: Sketch) => expiresAt !== undefined && expiresAt <= achievedAt
  for (const one of sketches) {
    if (createUsers && one.how !== 'id' && !isLate(one)) people[one.person].name ??= one.name
  }
  return sketches.map((one) => {
    const { person, how, name, achievedAt, expiresAt } = one
    if (isLate(one)) return 'expiresAt'
    const { id, email, name: known } = people[person]
    if (how === 'id' && id === 'nobody') return 'userId'
    if (!known) return createUsers && !name ? 'name' : 'email'
    const place = held.findLastIndex(
      (other) =>
        other.email === email &&
        (achievedAt
          ? other.achievedAt === achievedAt
          : !other.revoked && (other.expiresAt === undefined || other.expiresAt > NOW)),
    )
    if (place >= 0) return `exists ${place}`
    held.push({ email, name: known, achievedAt: achievedAt ?? NOW, expiresAt, revoked: false })
    return `issued ${held.length - 1}`
  })
}
