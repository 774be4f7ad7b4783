import { beforeAll, describe, expect, it } from 'vitest'
import { newSite, startTestApp, type TestApp, type TestSite } from '../../support/app.ts'

let server: TestApp
let site: TestSite

beforeAll(async () => {
  server = await startTestApp()
  site = await newSite(server.db)
})

const post = (body: object, key = site.key) => server.http.post('/openapi/v1/users').set('X-API-KEY', key).send(body)

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
  it('creates a user with everything that Konstantly knows of it', async () => {
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

  it('makes an alphanumeric id where none is given', async () => {
    const answer = await post(person()).expect(201)
    expect(answer.body.id).toMatch(/^[A-Za-z0-9]+$/)
  })

  it('never keeps the password', async () => {
    const secret = 'correct horse battery staple'
    const answer = await post(person({ password: secret })).expect(201)
    const { rows } = await server.db.pool.query('SELECT users::text AS row FROM users WHERE site_id = $1 AND id = $2', [
      site.id,
      answer.body.id,
    ])
    expect(rows[0].row).not.toContain(secret)
    expect(JSON.stringify(answer.body)).not.toContain(secret)
  })

  it('refuses an email or id that another user of the site has, and lets another site have it', async () => {
    const first = person({ id: 'taken' })
    await post(first).expect(201)
    const sameEmail = await post(person({ email: first.email.toUpperCase() })).expect(400)
    expect(sameEmail.body).toMatchObject({ errors: { email: [expect.any(String)] } })
    const sameId = await post(person({ id: 'taken' })).expect(400)
    expect(sameId.body).toMatchObject({ errors: { id: [expect.any(String)] } })

    const other = await newSite(server.db)
    await post(first, other.key).expect(201)
  })

  it('lets one of many win who create the same user at once', async () => {
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
    ['id', 'not-alphanumeric'],
    ['id', ''],
    ['timezone', 'Middle-earth/Shire'],
    ['fromApi', 'yes'],
    ['attributes', []],
    ['attributes', { deep: { er: 1 } }],
    ['attributes', { 'a\0': 1 }],
    ['attributes', { a: 'b\0' }],
    ['attributes', { a: '\udfff' }],
  ])('refuses %s: %j, and names the field', async (field, value) => {
    const answer = await post(person({ [field]: value })).expect(400)
    expect(answer.body.status).toBe(400)
    expect(Object.keys(answer.body.errors)[0]?.split('.')[0]).toBe(field)
  })

  it('names a hundred mistakes of thousands', async () => {
    const attributes = Object.fromEntries(Array.from({ length: 5000 }, (_, index) => [`a${index}`, {}]))
    const answer = await post(person({ attributes })).expect(400)
    expect(Object.keys(answer.body.errors)).toHaveLength(100)
  })
})
