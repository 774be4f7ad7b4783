import { beforeAll, describe, expect, it } from 'vitest'
import { newSite, startTestApp, type TestApp, type TestSite } from '../support/server/app.ts'

let server: TestApp
let site: TestSite
let count = 0

beforeAll(async () => {
  server = await startTestApp()
  site = await newSite(server.db)
})

type Method = 'get' | 'post' | 'patch' | 'delete'

/** Sends a request. Returns the body, and checks the status. */
async function send(method: Method, path: string, body: object | undefined, status: number, key = site.key) {
  const request = server.http[method](`/openapi/v1${path}`).set('X-API-KEY', key)
  const answer = await (body ? request.send(body) : request)
  expect([answer.status, answer.body], `${method} ${path}`).toStrictEqual([status, answer.body])
  return answer.body
}

const person = (more: object = {}) => {
  count += 1
  return { name: 'John Doe', email: `john${count}@example.com`, password: 'p', roleAlias: 'learner', ...more }
}

async function issued(more: object = {}) {
  const course = await send('post', '/courses', { name: 'Course' }, 201)
  const user = await send('post', '/users', person(), 201)
  const certificate = await send('post', `/courses/${course.id}/certificates`, { userId: user.id, ...more }, 201)
  return { course, user, certificate }
}

describe('unknown fields of the LMS API', () => {
  it('are rejected in the body of every route', async () => {
    const { paths } = (await server.http.get('/openapi/v1/openapi.json').expect(200)).body
    const tried: string[] = []
    for (const [path, operations] of Object.entries<Record<string, object>>(paths)) {
      for (const method of ['post', 'patch', 'delete'] as const) {
        const operation = operations[method]
        if (!operation || /batch$/.test(path)) continue
        if (/templates|fonts/.test(path)) {
          await send(method, path.replace(/\{\w+\}/g, '1').slice('/openapi/v1'.length), { zz: 1 }, 415)
          continue
        }
        const { errors } = await send(method, path.replace(/\{\w+\}/g, '1').slice('/openapi/v1'.length), { zz: 1 }, 400)
        expect(errors.zz, `${method} ${path}`).toStrictEqual([expect.stringMatching(/^Unknown field\. /)])
        tried.push(path)
      }
    }
    expect(tried.length).toBeGreaterThan(20)
  })

  it.each([
    ['expiryAt', 'expiresAt'],
    ['expires_at', 'expiresAt'],
    ['expires', 'expiresAt'],
    ['acheivedAt', 'achievedAt'],
    ['imageURL', 'imageUrl'],
    ['desription', 'description'],
  ])('are answered with the nearest name: %s', async (wrong, right) => {
    const { course, user } = await issued()
    const body = { userId: user.id, [wrong]: 1_900_000_000 }
    const { errors } = await send('post', `/courses/${course.id}/certificates`, body, 400)
    expect(errors).toStrictEqual({ [wrong]: [`Unknown field. Did you mean \`${right}\`?`] })
    expect((await send('get', `/users/${user.id}/certificates`, undefined, 200)).totalCount).toBe(1)
  })

  it('do not revoke a certificate: reissue says how to correct the name', async () => {
    const { certificate } = await issued()
    const { errors } = await send('post', `/certificates/${certificate.id}/reissue`, { userName: 'Jane' }, 400)
    expect(errors.userName[0]).toContain('PATCH /users/{userId}')
    expect(await send('get', `/certificates/${certificate.id}`, undefined, 200)).toStrictEqual(certificate)
  })

  it('of a query are ignored', async () => {
    await send('get', '/courses?zz=1', undefined, 200)
  })

  it('in a body that the route does not read name the query, where the parameter belongs', async () => {
    const { certificate, user } = await issued()
    const { errors } = await send('post', `/certificates/${certificate.id}/publish`, { encrypt: true }, 400)
    expect(errors).toStrictEqual({ encrypt: ['Unknown field. Send it in the query.'] })
    expect((await send('delete', `/users/${user.id}`, { erase: true }, 400)).errors.erase).toHaveLength(1)
    await send('delete', `/users/${user.id}`, {}, 200)
  })
})

describe('whole objects that clients send back', () => {
  it('are accepted where nothing else changes', async () => {
    const { course, user, certificate } = await issued({ achievedAt: 1_700_000_000, expiresAt: 1_900_000_000 })
    const image = { id: 1, original: 'https://a.example/1.png', mini: '', small: '' }
    expect((await send('patch', `/courses/${course.id}`, { ...course, image, name: 'New' }, 200)).name).toBe('New')
    expect((await send('patch', `/users/${user.id}`, { ...user, image, name: 'New' }, 200)).name).toBe('New')
    const change = { ...certificate, expiresAt: 1_950_000_000 }
    const changed = await send('patch', `/certificates/${certificate.id}`, change, 200)
    expect(changed).toMatchObject({ name: certificate.name, expiresAt: 1_950_000_000 })
    const profile = await send('get', '/site', undefined, 200)
    expect(await send('patch', '/site', profile, 200)).toStrictEqual(profile)
    const copy = { ...course, image }
    expect((await send('post', '/courses', copy, 201)).id).not.toBe(course.id)
    await send('post', '/users', { ...user, ...person(), id: undefined, image }, 201)
    const hook = await send('post', '/webhooks', { url: 'https://93.184.216.34/', events: ['User/Created'] }, 201)
    await send('patch', `/webhooks/${hook.id}`, hook, 200)
    const key = await send('post', '/keys', { label: 'One' }, 201)
    await send('post', '/keys', { ...key, key: undefined }, 201)
  })

  it('keep the image that the server renders', async () => {
    const { certificate } = await issued()
    const changed = await send('patch', `/certificates/${certificate.id}`, { ...certificate, expiresAt: 4e9 }, 200)
    expect(changed.imageUrl).toBe(changed.pictureUrl)
    const again = await send('post', `/certificates/${certificate.id}/reissue`, changed, 201)
    expect(again.imageUrl).toBe(again.pictureUrl)
  })

  it.each([
    ['name', { name: 'Another' }],
    ['description', { description: 'Another' }],
    ['achievedAt', { achievedAt: 1_600_000_000 }],
    ['courseName', { courseName: 'Another' }],
    ['revokedAt', { revokedAt: 1_900_000_000 }],
    ['user', { user: { name: 'Jane' } }],
  ])('are rejected by PATCH /certificates with another %s', async (field, change) => {
    const { certificate } = await issued()
    const { errors } = await send('patch', `/certificates/${certificate.id}`, { ...certificate, ...change }, 400)
    expect(errors).toStrictEqual({ [field]: [expect.stringMatching(/^This request cannot change it\. To /)] })
  })

  it('are rejected by reissue with another user or course, and accepted with corrections', async () => {
    const { certificate } = await issued()
    const path = `/certificates/${certificate.id}/reissue`
    const user = { ...certificate.user, name: 'Jane' }
    expect((await send('post', path, { ...certificate, user }, 400)).errors).toHaveProperty('user')
    expect((await send('post', path, { ...certificate, courseId: 1e6 }, 400)).errors).toHaveProperty('courseId')
    expect((await send('post', path, { ...certificate, name: 'Right' }, 201)).name).toBe('Right')
  })

  it('are rejected for users with another id, role or block', async () => {
    const user = await send('post', '/users', person(), 201)
    for (const [field, value] of Object.entries({ id: 'other', isBanned: true, role: { alias: 'admin' } })) {
      const { errors } = await send('patch', `/users/${user.id}`, { ...user, [field]: value }, 400)
      expect(errors).toStrictEqual({ [field]: [expect.stringMatching(/^This request cannot change it\. /)] })
    }
    await send('post', '/users', person({ isBanned: true }), 400)
    await send('post', '/users', person({ role: { alias: 'admin' } }), 400)
  })
})

describe('ids of users', () => {
  it.each(['a-b', 'a.b', 'a_b', '...', '-', 'jane.doe-1_2'])('accepts %s', async (id) => {
    expect((await send('post', '/users', person({ id }), 201)).id).toBe(id)
    expect((await send('get', `/users/${id}`, undefined, 200)).id).toBe(id)
  })
})

describe('addresses of wallets', () => {
  // Examples of EIP-55.
  it.each([
    '0x5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAed',
    '0xfB6916095ca1df60bB79Ce92cE3Ea74c37c5d359',
    '0x52908400098527886E0F7030069857D2E4169EE7',
    '0xde709f2102306220921060314715629080e2fb77',
    'D1220A0cf47c7B9Be7A2E6BA89F429762e7b9aDb',
  ])('accepts the checksum of %s', async (address) => {
    const user = await send('post', '/users', person({ eth_address: address }), 201)
    expect(user.eth_address.slice(-40)).toBe(address.toLowerCase().slice(-40))
  })

  it.each([
    '0x5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAeD',
    '0x5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAfd',
    '0xfb6916095ca1df60bB79Ce92cE3Ea74c37c5d359',
    '0xDe709f2102306220921060314715629080e2fb77',
    'd1220A0cf47c7B9Be7A2E6BA89F429762e7b9aDb',
  ])('rejects the wrong checksum of %s', async (address) => {
    const user = await send('post', '/users', person(), 201)
    for (const answer of [
      await send('post', '/users', person({ eth_address: address }), 400),
      await send('patch', `/users/${user.id}`, { eth_address: address }, 400),
    ]) {
      expect(answer.errors).toStrictEqual({ eth_address: [expect.stringContaining('EIP-55')] })
    }
  })
})

describe('languages', () => {
  it.each([
    ['pt-BR', 'pt'],
    ['en-US', 'en'],
    ['de-AT', 'de'],
    ['fr_CA', 'fr'],
    ['es-419', 'es'],
    ['en-Latn-GB', 'en'],
  ])('takes the language of %s', async (given, language) => {
    const user = await send('post', '/users', person({ language: given }), 201)
    expect(user.language).toBe(language)
    expect((await send('patch', `/users/${user.id}`, { language: given }, 200)).language).toBe(language)
    const { key } = await newSite(server.db)
    expect((await send('patch', '/site', { language: given }, 200, key)).language).toBe(language)
  })

  it('of new users are those of the batch entry or the request, else the site’s', async () => {
    const { key } = await newSite(server.db)
    await send('patch', '/site', { language: 'pl' }, 200, key)
    const { id } = await send('post', '/courses', { name: 'Course' }, 201, key)
    const rows = 'email,name,language\na@example.com,A,pt-BR\nb@example.com,B,\nc@example.com,C,zh-CN\n'
    const csv = await server.http
      .post(`/openapi/v1/courses/${id}/certificates/batch?createUsers=true`)
      .set({ 'X-API-KEY': key, 'content-type': 'text/csv' })
      .send(rows)
      .expect(200)
    expect(csv.body).toMatchObject({ issued: 2, invalid: 1 })
    await send('post', '/users', person({ name: 'D' }), 201, key)
    const { users } = await send('get', '/users', undefined, 200, key)
    expect(users.map(({ name, language }: { name: string; language: string }) => [name, language])).toStrictEqual([
      ['A', 'pt'],
      ['B', 'pl'],
      ['D', 'pl'],
    ])
  })
})

describe('external ids of courses', () => {
  it('replace the id in every path and filter', async () => {
    const externalId = 'course-v1:edX/Demo 2024+é'
    const course = await send('post', '/courses', { name: 'Course', externalId }, 201)
    expect(course.externalId).toBe(externalId)
    const path = `/courses/ext:${encodeURIComponent(externalId)}`
    const user = await send('post', '/users', person(), 201)

    expect(await send('get', path, undefined, 200)).toStrictEqual(course)
    expect((await send('patch', path, { name: 'New' }, 200)).id).toBe(course.id)
    const certificate = await send('post', `${path}/certificates`, { userId: user.id }, 201)
    const batch = await send('post', `${path}/certificates/batch`, { entries: [{ userId: user.id }] }, 200)
    expect(batch.outcomes).toMatchObject([{ status: 'exists', certificateId: certificate.id }])
    const list = await send('get', `${path}/certificates`, undefined, 200)
    expect(list.certificates).toMatchObject([{ id: certificate.id }])
    const filter = `courseId=ext:${encodeURIComponent(externalId)}`
    expect(await send('get', `/certificates?${filter}`, undefined, 200)).toStrictEqual(list)
    const found = await send('get', `/courses?externalId=${encodeURIComponent(externalId)}`, undefined, 200)
    expect(found).toMatchObject({ courses: [{ id: course.id }], totalCount: 1 })
    await send('delete', path, undefined, 200)
    await send('get', path, undefined, 404)
    expect(await send('get', `${path}/certificates`, undefined, 200)).toStrictEqual(list)
  })

  it('are unique in their site, never an id, and 404 if unknown', async () => {
    const first = await send('post', '/courses', { name: 'One' }, 201)
    const course = await send('post', '/courses', { name: 'Two', externalId: String(first.id) }, 201)
    expect((await send('get', `/courses/ext:${first.id}`, undefined, 200)).id).toBe(course.id)
    expect((await send('get', `/courses/${first.id}`, undefined, 200)).id).toBe(first.id)
    const { errors } = await send('post', '/courses', { name: 'Three', externalId: ` ${first.id} ` }, 400)
    expect(errors).toHaveProperty('externalId')
    expect((await send('patch', `/courses/${first.id}`, { externalId: `${first.id}` }, 400)).errors).toStrictEqual(
      errors,
    )
    const other = await newSite(server.db)
    await send('get', `/courses/ext:${first.id}`, undefined, 404, other.key)
    await send('post', '/courses', { name: 'Elsewhere', externalId: `${first.id}` }, 201, other.key)
    expect((await send('get', '/certificates?courseId=ext:none', undefined, 200)).totalCount).toBe(0)
    expect((await send('patch', `/courses/${course.id}`, { externalId: null }, 200)).externalId).toBeUndefined()
    await send('get', `/courses/ext:${first.id}`, undefined, 404)
  })

  it.each(['ext:', 'ext:%20', 'ext:a%0Ab', 'ext:a%00', '301x', '-1'])('rejects %s', async (id) => {
    await send('get', `/courses/${id}`, undefined, 400)
  })
})

describe('text and emails', () => {
  it('are stored in normal form C, and compared so by a batch', async () => {
    const { course, user, certificate } = await issued({ name: 'Cafe\u0301' })
    expect(certificate.name).toBe('Caf\u00e9')
    const entries = ['Cafe\u0301', 'Caf\u00e9'].map((certificateName) => ({ userId: user.id, certificateName }))
    const path = `/courses/${course.id}/certificates/batch`
    expect(await send('post', path, { entries }, 200)).toMatchObject({ issued: 0, exists: 2 })
    const old = { where: { id: certificate.id }, data: { name: 'Cafe\u0301' } }
    await server.db.prisma.courseCertificate.update(old)
    expect(await send('post', path, { entries }, 200)).toMatchObject({ issued: 0, exists: 2 })
  })

  it('of invisible or control characters are rejected as names', async () => {
    const { course, certificate } = await issued()
    for (const name of ['\u200b', '\u3164', 'a\u0007', 'a\u202eb', '\u2067a']) {
      for (const answer of [
        await send('post', '/courses', { name }, 400),
        await send('patch', `/courses/${course.id}`, { name }, 400),
        await send('post', '/users', person({ name }), 400),
        await send('post', `/certificates/${certificate.id}/reissue`, { name }, 400),
      ]) {
        expect(Object.keys(answer.errors)).toStrictEqual(['name'])
      }
    }
  })

  it('with an internationalised domain are the same in every spelling', async () => {
    const email = 'Jane@b\u00fccher.example'
    const user = await send('post', '/users', person({ email }), 201)
    expect(user.email).toBe('Jane@xn--bcher-kva.example')
    for (const other of ['jane@xn--bcher-kva.example', 'JANE@B\u00dcCHER.EXAMPLE', 'jane@bu\u0308cher.example']) {
      expect((await send('post', '/users', person({ email: other }), 400)).errors).toHaveProperty('email')
      const query = encodeURIComponent(other)
      expect((await send('get', `/users?query=${query}`, undefined, 200)).users).toMatchObject([{ id: user.id }])
      const course = await send('post', '/courses', { name: 'Course' }, 201)
      const entries = [{ email: other, name: 'Another' }]
      const batch = await send('post', `/courses/${course.id}/certificates/batch?createUsers=true`, { entries }, 200)
      expect(batch.outcomes).toMatchObject([{ status: 'issued', userId: user.id }])
      const found = await send('get', `/certificates?courseId=${course.id}&email=${query}`, undefined, 200)
      expect(found.totalCount).toBe(1)
    }
  })
})
