import { randomUUID } from 'node:crypto'
import { beforeAll, describe, expect, it } from 'vitest'
import { contentsOf } from '../../support/database/contents.ts'
import { newSite, startTestApp, type TestApp, type TestSite } from '../../support/server/app.ts'

let server: TestApp
let site: TestSite
let courseId: number
beforeAll(async () => {
  server = await startTestApp()
  site = await newSite(server.db)
  courseId = (await post('/courses', { name: 'Sales' }).expect(201)).body.id
})

const post = (path: string, body: object) =>
  server.http.post(`/openapi/v1${path}`).set('X-API-KEY', site.key).send(body)

type Query = { createUsers?: boolean; dryRun?: boolean; ignoreUnknownColumns?: boolean }

/** Sends a batch: objects as JSON, a text as CSV. */
function send(batch: object[] | string, query: Query = {}, headers: Record<string, string> = {}) {
  const isCsv = typeof batch === 'string'
  const request = server.http.post(`/openapi/v1/courses/${courseId}/certificates/batch`).query(query)
  return request
    .set({ 'X-API-KEY': site.key, ...headers })
    .type(isCsv ? 'text/csv' : 'application/json')
    .send(isCsv ? batch : JSON.stringify(batch))
}

async function outcomesOf(...given: Parameters<typeof send>) {
  return (await send(...given).expect(200)).body.outcomes
}

let people = 0
/** Returns an id, an email and a name that no user has. */
function newPerson() {
  people += 1
  return { userId: `person${people}`, email: `person${people}@example.com`, name: `Person ${people}` }
}

async function newUser() {
  const { userId, email, name } = newPerson()
  const user = { id: userId, email, name, siteId: site.id, roleAlias: 'learner' }
  await server.db.prisma.user.create({ data: user })
  return { userId, email, name }
}

const rejected = (field: string, message: string) => ({
  entry: expect.any(Number),
  line: expect.any(Number),
  status: 'invalid',
  errors: { [field]: [expect.stringContaining(message)] },
})

describe('batch: userId and email together', () => {
  it('issues to the user who has both', async () => {
    const { userId, email } = await newUser()
    const [outcome] = await outcomesOf([{ userId, email: email.toUpperCase() }])
    expect(outcome).toMatchObject({ status: 'issued', userId })
  })

  it('creates users with their own ids, once for each id and email', async () => {
    const [ann, bob, carl] = [newPerson(), newPerson(), newPerson()]
    const outcomes = await outcomesOf(
      [
        { email: bob.email, name: bob.name },
        ann,
        { ...ann, email: ann.email.toUpperCase(), name: 'Another name' },
        { userId: bob.userId, email: bob.email },
        { email: carl.email, firstName: 'Carl', lastName: 'Carlson' },
      ],
      { createUsers: true },
    )
    expect(outcomes.map(({ status, userId }: { status: string; userId: string }) => [status, userId])).toStrictEqual([
      ['issued', bob.userId],
      ['issued', ann.userId],
      ['exists', ann.userId],
      ['exists', bob.userId],
      ['issued', expect.stringMatching(/^[0-9a-f]{32}$/)],
    ])
    const users = await server.db.prisma.user.findMany({ where: { email: { in: [ann.email, carl.email] } } })
    expect(users.map(({ name }) => name).toSorted()).toStrictEqual(['Carl Carlson', ann.name])
  })

  it('rejects an id and an email that do not belong together', async () => {
    const [ann, bob] = [await newUser(), await newUser()]
    const [carl, dora] = [newPerson(), newPerson()]
    const batch = [
      { userId: ann.userId, email: bob.email },
      { userId: ann.userId, email: carl.email, name: carl.name },
      { userId: newPerson().userId, email: ann.email, name: 'Another name' },
      carl,
      { ...dora, userId: carl.userId },
      { ...carl, userId: dora.userId },
    ]
    const differs = rejected('email', 'The user with this ID has another email. Correct one of the two')
    expect(await outcomesOf(batch, { createUsers: true })).toStrictEqual([
      differs,
      differs,
      rejected('userId', `The user with this email has the ID "${ann.userId}".`),
      expect.objectContaining({ status: 'issued', userId: carl.userId }),
      differs,
      rejected('userId', `The user with this email has the ID "${carl.userId}".`),
    ])
  })

  it('creates nobody without createUsers, without a name, or with an id that cannot be used', async () => {
    const [retired, erased] = [await newUser(), await newUser()]
    await outcomesOf([{ userId: retired.userId }])
    await server.http.delete(`/openapi/v1/users/${retired.userId}`).set('X-API-KEY', site.key).expect(200)
    await server.http.delete(`/openapi/v1/users/${erased.userId}?erase=true`).set('X-API-KEY', site.key).expect(200)
    const { userId, email, name } = newPerson()
    const count = await server.db.prisma.user.count()
    expect(await outcomesOf([{ userId, email, name }])).toStrictEqual([
      rejected('email', 'This site has no user with this ID and this email. To create users, send createUsers=true'),
    ])
    const batch = [
      { userId, email },
      { ...newPerson(), userId: retired.userId },
      { ...newPerson(), userId: erased.userId },
      { ...newPerson(), userId: 'a b' },
    ]
    expect(await outcomesOf(batch, { createUsers: true })).toStrictEqual([
      rejected('name', 'A new user needs a name.'),
      rejected('userId', 'The user with this ID was deleted.'),
      rejected('userId', 'The user with this ID was erased.'),
      rejected('userId', 'Must be 1 to 64'),
    ])
    expect(await server.db.prisma.user.count()).toBe(count)
  })
})

describe('batch: ignoreUnknownColumns', () => {
  it('issues from an export, and lists the ignored columns', async () => {
    const person = newPerson()
    const csv =
      'First name,Last name,ID number,Department,Email address,Course total (Real)\n' +
      `John,Doe,${person.userId},Sales,${person.email},9.5\n`
    await send(csv, { createUsers: true }).expect(400)
    const query = { createUsers: true, ignoreUnknownColumns: true }
    const key = { 'Idempotency-Key': randomUUID() }
    const { body, text } = await send(csv, query, key).expect(200)
    expect(body).toMatchObject({ issued: 1, ignoredColumns: ['Department', 'Course total (Real)'] })
    expect((await send(csv, query, key).expect(200)).text).toBe(text)
    expect(await server.db.prisma.user.findFirst({ where: { id: person.userId } })).toMatchObject({ name: 'John Doe' })
  })
})

describe('batch: dryRun', () => {
  it('reports what the same batch then does, and changes nothing', async () => {
    const [held, known] = [await newUser(), await newUser()]
    const [ann, bob] = [newPerson(), newPerson()]
    const [certificate] = await outcomesOf([{ userId: held.userId }])
    const batch = [
      { userId: held.userId },
      { userId: known.userId },
      { email: known.email },
      ann,
      { email: ann.email },
      { email: bob.email, name: bob.name },
      { email: bob.email, achievedAt: '2026-05-01' },
      { userId: 'nobody' },
      { email: 'not an email' },
      { userId: known.userId, expiresAt: '2020-01-01' },
    ]
    await post('/webhooks', { url: 'https://lms.example/hooks', events: ['Certificate/Issued'] }).expect(201)
    const sequences = async () =>
      (await server.db.pool.query('SELECT sequencename, last_value FROM pg_sequences ORDER BY 1')).rows
    const before = [await contentsOf(server.db.pool), await sequences()]
    const key = { 'Idempotency-Key': randomUUID() }
    const { body, headers } = await send(batch, { dryRun: true, createUsers: true }, key).expect(200)
    expect([await contentsOf(server.db.pool), await sequences()]).toStrictEqual(before)

    const place = (entry: number) => ({ entry, line: 1 })
    expect(headers['content-type']).toBe('application/json; charset=utf-8')
    expect(body).toStrictEqual({
      outcomes: [
        { ...certificate, ...place(1), status: 'exists' },
        { ...place(2), status: 'issued', userId: known.userId },
        { ...place(3), status: 'exists', userId: known.userId },
        { ...place(4), status: 'issued', userId: ann.userId, createsUser: true },
        { ...place(5), status: 'exists' },
        { ...place(6), status: 'issued', createsUser: true },
        { ...place(7), status: 'issued' },
        { ...rejected('userId', 'no user with this ID'), ...place(8) },
        { ...rejected('email', 'Invalid email'), ...place(9) },
        { ...rejected('expiresAt', 'later than achievedAt'), ...place(10) },
      ],
      issued: 4,
      exists: 3,
      invalid: 3,
      dryRun: true,
    })

    // The key is still unused.
    const done = await send(batch, { createUsers: true }, key).expect(200)
    expect(done.headers).not.toHaveProperty('idempotent-replayed')
    expect(done.body).not.toHaveProperty('dryRun')
    const statuses = (outcomes: { status: string; errors?: object }[]) =>
      outcomes.map(({ status, errors }) => [status, errors])
    expect(statuses(done.body.outcomes)).toStrictEqual(statuses(body.outcomes))
  })

  it('creates nobody in its report without createUsers', async () => {
    const { email, name } = newPerson()
    const outcomes = await outcomesOf([{ email, name }], { dryRun: true })
    expect(outcomes).toStrictEqual([rejected('email', 'To create users, send createUsers=true')])
  })

  it('reports 10,000 entries, and the duplicates among them', async () => {
    const group = randomUUID()
    const batch = Array.from({ length: 10_000 }, (_, index) => ({
      email: `p${index % 9_000}@${group}.example`,
      name: 'P',
    }))
    const { body } = await send(batch, { dryRun: true, createUsers: true }).expect(200)
    expect([body.issued, body.exists, body.outcomes.length]).toStrictEqual([9_000, 1_000, 10_000])
  })

  it('reports unreadable files, ignored columns and unknown courses like a batch', async () => {
    const csv = 'email,Section\nann@example.com,A\n'
    await send(csv, { dryRun: true }).expect(400)
    const { body } = await send(csv, { dryRun: true, ignoreUnknownColumns: true }).expect(200)
    expect(body).toMatchObject({ dryRun: true, ignoredColumns: ['Section'], invalid: 1 })
    const unknown = server.http.post('/openapi/v1/courses/999999/certificates/batch?dryRun=true')
    const answer = await unknown.set('X-API-KEY', site.key).send([])
    expect([answer.status, answer.headers['x-error-code']]).toStrictEqual([404, 'course.not_found'])
    await send([], { dryRun: 'maybe' as never }).expect(400)
  })
})

describe('batch: the same rows in another form', () => {
  const csvOf = (rows: { email: string; name: string }[]) =>
    `email,name\n${rows.map(({ email, name }) => `${email},${name}\n`).join('')}`

  it.each<[string, (rows: { email: string; name: string }[]) => object[] | string]>([
    ['in another order', (rows) => rows.toReversed()],
    ['as CSV instead of JSON', csvOf],
    ['as CSV in another order', (rows) => csvOf(rows.toReversed())],
    ['with other white space', (rows) => `${csvOf(rows)}\n`],
    ['with one row twice', (rows) => [...rows, ...rows.slice(0, 1)]],
  ])('is another request for its Idempotency-Key, and issues nothing twice: %s', async (_, change) => {
    const rows = [newPerson(), newPerson(), newPerson()].map(({ email, name }) => ({ email, name }))
    const key = { 'Idempotency-Key': randomUUID() }
    const query = { createUsers: true }
    const first = await send(rows, query, key).expect(200)
    expect(first.body).toMatchObject({ issued: 3, exists: 0 })

    const changed = change(rows)
    const refused = await send(changed, query, key).expect(422)
    expect(refused.headers['x-error-code']).toBe('idempotency.key_reused')
    const { body } = await send(changed, query, { 'Idempotency-Key': randomUUID() }).expect(200)
    expect([body.issued, body.invalid]).toStrictEqual([0, 0])
    const ids = (outcomes: { certificateId: number }[]) => new Set(outcomes.map(({ certificateId }) => certificateId))
    expect(ids(body.outcomes)).toStrictEqual(ids(first.body.outcomes))
    expect((await send(rows, query, key).expect(200)).text).toBe(first.text)
  })

  it('is another request in another charset, which reads the same bytes differently', async () => {
    const { email } = newPerson()
    const key = { 'Idempotency-Key': randomUUID() }
    const csv = `email,name\n${email},Jörg\n`
    await send(csv, { createUsers: true }, key).expect(200)
    const request = server.http.post(`/openapi/v1/courses/${courseId}/certificates/batch?createUsers=true`)
    const headers = { 'X-API-KEY': site.key, ...key, 'Content-Type': 'text/csv; charset=windows-1252' }
    await request.set(headers).send(csv).expect(422)
  })
})
