import { beforeAll, describe, expect, it } from 'vitest'
import { newSite, startTestApp, type TestApp, type TestSite } from '../../support/app.ts'

let server: TestApp
let site: TestSite

beforeAll(async () => {
  server = await startTestApp()
  site = await newSite(server.db)
})

const get = (path: string, key = site.key) => server.http.get(`/openapi/v1${path}`).set('X-API-KEY', key)
const post = (path: string, body: object, key = site.key) =>
  server.http.post(`/openapi/v1${path}`).set('X-API-KEY', key).send(body)

async function newCourse(name = 'Advanced Sales Techniques'): Promise<number> {
  return (await post('/courses', { name }).expect(201)).body.id
}

let users = 0
async function newUser(name = 'John Doe'): Promise<{ id: string; email: string }> {
  users += 1
  const email = `john${users}@example.com`
  const body = { name, email, password: 'correct horse', roleAlias: 'learner', timezone: 'Europe/Lisbon' }
  return { id: (await post('/users', body).expect(201)).body.id, email }
}

async function issueMany(courseId: number, userId: string, count: number): Promise<number[]> {
  const ids: number[] = []
  for (let index = 0; index < count; index += 1) {
    ids.push((await post(`/courses/${courseId}/certificates`, { userId }).expect(201)).body.id)
  }
  return ids
}

describe('GET /courses/{courseId}/certificates', () => {
  it('answers exactly the documented shape', async () => {
    const courseId = await newCourse()
    const { id: userId, email } = await newUser()
    await post(`/courses/${courseId}/certificates`, {
      userId,
      name: 'Course Completion Certificate',
      description: 'Certificate of completion',
      imageUrl: 'http://s3.amazonaws.com/certificates/cert123.png',
      achievedAt: 1234567890,
      expiresAt: 1334567890,
    }).expect(201)

    const answer = await get(`/courses/${courseId}/certificates`).expect(200)

    expect(answer.body).toStrictEqual({
      certificates: [
        {
          id: expect.any(Number),
          name: 'Course Completion Certificate',
          description: 'Certificate of completion',
          courseId,
          courseName: 'Advanced Sales Techniques',
          imageUrl: 'http://s3.amazonaws.com/certificates/cert123.png',
          achievedAt: 1234567890,
          expiresAt: 1334567890,
          user: { id: userId, name: 'John Doe', email, role: { alias: 'learner' } },
        },
      ],
      totalCount: 1,
    })
  })

  it('leaves expiresAt out where the certificate never expires', async () => {
    const courseId = await newCourse()
    await issueMany(courseId, (await newUser()).id, 1)
    const answer = await get(`/courses/${courseId}/certificates`).expect(200)
    expect(answer.body.certificates[0]).not.toHaveProperty('expiresAt')
  })

  it('lists twenty unless told otherwise, oldest first', async () => {
    const courseId = await newCourse()
    const ids = await issueMany(courseId, (await newUser()).id, 23)
    const idsOf = async (query: string) => {
      const { body } = await get(`/courses/${courseId}/certificates${query}`).expect(200)
      expect(body.totalCount).toBe(23)
      return body.certificates.map((certificate: { id: number }) => certificate.id)
    }

    expect(await idsOf('')).toStrictEqual(ids.slice(0, 20))
    expect(await idsOf('?offset=20')).toStrictEqual(ids.slice(20))
    expect(await idsOf('?offset=5&limit=3')).toStrictEqual(ids.slice(5, 8))
    expect(await idsOf('?limit=1000')).toStrictEqual(ids)
    expect(await idsOf('?offset=23')).toStrictEqual([])
  })

  it('shows every certificate exactly once to who pages while others issue at the same time', async () => {
    const courseId = await newCourse()
    const { id: userId } = await newUser()
    const first = await issueMany(courseId, userId, 10)
    const issuing = Promise.all(Array.from({ length: 20 }, () => issueMany(courseId, userId, 1)))

    const seen: number[] = []
    let finished = false
    void issuing.then(() => {
      finished = true
    })
    for (;;) {
      const last = finished
      const { body } = await get(`/courses/${courseId}/certificates?offset=${seen.length}&limit=7`).expect(200)
      seen.push(...body.certificates.map((certificate: { id: number }) => certificate.id))
      if (last && body.certificates.length === 0) break
    }

    const issued = [...first, ...(await issuing).flat()]
    expect(seen.slice(0, 10)).toStrictEqual(first)
    expect(seen.toSorted((a, b) => a - b)).toStrictEqual(issued.toSorted((a, b) => a - b))
  })

  it('says 404 for a course that is unknown, of another site, or beyond any id', async () => {
    const courseId = await newCourse()
    const other = await newSite(server.db)
    for (const [path, key] of [
      ['/courses/999999/certificates', site.key],
      [`/courses/${courseId}/certificates`, other.key],
      ['/courses/99999999999999/certificates', site.key],
    ] as const) {
      const answer = await get(path, key).expect(404)
      expect(answer.body).toStrictEqual({ status: 404, message: expect.any(String) })
    }
  })

  it.each([
    'offset=-1',
    'offset=abc',
    'offset=1.5',
    'offset=',
    'offset=1e3',
    'offset=%2B1',
    'offset=1&offset=2',
    'offset=99999999999999999999',
    'limit=0',
    'limit=-5',
    'limit=1001',
    'limit=NaN',
    'limit=0x10',
    'limit=20&limit=20',
  ])('refuses ?%s and names the parameter', async (query) => {
    const courseId = await newCourse()
    const answer = await get(`/courses/${courseId}/certificates?${query}`).expect(400)
    expect(answer.body).toStrictEqual({
      status: 400,
      message: 'Validation failed',
      errors: { [query.split('=')[0] as string]: [expect.any(String)] },
    })
  })

  it.each(['abc', '1.5', '-1', '1e3', '%00', '1%20', '%zz', "1'--"])('refuses the course id %s', async (id) => {
    const answer = await get(`/courses/${id}/certificates`).expect(400)
    expect(answer.body).toMatchObject({ status: 400, errors: { courseId: [expect.any(String)] } })
  })
})

describe('POST /courses/{courseId}/certificates', () => {
  it('issues a certificate now, with the usual texts, to the whole user', async () => {
    const courseId = await newCourse()
    const { id: userId, email } = await newUser()
    server.setNow(new Date('2026-05-01T12:00:00.900Z'))
    const answer = await post(`/courses/${courseId}/certificates`, { userId }).expect(201)
    server.setNow(null)

    expect(answer.body).toStrictEqual({
      id: expect.any(Number),
      name: 'Course Completion Certificate',
      description: 'Certificate of completion',
      courseId,
      courseName: 'Advanced Sales Techniques',
      imageUrl: '',
      achievedAt: Date.UTC(2026, 4, 1, 12) / 1000,
      user: {
        id: userId,
        name: 'John Doe',
        language: 'en',
        timezone: 'Europe/Lisbon',
        email,
        isBanned: false,
        role: { alias: 'learner' },
        fromApi: true,
        attributes: {},
      },
    })
    expect((await get(`/certificates/${answer.body.id}`).expect(200)).body).toStrictEqual(answer.body)
  })

  it('states what course and user were called at that time, for ever', async () => {
    const courseId = await newCourse('Old course name')
    const { id: userId } = await newUser('Old name')
    const [id] = await issueMany(courseId, userId, 1)
    await server.db.prisma.course.update({ where: { id: courseId }, data: { name: 'New course name' } })
    await server.db.prisma.user.updateMany({ where: { id: userId }, data: { name: 'New name' } })

    const whole = (await get(`/certificates/${id}`).expect(200)).body
    const listed = (await get(`/courses/${courseId}/certificates`).expect(200)).body.certificates[0]
    for (const certificate of [whole, listed]) {
      expect(certificate).toMatchObject({ courseName: 'Old course name', user: { name: 'Old name' } })
    }
  })

  it('numbers the certificates of a course without gaps when many are issued at once', async () => {
    const courseId = await newCourse()
    const { id: userId } = await newUser()
    const bodies = Array.from({ length: 30 }, (_, index) => ({ userId: index % 3 === 0 ? 'nobody' : userId }))
    await Promise.all(bodies.map((body) => post(`/courses/${courseId}/certificates`, body)))

    const rows = await server.db.prisma.courseCertificate.findMany({ where: { courseId }, orderBy: { number: 'asc' } })
    expect(rows.map((row) => row.number)).toStrictEqual(Array.from({ length: 20 }, (_, index) => index + 1))
    expect((await get(`/courses/${courseId}/certificates`).expect(200)).body.totalCount).toBe(20)
  })

  it.each([
    [{}, 'userId'],
    [{ userId: 5 }, 'userId'],
    [{ userId: 'nobody' }, 'userId'],
    [{ userId: 'u', name: '' }, 'name'],
    [{ userId: 'u', name: 'a\0b' }, 'name'],
    [{ userId: 'u', name: '\ud800' }, 'name'],
    [{ userId: 'u', achievedAt: 0 }, 'achievedAt'],
    [{ userId: 'u', achievedAt: '1234567890' }, 'achievedAt'],
    [{ userId: 'u', achievedAt: 1e300 }, 'achievedAt'],
    [{ userId: 'u', achievedAt: 1234567890, expiresAt: 1234567890 }, 'expiresAt'],
    [{ userId: 'u', imageUrl: 'javascript:alert(1)' }, 'imageUrl'],
  ])('refuses %j and names %s', async (body, field) => {
    const courseId = await newCourse()
    const answer = await post(`/courses/${courseId}/certificates`, body).expect(400)
    expect(answer.body).toMatchObject({ status: 400, errors: { [field]: [expect.any(String)] } })
    expect((await get(`/courses/${courseId}/certificates`)).body.totalCount).toBe(0)
  })

  it('says 404 for a course of another site, and issues nothing', async () => {
    const courseId = await newCourse()
    const other = await newSite(server.db)
    await post(`/courses/${courseId}/certificates`, { userId: (await newUser()).id }, other.key).expect(404)
    expect((await get(`/courses/${courseId}/certificates`)).body.totalCount).toBe(0)
  })
})

describe('GET /certificates/{certificateId}', () => {
  it('says 404 for one that is unknown, of another site, or beyond any id', async () => {
    const [id] = await issueMany(await newCourse(), (await newUser()).id, 1)
    const other = await newSite(server.db)
    await get('/certificates/999999').expect(404)
    await get('/certificates/99999999999').expect(404)
    const answer = await get(`/certificates/${id}`, other.key).expect(404)
    expect(answer.headers['x-error-code']).toBe('certificate.not_found')
  })
})
