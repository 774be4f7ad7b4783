import { randomUUID } from 'node:crypto'
import { beforeEach, describe, expect, it } from 'vitest'
import { createKey, type KeyScope, revokeKey } from '../../../src/services/apiKeys.ts'
import { newSite, startTestApp } from '../../support/app.ts'
import { changeIn } from '../../support/change.ts'
import { addDesign } from '../../support/designs.ts'
import { type Route, withRoutes } from '../../support/hostileRoutes.ts'

// What holds for every route of the LMS door, the ones to come included.

const { app: server, routes } = await withRoutes(() => startTestApp())
/** What anybody may have. */
const free = ['/openapi/v1/openapi.json']
const lmsRoutes = routes.filter(({ url }) => url.startsWith('/openapi/v1/') && !free.includes(url))
const site = await newSite(server.db)
const stranger = await newSite(server.db)
const all: KeyScope[] = ['read', 'issue', 'admin']

/** What the first site has, by the name of its parameter. */
let params: Record<string, string>

const send = (route: Route, key: string | undefined) => {
  const path = route.url.replaceAll(/:(\w+)/g, (_, name) => params[name] ?? expect.fail(`Which ${name}?`))
  const request = server.http[route.method.toLowerCase() as 'get'](path) // All are methods of HTTP, which supertest has.
  if (key !== undefined) request.set('X-API-KEY', key)
  return route.example ? request.send(route.example) : request
}

async function create(path: string, body: object): Promise<{ id: number | string }> {
  return (await server.http.post(`/openapi/v1${path}`).set('X-API-KEY', site.key).send(body).expect(201)).body
}

beforeEach(async () => {
  const course = await create('/courses', { name: 'Course' })
  const unique = randomUUID().replaceAll('-', '')
  const john = { name: 'John', email: `${unique}@first.example`, password: 'p', roleAlias: 'learner' }
  const user = await create('/users', john)
  const certificate = await create(`/courses/${course.id}/certificates`, { userId: user.id })
  const key = await create('/keys', { label: 'another' })
  // A site may have a few only.
  await server.db.prisma.webhook.deleteMany({ where: { siteId: site.id } })
  const webhook = await create('/webhooks', { url: 'https://lms.example/hooks', events: ['User/Edited'] })
  await addDesign(server.db, site.id, 'diploma')
  params = {
    courseId: `${course.id}`,
    userId: `${user.id}`,
    certificateId: `${certificate.id}`,
    keyId: `${key.id}`,
    webhookId: `${webhook.id}`,
    templateName: 'diploma',
    event: 'user.created',
  }
})

const titled = (some: Route[]) => some.map((route) => [`${route.method} ${route.url}`, route] as const)

describe.each(titled(lmsRoutes))('%s', (_, route) => {
  it('lets nobody in without a key', async () => {
    const answer = await send(route, undefined)
    expect([answer.status, answer.headers['x-error-code']]).toStrictEqual([401, 'key.missing'])
  })

  it('lets nobody in by an unknown or a revoked key', async () => {
    const revoked = await createKey(server.db, changeIn(site.id), { label: 'revoked' })
    await revokeKey(server.db, changeIn(site.id), revoked.id)
    for (const key of [revoked.key, 'unknown']) {
      const answer = await send(route, key)
      expect([answer.status, answer.headers['x-error-code']]).toStrictEqual([401, 'key.invalid'])
    }
  })

  it('demands one scope, and changes nothing for a key without it', async () => {
    const { method, url } = route
    const needed = /\/(keys|webhooks|audit)(\/|$)/.test(url)
      ? 'admin'
      : ['GET', 'HEAD'].includes(method)
        ? 'read'
        : 'issue'
    const keyWith = async (scopes: KeyScope[]) =>
      (await createKey(server.db, changeIn(site.id), { label: 'some scopes', scopes })).key
    const lacking = await keyWith(all.filter((scope) => scope !== needed))
    const enough = await keyWith([needed])

    const before = await everything()
    const refused = await send(route, lacking)
    expect([refused.status, refused.headers['x-error-code']]).toStrictEqual([403, 'key.scope_missing'])
    expect(await everything()).toStrictEqual(before)
    expect((await send(route, enough)).status).not.toBe(403)
  })

  it('shows and changes nothing of another site', async () => {
    const before = await everything()
    const answer = await send(route, stranger.key)
    // Whoever puts something makes it in their own site, and every site has events of all types.
    if (/:(?!event\b)\w/.test(route.url) && route.method !== 'PUT') expect(answer.status).toBe(404)
    expect(JSON.stringify(answer.body)).not.toContain('@first.example')
    expect(await everything()).toStrictEqual(before)
  })
})

it('There are routes to look at, and all of them are documented', () => {
  expect(lmsRoutes.length).toBeGreaterThan(15)
  expect(lmsRoutes.filter(({ documented }) => !documented)).toStrictEqual([])
})

/** Everything that the first site has. */
async function everything(): Promise<unknown> {
  const where = { siteId: site.id }
  return Promise.all([
    server.db.prisma.course.findMany({ where, orderBy: { id: 'asc' } }),
    server.db.prisma.user.findMany({ where, orderBy: { id: 'asc' } }),
    server.db.prisma.courseCertificate.findMany({ where, orderBy: { id: 'asc' } }),
    server.db.prisma.apiKey.findMany({ where, orderBy: { id: 'asc' }, omit: { lastUsedAt: true } }),
    server.db.prisma.webhook.findMany({ where, orderBy: { id: 'asc' }, include: { deliveries: true } }),
    server.db.prisma.templateName.findMany({ where, orderBy: { name: 'asc' } }),
    server.db.prisma.event.count({ where }),
    server.db.prisma.auditEntry.count({ where }),
  ])
}
