import { randomBytes } from 'node:crypto'
import { beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { type DnsServer, startDnsServer, zone } from '../../support/issuers/dnsServer.ts'
import { newSite, startTestApp, type TestApp, type TestSite } from '../../support/server/app.ts'

const publicUrl = 'https://certs.example'

let server: TestApp
let dns: DnsServer
let site: TestSite
beforeAll(async () => {
  dns = await startDnsServer()
  server = await startTestApp({
    ...{ publicUrl, secretsKey: randomBytes(32), dnsServers: [dns.address], rateLimitPerMinute: 1000 },
    // No server listens there.
    trustRegistries: ['https://127.0.0.1:9/issuers.json'],
  })
})
beforeEach(async () => {
  site = await newSite(server.db)
})

const setDomain = (domain: string) => server.http.patch('/openapi/v1/site').set('X-API-KEY', site.key).send({ domain })
const getRecord = () => server.http.get('/openapi/v1/site/domain').set('X-API-KEY', site.key)
const check = () => server.http.post('/openapi/v1/site/domain/check').set('X-API-KEY', site.key)

describe('PATCH /site', () => {
  it.each([
    ['github.io', 'Other people register names under this one.'],
    ['co.uk', 'Other people register names under this one.'],
    ['uni.github.io', 'A hosting company gives such names to its customers.'],
    ['localhost', 'This name is for local networks'],
    ['10.0.0.1', 'This is an IP address.'],
    ['https://uni.example', 'This is not a domain name.'],
  ])('rejects the domain %s', async (domain, message) => {
    const { body } = await setDomain(domain).expect(400)
    expect(body.errors.domain.join()).toContain(message)
  })

  it('rejects the host of PUBLIC_URL, and accepts its parent and children', async () => {
    const { body } = await setDomain('certs.example').expect(400)
    expect(body.errors.domain.join()).toContain('is the host of this server')
    await setDomain('x.certs.example').expect(200)
  })

  it('stores a domain in another script as punycode', async () => {
    expect((await setDomain('h\u0430rvard.edu').expect(200)).body.domain).toBe('xn--hrvard-3nf.edu')
  })
})

describe('GET /site/domain', () => {
  it('returns the TXT record that names the DID of the site', async () => {
    await setDomain('uni.example').expect(200)
    const did = site.id === 1 ? 'did:web:certs.example' : `did:web:certs.example:issuers:${site.id}`
    expect((await getRecord().expect(200)).body).toStrictEqual({
      domain: 'uni.example',
      did,
      record: `openatts a=dns-did; p=${did}; v=1.0;`,
      found: [],
    })
  })

  it('rejects a site without a domain', async () => {
    expect((await getRecord().expect(409)).headers['x-error-code']).toBe('site.no_domain')
  })
})

describe('POST /site/domain/check', () => {
  it('finds the record after it is published', async () => {
    await setDomain('uni.example').expect(200)
    const { record } = (await getRecord().expect(200)).body
    dns.answer(zone({ 'uni.example': { TXT: ['v=spf1 -all'] } }))
    expect((await check().expect(200)).body).toMatchObject({
      record,
      dns: { outcome: 'absent', message: 'The domain has no TXT record that names this issuer.' },
      didWeb: { outcome: 'absent' },
      registries: [{ url: 'https://127.0.0.1:9/issuers.json', outcome: 'unavailable' }],
    })
    dns.answer(zone({ 'uni.example': { TXT: ['v=spf1 -all', record] } }))
    const { body } = await check().expect(200)
    expect(body.dns).toStrictEqual({ outcome: 'found', message: 'The TXT record names this site.' })
    expect(body.confirmedSince).toBeCloseTo(Date.now() / 1000, -2)
    const { found } = (await getRecord().expect(200)).body
    expect(found).toContainEqual({
      ...{ confirmedBy: 'dns', source: 'uni.example' },
      ...{ confirmedSince: body.confirmedSince, lastSeen: body.confirmedSince },
    })
  })

  it('does not accept the record of another site', async () => {
    await setDomain('uni.example').expect(200)
    dns.answer(zone({ 'uni.example': { TXT: ['openatts a=dns-did; p=did:web:certs.example:issuers:4711; v=1.0;'] } }))
    expect((await check().expect(200)).body.dns.outcome).toBe('absent')
  })

  it('reports a DNS failure as unavailable', async () => {
    await setDomain('uni.example').expect(200)
    dns.answer(() => 'SERVFAIL')
    expect((await check().expect(200)).body).toMatchObject({
      dns: { outcome: 'unavailable' },
      didWeb: { outcome: 'unavailable' },
    })
  })

  it('replays the response for an idempotency key without a new lookup', async () => {
    await setDomain('uni.example').expect(200)
    dns.answer(() => 'NXDOMAIN')
    const { body } = await check().set('Idempotency-Key', 'check-1').expect(200)
    dns.answer(() => 'SERVFAIL')
    expect((await check().set('Idempotency-Key', 'check-1').expect(200)).body).toStrictEqual(body)
  })

  it('limits the checks of a site, and not those of another site', async () => {
    await setDomain('uni.example').expect(200)
    dns.answer(() => 'NXDOMAIN')
    for (let i = 0; i < 6; i += 1) await check().expect(200)
    expect(Number((await check().expect(429)).headers['retry-after'])).toBeGreaterThan(0)
    site = await newSite(server.db)
    await check().expect(409)
  })
})
