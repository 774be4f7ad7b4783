import { randomUUID } from 'node:crypto'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { streamOf } from '../support/files/files.ts'
import { formOf } from '../support/files/form.ts'
import { apiOf, expectGoodManners, readDocumented } from '../support/hostile/hostileAnswers.ts'
import { type Answer, type HostileRequest, send } from '../support/hostile/hostileClient.ts'
import { type Good, goodPath, headerText, requestsAnywhere, requestsTo } from '../support/hostile/hostileRequests.ts'
import { type Route, withRoutes } from '../support/hostile/hostileRoutes.ts'
import { extremeCertificates, longTexts } from '../support/hostile/hostileTexts.ts'
import { sendWrong } from '../support/hostile/wrongRequests.ts'
import { addDesign } from '../support/lms/designs.ts'
import { drawableAll } from '../support/public/drawableTexts.ts'
import { newSite, startTestApp } from '../support/server/app.ts'
import { documented, newWallet, signInMessage, type TestWallet, type TypedData } from '../support/wallet/wallets.ts'

const issuerKeys = new Map([1, 2, 3].map((site) => [site, `0x${'11'.repeat(32)}` as const]))
const {
  app: server,
  routes,
  undocumented,
} = await withRoutes(() =>
  startTestApp({
    ...{ issuerKeys, metricsToken: 'token-of-prometheus', secretsKey: new Uint8Array(32) },
    // No server listens there, so that lookups of domains end at once.
    dnsServers: ['127.0.0.1:9'],
  }),
)
// The API key has an id that no request invents, so that no request revokes it.
await server.db.pool.query('ALTER SEQUENCE api_keys_id_seq RESTART WITH 1571830461')
const site = await newSite(server.db)
await server.db.prisma.issuer.create({ data: { siteId: site.id, domain: 'uni.example', claimedAt: new Date() } })
const schemaOf = await readDocumented(server.url)

const documentCid = await server.ipfs.add(streamOf(new Uint8Array(300_000)))

const request = (method: string, path: string, headers: Record<string, string>, body?: object) =>
  send(server.url, {
    method,
    path,
    headers: body ? { ...headers, 'content-type': 'application/json' } : headers,
    body: body ? JSON.stringify(body) : null,
  })

async function created(path: string, headers: Record<string, string>, body: object): Promise<Record<string, unknown>> {
  const answer = await request('POST', path, headers, body)
  expect(answer.status, answer.body).toBeLessThan(300)
  return JSON.parse(answer.body)
}

const headersOf = (wallet: TestWallet) => ({ 'x-api-key': site.key, ...wallet.headers })

/**
 * Creates a course, a user, a certificate and everything else of a site. Returns ids by the names of parameters and
 * fields.
 */
async function newOfSite(wallet: TestWallet) {
  const headers = headersOf(wallet)
  const john = {
    ...{ name: 'John', password: 'p', roleAlias: 'learner', email: `${randomUUID()}@example.com` },
    eth_address: wallet.address,
  }
  const course = await created('/openapi/v1/courses', headers, { name: 'A course' })
  const user = await created('/openapi/v1/users', headers, john)
  const achieved = { userId: user.id, achievedAt: 1234567890 }
  const issued = await created(`/openapi/v1/courses/${course.id}/certificates`, headers, achieved)
  const key = await created('/openapi/v1/keys', headers, { label: 'A key' })
  // A site may have only a few webhooks.
  await server.db.prisma.webhook.deleteMany()
  const hook = { url: 'https://lms.example/hooks', events: ['User/Edited'] }
  const webhook = await created('/openapi/v1/webhooks', headers, hook)
  await created('/openapi/v1/users/blocked', headers, { userId: user.id })
  const deliveries = await request('GET', `/openapi/v1/webhooks/${webhook.id}/deliveries`, headers)
  const { eventId } = JSON.parse(deliveries.body).deliveries[0]

  // The template of the documented course, and a template that no course uses.
  for (const name of ['diploma', 'unused']) await addDesign(server.db, site.id, name)
  const hash = 'f'.repeat(64)
  const [font, fontName] = [
    { siteId: site.id, hash },
    { siteId: site.id, name: 'unused', hash, size: 9 },
  ]
  await server.db.prisma.font.createMany({ data: { ...font, file: new Uint8Array(9) }, skipDuplicates: true })
  await server.db.prisma.fontName.createMany({ data: fontName, skipDuplicates: true })

  const file = new URL(String(issued.imageUrl)).pathname.split('/').at(-1)
  const ids = { courseId: course.id, certificateId: issued.id, keyId: key.id, webhookId: webhook.id, userId: user.id }
  return {
    params: { ...ids, file, templateName: 'unused', fontName: 'unused', event: 'user.created' },
    fields: { userId: user.id, eventId },
  }
}

/** Returns what a wallet sends to claim a domain. */
async function signedClaim(wallet: TestWallet) {
  const domain = 'uni.example'
  const { at, typed_data } = await created('/api/v1/issuers/typed_data/', headersOf(wallet), { domain })
  return { domain, at, issuer_signature: wallet.signTypedData(typed_data as TypedData) } // The documented type.
}

/** Creates a signed certificate, a requested attestation and everything else that a wallet sends. */
async function newOfWallet(wallet: TestWallet) {
  const headers = headersOf(wallet)
  const mine = { ...documented.body, holder_eth_address: wallet.address }
  const { typed_data, ...identity } = await created('/api/v1/certificates/typed_data/', headers, mine)
  const issuer_signature = wallet.signTypedData(typed_data as TypedData) // The documented type.
  const { certificate_pk } = await created('/api/v1/certificates/', headers, { ...mine, ...identity, issuer_signature })
  const certificate = String(certificate_pk)
  const other = newWallet()
  const theirs = { ...documented.body, holder_eth_address: other.address }
  const given = await created('/api/v1/certificates/', other.headers, theirs)
  const asked = { certificate: given.certificate_pk, verifier: wallet.address, verifier_type: 2 }
  const verification = await created('/api/v1/verifications/', other.headers, asked)
  // A wallet that claims a domain cannot use its static signature any more.
  const claimant = newWallet()
  await created('/api/v1/issuers/', headersOf(claimant), await signedClaim(claimant))
  const toSign = await request('GET', '/api/v1/auth/nonce/', {})
  const { nonce, domain, uri } = JSON.parse(toSign.body)
  const message = signInMessage({ domain, address: wallet.headers['Auth-Eth-Address'] ?? '', uri, nonce })
  return {
    params: {
      id: certificate,
      publicId: certificate,
      verificationId: verification.id,
      cid: documentCid,
      address: claimant.address,
    },
    fields: { certificate, message, signature: wallet.signMessage(message) },
  }
}

/**
 * Returns what a valid request of a route needs, or of any route: a site for the LMS API, a wallet for the wallet API.
 */
async function newGood(route?: Route): Promise<Good> {
  const API = route ? apiOf(route.url) : 'public'
  const wallet = newWallet()
  const ofSite = API === 'wallet' ? null : await newOfSite(wallet)
  const ofWallet = API === 'lms' ? null : await newOfWallet(wallet)
  const params = { ...ofSite?.params, ...ofWallet?.params }
  const unique = {
    email: `${randomUUID()}@example.com`,
    id: randomUUID().replaceAll('-', ''),
    externalId: randomUUID(),
  }
  const addresses = { eth_address: newWallet().address, holder_eth_address: wallet.address }
  const body = {
    ...{ ...route?.example, ...unique, ...addresses, ...ofSite?.fields, ...ofWallet?.fields },
    ...(route?.url.endsWith('/revoke/') && ofWallet && wallet.signRevocation(ofWallet.fields)),
    ...(route?.url === '/api/v1/issuers/' && (await signedClaim(wallet))),
  }
  // A changed fact breaks the signature, and this error would hide all others.
  const withheld = route?.url === '/api/v1/certificates/' ? ['id', 'issued_at', 'salt', 'issuer_signature'] : []
  const names = route?.bodyNames.filter((name) => !withheld.includes(name)) ?? Object.keys(body)
  const isWithdrawal = route?.method === 'DELETE' && route.url === '/api/v1/issuers/:address/'
  return {
    params: Object.fromEntries(
      Object.entries({ ...params, ...(isWithdrawal && { address: wallet.address }) }).map(([name, id]) => [
        name,
        String(id),
      ]),
    ),
    // BDN’s static signature is not sufficient to withdraw a claim.
    headers: isWithdrawal && ofWallet ? await sessionOf(ofWallet.fields) : headersOf(wallet),
    body: Object.fromEntries(Object.entries(body).filter(([name]) => names.includes(name))),
  }
}

async function sessionOf({ message, signature }: { message: string; signature: string }) {
  const { token } = await created('/api/v1/auth/session/', {}, { message, signature })
  return { authorization: `Bearer ${token}` }
}

function sendGood(route: Route, good: Good, change: Record<string, unknown> = {}): Promise<Answer> {
  const path = goodPath(route, good)
  if (!route.isForm) {
    return request(route.method, path, good.headers, route.example ? { ...good.body, ...change } : undefined)
  }
  const text = String(change.file ?? route.example?.file)
  const { type, body } = formOf([{ name: 'file', filename: 'a', content: Buffer.from(text) }])
  return send(server.url, { method: route.method, path, headers: { ...good.headers, 'content-type': type }, body })
}

async function expectAnswer(sent: HostileRequest): Promise<void> {
  const answer = await sendWrong(server.url, sent)
  // A request with too many headers is not read to its end, so its API is unknown.
  const API = answer.status === 431 ? 'any' : apiOf(sent.path)
  expectGoodManners(answer, API, sent.method, schemaOf(sent.method, sent.path, answer.status))
}

/** Requests to each documented route: a few in a normal run, many with `npm run test:fuzz`. */
const RUNS = Number(process.env.HOSTILE_RUNS ?? 40)

/** The search for the smallest counterexample ends before Vitest stops the test and loses the seed. */
const patience = { interruptAfterTimeLimit: Math.max(20_000, RUNS * 300), markInterruptAsFailure: true }
const LONGER_MS = patience.interruptAfterTimeLimit + 10_000

/** Far more than any request takes on a slow machine, and less than a careless parser takes on a fast one. */
const QUICK_MS = 1000

/** Expects a request to take little CPU time, whatever else the machine does. */
async function expectQuick(asking: () => Promise<Answer>, what: string): Promise<Answer> {
  const start = process.cpuUsage()
  const answer = await asking()
  expect(process.cpuUsage(start).user / 1000, what).toBeLessThan(QUICK_MS)
  return answer
}

const isJson = ({ headers }: Answer) => headers['content-type']?.startsWith('application/json')

const titled = (some: Route[]) => some.map((route) => [`${route.method} ${route.url}`, route] as const)

describe('hostile requests: documented examples', () => {
  it.each(titled(routes.filter((route) => route.documented && !route.takesOther)))(
    'accepts the documented request of %s',
    async (_, route) => {
      const good = await newGood(route)
      const answer = await sendGood(route, good)
      expect(answer.status, answer.body).toBeLessThan(300)
      const schema = schemaOf(route.method, goodPath(route, good), answer.status)
      // The APIs have OpenAPI documents; the rest of the server has pages and files.
      if (apiOf(route.url) !== 'public' && route.method !== 'HEAD' && isJson(answer)) expect(schema).toBeDefined()
      expectGoodManners(answer, apiOf(route.url), route.method, schema)
    },
  )
})

describe('hostile requests: random errors', () => {
  it.each(titled(routes))(
    'answers as documented: %s',
    async (_, route) => {
      const property = fc.asyncProperty(requestsTo(route, await newGood(route)), expectAnswer)
      await fc.assert(property, { numRuns: route.documented && route.method !== 'HEAD' ? RUNS : 10, ...patience })
      expect(undocumented.splice(0)).toEqual([])
    },
    LONGER_MS,
  )

  it(
    'answers any method at any path',
    async () => {
      const property = fc.asyncProperty(requestsAnywhere(routes, await newGood()), expectAnswer)
      await fc.assert(property, { numRuns: 2.5 * RUNS, ...patience })
    },
    LONGER_MS,
  )
})

/** Line ends, raw and encoded, each followed by a header that must not appear. */
const injections = [
  '%0d%0aX-Injected:1',
  '%0aX-Injected:1',
  '%0dX-Injected:1',
  '%E5%98%8A%E5%98%8DX-Injected:1',
  '%C2%85X-Injected:1',
  // Raw bytes, which Node writes for a text of Latin letters.
  ...['\u2028', '\u2029', '\u0085'].map((end) => `${Buffer.from(end).toString('latin1')}X-Injected:1`),
]

/** In a normal run, each place gets one text of so many. In a long run, it gets all of them. */
const STRIDE = RUNS < 500 ? 4 : 1

/** Returns the paths of a route with a text in each of its parameters, and in each part of its query. */
function pathsWith(route: Route, good: Good, text: string): string[] {
  const names = [...route.url.matchAll(/:(\w+)/g)].map(([, name = '']) => name)
  const inPath = names.flatMap((name) =>
    [text, good.params[name] + text].map((value) =>
      goodPath(route, { ...good, params: { ...good.params, [name]: value } }),
    ),
  )
  const inQuery = [...route.queryNames, 'other'].flatMap((name) => [`${name}=${text}`, `${name}${text}=1`])
  return [...inPath, ...inQuery.map((query) => `${goodPath(route, good)}?${query}`)]
}

describe('hostile requests: header injection', () => {
  it.each(titled(routes.filter(({ documented }) => documented)))(
    'adds no header for a line end in a path or query: %s',
    async (_, route) => {
      const good = await newGood(route)
      for (const [index, text] of injections.entries()) {
        for (const path of pathsWith(route, good, text).filter((_, place) => (index + place) % STRIDE === 0)) {
          const answer = await sendWrong(server.url, { method: route.method, path, headers: good.headers })
          expect(answer.headers, path).not.toHaveProperty('x-injected')
          // A path with invalid bytes is rejected before its API is known.
          expectGoodManners(answer, text.startsWith('%') ? apiOf(path) : 'any', route.method)
        }
      }
    },
  )
})

/** Routes below `typed_data` store nothing. */
const keyedRoutes = routes.filter(
  ({ method, documented, url }) => method === 'POST' && documented && !url.includes('typed_data'),
)

describe('hostile requests: Idempotency-Key', () => {
  it.each(titled(keyedRoutes))(
    'replays the response to the same POST, and rejects another one with its key: %s',
    async (_, route) => {
      const good = await newGood(route)
      const keyed = { ...good, headers: { ...good.headers, 'idempotency-key': randomUUID() } }
      const first = await sendGood(route, keyed)
      expect(first.status, first.body).toBeLessThan(300)
      const again = await sendGood(route, keyed)
      expect([again.status, again.body]).toStrictEqual([first.status, first.body])
      expect(again.headers['idempotent-replayed']).toBe('true')
      const path = `${goodPath(route, good)}?another=1`
      const body = route.isForm ? undefined : route.example ? good.body : undefined
      const other = route.isForm
        ? await sendGood(route, keyed, { file: 'Another.' })
        : await request('POST', path, keyed.headers, body)
      expect(other.status, other.body).toBe(422)
    },
  )
})

describe('hostile requests: large bodies', () => {
  it.each(titled(routes.filter((route) => route.example)))(
    'answers a body with a long text quickly: %s',
    async (_, route) => {
      const good = await newGood(route)
      for (const name of route.bodyNames) {
        for (const [what, text] of Object.entries(longTexts)) {
          const answer = await expectQuick(() => sendGood(route, good, { [name]: text }), `${what} as ${name}`)
          expect(answer.status).toBeLessThan(500)
        }
      }
    },
  )

  it.each([
    ['fields', Array.from({ length: 50_000 }, (_, index) => index.toString(36)).join('&')],
    ['values', 'skills=1&'.repeat(27_000)],
  ])('rejects a form of many %s quickly', async (what, body) => {
    const { headers } = await newGood()
    const form = { ...headers, 'content-type': 'application/x-www-form-urlencoded' }
    const path = '/api/v1/certificates/'
    const answer = await expectQuick(() => send(server.url, { method: 'POST', path, headers: form, body }), what)
    expect(answer.status).toBe(400)
  })
})

describe('hostile requests: signatures', () => {
  it('returns 401 to any malformed signature header', async () => {
    const wallet = newWallet()
    const path = '/api/v1/certificates/'
    const names = fc.constantFrom('Auth-Eth-Address', 'Auth-Timestamp', 'Auth-Nonce', 'Auth-Signature')
    const change = fc.dictionary(names, headerText, { minKeys: 1 })
    const property = fc.asyncProperty(change, async (some) => {
      const headers = { ...wallet.sign({ url: server.url + path }), ...some }
      const answer = await sendWrong(server.url, { method: 'GET', path, headers })
      expectGoodManners(answer, 'wallet')
      expect(answer.status).toBe(401)
    })
    await fc.assert(property, { numRuns: 60, ...patience })
  })

  it.each(Object.entries(longTexts))('answers a long sign-in message quickly: %s', async (what, text) => {
    const lines = (await newGood()).body.message as string // Created by newGood.
    for (const message of [
      text,
      lines + text,
      lines.replace('URI: ', `URI: ${text}`),
      lines.replace('\n\n', `\n\n${text}`),
    ]) {
      const body = { message: message.slice(0, 2000), signature: `0x${'1'.repeat(130)}` }
      const answer = await expectQuick(() => request('POST', '/api/v1/auth/session/', {}, body), what)
      expectGoodManners(answer, 'wallet')
    }
  })
})

describe('hostile requests: extreme certificates', () => {
  it('returns every accepted certificate from the LMS API, alone and in a list', async () => {
    const { params, headers, body } = await newGood()
    const list = `/openapi/v1/courses/${params.courseId}/certificates`
    const property = fc.asyncProperty(extremeCertificates.lms, async ({ name, description, ...extremes }) => {
      const texts = await drawableAll({ ...(name && { name }), ...(description && { description }) })
      const answer = await request('POST', list, headers, { userId: body.userId, ...extremes, ...texts })
      expectGoodManners(answer, 'lms')
      if (answer.status !== 201) return
      const again = await request('GET', `/openapi/v1/certificates/${JSON.parse(answer.body).id}`, headers)
      expect(again.body).toBe(answer.body)
    })
    await fc.assert(property, { numRuns: 60, ...patience })
    const { certificates, totalCount } = JSON.parse((await request('GET', `${list}?limit=1000`, headers)).body)
    expect(certificates).toHaveLength(totalCount)
    expect(totalCount).toBeGreaterThan(10)
  })

  it('returns every accepted certificate from the wallet API, alone and in a list', async () => {
    const { headers, body } = await newGood()
    const list = '/api/v1/certificates/'
    const mine = { ...documented.body, holder_eth_address: body.holder_eth_address }
    let accepted = 1
    const property = fc.asyncProperty(extremeCertificates.wallet, async (extremes) => {
      const answer = await request('POST', list, headers, { ...mine, ...extremes })
      expectGoodManners(answer, 'wallet')
      if (answer.status !== 200) return
      accepted += 1
      const again = await request('GET', `${list}${JSON.parse(answer.body).certificate_pk}/`, headers)
      expect(again.status, again.body).toBe(200)
    })
    await fc.assert(property, {
      numRuns: 40,
      examples: [[{ expiration_date: '9999-12-31T23:59:59-23:59' }], [{ score: Number.MAX_VALUE }]],
      ...patience,
    })
    expect(accepted).toBeGreaterThan(10)
    for (const role of ['issuer', 'holder']) {
      const answer = await request('GET', `${list}?role=${role}`, headers)
      expect(JSON.parse(answer.body)).toHaveLength(accepted)
    }
  })
})
