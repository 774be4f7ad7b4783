import { beforeAll, describe, expect, it } from 'vitest'
import { newSite, startTestApp, type TestApp, type TestSite } from '../../support/server/app.ts'

let server: TestApp
let site: TestSite

beforeAll(async () => {
  server = await startTestApp()
  site = await newSite(server.db)
})

const post = (body: object, key = site.key) => server.http.post('/openapi/v1/users').set('X-API-KEY', key).send(body)

const get = (path: string, key = site.key) => server.http.get(`/openapi/v1${path}`).set('X-API-KEY', key)
const patch = (id: string, body: object, key = site.key) =>
  server.http.patch(`/openapi/v1/users/${id}`).set('X-API-KEY', key).send(body)
const remove = (id: string, key = site.key) => server.http.delete(`/openapi/v1/users/${id}`).set('X-API-KEY', key)
const block = (userId: unknown, key = site.key) =>
  server.http.post('/openapi/v1/users/blocked').set('X-API-KEY', key).send({ userId })
const unblock = (id: string) => server.http.delete(`/openapi/v1/users/blocked/${id}`).set('X-API-KEY', site.key)

const address = '0xd2be64317eb1832309df8c8c18b09871809f3735'

/** Creates an administrator, and the admin role unless the site has it. */
async function newAdmin(): Promise<string> {
  await server.db.prisma.role.createMany({
    data: [{ siteId: site.id, alias: 'admin', name: 'Administrator' }],
    skipDuplicates: true,
  })
  return (await post(person({ roleAlias: 'admin' })).expect(201)).body.id
}

/** Issues a certificate for a new course and expects this status. */
async function award(userId: string, status: number): Promise<Record<string, unknown>> {
  const asSite = { 'X-API-KEY': site.key }
  const course = await server.http.post('/openapi/v1/courses').set(asSite).send({ name: 'Course' }).expect(201)
  const path = `/openapi/v1/courses/${course.body.id}/certificates`
  return (await server.http.post(path).set(asSite).send({ userId }).expect(status)).body
}

let users = 0
function person(more: object = {}) {
  users += 1
  return {
    name: 'John Doe',
    email: `john${users}@example.com`,
    password: 'correct horse',
    roleAlias: 'learner',
    ...more,
  }
}

describe('POST /users', () => {
  it('creates a user with all of Konstantly’s fields', async () => {
    const body = person({
      id: 'john1',
      bio: 'Sells since 2004.',
      occupation: 'Sales manager',
      location: 'Lisbon',
      timezone: 'Europe/Lisbon',
      fromApi: false,
      attributes: { department: 'Sales', level: 3, remote: true, manager: null, tags: ['a', 'b'] },
    })
    const answer = await post(body).expect(201)
    expect(answer.body).toStrictEqual({
      id: 'john1',
      name: 'John Doe',
      language: 'en',
      occupation: 'Sales manager',
      location: 'Lisbon',
      timezone: 'Europe/Lisbon',
      email: body.email,
      isBanned: false,
      role: { alias: 'learner' },
      fromApi: false,
      attributes: { department: 'Sales', level: 3, remote: true, manager: null, tags: ['a', 'b'] },
    })
  })

  it('generates an alphanumeric id when none is given', async () => {
    const answer = await post(person()).expect(201)
    expect(answer.body.id).toMatch(/^[A-Za-z0-9]+$/)
  })

  it('does not store the password', async () => {
    const secret = 'correct horse battery staple'
    const answer = await post(person({ password: secret })).expect(201)
    const { rows } = await server.db.pool.query('SELECT users::text AS row FROM users WHERE site_id = $1 AND id = $2', [
      site.id,
      answer.body.id,
    ])
    expect(rows[0].row).not.toContain(secret)
    expect(JSON.stringify(answer.body)).not.toContain(secret)
  })

  it('rejects an email or id that the site already has, and accepts both in another site', async () => {
    const first = person({ id: 'taken' })
    await post(first).expect(201)
    const sameEmail = await post(person({ email: first.email.toUpperCase() })).expect(400)
    expect(sameEmail.body).toMatchObject({ errors: { email: [expect.any(String)] } })
    const sameId = await post(person({ id: 'taken' })).expect(400)
    expect(sameId.body).toMatchObject({ errors: { id: [expect.any(String)] } })

    const other = await newSite(server.db)
    await post(first, other.key).expect(201)
  })

  it('creates the user once when identical requests run in parallel', async () => {
    const body = person()
    const statuses = await Promise.all(Array.from({ length: 8 }, async () => (await post(body)).status))
    expect(statuses.toSorted()).toStrictEqual([201, ...Array(7).fill(400)])
  })

  it.each([
    ['name', undefined],
    ['name', '   '],
    ['name', 5],
    ['name', 'x'.repeat(256)],
    ['email', 'no email'],
    ['email', 'a\0@example.com'],
    ['email', undefined],
    ['password', undefined],
    ['password', ''],
    ['roleAlias', 'emperor'],
    ['roleAlias', undefined],
    ['id', 'with space'],
    ['id', '.'],
    ['id', '..'],
    ['id', 'a/b'],
    ['id', 'x'.repeat(65)],
    ['language', 'pt-'],
    ['language', 'zh-CN'],
    ['language', 'Portuguese'],
    ['id', ''],
    ['timezone', 'Middle-earth/Shire'],
    ['fromApi', 'yes'],
    ['attributes', []],
    ['attributes', { deep: { er: 1 } }],
    ['attributes', { 'a\0': 1 }],
    ['attributes', { a: 'b\0' }],
    ['attributes', { a: '\udfff' }],
    ['eth_address', 'wallet'],
    ['eth_address', ''],
    ['eth_address', '0xd2be'],
  ])('rejects %s: %j and names the field', async (field, value) => {
    const answer = await post(person({ [field]: value })).expect(400)
    expect(answer.body.status).toBe(400)
    expect(Object.keys(answer.body.errors)[0]?.split('.')[0]).toBe(field)
  })

  it('reports at most 100 validation errors', async () => {
    const attributes = Object.fromEntries(Array.from({ length: 5000 }, (_, index) => [`a${index}`, {}]))
    const answer = await post(person({ attributes })).expect(400)
    expect(Object.keys(answer.body.errors)).toHaveLength(100)
  })
})

describe('eth_address of a user', () => {
  it('stores the address in lower case with 0x, and rejects one that another user of the site has', async () => {
    const body = person({ eth_address: 'D2BE64317Eb1832309DF8c8C18B09871809f3735' })
    const { body: owner } = await post(body).expect(201)
    expect(owner.eth_address).toBe(address)
    const taken = await post(person({ eth_address: address })).expect(400)
    expect(taken.body.errors).toStrictEqual({ eth_address: ['Another user of this site has this wallet.'] })

    const without = await patch(owner.id, { eth_address: null }).expect(200)
    expect(without.body).not.toHaveProperty('eth_address')
    await post(person({ eth_address: address })).expect(201)
  })
})

describe('GET /users', () => {
  it('lists the site’s users by name', async () => {
    const own = await newSite(server.db)
    for (const name of ['Clara', 'Anna', 'Bert']) await post(person({ name }), own.key).expect(201)
    const all = await get('/users', own.key).expect(200)
    expect(all.body.users.map((user: { name: string }) => user.name)).toStrictEqual(['Anna', 'Bert', 'Clara'])
    expect(all.body.totalCount).toBe(3)
    const page = await get('/users?offset=1&limit=1', own.key).expect(200)
    expect(page.body).toMatchObject({ users: [all.body.users[1]], totalCount: 3 })
  })

  it('finds a user by the exact email in any letter case, without wildcards', async () => {
    const { body: user } = await post(person({ email: 'first.last@example.com' })).expect(201)
    const found = await get('/users?query=First.LAST@example.com').expect(200)
    expect(found.body).toStrictEqual({ users: [user], totalCount: 1 })
    for (const query of ['first_last@example.com', '%25', 'first', '']) {
      expect((await get(`/users?query=${query}`).expect(200)).body).toStrictEqual({ users: [], totalCount: 0 })
    }
  })
})

describe('GET /users/:userId', () => {
  it('returns the user as created, and 404 to another site', async () => {
    const { body: user } = await post(person()).expect(201)
    expect((await get(`/users/${user.id}`).expect(200)).body).toStrictEqual(user)
    await get(`/users/${user.id}`, (await newSite(server.db)).key).expect(404)
    const unknown = await get('/users/nobody').expect(404)
    expect(unknown.headers['x-error-code']).toBe('user.not_found')
  })
})

describe('PATCH /users/:userId', () => {
  it('changes the given fields, replaces attributes as a whole, and does not return the password', async () => {
    const { body: user } = await post(person({ attributes: { a: 1, b: 2 }, location: 'Lisbon' })).expect(201)
    const changed = await patch(user.id, { name: 'Jane', attributes: { c: 3 }, password: 'new secret' }).expect(200)
    expect(changed.body).toStrictEqual({ ...user, name: 'Jane', attributes: { c: 3 } })
    expect((await get(`/users/${user.id}`)).body).toStrictEqual(changed.body)
  })

  it('does not change the name on issued certificates', async () => {
    const { body: user } = await post(person({ name: 'Maiden' })).expect(201)
    const certificate = await award(user.id, 201)
    await patch(user.id, { name: 'Married' }).expect(200)
    const { body } = await get(`/certificates/${certificate.id}`).expect(200)
    expect(body.user.name).toBe('Maiden')
  })

  it('rejects another user’s email and an unknown role, and returns 404 for another site’s user', async () => {
    const [{ body: one }, { body: two }] = [await post(person()).expect(201), await post(person()).expect(201)]
    const taken = await patch(one.id, { email: two.email.toUpperCase() }).expect(400)
    expect(taken.body.errors).toHaveProperty('email')
    const noRole = await patch(one.id, { roleAlias: 'emperor' }).expect(400)
    expect(noRole.body.errors).toHaveProperty('roleAlias')
    await patch(one.id, { name: 'Yours' }, (await newSite(server.db)).key).expect(404)
  })
})

describe('DELETE /users/:userId', () => {
  it('deletes a user without certificates', async () => {
    const { body: user } = await post(person()).expect(201)
    await remove(user.id, (await newSite(server.db)).key).expect(404)
    await remove(user.id).expect(200, {})
    const where = { siteId_id: { siteId: site.id, id: user.id } }
    expect(await server.db.prisma.user.findUnique({ where })).toBeNull()
    await remove(user.id).expect(404)
  })

  it('retires a user with certificates, leaves the certificates unchanged, and frees email and wallet', async () => {
    const body = person({ eth_address: '0x0000000000000000000000000000000000000002' })
    const { body: user } = await post(body).expect(201)
    const certificate = await award(user.id, 201)
    await remove(user.id).expect(200, {})

    await get(`/users/${user.id}`).expect(404)
    await patch(user.id, { name: 'Back' }).expect(404)
    await block(user.id).expect(404)
    await remove(user.id).expect(404)
    expect((await get(`/users?query=${user.email}`)).body.totalCount).toBe(0)
    await award(user.id, 400)
    expect((await get(`/certificates/${certificate.id}`).expect(200)).body).toStrictEqual(certificate)
    await post(body).expect(201)
  })

  it('still finds a retired user’s certificates by user id and by email', async () => {
    const john = (await post(person()).expect(201)).body
    const { id } = await award(john.id, 201)
    await remove(john.id).expect(200)
    const other = (await post(person({ email: john.email })).expect(201)).body
    const otherCertificate = await award(other.id, 201)
    const idsAt = async (path: string) =>
      (await get(path).expect(200)).body.certificates.map((one: { id: number }) => one.id)
    expect(await idsAt(`/users/${john.id}/certificates`)).toStrictEqual([id])
    expect(await idsAt(`/certificates?email=${john.email.toUpperCase()}`)).toStrictEqual([id, otherCertificate.id])
    expect((await get(`/users?query=${john.email}`).expect(200)).body.users).toStrictEqual([other])
  })

  it('restores a retired user that is created again with the same id, with only the new details', async () => {
    const first = (
      await post(person({ id: 'back1', bio: 'Old.', location: 'Lisbon', eth_address: `0x${'b'.repeat(40)}` })).expect(
        201,
      )
    ).body
    const { id: certificateId } = await award('back1', 201)
    await block('back1').expect(201)
    await remove('back1').expect(200)
    const facts = person({ id: 'back1', name: 'Johnny', email: first.email.toUpperCase() })
    const back = (await post(facts).expect(201)).body
    const { eth_address: _, location: __, ...rest } = first
    expect(back).toStrictEqual({ ...rest, name: 'Johnny', email: facts.email })
    expect((await get('/users/back1').expect(200)).body).toStrictEqual(back)
    expect((await server.db.prisma.user.findFirstOrThrow({ where: { id: 'back1' } })).bio).toBeNull()
    const { certificates } = (await get('/users/back1/certificates').expect(200)).body
    expect(certificates).toMatchObject([{ id: certificateId, user: { name: first.name, email: facts.email } }])
    await award('back1', 201)
    const refused = await post(person({ id: 'back1' })).expect(400)
    expect(refused.body.errors).toHaveProperty('id')
    const last = await get('/audit?subject=user/back1&limit=1').expect(200)
    expect(last.body.entries).toMatchObject([{ action: 'user.restore', before: { name: 'John Doe' }, after: back }])
    expect((await get('/webhook/user.created/last').expect(200)).body.body.user).toStrictEqual(back)
  })

  it('gives the certificates of a retired user to another email only with restore: true', async () => {
    const first = (await post(person({ id: 'other1' })).expect(201)).body
    const { id: certificateId } = await award('other1', 201)
    await remove('other1').expect(200)
    const second = person({ id: 'other1', name: 'Jane', eth_address: `0x${'c'.repeat(40)}` })
    for (const restore of [undefined, false]) {
      const refused = await post({ ...second, restore }).expect(409)
      expect(refused.headers['x-error-code']).toBe('user.retired')
    }
    await get('/users/other1').expect(404)
    const back = (await post({ ...second, restore: true }).expect(201)).body
    expect(back).toMatchObject({ name: 'Jane', email: second.email })
    expect((await get('/users/other1/certificates').expect(200)).body.certificates).toMatchObject([
      { id: certificateId, user: { name: first.name, email: second.email } },
    ])
    const { entries } = (await get('/audit?subject=user/other1&limit=1').expect(200)).body
    expect(entries).toMatchObject([{ action: 'user.restore', before: { email: first.email }, after: back }])
  })

  it('restores a retired user once when requests of several people run in parallel', async () => {
    await post(person({ id: 'race1' })).expect(201)
    await award('race1', 201)
    await remove('race1').expect(200)
    const statuses = await Promise.all(
      Array.from({ length: 6 }, async () => (await post(person({ id: 'race1', restore: true }))).status),
    )
    expect(statuses.toSorted()).toStrictEqual([201, ...Array(5).fill(400)])
  })

  it('ignores restore for a new id, and rejects it for an existing one and in a change', async () => {
    await post(person({ id: 'fresh1', restore: true })).expect(201)
    const taken = await post(person({ id: 'fresh1', restore: true })).expect(400)
    expect(taken.body.errors).toHaveProperty('id')
    await patch('fresh1', { restore: true }).expect(400)
    await post(person({ restore: 'yes' })).expect(400)
  })

  it('gives a new user with the email and the wallet of a retired one none of their certificates', async () => {
    const wallet = `0x${'d'.repeat(40)}`
    const first = (await post(person({ eth_address: wallet })).expect(201)).body
    const { courseId } = await award(first.id, 201)
    await remove(first.id).expect(200)
    const batch = await server.http
      .post(`/openapi/v1/courses/${courseId}/certificates/batch?createUsers=true`)
      .set('X-API-KEY', site.key)
      .send([{ email: first.email, name: 'Jane' }])
      .expect(200)
    expect(batch.body.issued).toBe(1)
    const [second] = (await get(`/users?query=${first.email}`).expect(200)).body.users
    expect(second.id).not.toBe(first.id)
    await patch(second.id, { eth_address: wallet }).expect(200)
    const held = (await get(`/users/${second.id}/certificates`).expect(200)).body.certificates
    expect(held).toMatchObject([{ id: batch.body.outcomes[0].certificateId }])
    expect((await get(`/users/${first.id}/certificates`).expect(200)).body.totalCount).toBe(1)
  })

  it('does not restore a retired user in another site or with an email that is taken', async () => {
    const john = (await post(person({ id: 'gone1' })).expect(201)).body
    await award('gone1', 201)
    await remove('gone1').expect(200)
    await post(person({ email: john.email })).expect(201)
    const refused = await post(person({ id: 'gone1', email: john.email })).expect(400)
    expect(refused.body.errors).toHaveProperty('email')
    await post(person({ id: 'gone1' }), (await newSite(server.db)).key).expect(201)
    await get('/users/gone1').expect(404)
  })

  it('rejects the deletion of an administrator', async () => {
    const admin = await newAdmin()
    const refused = await remove(admin).expect(422)
    expect(refused.headers['x-error-code']).toBe('user.protected')
    expect(refused.body).toStrictEqual({ status: 422, message: expect.any(String) })
    await patch(admin, { roleAlias: 'learner' }).expect(200)
    await remove(admin).expect(200)
  })
})

describe('POST /users/blocked and DELETE /users/blocked/:userId', () => {
  it('blocks and unblocks a user', async () => {
    const { body: user } = await post(person()).expect(201)
    expect((await block(user.id).expect(201)).body).toStrictEqual({ ...user, isBanned: true })
    expect((await block(user.id).expect(201)).body.isBanned).toBe(true)
    expect((await get(`/users/${user.id}`)).body.isBanned).toBe(true)
    expect((await unblock(user.id).expect(200)).body).toStrictEqual(user)
  })

  it('rejects an administrator and an invalid id, and returns 404 for an unknown user', async () => {
    await block(await newAdmin()).expect(422)
    await block('nobody').expect(404)
    await unblock('nobody').expect(404)
    await block(5).expect(400)
  })
})

describe('GET /roles', () => {
  it('lists the site’s roles', async () => {
    const own = await newSite(server.db)
    const { body } = await get('/roles', own.key).expect(200)
    expect(body).toStrictEqual({ roles: [{ alias: 'learner', name: 'Learner' }], totalCount: 1 })
  })
})
