import { randomUUID } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import { createKey, type KeyScope, revokeKey } from '../../src/lms/keys/service.ts'
import { type Route, withRoutes } from '../support/hostile/hostileRoutes.ts'
import { contextIn } from '../support/lms/context.ts'
import { addDesign } from '../support/lms/designs.ts'
import { newSite, startTestApp, type TestSite } from '../support/server/app.ts'

// Checks that apply to every route of the LMS API, including future ones.

const { app: server, routes } = await withRoutes(() => startTestApp())
/** Routes that need no key. */
const free = ['/openapi/v1/openapi.json']
const lmsRoutes = routes.filter(({ url }) => url.startsWith('/openapi/v1/') && !free.includes(url))
const all: KeyScope[] = ['read', 'issue', 'admin']

/** The data of a site, by path parameter and by field of query or body. Its texts contain the site's name. */
type Filled = { site: TestSite; name: string; params: Record<string, string>; fields: Record<string, unknown> }

type Name = 'first' | 'second'

type Sending = {
  route: Route
  key?: string | undefined
  params: Record<string, string>
  query?: object
  body?: object
}

function send({ route, key, params, query = {}, body }: Sending) {
  const path = route.url.replaceAll(/:(\w+)/g, (_, name) => params[name] ?? expect.fail(`Which ${name}?`))
  // Every method of a route is an HTTP method, and supertest has all of them.
  const request = server.http[route.method.toLowerCase() as 'get'](path).query(query)
  if (key !== undefined) request.set('X-API-KEY', key)
  return route.example ? request.send(body ?? route.example) : request
}

async function fill(name: Name): Promise<Filled> {
  const own = await newSite(server.db)
  const ask = (method: 'get' | 'post', path: string) =>
    server.http[method](`/openapi/v1${path}`).set('X-API-KEY', own.key)
  const create = async (path: string, body: object) => (await ask('post', path).send(body).expect(201)).body

  const unique = randomUUID().replaceAll('-', '')
  const email = `${unique}@${name}.example`
  const template = `${name}-${unique}`
  await addDesign(server.db, own.id, template)
  const course = await create('/courses', { name: `Of the ${name}`, template })
  const john = { name: `Of the ${name}`, email, password: 'p', roleAlias: 'learner' }
  const user = await create('/users', john)
  const certificate = await create(`/courses/${course.id}/certificates`, { userId: user.id })
  const key = await create('/keys', { label: `Of the ${name}` })
  const hook = { url: `https://${name}.example/hooks`, events: ['User/Edited'] }
  const webhook = await create('/webhooks', hook)
  await create('/users/blocked', { userId: user.id })
  const { body: history } = await ask('get', `/webhooks/${webhook.id}/deliveries`).expect(200)
  // With limit=1 the response has a nextCursor, since the site has more entries.
  const { body: page } = await ask('get', '/audit?limit=1').expect(200)
  const params = {
    courseId: `${course.id}`,
    userId: `${user.id}`,
    certificateId: `${certificate.id}`,
    keyId: `${key.id}`,
    webhookId: `${webhook.id}`,
    templateName: template,
    fontName: template,
    event: 'user.created',
  }
  const ids = { userId: user.id, courseId: course.id, keyId: key.id, eventId: history.deliveries[0].eventId }
  const searched = { query: `${name}.example`, subject: `user/${user.id}`, cursor: page.nextCursor }
  const given = { email, template, entries: [{ userId: user.id }, { email }], ...ids }
  return { site: own, name, params, fields: { ...searched, ...given } }
}

/** The fields of a site that a route accepts. */
const accepted = ({ fields }: Filled, some: string[]) =>
  Object.fromEntries(Object.entries(fields).filter(([field]) => some.includes(field)))

/** A site whose requests are all rejected, so that its data stays unchanged. */
const untouched = await fill('first')

const titled = (some: Route[]) => some.map((route) => [`${route.method} ${route.url}`, route] as const)

describe.each(titled(lmsRoutes))('%s', (_, route) => {
  it('rejects a request without a key', async () => {
    const answer = await send({ route, params: untouched.params })
    expect([answer.status, answer.headers['x-error-code']]).toStrictEqual([401, 'key.missing'])
  })

  it('rejects an unknown and a revoked key', async () => {
    const { site, params } = untouched
    const revoked = await createKey(contextIn(server.db, site.id), { label: 'revoked' })
    await revokeKey(contextIn(server.db, site.id), revoked.id)
    for (const key of [revoked.key, 'unknown']) {
      const answer = await send({ route, key, params })
      expect([answer.status, answer.headers['x-error-code']]).toStrictEqual([401, 'key.invalid'])
    }
  })

  it('requires one scope, and changes nothing for a key without it', async () => {
    const { site, params } = await fill('first')
    const { method, url } = route
    const isAdministration =
      /\/(keys|webhooks|audit|domain)(\/|$)/.test(url) || `${method} ${url}`.endsWith('PATCH /openapi/v1/site')
    const needed = isAdministration ? 'admin' : ['GET', 'HEAD'].includes(method) ? 'read' : 'issue'
    const keyWith = async (scopes: KeyScope[]) =>
      (await createKey(contextIn(server.db, site.id), { label: 'some scopes', scopes })).key
    const lacking = await keyWith(all.filter((scope) => scope !== needed))
    // A key gives at most its own scopes.
    const givesScopes = method === 'POST' && /\/keys(\/|$)/.test(url)
    const enough = await keyWith(givesScopes ? all : [needed])

    const before = await everything(site)
    const refused = await send({ route, key: lacking, params })
    expect([refused.status, refused.headers['x-error-code']]).toStrictEqual([403, 'key.scope_missing'])
    expect(await everything(site)).toStrictEqual(before)
    expect((await send({ route, key: enough, params })).status).not.toBe(403)
  })

  const directions = [
    ['first', 'second'],
    ['second', 'first'],
  ] as const

  it.each(directions)('gives the %s site no access to data of the %s site', async (mine, theirs) => {
    const filled = { first: await fill('first'), second: await fill('second') }
    const { site: own, params: ownParams } = filled[mine]
    const other = filled[theirs]
    const query = accepted(other, route.queryNames)
    const body = { ...route.example, ...accepted(other, route.bodyNames) }
    const names = [...route.url.matchAll(/:(\w+)/g)].map(([, name = '']) => name)
    // The other site's path ids all at once and one by one, then its query values and its body alone.
    const tries: Omit<Sending, 'route' | 'key'>[] = [
      { params: other.params },
      { params: other.params, query, body },
      ...names.map((name) => ({ params: { ...ownParams, [name]: other.params[name] ?? '' }, query, body })),
      ...Object.entries(query).map(([name, value]) => ({ params: ownParams, query: { [name]: value } })),
      { params: ownParams, body },
    ]
    const before = await everything(other.site)
    for (const [index, attempt] of tries.entries()) {
      const answer = await send({ route, key: own.key, ...attempt })
      expect(answer.status).toBeLessThan(500)
      // A PUT creates the thing in the caller's own site, and every site has events of all types.
      const isTheirs = index === 0 && /:(?!event\b)\w/.test(route.url) && route.method !== 'PUT'
      if (isTheirs) expect(answer.status).toBe(404)
      // A response may repeat values of the request, including emails. Other texts of that site must not appear.
      expect(shown(answer), JSON.stringify(attempt)).not.toMatch(new RegExp(`Of the ${theirs}|https://${theirs}`))
      expect(await everything(other.site), JSON.stringify(attempt)).toStrictEqual(before)
    }
  })
})

const shown = ({ text, body }: { text?: string; body: unknown }) => text ?? JSON.stringify(body)

it('finds the routes of the LMS API, and all of them are documented', () => {
  expect(lmsRoutes.length).toBeGreaterThan(15)
  expect(lmsRoutes.filter(({ documented }) => !documented)).toStrictEqual([])
})

/** The tables with rows of one site. Deliveries belong to a site through their webhook. */
const { rows: tables } = await server.db.pool.query<{ name: string }>(
  `SELECT table_name AS name FROM information_schema.columns WHERE column_name = 'site_id' ORDER BY table_name`,
)
const rowsOfSite = [
  ...tables.map(({ name }) => `SELECT '${name}' AS of, to_jsonb(one) AS row FROM ${name} one WHERE site_id = $1`),
  `SELECT 'deliveries', to_jsonb(one) FROM deliveries one JOIN webhooks ON webhooks.id = webhook_id WHERE site_id = $1`,
].join(' UNION ALL ')

/** Returns all rows of a site. */
async function everything({ id }: TestSite): Promise<unknown[]> {
  const { rows } = await server.db.pool.query(
    `SELECT of, row - 'last_used_at' AS row FROM (${rowsOfSite}) one ORDER BY of, row`,
    [id],
  )
  return rows
}
