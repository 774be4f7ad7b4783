import { beforeAll, describe, expect, it } from 'vitest'
import { linksTo } from '../../support/lms/links.ts'
import { newSite, startTestApp, type TestApp, type TestSite } from '../../support/server/app.ts'

let server: TestApp
let site: TestSite

beforeAll(async () => {
  server = await startTestApp()
  site = await newSite(server.db)
})

const get = (path: string, key = site.key) => server.http.get(`/openapi/v1${path}`).set('X-API-KEY', key)
const patch = (id: number, body: object, key = site.key) =>
  server.http.patch(`/openapi/v1/certificates/${id}`).set('X-API-KEY', key).send(body)
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

describe('GET /courses/:courseId/certificates', () => {
  it('returns 304 to a matching If-None-Match until the content of the page changes', async () => {
    const courseId = await newCourse()
    const { id: userId, email } = await newUser()
    const [id = 0] = await issueMany(courseId, userId, 1)
    const path = `/courses/${courseId}/certificates`
    const tags = new Set<string>()
    const readChanged = async () => {
      const before = [...tags].at(-1) ?? '"none"'
      const answer = await get(path).set('If-None-Match', before).expect(200)
      const tag = answer.headers.etag ?? expect.fail('The response has no ETag.')
      expect(tags).not.toContain(tag)
      tags.add(tag)
      const unchanged = await get(path).set('If-None-Match', `"another", W/${tag}`).expect(304)
      expect(unchanged.text).toBe('')
      expect(unchanged.headers.etag).toBe(tag)
      expect((await get(path).expect(200)).body).toStrictEqual(answer.body)
      return answer.body.certificates
    }
    expect(await readChanged()).toMatchObject([{ id, user: { email } }])

    await patch(id, { expiresAt: 4_000_000_000 }).expect(200)
    expect(await readChanged()).toMatchObject([{ expiresAt: 4_000_000_000 }])
    await patch(id, { imageUrl: 'https://example.com/other.png' }).expect(200)
    expect(await readChanged()).toMatchObject([{ imageUrl: 'https://example.com/other.png' }])
    const change = { email: `new.${email}` }
    await server.http.patch(`/openapi/v1/users/${userId}`).set('X-API-KEY', site.key).send(change).expect(200)
    expect(await readChanged()).toMatchObject([{ user: { email: `new.${email}` } }])
    await post(`/certificates/${id}/revoke`, { reason: 'A mistake.' }).expect(200)
    expect(await readChanged()).toMatchObject([{ revocationReason: 'A mistake.' }])
    await issueMany(courseId, userId, 1)
    expect(await readChanged()).toHaveLength(2)

    // The tag ignores data that the page does not show: a user's occupation, certificates of another course.
    const tag = [...tags].at(-1) ?? ''
    await server.http
      .patch(`/openapi/v1/users/${userId}`)
      .set('X-API-KEY', site.key)
      .send({ occupation: 'Baker' })
      .expect(200)
    await issueMany(await newCourse(), userId, 1)
    await get(path).set('If-None-Match', tag).expect(304)
    const { key } = await newSite(server.db)
    await get(path, key).set('If-None-Match', tag).expect(404)
  })

  it('returns exactly the documented fields', async () => {
    const courseId = await newCourse()
    const { id: userId, email } = await newUser()
    const issued = await post(`/courses/${courseId}/certificates`, {
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
          ...linksTo(server.url, issued.body.publicId),
          user: { id: userId, name: 'John Doe', email, role: { alias: 'learner' } },
        },
      ],
      totalCount: 1,
    })
  })

  it('omits expiresAt for a certificate without an expiry', async () => {
    const courseId = await newCourse()
    await issueMany(courseId, (await newUser()).id, 1)
    const answer = await get(`/courses/${courseId}/certificates`).expect(200)
    expect(answer.body.certificates[0]).not.toHaveProperty('expiresAt')
  })

  it('lists 20 certificates by default, oldest first, and applies offset and limit', async () => {
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

  it('returns each certificate exactly once to a client that pages while others are issued', async () => {
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

  it('returns 404 for an unknown course, another site’s course and an id out of range', async () => {
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
  ])('rejects ?%s and names the parameter', async (query) => {
    const courseId = await newCourse()
    const answer = await get(`/courses/${courseId}/certificates?${query}`).expect(400)
    expect(answer.body).toStrictEqual({
      status: 400,
      message: 'Validation failed',
      errors: { [query.split('=')[0] as string]: [expect.any(String)] },
    })
  })

  it.each(['abc', '1.5', '-1', '1e3', '%00', '1%20', '%zz', "1'--"])('rejects the course id %s', async (id) => {
    const answer = await get(`/courses/${id}/certificates`).expect(400)
    expect(answer.body).toMatchObject({ status: 400, errors: { courseId: [expect.any(String)] } })
  })
})

describe('POST /courses/:courseId/certificates', () => {
  it('issues a certificate with default texts and the current time, and returns the full user', async () => {
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
      imageUrl: answer.body.pictureUrl,
      ...linksTo(server.url, answer.body.publicId),
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

  it('returns links to its page, picture and PDF in every answer, whatever image it has', async () => {
    const courseId = await newCourse()
    const { id: userId } = await newUser()
    const imageUrl = 'https://lms.example/own.png'
    const issued = (await post(`/courses/${courseId}/certificates`, { userId, imageUrl }).expect(201)).body
    const { publicId } = await server.db.prisma.courseCertificate.findUniqueOrThrow({ where: { id: issued.id } })
    const paths = [`/courses/${courseId}/certificates`, '/certificates?limit=1000', `/users/${userId}/certificates`]
    const expectLinks = async (answer: object, revision: number) => {
      const links = { ...linksTo(server.url, publicId, revision), imageUrl }
      expect(answer).toMatchObject(links)
      expect((await get(`/certificates/${issued.id}`).expect(200)).body).toMatchObject(links)
      for (const path of paths) {
        const { body } = await get(path).expect(200)
        const listed = body.certificates.find(({ id }: { id: number }) => id === issued.id)
        expect(listed, path).toMatchObject(links)
      }
    }
    const lastEvent = async (type: string) => (await get(`/webhook/certificate.${type}/last`).expect(200)).body.body
    await expectLinks(issued, 0)
    expect(await lastEvent('issued')).toStrictEqual({ certificate: issued })
    await expectLinks((await patch(issued.id, { expiresAt: 4_000_000_000 }).expect(200)).body, 1)
    const revoked = (await post(`/certificates/${issued.id}/revoke`, { reason: 'A mistake.' }).expect(200)).body
    await expectLinks(revoked, 1)
    expect(await lastEvent('revoked')).toStrictEqual({ certificate: revoked })

    const reissued = (await post(`/certificates/${issued.id}/reissue`, {}).expect(201)).body
    expect(reissued.publicId).not.toBe(publicId)
    expect(reissued).toMatchObject(linksTo(server.url, reissued.publicId))
    await server.http.get(new URL(reissued.verificationUrl).pathname).expect(200)
    for (const url of [reissued.pictureUrl, reissued.pdfUrl]) await server.http.head(new URL(url).pathname).expect(200)
  })

  it('keeps the names of course and user from the time of issue', async () => {
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

  it('numbers a course’s certificates without gaps when requests run in parallel and some are rejected', async () => {
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
  ])('rejects %j and names the field %s', async (body, field) => {
    const courseId = await newCourse()
    const answer = await post(`/courses/${courseId}/certificates`, body).expect(400)
    expect(answer.body).toMatchObject({ status: 400, errors: { [field]: [expect.any(String)] } })
    expect((await get(`/courses/${courseId}/certificates`)).body.totalCount).toBe(0)
  })

  it('returns 404 for another site’s course and issues nothing', async () => {
    const courseId = await newCourse()
    const other = await newSite(server.db)
    await post(`/courses/${courseId}/certificates`, { userId: (await newUser()).id }, other.key).expect(404)
    expect((await get(`/courses/${courseId}/certificates`)).body.totalCount).toBe(0)
  })
})

describe('GET /certificates/:certificateId', () => {
  it('returns 404 for an unknown certificate, another site’s certificate and an id out of range', async () => {
    const [id] = await issueMany(await newCourse(), (await newUser()).id, 1)
    const other = await newSite(server.db)
    await get('/certificates/999999').expect(404)
    await get('/certificates/99999999999').expect(404)
    const answer = await get(`/certificates/${id}`, other.key).expect(404)
    expect(answer.headers['x-error-code']).toBe('certificate.not_found')
  })
})

const revoke = (id: number, reason: unknown, key?: string) => post(`/certificates/${id}/revoke`, { reason }, key)
const reissue = (id: number, corrections: object, key?: string) => post(`/certificates/${id}/reissue`, corrections, key)

/** Issues a certificate, to a new user for a new course unless given, and returns the response. */
async function issueOne(facts: object = {}, courseId?: number, userId?: string) {
  const body = { userId: userId ?? (await newUser()).id, ...facts }
  return (await post(`/courses/${courseId ?? (await newCourse())}/certificates`, body).expect(201)).body
}

/** The fields of a certificate that a list returns. */
function listed({ user, replaces: _, ...facts }: Record<string, unknown> & { user: Record<string, unknown> }) {
  return { ...facts, user: { id: user.id, name: user.name, email: user.email, role: user.role } }
}

describe('GET /certificates', () => {
  const idsOf = async (query: string, key?: string): Promise<number[]> => {
    const { body } = await get(`/certificates?limit=1000&${query}`, key).expect(200)
    expect(body.totalCount).toBe(body.certificates.length)
    return body.certificates.map(({ id }: { id: number }) => id)
  }

  it('lists the site’s certificates in order of issue, with the same entries and pages as the course’s list', async () => {
    const courseId = await newCourse()
    const { id: userId } = await newUser()
    await issueMany(courseId, userId, 3)
    await revoke((await issueOne({ expiresAt: 4_000_000_000 }, courseId, userId)).id, 'A mistake.').expect(200)
    const all = await get('/certificates?limit=1000').expect(200)
    const ids = all.body.certificates.map(({ id }: { id: number }) => id)
    expect(ids).toStrictEqual(ids.toSorted((a: number, b: number) => a - b))

    const ofCourse = await get(`/courses/${courseId}/certificates`).expect(200)
    const filtered = await get(`/certificates?courseId=${courseId}`).expect(200)
    expect(filtered.body).toStrictEqual(ofCourse.body)
    const page = await get(`/certificates?courseId=${courseId}&offset=1&limit=2`).expect(200)
    expect(page.body).toMatchObject({ certificates: ofCourse.body.certificates.slice(1, 3), totalCount: 4 })
    expect(await idsOf('', (await newSite(server.db)).key)).toStrictEqual([])
  })

  it('returns the same fields in a course’s list as for the single certificate, for any text and after changes', async () => {
    const texts = ['"quoted" \\ and \n broken', '</script><!-- ♪ 👩🏽‍🚀 é', '%s %1$s {} $1', "'); DROP"]
    for (const text of texts) {
      const { id: userId } = await newUser(text)
      const courseId = await newCourse(text)
      const { id } = await issueOne({ name: text, description: text, achievedAt: 1_000_000_000 }, courseId, userId)
      const both = async () => {
        const { body } = await get(`/courses/${courseId}/certificates`).expect(200)
        return [body.certificates[0], listed((await get(`/certificates/${id}`).expect(200)).body)]
      }
      const expectAlike = async (change: object) => {
        const [inList, alone] = await both()
        expect(inList).toStrictEqual(JSON.parse(JSON.stringify(alone)))
        expect(inList).toMatchObject(change)
      }
      await expectAlike({ name: text, description: text, courseName: text, user: { name: text } })
      await patch(id, { expiresAt: 4_000_000_000, imageUrl: 'https://x.example/?q="&é' }).expect(200)
      await expectAlike({ expiresAt: 4_000_000_000, imageUrl: 'https://x.example/?q="&é' })
      await revoke(id, text).expect(200)
      await expectAlike({ revocationReason: text })
      await server.http
        .patch(`/openapi/v1/users/${userId}`)
        .set('X-API-KEY', site.key)
        .send({ email: `o'${id}@example.com` })
        .expect(200)
      await expectAlike({ user: expect.objectContaining({ email: `o'${id}@example.com` }) })
    }
  })

  it('filters by user, email, achievement date and status, also combined', async () => {
    const { id: userId, email } = await newUser()
    const times = { old: 1_000_000_000, middle: 1_100_000_000, young: 1_200_000_000 }
    const active = (await issueOne({ achievedAt: times.old }, undefined, userId)).id
    const expired = (await issueOne({ achievedAt: times.middle, expiresAt: times.middle + 1 }, undefined, userId)).id
    const revoked = (await issueOne({ achievedAt: times.young, expiresAt: 4_000_000_000 }, undefined, userId)).id
    await revoke(revoked, 'A mistake.').expect(200)
    const mine = `userId=${userId}`

    expect(await idsOf(mine)).toStrictEqual([active, expired, revoked])
    expect(await idsOf(`email=${email.toUpperCase()}`)).toStrictEqual([active, expired, revoked])
    expect(await idsOf(`${mine}&email=other@example.com`)).toStrictEqual([])
    expect(await idsOf(`${mine}&status=active`)).toStrictEqual([active])
    expect(await idsOf(`${mine}&status=expired`)).toStrictEqual([expired])
    expect(await idsOf(`${mine}&status=revoked`)).toStrictEqual([revoked])
    expect(await idsOf(`${mine}&achievedFrom=${times.middle}`)).toStrictEqual([expired, revoked])
    expect(await idsOf(`${mine}&achievedTo=${times.middle}`)).toStrictEqual([active, expired])
    expect(await idsOf(`${mine}&achievedFrom=${times.middle}&achievedTo=${times.middle}&status=expired`)).toStrictEqual(
      [expired],
    )
  })

  it('treats a certificate as expired at the second of its expiresAt, and not before', async () => {
    const { id: userId } = await newUser()
    const { id } = await issueOne({ achievedAt: 1_000_000_000, expiresAt: 1_900_000_000 }, undefined, userId)
    server.setNow(new Date(1_900_000_000_000 - 1))
    expect(await idsOf(`userId=${userId}&status=active`)).toStrictEqual([id])
    server.setNow(new Date(1_900_000_000_000))
    expect(await idsOf(`userId=${userId}&status=expired`)).toStrictEqual([id])
    expect(await idsOf(`userId=${userId}&status=active`)).toStrictEqual([])
    server.setNow(null)
  })

  it.each(['status=gone', 'courseId=x', 'achievedFrom=-1', 'achievedTo=tomorrow', 'limit=1001', 'offset=-1'])(
    'rejects ?%s and names the parameter',
    async (query) => {
      const { body } = await get(`/certificates?${query}`).expect(400)
      expect(Object.keys(body.errors)).toStrictEqual([query.split('=')[0]])
    },
  )
})

describe('GET /users/:userId/certificates', () => {
  it('lists the user’s certificates, and returns 404 for an unknown user and another site’s user', async () => {
    const { id: userId } = await newUser()
    const certificates = [await issueOne({}, undefined, userId), await issueOne({}, undefined, userId)]
    const answer = await get(`/users/${userId}/certificates`).expect(200)
    expect(answer.body).toStrictEqual({ certificates: certificates.map(listed), totalCount: 2 })
    const page = await get(`/users/${userId}/certificates?offset=1`).expect(200)
    expect(page.body.certificates).toHaveLength(1)
    await get('/users/nobody/certificates').expect(404)
    await get(`/users/${userId}/certificates`, (await newSite(server.db)).key).expect(404)
  })
})

describe('PATCH /certificates/:certificateId', () => {
  it('changes and removes expiresAt, and changes imageUrl', async () => {
    const before = await issueOne({ achievedAt: 1_000_000_000 })
    const change = { expiresAt: 1_900_000_000, imageUrl: 'https://files.example/new.png' }
    const changed = await patch(before.id, change).expect(200)
    const linksOf = (revision: number) => linksTo(server.url, before.publicId, revision)
    expect(changed.body).toStrictEqual({ ...before, ...change, ...linksOf(1) })
    const never = await patch(before.id, { expiresAt: null }).expect(200)
    expect(never.body).toStrictEqual({ ...before, imageUrl: change.imageUrl, ...linksOf(2) })
  })

  it('restores the server’s own image when imageUrl is null', async () => {
    const before = await issueOne()
    const imageUrl = 'https://files.example/new.png'
    expect((await patch(before.id, { imageUrl }).expect(200)).body.imageUrl).toBe(imageUrl)
    expect((await patch(before.id, { imageUrl: null }).expect(200)).body).toStrictEqual(before)
  })

  it('rejects an expiry that is not after the achievement date, and another site’s or an unknown certificate', async () => {
    const { id } = await issueOne({ achievedAt: 1_000_000_000 })
    const answer = await patch(id, { expiresAt: 1_000_000_000 }).expect(400)
    expect(answer.body.errors).toStrictEqual({ expiresAt: [expect.any(String)] })
    await patch(id, {}, (await newSite(server.db)).key).expect(404)
    await patch(2_147_483_647, {}).expect(404)
  })
})

describe('POST /certificates/:certificateId/revoke', () => {
  it('revokes a certificate, keeps the first reason, and still lists the certificate', async () => {
    const before = await issueOne()
    server.setNow(new Date('2026-07-01T00:00:00Z'))
    const revoked = await revoke(before.id, ' Issued to the wrong person. ').expect(200)
    const revocation = { revokedAt: Date.UTC(2026, 6) / 1000, revocationReason: 'Issued to the wrong person.' }
    expect(revoked.body).toStrictEqual({ ...before, ...revocation })
    server.setNow(null)
    const again = await revoke(before.id, 'Another reason.').expect(200)
    expect(again.body).toStrictEqual(revoked.body)
    const list = await get(`/courses/${before.courseId}/certificates`).expect(200)
    expect(list.body).toStrictEqual({ certificates: [listed(revoked.body)], totalCount: 1 })
  })

  it('returns a reason with special characters unchanged', async () => {
    const { id, courseId } = await issueOne()
    const reason = 'Quotes "…", \\ and ,"revokedAt":1, %s, 😀\n'.trim()
    await revoke(id, reason).expect(200)
    const list = await get(`/courses/${courseId}/certificates`).expect(200)
    expect(list.body.certificates[0].revocationReason).toBe(reason)
  })

  it('requires a reason, and returns 404 for another site’s certificate', async () => {
    const { id } = await issueOne()
    for (const reason of [undefined, '', '  ', 5]) await revoke(id, reason).expect(400)
    await revoke(id, 'Mine now.', (await newSite(server.db)).key).expect(404)
    expect((await get(`/certificates/${id}`)).body).not.toHaveProperty('revokedAt')
  })
})

describe('POST /certificates/:certificateId/reissue', () => {
  it('revokes the certificate and issues one with the current names of course and user', async () => {
    const old = await issueOne({ name: 'First', achievedAt: 1_000_000_000, expiresAt: 1_900_000_000 })
    const asSite = { 'X-API-KEY': site.key }
    await server.http.patch(`/openapi/v1/users/${old.user.id}`).set(asSite).send({ name: 'Jane' }).expect(200)
    await server.http.patch(`/openapi/v1/courses/${old.courseId}`).set(asSite).send({ name: 'New' }).expect(200)

    const { body: fresh } = await reissue(old.id, { description: 'Corrected' }).expect(201)
    expect(fresh).toStrictEqual({
      ...old,
      id: fresh.id,
      imageUrl: fresh.imageUrl,
      ...linksTo(server.url, fresh.publicId),
      replaces: old.id,
      description: 'Corrected',
      courseName: 'New',
      user: { ...old.user, name: 'Jane' },
    })
    const { body: replaced } = await get(`/certificates/${old.id}`).expect(200)
    const reason = 'Replaced by a new certificate.'
    expect(replaced).toStrictEqual({ ...old, revokedAt: expect.any(Number), revocationReason: reason })
    const { body: list } = await get(`/courses/${old.courseId}/certificates`).expect(200)
    expect(list).toStrictEqual({ certificates: [listed(replaced), listed(fresh)], totalCount: 2 })
  })

  it('keeps a custom imageUrl, and uses the server’s own image when imageUrl is null', async () => {
    const imageUrl = 'https://files.example/own.png'
    const first = await issueOne({ imageUrl })
    const second = (await reissue(first.id, {}).expect(201)).body
    expect(second.imageUrl).toBe(imageUrl)
    const third = (await reissue(second.id, { imageUrl: null }).expect(201)).body
    expect(third.imageUrl).toMatch(/\/images\/[0-9a-f-]{36}-0\.png$/)
  })

  it.each(['course', 'user'] as const)('rejects a deleted %s, as issuing does, and changes nothing', async (what) => {
    const old = await issueOne()
    const path = what === 'course' ? `courses/${old.courseId}` : `users/${old.user.id}`
    await server.http.delete(`/openapi/v1/${path}`).set('X-API-KEY', site.key).expect(200)
    const refused = await reissue(old.id, {}).expect(404)
    expect(refused.headers['x-error-code']).toBe(`${what}.not_found`)
    const { body } = await get(`/certificates/${old.id}`).expect(200)
    expect(body).not.toHaveProperty('revokedAt')
    const where = { courseId: old.courseId }
    expect(await server.db.prisma.courseCertificate.count({ where })).toBe(1)
  })

  it('replaces a certificate once when requests run in parallel, and returns 409 to the others', async () => {
    const { id, courseId } = await issueOne()
    const answers = await Promise.all(Array.from({ length: 5 }, () => reissue(id, {})))
    expect(answers.map(({ status }) => status).toSorted()).toStrictEqual([201, 409, 409, 409, 409])
    const refused = answers.find(({ status }) => status === 409)
    expect(refused?.headers['x-error-code']).toBe('certificate.replaced')
    expect((await get(`/courses/${courseId}/certificates`)).body.totalCount).toBe(2)
  })

  it('keeps the revocation reason of a certificate that was revoked before', async () => {
    const { id } = await issueOne()
    await revoke(id, 'The name was misspelt.').expect(200)
    await reissue(id, {}).expect(201)
    expect((await get(`/certificates/${id}`)).body.revocationReason).toBe('The name was misspelt.')
  })

  it('rejects an invalid expiry and another site’s certificate, and changes nothing', async () => {
    const old = await issueOne({ achievedAt: 1_000_000_000 })
    const answer = await reissue(old.id, { expiresAt: 999_999_999 }).expect(400)
    expect(answer.body.errors).toHaveProperty('expiresAt')
    await reissue(old.id, {}, (await newSite(server.db)).key).expect(404)
    expect((await get(`/certificates/${old.id}`)).body).toStrictEqual(old)
    expect((await get(`/courses/${old.courseId}/certificates`)).body.totalCount).toBe(1)
  })
})
