import { beforeAll, describe, expect, it } from 'vitest'
import { newSite, startTestApp, type TestApp, type TestSite } from '../../support/server/app.ts'

let server: TestApp
let site: TestSite

beforeAll(async () => {
  server = await startTestApp()
  site = await newSite(server.db)
})

const post = (body: object, key = site.key) => server.http.post('/openapi/v1/courses').set('X-API-KEY', key).send(body)
const get = (path: string, key = site.key) => server.http.get(`/openapi/v1${path}`).set('X-API-KEY', key)
const patch = (id: number, body: object, key = site.key) =>
  server.http.patch(`/openapi/v1/courses/${id}`).set('X-API-KEY', key).send(body)
const remove = (id: number, key = site.key) => server.http.delete(`/openapi/v1/courses/${id}`).set('X-API-KEY', key)

/** Creates a course and a user, and issues a certificate. */
async function courseWithCertificate(): Promise<{ courseId: number; userId: string; certificate: object }> {
  const course = await post({ name: 'Awarded' }).expect(201)
  const user = await server.http
    .post('/openapi/v1/users')
    .set('X-API-KEY', site.key)
    .send({ name: 'John', email: `john${course.body.id}@example.com`, password: 'p', roleAlias: 'learner' })
    .expect(201)
  const certificate = await issue(course.body.id, user.body.id).expect(201)
  return { courseId: course.body.id, userId: user.body.id, certificate: certificate.body }
}

const issue = (courseId: number, userId: string) =>
  server.http.post(`/openapi/v1/courses/${courseId}/certificates`).set('X-API-KEY', site.key).send({ userId })

describe('POST /courses', () => {
  it('creates a published course', async () => {
    server.setNow(new Date('2026-05-01T12:00:00Z'))
    const answer = await post({ name: '  工程資訊管理 BIM 基礎 ', annotation: 'Short.', description: 'Long.' }).expect(
      201,
    )
    server.setNow(null)
    expect(answer.body).toStrictEqual({
      id: expect.any(Number),
      name: '工程資訊管理 BIM 基礎',
      annotation: 'Short.',
      isDraft: false,
      createdAt: expect.any(Number),
      updatedAt: expect.any(Number),
      publishedAt: Date.UTC(2026, 4, 1, 12) / 1000,
      description: 'Long.',
      template: null,
      link: null,
      publishing: 'none',
      criteria: null,
      achievementType: 'CertificateOfCompletion',
      notify: null,
      attachedFiles: [],
    })
  })

  it('creates a draft with publishedAt 0', async () => {
    const answer = await post({ name: 'Draft', isDraft: true }).expect(201)
    expect(answer.body).toMatchObject({ isDraft: true, publishedAt: 0, annotation: '', description: '' })
  })

  it.each([
    ['name', undefined],
    ['name', ''],
    ['name', null],
    ['name', ['a']],
    ['name', 'a\0b'],
    ['annotation', 5],
    ['description', '\ud800'],
    ['isDraft', 'true'],
  ])('rejects %s: %j and names the field', async (field, value) => {
    const answer = await post({ name: 'Course', [field]: value }).expect(400)
    expect(answer.body).toStrictEqual({
      status: 400,
      message: 'Validation failed',
      errors: { [field]: [expect.any(String)] },
    })
  })
})

describe('GET /courses', () => {
  it('lists the site’s courses in order of creation, including drafts', async () => {
    const own = await newSite(server.db)
    const names = ['C', 'A', 'B']
    for (const name of names) await post({ name, isDraft: name === 'A' }, own.key).expect(201)

    const all = await get('/courses', own.key).expect(200)
    expect(all.body.totalCount).toBe(3)
    expect(all.body.courses.map((course: { name: string }) => course.name)).toStrictEqual(names)
    expect(all.body.courses[1]).toStrictEqual({
      id: expect.any(Number),
      name: 'A',
      annotation: '',
      isDraft: true,
      createdAt: expect.any(Number),
      updatedAt: expect.any(Number),
      publishedAt: 0,
      criteria: null,
      achievementType: 'CertificateOfCompletion',
    })
    const page = await get('/courses?offset=1&limit=1', own.key).expect(200)
    expect(page.body).toMatchObject({ courses: [all.body.courses[1]], totalCount: 3 })
  })
})

describe('GET /courses/:courseId', () => {
  it('returns the course as created, and 404 to another site', async () => {
    const created = await post({ name: 'Shown', description: 'Long.' }).expect(201)
    const shown = await get(`/courses/${created.body.id}`).expect(200)
    expect(shown.body).toStrictEqual(created.body)
    await get(`/courses/${created.body.id}`, (await newSite(server.db)).key).expect(404)
    const unknown = await get('/courses/2147483647').expect(404)
    expect(unknown.headers['x-error-code']).toBe('course.not_found')
  })
})

describe('PATCH /courses/:courseId', () => {
  it('changes only the given fields', async () => {
    const { body: course } = await post({ name: 'Before', annotation: 'Short.' }).expect(201)
    const changed = await patch(course.id, { name: 'After' }).expect(200)
    expect(changed.body).toStrictEqual({ ...course, name: 'After', updatedAt: expect.any(Number) })
    expect((await get(`/courses/${course.id}`)).body).toStrictEqual(changed.body)
  })

  it('sets publishedAt when a draft is published, keeps it afterwards, and resets it to 0', async () => {
    const { body: course } = await post({ name: 'Draft', isDraft: true }).expect(201)
    server.setNow(new Date('2026-06-01T00:00:00Z'))
    const published = await patch(course.id, { isDraft: false }).expect(200)
    expect(published.body).toMatchObject({ isDraft: false, publishedAt: Date.UTC(2026, 5, 1) / 1000 })
    server.setNow(new Date('2026-06-02T00:00:00Z'))
    const again = await patch(course.id, { isDraft: false }).expect(200)
    expect(again.body.publishedAt).toBe(published.body.publishedAt)
    server.setNow(null)
    const unpublished = await patch(course.id, { isDraft: true }).expect(200)
    expect(unpublished.body).toMatchObject({ isDraft: true, publishedAt: 0 })
  })

  it('does not change the course name on issued certificates', async () => {
    const { courseId, certificate } = await courseWithCertificate()
    await patch(courseId, { name: 'Renamed' }).expect(200)
    const list = await get(`/courses/${courseId}/certificates`).expect(200)
    expect(list.body.certificates).toMatchObject([{ courseName: 'Awarded' }])
    expect(certificate).toMatchObject({ courseName: 'Awarded' })
  })

  it.each([
    ['name', ''],
    ['name', null],
    ['isDraft', 'no'],
  ])('rejects %s: %j and names the field', async (field, value) => {
    const { body: course } = await post({ name: 'Course' }).expect(201)
    const answer = await patch(course.id, { [field]: value }).expect(400)
    expect(answer.body).toMatchObject({ errors: { [field]: [expect.any(String)] } })
  })

  it('returns 404 for another site’s course', async () => {
    const { body: course } = await post({ name: 'Mine' }).expect(201)
    await patch(course.id, { name: 'Yours' }, (await newSite(server.db)).key).expect(404)
  })
})

describe('DELETE /courses/:courseId', () => {
  it('deletes a course without certificates', async () => {
    const { body: course } = await post({ name: 'Empty' }).expect(201)
    await remove(course.id, (await newSite(server.db)).key).expect(404)
    await remove(course.id).expect(200, {})
    expect(await server.db.prisma.course.findUnique({ where: { id: course.id } })).toBeNull()
    await remove(course.id).expect(404)
  })

  it('retires a course with certificates and leaves the certificates unchanged', async () => {
    const { courseId, userId, certificate } = await courseWithCertificate()
    const before = await get(`/courses/${courseId}/certificates`).expect(200)
    await remove(courseId).expect(200, {})

    await get(`/courses/${courseId}`).expect(404)
    await patch(courseId, { name: 'Back' }).expect(404)
    await issue(courseId, userId).expect(404)
    await remove(courseId).expect(404)
    const { body } = await get('/courses?limit=1000').expect(200)
    expect(body.courses.filter(({ id }: { id: number }) => id === courseId)).toStrictEqual([])

    const after = await get(`/courses/${courseId}/certificates`).expect(200)
    expect(after.body).toStrictEqual(before.body)
    const { id } = certificate as { id: number } // The contract guarantees the id.
    expect((await get(`/certificates/${id}`).expect(200)).body).toStrictEqual(certificate)
  })

  it('loses no certificate that is issued in parallel', async () => {
    const { userId } = await courseWithCertificate()
    for (let round = 0; round < 5; round++) {
      const { body: course } = await post({ name: 'Contested' }).expect(201)
      const [issued] = await Promise.all([issue(course.id, userId), remove(course.id)])
      if (issued.status === 201) await get(`/certificates/${issued.body.id}`).expect(200)
      else expect(issued.status).toBe(404)
    }
  })
})
