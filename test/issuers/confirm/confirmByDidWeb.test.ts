import { createServer as createHttpServer, type RequestListener } from 'node:http'
import type { AddressInfo } from 'node:net'
import { gzipSync } from 'node:zlib'
import { beforeAll, beforeEach, describe, expect, it, onTestFinished } from 'vitest'
import { confirmByDidWeb, type DidWebOptions, domainDid } from '../../../src/issuers/confirm/confirmByDidWeb.ts'
import { didDocument, multikey, otherMultikey } from '../../support/issuers/didDocuments.ts'
import { type DnsServer, startDnsServer, zone } from '../../support/issuers/dnsServer.ts'
import { domainOf } from '../../support/issuers/domains.ts'
import { type HttpsServer, startHttpsServer } from '../../support/issuers/httpsServer.ts'

const did = 'did:web:uni.example'
const at = new Date('2026-05-03T12:00:00Z')
const toLoopback = { A: ['127.0.0.1'] }

let dns: DnsServer
let web: HttpsServer
beforeAll(async () => {
  dns = await startDnsServer()
  web = await startHttpsServer()
})
beforeEach(() => {
  dns.answer(zone({ 'uni.example': toLoopback }))
  web.answer(didDocument(did))
})

function confirm(options: Partial<DidWebOptions> = {}, of = did) {
  const { ca, port } = web
  const dnsOptions = { servers: [dns.address], timeoutMs: 200, tries: 1 }
  return confirmByDidWeb(
    of,
    { ed25519: multikey },
    { dns: dnsOptions, at, allowed: ['127.0.0.1'], ca, port, ...options },
  )
}

describe('confirmByDidWeb', () => {
  it('finds the key in the document of a domain', async () => {
    expect(await confirm({}, domainDid(domainOf('Uni.example.')))).toStrictEqual({
      outcome: 'found',
      method: `${did}#key-1`,
    })
    expect(web.paths.at(-1)).toBe('/.well-known/did.json')
  })

  it('finds the document of a DID with a path', async () => {
    const withPath = `${did}:Issuers:7`
    web.answer(didDocument(withPath))
    expect(await confirm({}, withPath)).toMatchObject({ outcome: 'found' })
    expect(web.paths.at(-1)).toBe('/Issuers/7/did.json')
  })

  it.each([
    'did:web:',
    'did:web:uni.example:..',
    'did:web:uni.example:%2e%2E:x',
    'did:web:127.0.0.1',
    'did:web:localhost',
  ])('throws for %s', async (text) => {
    await expect(confirm({}, text)).rejects.toThrow(RangeError)
  })

  it.each<[string, Parameters<HttpsServer['answer']>[0], string]>([
    ['404', 404, 'no_document'],
    ['410', 410, 'no_document'],
    ['a page', '<!doctype html><title>University</title>', 'not_a_document'],
    ['an empty file', '', 'not_a_document'],
    ['another id', didDocument('did:web:host.example'), 'other_id'],
    ['the id of a part', didDocument(`${did}:issuers:7`), 'other_id'],
    ['another key', didDocument(did, { publicKeyMultibase: otherMultikey }), 'no_key'],
    ['the key outside assertionMethod', didDocument(did, {}, { assertionMethod: [] }), 'no_key'],
    ['more than 64 kB', JSON.stringify(didDocument(did)).padEnd(64 * 1024 + 1), 'too_large'],
    ['1 MB', Buffer.alloc(1024 ** 2, 'x'), 'too_large'],
  ])('is absent when the server sends %s', async (_what, answer, reason) => {
    web.answer(answer)
    const outcome = await confirm()
    expect(outcome).toStrictEqual({
      outcome: 'absent',
      reason,
      nxdomain: false,
      message: expect.stringMatching(/\.$/),
    })
  })

  it('reads 64 kB', async () => {
    web.answer(JSON.stringify(didDocument(did)).padEnd(64 * 1024))
    expect(await confirm()).toMatchObject({ outcome: 'found' })
  })

  it.each([301, 302, 303, 307, 308])('does not follow a redirect with status %i', async (status) => {
    const target = `https://uni.example:${web.port}/document`
    web.answer(({ url }, response) => {
      if (url === '/document') response.end(JSON.stringify(didDocument(did)))
      else response.writeHead(status, { location: target }).end()
    })
    expect(await confirm()).toMatchObject({ outcome: 'unavailable', reason: 'redirect' })
    expect(web.paths.at(-1)).toBe('/.well-known/did.json')
  })

  it.each([204, 304, 401, 403, 429, 500, 502, 503])('is unavailable with status %i', async (status) => {
    web.answer(status)
    const reason = status === 304 ? 'redirect' : 'status'
    expect(await confirm()).toMatchObject({
      outcome: 'unavailable',
      reason,
      message: expect.stringContaining(`${status}`),
    })
  })

  const endings: [string, (response: Parameters<RequestListener>[1]) => void, string][] = [
    ['silent', () => {}, 'timeout'],
    ['slow', (response) => drip(() => response.write(' '), response), 'timeout'],
    [
      'slow with its headers',
      (response) => {
        response.socket?.write('HTTP/1.1 200 OK\r\nX-Slow: ')
        drip(() => response.socket?.write('a'), response)
      },
      'timeout',
    ],
    ['gone at once', (response) => response.socket?.destroy(), 'connection'],
    [
      'gone amid the document',
      (response) => {
        response.writeHead(200, { 'content-length': 1000 })
        response.write('{', () => response.socket?.destroy())
      },
      'connection',
    ],
    [
      'changing the protocol',
      (response) => {
        response.socket?.write('HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n')
      },
      'connection',
    ],
    ['not HTTP', (response) => response.socket?.end('HELLO\r\n\r\n'), 'connection'],
    [
      'compressing unasked',
      (response) => {
        response.writeHead(200, { 'content-encoding': 'gzip' }).end(gzipSync(JSON.stringify(didDocument(did))))
      },
      'encoded',
    ],
  ]
  it.each(endings)('is unavailable when the server is %s', async (_what, act, reason) => {
    web.answer((_request, response) => act(response))
    const timeoutMs = reason === 'timeout' ? 300 : 10_000
    expect(await confirm({ timeoutMs })).toMatchObject({ outcome: 'unavailable', reason })
  })

  it('throws the reason of an abort', async () => {
    const stop = new AbortController()
    web.answer(() => stop.abort(new Error('The worker stops.')))
    await expect(confirm({ signal: stop.signal })).rejects.toThrow('The worker stops.')
    await expect(confirm({ signal: stop.signal })).rejects.toThrow('The worker stops.')
  })
})

describe('confirmByDidWeb: addresses', () => {
  it.each([
    ['loopback', { A: ['127.0.0.1'] }],
    ['one private of several', { A: ['93.184.215.14', '10.0.0.5'] }],
    ['link-local', { A: ['169.254.169.254'] }],
    ['private IPv6', { AAAA: ['fd00::1'] }],
    ['mapped IPv6', { A: ['93.184.215.14'], AAAA: ['::ffff:127.0.0.1'] }],
  ])('does not connect to a domain with a private address: %s', async (_what, records) => {
    const before = web.connections
    dns.answer(zone({ 'uni.example': records }))
    expect(await confirm({ allowed: [] })).toMatchObject({ outcome: 'unavailable', reason: 'private_address' })
    expect(web.connections).toBe(before)
  })

  it('does not connect by default', async () => {
    expect(await confirm({ allowed: undefined })).toMatchObject({ reason: 'private_address' })
  })

  it.each([
    ['NXDOMAIN', { outcome: 'absent', reason: 'nxdomain', nxdomain: true }],
    ['NOERROR', { outcome: 'absent', reason: 'no_address', nxdomain: false }],
    ['SERVFAIL', { outcome: 'unavailable', reason: 'dns_failure' }],
    ['silent', { outcome: 'unavailable', reason: 'dns_timeout' }],
  ] as const)('tells why there is no address: %s', async (answer, expected) => {
    dns.answer(() => answer)
    expect(await confirm()).toMatchObject(expected)
  })
})

describe('confirmByDidWeb: TLS', () => {
  it.each(['0', '1'])('does not trust an unknown authority, with NODE_TLS_REJECT_UNAUTHORIZED=%s', async (value) => {
    const before = process.env.NODE_TLS_REJECT_UNAUTHORIZED
    process.env.NODE_TLS_REJECT_UNAUTHORIZED = value
    onTestFinished(() => {
      if (before === undefined) delete process.env.NODE_TLS_REJECT_UNAUTHORIZED
      else process.env.NODE_TLS_REJECT_UNAUTHORIZED = before
    })
    const requests = web.paths.length
    expect(await confirm({ ca: undefined })).toMatchObject({ outcome: 'unavailable', reason: 'tls' })
    expect(web.paths).toHaveLength(requests)
  })

  it.each([
    ['for another name', { names: ['host.example'] }],
    ['for the address', { names: ['127.0.0.1'] }],
    ['for names below', { names: ['*.uni.example'] }],
    ['that has expired', { expired: true }],
  ])('does not trust a certificate %s', async (_what, settings) => {
    const { ca, port, paths } = await startHttpsServer(settings)
    expect(await confirm({ ca, port })).toMatchObject({ outcome: 'unavailable', reason: 'tls' })
    expect(paths).toStrictEqual([])
  })

  it('does not use HTTP without TLS', async () => {
    const plain = createHttpServer((_request, response) => response.end(JSON.stringify(didDocument(did))))
    await new Promise<void>((resolve) => plain.listen(0, '127.0.0.1', resolve))
    onTestFinished(() => void plain.close())
    const { port } = plain.address() as AddressInfo // TCP servers have an AddressInfo.
    expect(await confirm({ port })).toMatchObject({ outcome: 'unavailable', reason: 'tls' })
    plain.close()
    expect(await confirm({ port })).toMatchObject({ outcome: 'unavailable', reason: 'connection' })
  })
})

function drip(send: () => void, response: Parameters<RequestListener>[1]): void {
  const timer = setInterval(send, 20)
  response.on('close', () => clearInterval(timer))
}
