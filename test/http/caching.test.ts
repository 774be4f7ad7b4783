import { randomBytes, randomUUID } from 'node:crypto'
import type { Response } from 'supertest'
import { describe, expect, it } from 'vitest'
import { createKey } from '../../src/lms/keys/service.ts'
import { ensureUnsubscribeKey } from '../../src/mail/queries.ts'
import { unsubscribeToken } from '../../src/mail/unsubscribe.ts'
import { credentialHeaders } from '../../src/wallet/authHeaders.ts'
import { converse } from '../support/hostile/hostileClient.ts'
import { type Route, withRoutes } from '../support/hostile/hostileRoutes.ts'
import { confirmWallet } from '../support/issuers/confirmedIssuers.ts'
import { contextIn } from '../support/lms/context.ts'
import { addDesign } from '../support/lms/designs.ts'
import { certified, issueStating } from '../support/public/publicCertificates.ts'
import { newSite, startTestApp } from '../support/server/app.ts'
import { attest } from '../support/wallet/attest.ts'
import { createSigned } from '../support/wallet/signedCertificates.ts'
import { newWallet } from '../support/wallet/wallets.ts'

// Every route belongs to a kind. A new public route fails until its address and its kind are listed here.

const metricsToken = 'm'.repeat(32)
const { app: server, routes } = await withRoutes(() =>
  startTestApp({
    publicUrl: 'https://certs.example',
    secretsKey: randomBytes(32),
    securityContact: ['mailto:security@example.com'],
    metricsToken,
  }),
)
const site = await newSite(server.db)
const wallet = newWallet()
const places = await fill()

const NEVER = 'no-store'
const REVALIDATED = 'private, no-cache'
const DAY = 'public, max-age=86400'
const PICTURE = 'public, max-age=3600, must-revalidate'
const PERMANENT = 'public, max-age=31536000, immutable'
const PAGE = { cache: REVALIDATED, vary: ['accept', 'accept-language'], errors: REVALIDATED }

const DID = { cache: 'public, max-age=300', vary: ['host', 'x-forwarded-host'] }

/** `errors`: the Cache-Control of errors. Default: never stored. */
type Kind = { cache: string; hasTag?: boolean; vary?: string[]; errors?: string }

/** What the public responses allow, by route. Everything below /docs is one kind. */
const kinds: Record<string, Kind & { path: string }> = {
  '/': { path: '/', ...PAGE },
  '/verify': { path: '/verify', ...PAGE },
  '/verify/:publicId': { path: `/verify/${places.publicId}`, ...PAGE },
  '/verify/:publicId.json': { path: `/verify/${places.publicId}.json`, ...PAGE },
  '/verify/:publicId/bundle.json': { path: `/verify/${places.id}/bundle.json`, hasTag: true, ...PAGE },
  '/verify/:publicId/credential.json': {
    path: `/verify/${places.publicId}/credential.json`,
    cache: 'public, max-age=300',
    hasTag: true,
  },
  '/verify/:publicId/credential.png': {
    path: `/verify/${places.publicId}/credential.png`,
    cache: 'public, max-age=300',
    hasTag: true,
  },
  '/verify/:publicId/badge.png': {
    path: `/verify/${places.publicId}/badge.png`,
    cache: 'public, max-age=300',
    hasTag: true,
  },
  '/unsubscribe/:token': { path: `/unsubscribe/${places.unsubscribe}`, ...PAGE },
  '/verify/:publicId/offers': { path: `/verify/${places.publicId}/offers`, ...PAGE },
  '/offers/:token': { path: places.offer, ...PAGE },
  '/offers/:token/exchange': { path: `${places.offer}/exchange`, cache: NEVER },
  '/status/:site/:number': { path: places.statusList, cache: 'public, max-age=30', hasTag: true },
  '/verify/registry': { path: '/verify/registry', cache: NEVER },
  '/issuers/:issuer': { path: `/issuers/${site.id}`, ...PAGE },
  '/issuers/:issuer.json': { path: `/issuers/${site.id}.json`, ...PAGE },
  '/verify/assets/:version/:file': { path: places.asset, cache: PERMANENT },
  '/favicon.ico': { path: '/favicon.ico', cache: 'public, max-age=2592000' },
  '/robots.txt': { path: '/robots.txt', cache: DAY },
  '/.well-known/security.txt': { path: '/.well-known/security.txt', cache: DAY },
  '/.well-known/did.json': { path: '/.well-known/did.json', ...DID },
  '/issuers/:id/did.json': { path: `/issuers/${site.id}/did.json`, ...DID },
  '/images/:file': { path: `/images/${places.publicId}-0.png`, cache: PICTURE, hasTag: true },
  '/documents/:file': { path: `/documents/${places.publicId}-0.pdf`, cache: PICTURE, hasTag: true },
  '/ipfs/:cid': { path: `/ipfs/${places.cid}`, cache: PERMANENT, hasTag: true, vary: ['accept'] },
  '/health': { path: '/health', cache: NEVER },
  '/health/live': { path: '/health/live', cache: NEVER },
  '/health/ready': { path: '/health/ready', cache: NEVER },
  '/metrics': { path: '/metrics', cache: NEVER },
  '/docs': { path: '/docs', cache: NEVER },
  '/docs/*': { path: '/docs/static/swagger-ui.css', cache: 'public, max-age=0', hasTag: true },
  '/docs/json': { path: '/docs/json', cache: NEVER },
  '/docs/yaml': { path: '/docs/yaml', cache: NEVER },
  '/docs/static/swagger-initializer.js': { path: '/docs/static/swagger-initializer.js', cache: NEVER },
  '/docs/static/*': { path: '/docs/static/swagger-ui.css', cache: 'public, max-age=0', hasTag: true },
}

/** Redirects to another route. */
const redirects = ['/docs/static/index.html']

const isLms = ({ url }: Route) => url.startsWith('/openapi/v1/')
const isWallet = ({ url }: Route) => url.startsWith('/api/v1')
const isList = (route: Route) => isLms(route) && route.method === 'GET' && route.queryNames.includes('limit')

function kindOf(route: Route): Kind {
  if (isList(route)) return { cache: REVALIDATED, hasTag: true, vary: ['x-api-key'] }
  if (isLms(route)) return { cache: NEVER, vary: ['x-api-key'] }
  if (isWallet(route)) return { cache: NEVER, vary: credentialHeaders }
  return kinds[route.url] ?? expect.fail(`What may caches do with ${route.url}?`)
}

function pathOf({ url }: Route): string {
  const filled: Record<string, string> = { ...places, id: places.id }
  return kinds[url]?.path ?? url.replaceAll(/:(\w+)/g, (_, name) => filled[name] ?? expect.fail(`Which ${name}?`))
}

function send(route: Route, headers: Record<string, string>) {
  const request = server.http[route.method.toLowerCase() as 'get'](pathOf(route)) // Routes have these methods only.
  return request.set(headers).redirects(0)
}

function credentialsFor(route: Route): Record<string, string> {
  if (isLms(route)) return { 'X-API-KEY': site.key }
  if (isWallet(route)) return wallet.headers
  return route.url === '/metrics' ? { Authorization: `Bearer ${metricsToken}` } : {}
}

const varied = ({ headers }: Response) => (headers.vary ?? '').toLowerCase().split(/, */)

/** Fetches from other servers. It is tested in test/credentials/fetchDocument.test.ts. */
const fetching = ['/verify/fetch']

const tested = routes.filter(({ method, url }) => method !== 'OPTIONS' && ![...redirects, ...fetching].includes(url))
const titled = (some: Route[]) => some.map((route) => [`${route.method} ${route.url}`, route] as const)

describe.each(titled(tested.filter(({ method }) => method === 'GET')))('caching of %s', (_, route) => {
  const { cache, hasTag = false, vary = [] } = kindOf(route)

  it('sends Cache-Control, Vary and ETag of its kind', async () => {
    const answer = await send(route, credentialsFor(route))
    expect(answer.status).toBe(200)
    expect(answer.headers['cache-control']).toBe(cache)
    expect(varied(answer)).toStrictEqual(expect.arrayContaining(vary))
    expect(answer.headers.etag !== undefined).toBe(hasTag)
  })

  it.runIf(hasTag)('returns 304 without a body to the current ETag only', async () => {
    const { headers } = await send(route, credentialsFor(route))
    const again = await send(route, { ...credentialsFor(route), 'If-None-Match': `"other", ${headers.etag}` })
    expect([again.status, again.text || '']).toStrictEqual([304, ''])
    expect(again.headers).toMatchObject({ etag: headers.etag, 'cache-control': cache })
    expect(varied(again)).toStrictEqual(expect.arrayContaining(vary))
    expect((await send(route, { ...credentialsFor(route), 'If-None-Match': '"other"' })).status).toBe(200)
  })
})

describe.each(titled(tested))('errors of %s', (_, route) => {
  const { errors = NEVER, vary = [] } = kindOf(route)

  it('forbids shared caches to store an error', async () => {
    const withoutCredentials = await send(route, {})
    const withoutBody = await send(route, { ...credentialsFor(route), 'Content-Type': 'application/json' })
    for (const answer of [withoutCredentials, withoutBody].filter(({ status }) => status >= 400)) {
      expect(answer.headers['cache-control']).toBe(errors)
      expect(varied(answer)).toStrictEqual(expect.arrayContaining(vary))
    }
    const unknown = await server.http.get(`${pathOf(route)}/${randomUUID()}/unknown`)
    expect([unknown.status, unknown.headers['cache-control']]).toStrictEqual([...[isLms(route) ? 401 : 404, NEVER]])
  })
})

describe('caching of errors', () => {
  it('forbids caches to store 403 and 429', async () => {
    const { key } = await createKey(contextIn(server.db, site.id), { label: 'read', scopes: ['read'] })
    const denied = await server.http.get('/openapi/v1/keys').set('X-API-KEY', key).expect(403)
    expect(denied.headers).toMatchObject({ 'cache-control': NEVER, vary: 'x-api-key' })
    const limited = await startTestApp({ rateLimitPerMinute: 1, signInsPerMinute: 1, verificationsPerMinute: 1 })
    for (const path of ['/openapi/v1/courses', '/api/v1/auth/nonce/', '/.well-known/did.json']) {
      await limited.http.get(path)
      expect((await limited.http.get(path).expect(429)).headers['cache-control']).toBe(NEVER)
    }
  })

  it('forbids caches to store the response to invalid HTTP', async () => {
    const { answers } = await converse(server.url, 'GET / HTTP/1.1\r\nno header\r\n\r\n')
    expect(answers.map(({ status, headers }) => [status, headers['cache-control']])).toStrictEqual([[400, NEVER]])
  })

  it('returns 410 for the picture and the PDF of a deleted certificate', async () => {
    const issuer = newWallet()
    await confirmWallet(server.db, issuer.address)
    const id = await createSigned(server, issuer, wallet)
    const files = [`/images/${id}-0.png`, `/documents/${id}-0.pdf`]
    const first = await server.http.get(files[0] ?? '').expect(200)
    await server.http.post(`/api/v1/certificates/${id}/delete_by_id/`).set(wallet.headers).expect(200)
    for (const file of files) {
      const deleted = await server.http.get(file).set('If-None-Match', String(first.headers.etag)).expect(410)
      expect(deleted.headers).toMatchObject({ 'x-error-code': 'certificate.deleted', 'cache-control': NEVER })
    }
  })
})

describe('ETag of lists', () => {
  it('changes with the list', async () => {
    const own = await newSite(server.db)
    const list = (tag = '"none"') =>
      server.http.get('/openapi/v1/courses').set({ 'X-API-KEY': own.key, 'If-None-Match': tag })
    const { etag } = (await list().expect(200)).headers
    await list(etag).expect(304)
    await server.http.post('/openapi/v1/courses').set('X-API-KEY', own.key).send({ name: 'New' }).expect(201)
    await list(etag).expect(200)
  })
})

/** Creates what the routes show. Returns the values of path parameters, and the names of public files. */
async function fill() {
  const ask = (method: 'get' | 'post', path: string) =>
    server.http[method](`/openapi/v1${path}`).set('X-API-KEY', site.key)
  await addDesign(server.db, site.id, 'design')
  await server.http.patch('/openapi/v1/site').set('X-API-KEY', site.key).send({ domain: 'uni.example' }).expect(200)
  const { id: certificateId, publicId } = await issueStating(server, site.id)
  const { body: certificate } = await ask('get', `/certificates/${certificateId}`).expect(200)
  const { body: key } = await ask('post', '/keys').send({ label: 'second' }).expect(201)
  const hook = { url: 'https://lms.example/hooks', events: ['User/Created'] }
  const { body: webhook } = await ask('post', '/webhooks').send(hook).expect(201)
  const learner = { name: 'Ada', email: 'ada@example.com', password: 'p', roleAlias: 'learner' }
  const { body: user } = await ask('post', '/users').send(learner).expect(201)
  await confirmWallet(server.db, wallet.address)
  const id = await createSigned(server, wallet, wallet)
  await attest(server.db, id, wallet.address)
  const { id: verificationId } = await server.db.prisma.attestation.findFirstOrThrow({ where: { certificateId: id } })
  const cid = await server.ipfs.add(
    (async function* () {
      yield certified
    })(),
  )
  const { text: page } = await server.http.get('/verify').expect(200)
  const asset = new URL(/[^"]*\/verify\/assets\/\w+\/page\.css/.exec(page)?.[0] ?? '', server.url).pathname
  const { body: credential } = await server.http.get(`/verify/${publicId}/credential.json`).responseType('blob')
  const statusList = new URL(JSON.parse(String(credential)).credentialStatus.statusListCredential).pathname
  const { headers } = await server.http.post(`/verify/${publicId}/offers`).expect(303)
  const { pathname: offer } = new URL(headers.location ?? '')
  const mailKey = await ensureUnsubscribeKey(server.db, new Uint8Array(32).fill(2))
  return {
    statusList,
    offer,
    unsubscribe: unsubscribeToken(mailKey, { siteId: site.id, userId: user.id }),
    ...{ certificateId: `${certificateId}`, publicId, id, cid: `${cid}`, asset, verificationId: `${verificationId}` },
    ...{ courseId: `${certificate.courseId}`, userId: `${user.id}`, keyId: `${key.id}`, webhookId: `${webhook.id}` },
    ...{ templateName: 'design', fontName: 'font', event: 'user.created', address: wallet.address },
  }
}
