import { randomUUID } from 'node:crypto'
import { beforeAll, expect, it } from 'vitest'
import { newSite, startTestApp, type TestApp, type TestSite } from '../../support/server/app.ts'

let server: TestApp
let site: TestSite

beforeAll(async () => {
  server = await startTestApp()
  site = await newSite(server.db)
})

const post = (path: string, body: object, headers: Record<string, string> = {}) =>
  server.http
    .post(`/openapi/v1${path}`)
    .set({ 'X-API-KEY': site.key, ...headers })
    .send(body)

async function newUser(name = 'John Doe'): Promise<string> {
  const user = { name, email: `${randomUUID()}@example.com`, password: 'p', roleAlias: 'learner' }
  return (await post('/users', user).expect(201)).body.id
}

const newCourse = async (): Promise<number> => (await post('/courses', { name: 'Sales' }).expect(201)).body.id

it('issues certificates that are requested at once, each with its own answer, author, audit entry and event', async () => {
  await post('/webhooks', { url: 'https://lms.example/hooks', events: ['Certificate/Issued'] }).expect(201)
  const courseId = await newCourse()
  const userIds = await Promise.all(Array.from({ length: 30 }, () => newUser()))
  const path = `/courses/${courseId}/certificates`
  const answers = await Promise.all(
    userIds.map((userId, index) => {
      const body = index % 10 === 0 ? { userId: 'unknown' } : { userId, name: `Certificate ${index}` }
      return post(path, index % 10 === 1 ? { ...body, expiresAt: 1_000_000_000 } : body)
    }),
  )
  expect(answers.map(({ status }) => status)).toStrictEqual(userIds.map((_, index) => (index % 10 < 2 ? 400 : 201)))
  const issued = answers.filter(({ status }) => status === 201)
  expect(issued.map(({ body }) => [body.name, body.user.id])).toStrictEqual(
    userIds.flatMap((userId, index) => (index % 10 < 2 ? [] : [[`Certificate ${index}`, userId]])),
  )
  const ids = issued.map(({ body }) => body.id)
  const rows = await server.db.prisma.courseCertificate.findMany({ where: { courseId }, orderBy: { number: 'asc' } })
  expect(rows.map(({ number }) => number)).toStrictEqual(ids.map((_, index) => index + 1))
  expect(rows.map(({ id }) => id)).toStrictEqual(ids.toSorted((one, other) => one - other))

  const requestIds = issued.map(({ headers }) => headers['x-request-id'])
  const audit = await server.db.prisma.auditEntry.findMany({
    where: { siteId: site.id, action: 'certificate.issue' },
    orderBy: { id: 'asc' },
  })
  expect(audit.map(({ subject, requestId }) => [subject, requestId]).toSorted()).toStrictEqual(
    ids.map((id, index) => [`certificate/${id}`, requestIds[index]]).toSorted(),
  )
  const jobs = await server.db.$queryRaw<{ requestId: string }[]>`
    SELECT job.data->>'requestId' AS "requestId" FROM jobs.job_common job
    JOIN events event ON event.id = (job.data->>'eventId')::bigint
    WHERE job.name = 'deliver' AND event.subject = ANY (${ids.map((id) => `certificate/${id}`)})`
  expect(jobs.map(({ requestId }) => requestId).toSorted()).toStrictEqual(requestIds.toSorted())
})

it('stores a response for each idempotency key', async () => {
  const courseId = await newCourse()
  const userId = await newUser()
  const path = `/courses/${courseId}/certificates`
  const keys = Array.from({ length: 10 }, () => ({ 'Idempotency-Key': randomUUID() }))
  const send = () => Promise.all(keys.map((headers) => post(path, { userId }, headers).expect(201)))
  const [first, again] = [await send(), await send()]
  expect(again.map(({ body }) => body)).toStrictEqual(first.map(({ body }) => body))
  expect(again.every(({ headers }) => headers['idempotent-replayed'] === 'true')).toBe(true)
  expect(await server.db.prisma.courseCertificate.count({ where: { courseId } })).toBe(10)
})

it('rejects every request for a course that is deleted meanwhile', async () => {
  const courseId = await newCourse()
  const userId = await newUser()
  await server.http.delete(`/openapi/v1/courses/${courseId}`).set('X-API-KEY', site.key).expect(200)
  const sent = Array.from({ length: 5 }, () => post(`/courses/${courseId}/certificates`, { userId }))
  expect((await Promise.all(sent)).map(({ status }) => status)).toStrictEqual([404, 404, 404, 404, 404])
})
