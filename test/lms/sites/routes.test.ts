import { beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { createKey } from '../../../src/lms/keys/service.ts'
import { approveName } from '../../../src/lms/sites/service.ts'
import { contextIn } from '../../support/lms/context.ts'
import { newSite, startTestApp, type TestApp, type TestSite } from '../../support/server/app.ts'

let server: TestApp
let site: TestSite
beforeAll(async () => {
  server = await startTestApp()
})
beforeEach(async () => {
  site = await newSite(server.db)
})

const get = (key = site.key) => server.http.get('/openapi/v1/site').set('X-API-KEY', key)
const patch = (body: object, key = site.key) => server.http.patch('/openapi/v1/site').set('X-API-KEY', key).send(body)

const profile = {
  legalName: 'University of Example Foundation',
  link: 'https://uni.example',
  logo: 'https://uni.example/logo.svg',
  description: 'A university in Example City.',
  country: 'PT',
  language: 'pt',
  timezone: 'Europe/Lisbon',
  email: 'registry@uni.example',
  domain: 'uni.example',
  socialIds: { linkedin: '1035', mastodon: '@uni@social.example' },
  notify: true,
}

describe('GET /site', () => {
  it('returns the site of the key, with defaults', async () => {
    const { body } = await get().expect(200)
    expect(body).toStrictEqual({
      id: site.id,
      name: 'Test site',
      language: 'en',
      timezone: 'UTC',
      socialIds: {},
      notify: false,
    })
  })
})

describe('PATCH /site', () => {
  it('updates the profile, and null deletes a field', async () => {
    const { body } = await patch(profile).expect(200)
    expect(body).toStrictEqual({ id: site.id, name: 'Test site', ...profile })
    expect((await get().expect(200)).body).toStrictEqual(body)
    const { legalName: _, ...rest } = body
    expect((await patch({ legalName: null }).expect(200)).body).toStrictEqual(rest)
  })

  it('stores the domain in lower case', async () => {
    expect((await patch({ domain: 'Uni.Example' }).expect(200)).body.domain).toBe('uni.example')
  })

  it.each([
    ['name', ['', ' ', 'x'.repeat(201), null, 7, 'two\nlines', 'reversed \u202e', '\u001b[2J']],
    ['link', ['uni.example', 'ftp://uni.example', `https://uni.example/${'x'.repeat(200)}`]],
    ['logo', ['javascript:alert(1)', 'data:image/png;base64,AA']],
    ['description', ['x'.repeat(2001), 'nul \0']],
    ['country', ['', 'pt', 'PRT', 'QQ', 'Portugal']],
    ['language', ['xx', 'PT', '']],
    ['timezone', ['Lisbon', 'Europe/Nowhere', '']],
    ['email', ['registry', '@uni.example']],
    [
      'domain',
      ['uni', 'https://uni.example', 'uni.example/path', '-uni.example', 'uni..example', '127.0.0.1:80', 'a b.example'],
    ],
    ['socialIds', [null, { linkedin: 'uni' }, { myspace: 'uni' }, { x: '' }]],
  ])('rejects a wrong %s', async (field, values) => {
    for (const value of values) {
      const { body } = await patch({ [field]: value }).expect(400)
      expect(
        Object.keys(body.errors).every((name) => name.startsWith(field)),
        JSON.stringify(value),
      ).toBe(true)
    }
    expect((await get().expect(200)).body).toMatchObject({ name: 'Test site' })
  })

  it('proposes a name, which certificates show only after the operator approves it', async () => {
    expect((await patch({ name: 'Harvard University' }).expect(200)).body).toMatchObject({
      name: 'Test site',
      proposedName: 'Harvard University',
    })
    const approve = (name: string) => approveName(server.db, site.id, name, contextIn(server.db, site.id))
    await expect(approve('Another name')).rejects.toMatchObject({ code: 'site.no_proposal' })
    await approve('Harvard University')
    const { body } = await get().expect(200)
    expect(body.name).toBe('Harvard University')
    expect(body).not.toHaveProperty('proposedName')
    await expect(approve('Harvard University')).rejects.toMatchObject({ code: 'site.no_proposal' })
  })

  it('withdraws a proposal when the current name is proposed', async () => {
    await patch({ name: 'Another name' }).expect(200)
    expect((await patch({ name: 'Test site' }).expect(200)).body).not.toHaveProperty('proposedName')
  })

  it('needs the scope admin', async () => {
    const { key } = await createKey(contextIn(server.db, site.id), { label: 'issuer', scopes: ['read', 'issue'] })
    await patch({ country: 'PT' }, key).expect(403)
    await get(key).expect(200)
  })

  it('records each change in the audit, with the site before and after, and no change for equal values', async () => {
    await patch({ country: 'PT', socialIds: { x: 'uni' } }).expect(200)
    await patch({ country: 'PT', socialIds: { x: 'uni' } }).expect(200)
    const entries = await server.db.prisma.auditEntry.findMany({
      where: { siteId: site.id, action: 'site.update' },
      orderBy: { id: 'asc' },
    })
    expect(entries).toHaveLength(1)
    expect(entries[0]).toMatchObject({
      subject: `site/${site.id}`,
      before: { country: null, socialIds: {} },
      after: { country: 'PT', socialIds: { x: 'uni' } },
    })
  })
})

describe('SITE_NAME_BY_API', () => {
  it('lets a key rename the only site at once, and only propose a name where there are several', async () => {
    const single = await startTestApp({ siteNameByApi: 'on' })
    const { key } = await newSite(single.db)
    const rename = (name: string) =>
      single.http.patch('/openapi/v1/site').set('X-API-KEY', key).send({ name }).expect(200)
    expect((await rename('First name')).body).toMatchObject({ name: 'First name' })
    await newSite(single.db)
    expect((await rename('Second name')).body).toMatchObject({ name: 'First name', proposedName: 'Second name' })
  })
})
