import { beforeAll, describe, expect, it } from 'vitest'
import { newSite, startTestApp, type TestApp, type TestSite } from '../../support/server/app.ts'

let server: TestApp
let site: TestSite

beforeAll(async () => {
  server = await startTestApp()
  site = await newSite(server.db)
})

const list = (key = site.key) => server.http.get('/openapi/v1/keys').set('X-API-KEY', key)
const stored = () => server.db.prisma.apiKey.findMany({ omit: { lastUsedAt: true }, orderBy: { id: 'asc' } })
const create = (body: object, key = site.key) => server.http.post('/openapi/v1/keys').set('X-API-KEY', key).send(body)
const revoke = (id: number, key = site.key) => server.http.delete(`/openapi/v1/keys/${id}`).set('X-API-KEY', key)
const rotate = (id: number, body: object, key = site.key) =>
  server.http.post(`/openapi/v1/keys/${id}/rotate`).set('X-API-KEY', key).send(body)
const roles = (key: string) => server.http.get('/openapi/v1/roles').set('X-API-KEY', key)

describe('POST /keys', () => {
  it('creates a key with its scopes and expiry, and returns it only in this response', async () => {
    const made = await create({ label: ' LMS ', scopes: ['read', 'read'], expiresAt: 4_000_000_000 }).expect(201)
    const { key, ...shown } = made.body
    expect(shown).toStrictEqual({
      id: expect.any(Number),
      prefix: key.slice(0, 8),
      label: 'LMS',
      scopes: ['read'],
      createdAt: expect.any(Number),
      expiresAt: 4_000_000_000,
    })
    const listed = await list().expect(200)
    expect(listed.body.keys).toContainEqual(shown)
    expect(listed.text).not.toContain(key.slice(8, 16))

    await roles(key).expect(200)
    await list(key).expect(403)
    server.setNow(new Date(4_000_000_000_000))
    await roles(key).expect(401)
    server.setNow(null)
  })

  it('gives a key the scopes read and issue by default', async () => {
    const made = await create({ label: 'Usual' }).expect(201)
    expect(made.body.scopes).toStrictEqual(['read', 'issue'])
  })

  it('gives at most the scopes of its own key', async () => {
    const { body: administrator } = await create({ label: 'Administrator', scopes: ['admin'] }).expect(201)
    const before = await stored()
    const refused = await create({ label: 'More' }, administrator.key).expect(403)
    expect(refused.headers['x-error-code']).toBe('key.scope_missing')
    expect(refused.body.message).toBe(
      'This API key lacks the scopes "read" and "issue", so it cannot give them to another key.',
    )
    const partly = await create({ label: 'More', scopes: ['admin', 'issue'] }, administrator.key).expect(403)
    expect(partly.body.message).toContain('lacks the scope "issue",')
    expect(await stored()).toStrictEqual(before)
    await create({ label: 'Equal', scopes: ['admin'] }, administrator.key).expect(201)
  })

  it.each([
    ['label', undefined],
    ['label', ''],
    ['scopes', []],
    ['scopes', ['king']],
    ['scopes', 'read'],
    ['expiresAt', 'never'],
    ['expiresAt', 0],
  ])('rejects %s: %j and names the field', async (field, value) => {
    const answer = await create({ label: 'Label', [field]: value }).expect(400)
    expect(Object.keys(answer.body.errors)[0]?.split('.')[0]).toBe(field)
  })
})

describe('GET /keys', () => {
  it('lists only the site’s keys, with the time of their last use', async () => {
    const own = await newSite(server.db)
    server.setNow(new Date('2026-08-01T00:00:30Z'))
    const first = await list(own.key).expect(200)
    server.setNow(null)
    expect(first.body.totalCount).toBe(1)
    expect(first.body.keys).toMatchObject([{ label: 'test', lastUsedAt: Date.UTC(2026, 7, 1, 0, 0, 30) / 1000 }])
  })
})

describe('DELETE /keys/:keyId', () => {
  it('revokes a key and lists the time of revocation', async () => {
    const { id, key } = (await create({ label: 'Short' }).expect(201)).body
    await revoke(id).expect(200, {})
    await roles(key).expect(401)
    await revoke(id).expect(200, {})
    const { keys } = (await list().expect(200)).body
    expect(keys.find((one: { id: number }) => one.id === id)).toMatchObject({ revokedAt: expect.any(Number) })
  })

  it('returns 404 for another site’s key', async () => {
    const { id, key } = (await create({ label: 'Mine' }).expect(201)).body
    await revoke(id, (await newSite(server.db)).key).expect(404)
    await roles(key).expect(200)
  })
})

describe('POST /keys/:keyId/rotate', () => {
  it('creates a key like the old one, which works until the overlap ends', async () => {
    const old = (await create({ label: 'Rotating', scopes: ['read'] }).expect(201)).body
    const start = new Date('2026-08-01T00:00:00Z')
    server.setNow(start)
    const fresh = (await rotate(old.id, { overlapSeconds: 60 }).expect(201)).body
    expect(fresh).toMatchObject({ label: 'Rotating', scopes: ['read'] })
    expect(fresh.key).not.toBe(old.key)
    await roles(old.key).expect(200)
    await roles(fresh.key).expect(200)
    server.setNow(new Date(start.getTime() + 60_000))
    await roles(old.key).expect(401)
    await roles(fresh.key).expect(200)
    server.setNow(null)
  })

  it('replaces no key that has more scopes than its own, and does not end it', async () => {
    const { body: administrator } = await create({ label: 'Administrator', scopes: ['admin'] }).expect(201)
    const { body: powerful } = await create({ label: 'Powerful', scopes: ['admin', 'issue'] }).expect(201)
    const before = await stored()
    const refused = await rotate(powerful.id, { overlapSeconds: 0 }, administrator.key).expect(403)
    expect(refused.body.message).toContain('lacks the scope "issue",')
    expect(await stored()).toStrictEqual(before)
    await rotate(administrator.id, {}, administrator.key).expect(201)
    await rotate(powerful.id, {}, powerful.key).expect(201)
  })

  it('does not extend the expiry of the old key', async () => {
    const expiresAt = 4_000_000_000
    const old = (await create({ label: 'Ending', expiresAt }).expect(201)).body
    server.setNow(new Date((expiresAt - 10) * 1000))
    await rotate(old.id, { overlapSeconds: 60 }).expect(201)
    server.setNow(null)
    const { keys } = (await list().expect(200)).body
    expect(keys.find((one: { id: number }) => one.id === old.id)).toMatchObject({ expiresAt })
  })

  it('gives the new key the original lifetime of the old one, however often and late it is rotated', async () => {
    const life = 30 * 86_400
    const start = 1_800_000_000
    server.setNow(new Date(start * 1000))
    const old = (await create({ label: 'A month', expiresAt: start + life }).expect(201)).body
    server.setNow(new Date((start + 86_400) * 1000))
    const fresh = (await rotate(old.id, { overlapSeconds: 60 }).expect(201)).body
    expect(fresh.expiresAt).toBe(start + 86_400 + life)
    const again = (await rotate(old.id, {}).expect(201)).body
    expect(again.expiresAt).toBe(start + 86_400 + life)
    server.setNow(null)
    const permanent = (await create({ label: 'Permanent' }).expect(201)).body
    await rotate(permanent.id, {}).expect(201)
    expect((await rotate(permanent.id, {}).expect(201)).body).not.toHaveProperty('expiresAt')
  })

  it('accepts an empty body, which POST /keys rejects', async () => {
    const { id } = (await create({ label: 'Bare' }).expect(201)).body
    const path = `/openapi/v1/keys/${id}/rotate`
    await server.http.post(path).set('X-API-KEY', site.key).expect(201)
    await server.http.post(path).set('X-API-KEY', site.key).type('application/json').send('').expect(201)
    await server.http.post(path).set('X-API-KEY', site.key).type('application/json').send('[]').expect(400)
    const named = await server.http.post('/openapi/v1/keys').set('X-API-KEY', site.key).expect(400)
    expect(named.body.errors).toStrictEqual({ body: ['This field is required.'] })
  })

  it('returns 404 for a revoked, unknown or another site’s key, and rejects an invalid overlapSeconds', async () => {
    const { id } = (await create({ label: 'Gone' }).expect(201)).body
    await rotate(id, {}, (await newSite(server.db)).key).expect(404)
    await revoke(id).expect(200)
    await rotate(id, {}).expect(404)
    await rotate(2_147_483_647, {}).expect(404)
    for (const overlapSeconds of [-1, 1.5, '60', 10_000_000]) await rotate(id, { overlapSeconds }).expect(400)
  })
})
