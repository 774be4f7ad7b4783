import { beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { documentFetcher } from '../../src/credentials/fetchDocument.ts'
import { type DnsServer, startDnsServer, zone } from '../support/issuers/dnsServer.ts'
import { type HttpsServer, startHttpsServer } from '../support/issuers/httpsServer.ts'
import { startTestApp, type TestApp } from '../support/server/app.ts'

const address = 'https://uni.example/.well-known/did.json'

let dns: DnsServer
let web: HttpsServer
let server: TestApp
beforeAll(async () => {
  dns = await startDnsServer()
  web = await startHttpsServer()
  server = await startTestApp({ dnsServers: [dns.address] })
})
beforeEach(() => {
  dns.answer(zone({ 'uni.example': { A: ['127.0.0.1'] } }))
  web.answer({ id: 'did:web:uni.example' })
})

const fetcher = (allowed = ['127.0.0.1']) =>
  documentFetcher({ dnsServers: [dns.address], didWeb: { allowed, ca: web.ca, port: web.port } })

describe('documentFetcher', () => {
  it('fetches a document by https, and stores it', async () => {
    const fetchDocument = fetcher()
    const before = web.connections
    const answers = await Promise.all([fetchDocument(address), fetchDocument(address)])
    for (const answer of [...answers, await fetchDocument(address)]) {
      expect(answer.outcome === 'found' && answer.body.toString()).toBe('{"id":"did:web:uni.example"}')
    }
    expect(web.connections - before).toBe(1)
  })

  it('connects to no private address', async () => {
    const before = web.connections
    expect(await fetcher([])(address)).toStrictEqual({ outcome: 'refused' })
    expect(web.connections).toBe(before)
  })

  it.each([
    'http://uni.example/did.json',
    'https://127.0.0.1/did.json',
    'https://[::1]/did.json',
    'https://2130706433/did.json',
    'https://localhost/did.json',
    'https://uni.example:8443/did.json',
    'https://name:word@uni.example/did.json',
    'file:///etc/passwd',
    'nonsense',
    '',
  ])('refuses %s', async (given) => {
    expect(await fetcher()(given)).toStrictEqual({ outcome: 'refused' })
  })

  it.each([
    [404, 'missing'],
    [410, 'missing'],
    [500, 'unavailable'],
    [302, 'unavailable'],
  ])('reports status %s as %s, and asks again', async (status, outcome) => {
    const fetchDocument = fetcher()
    web.answer(status)
    expect(await fetchDocument(address)).toStrictEqual({ outcome })
    web.answer({})
    expect((await fetchDocument(address)).outcome).toBe('found')
  })

  it('reports too long a document, and a name without an address, as unavailable', async () => {
    web.answer(Buffer.alloc(5_000_001))
    expect(await fetcher()(address)).toStrictEqual({ outcome: 'unavailable' })
    expect(await fetcher()('https://other.example/did.json')).toStrictEqual({ outcome: 'unavailable' })
  })

  it('stops waiting for a silent server before the checks do', async () => {
    web.answer(() => {})
    const start = performance.now()
    expect(await fetcher()(address)).toStrictEqual({ outcome: 'unavailable' })
    expect(performance.now() - start).toBeLessThan(3000)
  })
})

describe('GET /verify/fetch', () => {
  it.each([
    ['', 400, 'fetch.refused'],
    ['?url=', 400, 'fetch.refused'],
    ['?url=http://uni.example/', 400, 'fetch.refused'],
    ['?url=https://10.0.0.1/', 400, 'fetch.refused'],
    // Its name leads to this machine.
    [`?url=${address}`, 400, 'fetch.refused'],
    [`?url=${address}&url=${address}`, 400, 'fetch.refused'],
    ['?url=https://nowhere.example/', 503, 'fetch.unavailable'],
  ])('answers %s with %s %s', async (query, status, code) => {
    const { headers } = await server.http.get(`/verify/fetch${query}`).expect(status)
    expect(headers['x-error-code']).toBe(code)
    expect(headers['access-control-allow-origin']).toBeUndefined()
  })
})
