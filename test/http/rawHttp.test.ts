import { connect, type Socket } from 'node:net'
import { afterEach, beforeAll, describe, expect, it, onTestFinished, vi } from 'vitest'
import { readConfig } from '../../src/core/config.ts'
import { failureOf } from '../../src/http/failure.ts'
import { buildApp } from '../../src/server/app.ts'
import { apiOf, expectGoodManners } from '../support/hostile/hostileAnswers.ts'
import { converse, send } from '../support/hostile/hostileClient.ts'
import { withRoutes } from '../support/hostile/hostileRoutes.ts'
import { newSite, startTestApp } from '../support/server/app.ts'
import { newWallet } from '../support/wallet/wallets.ts'

const { app: server, routes } = await withRoutes(() => startTestApp())
const { key } = await newSite(server.db)

const lms = { 'X-API-KEY': key }
const { headers: wallet } = newWallet()
const credentials = { ...lms, ...wallet }
const json = { 'Content-Type': 'application/json' }

/** Returns the bytes of an HTTP/1.1 request. */
function bytes(line: string, headers: Record<string, string | number> = {}, body = ''): string {
  const lines = Object.entries({ Host: 'chancery.example', ...headers }).map(([name, value]) => `${name}: ${value}\r\n`)
  return `${line} HTTP/1.1\r\n${lines.join('')}\r\n${body}`
}

const close = { Connection: 'close' }

async function expectAlive(): Promise<void> {
  expect((await send(server.url, { method: 'GET', path: '/health' })).status).toBe(200)
}

const deletion = '/api/v1/certificates/e0e433e9-477e-43a3-8e23-dfe2686202be/delete_by_id/'

describe('body that is too large', () => {
  const megabytes = (count: number) => Buffer.alloc(count << 20, 'a')
  const sizes = [1, 20].map((count) => [`${count} MB`, megabytes(count)] as const)
  const framings = [
    ['with Content-Length and Connection: close', { chunked: false, connection: 'close' }],
    ['with Content-Length and Connection: keep-alive', { chunked: false, connection: 'keep-alive' }],
    ['in chunks and with Connection: close', { chunked: true, connection: 'close' }],
    ['in chunks and with Connection: keep-alive', { chunked: true, connection: 'keep-alive' }],
  ] as const
  const targets = [
    ['JSON', '/openapi/v1/users', 'application/json', 413],
    ['JSON', '/api/v1/certificates/', 'application/json', 413],
    ['a form', '/api/v1/certificates/', 'application/x-www-form-urlencoded', 413],
    ['a multipart form', '/api/v1/certificates/', 'multipart/form-data; boundary=a', 413],
    ['an ignored body', deletion, 'application/json', 413],
    ['a body without a type', deletion, undefined, 413],
    ['a PNG', '/openapi/v1/users', 'image/png', 415],
    ['JSON', '/nowhere', 'application/json', 404],
  ] as const
  const all = targets.flatMap((target) =>
    sizes.flatMap((size) => framings.map((framing) => [size[0], ...target, ...framing, size[1]] as const)),
  )

  it.each(all)('rejects %s of %s to %s (%s) with %i, sent %s', async (...given) => {
    const [, , path, type, status, , { chunked, connection }, body] = given
    const headers = { ...credentials, ...(type && { 'content-type': type }), connection }
    const answer = await send(server.url, { method: 'POST', path, headers, body, chunked })
    expect(answer.status).toBe(status)
    expectGoodManners(answer, apiOf(path))
  })

  it.each(sizes)('returns 401 for a body of %s without a key', async (_, body) => {
    const request = { method: 'POST', path: '/openapi/v1/users', headers: json, body }
    expect((await send(server.url, request)).status).toBe(401)
  })

  it.each(sizes)('lets fetch read the response to a body of %s', async (_, body) => {
    const answer = await fetch(`${server.url}/openapi/v1/users`, { method: 'POST', headers: { ...lms, ...json }, body })
    expect(answer.status).toBe(413)
    expect(await answer.json()).toStrictEqual({ status: 413, message: expect.any(String) })
  })

  it('leaves the connection usable for the next request', async () => {
    const large = 'a'.repeat(1 << 20)
    const head = { ...lms, ...json, 'Content-Length': large.length }
    const { answers } = await converse(
      server.url,
      bytes('POST /openapi/v1/users', head, large) + bytes('GET /health', close),
    )
    expect(answers.map((answer) => answer.status)).toStrictEqual([413, 200])
  })

  it('rejects a huge Content-Length without waiting for the body', async () => {
    const { answers } = await converse(
      server.url,
      bytes('POST /openapi/v1/users', { ...lms, ...json, 'Content-Length': '9'.repeat(18) }, '{'),
      { answers: 1 },
    )
    expect(answers[0]?.status).toBe(413)
  })
})

describe('slow client', () => {
  /** Starts an app with timeouts of 100 ms. */
  async function impatientApp(): Promise<string> {
    const app = await buildApp({
      config: readConfig({ LOG_LEVEL: 'silent' }),
      db: server.db,
      ipfs: server.ipfs,
      chain: null,
      publicUrl: () => server.url,
    })
    Object.assign(app.server, { requestTimeout: 100, headersTimeout: 100, connectionsCheckingInterval: 20 })
    onTestFinished(() => app.close())
    return app.listen({ host: '127.0.0.1', port: 0 })
  }

  it.each([
    ['headers', 'GET /health HTTP/1.1\r\nHost: a\r\nX-Slow:'],
    ['body', bytes('POST /openapi/v1/users', { ...lms, ...json, 'Content-Length': 100 }, '{"name"')],
    ['chunks', bytes('POST /openapi/v1/users', { ...lms, ...json, 'Transfer-Encoding': 'chunked' }, '1\r\n{\r\n')],
  ])('returns 408 to a client that is slow with its %s, and disconnects it', async (_, start) => {
    const { answers, ending } = await converse(await impatientApp(), start)
    expect(answers.map((answer) => answer.status)).toStrictEqual([408])
    for (const answer of answers) expectGoodManners(answer, 'any')
    expect(ending).toBe('close')
  })

  it('disconnects a client that is slow with the rest of a rejected body, without a second response', async () => {
    const head = { ...lms, ...json, 'Content-Length': 20 << 20 }
    const { answers, ending } = await converse(await impatientApp(), bytes('POST /openapi/v1/users', head, '{'))
    expect(answers.map((answer) => answer.status)).toStrictEqual([413])
    expect(ending).toBe('close')
  })

  afterEach(() => {
    vi.useRealTimers()
  })

  it.each([
    ['a rejected request', bytes('POST /openapi/v1/users', { ...close, 'Transfer-Encoding': 'chunked' })],
    ['an invalid request', 'garbage\r\n\r\n'],
  ])('disconnects a client after 30 seconds that keeps sending after %s', async (_, start) => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] })
    const socket = connect({ port: Number(new URL(server.url).port), host: '127.0.0.1', allowHalfOpen: true })
    const closed = new Promise((resolve) => socket.on('close', resolve))
    const refused = new Promise((resolve) => socket.on('end', resolve))
    socket.on('error', () => {}) // The server disconnects it.
    socket.resume()
    sendEndlessly(socket, start)
    await refused
    vi.advanceTimersByTime(30_000)
    await closed
  })

  function sendEndlessly(socket: Socket, start: string): void {
    const chunk = `${(4096).toString(16)}\r\n${'a'.repeat(4096)}\r\n`
    const more = () => {
      while (!socket.destroyed && socket.write(chunk));
    }
    socket.on('drain', more)
    socket.write(start, more)
  }
})

describe('invalid HTTP', () => {
  it.each([
    ['zeros', Buffer.alloc(100)],
    ['noise', Buffer.from([0, 1, 2, 3, 255, 254, 13, 10, 13, 10])],
    ['a TLS handshake', Buffer.from('16030100c0010000bc0303', 'hex')],
    ['HTTP/2', 'PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n'],
    ['a future version of HTTP', 'GET / HTTP/9.9\r\n\r\n'],
    ['a letter', 'Dear server,\r\n\r\nhow are you?\r\n'],
    ['a path that is not percent-encoded', bytes('GET /api/v1/certificates/?eth_address=\u00e9')],
    ['a header without a colon', 'GET / HTTP/1.1\r\nHost: a\r\nnonsense\r\n\r\n'],
    ['a NUL in a header', bytes('GET /', { 'X-Api-Key': 'a\0b' })],
    ['1 MB of noise', Buffer.alloc(1 << 20, 7)],
    ['20 MB of noise', Buffer.alloc(20 << 20, 7)],
  ])('returns a 400 that clients of either API can read: %s', async (_, noise) => {
    const { answers, ending } = await converse(server.url, noise)
    expect(answers.map((answer) => answer.status)).toStrictEqual([400])
    for (const answer of answers) expectGoodManners(answer, 'any')
    expect(ending).toBe('close')
  })

  it.each([
    ['a header of 20 kB', bytes('GET /health', { 'X-Long': 'a'.repeat(20_000) })],
    ['a header of 1 MB', bytes('GET /health', { 'X-Long': 'a'.repeat(1 << 20) })],
    ['a path of 20 kB', bytes(`GET /api/v1/certificates/${'a'.repeat(20_000)}`)],
    ['a path of 20 MB', bytes(`GET /api/v1/certificates/${'a'.repeat(20 << 20)}`)],
  ])('returns 431 for %s', async (_, long) => {
    const { answers, ending } = await converse(server.url, long)
    expect(answers.map((answer) => answer.status)).toStrictEqual([431])
    for (const answer of answers) expectGoodManners(answer, 'any')
    expect(ending).toBe('close')
  })

  it('causes no process warning for 20 MB of invalid bytes', async () => {
    const warnings: Error[] = []
    const warn = (warning: Error) => warnings.push(warning)
    process.on('warning', warn)
    onTestFinished(() => {
      process.off('warning', warn)
    })
    await converse(server.url, Buffer.alloc(20 << 20, 7))
    expect(warnings).toStrictEqual([])
  })

  it('responds to the requests before invalid bytes', async () => {
    const { answers } = await converse(server.url, `${bytes('GET /health')}${bytes('GET /nowhere')}noise\r\n\r\n`)
    expect(answers.map((answer) => answer.status)).toStrictEqual([200, 404, 400])
  })

  it('returns 400 without a body for an invalid HEAD', async () => {
    await expect(send(server.url, { method: 'HEAD', path: '/health?\u00e9' })).resolves.toMatchObject({ status: 400 })
  })
})

describe('body that contradicts its headers', () => {
  const post = (headers: Record<string, string | number>, body: string) =>
    bytes('POST /openapi/v1/users', { ...lms, ...json, ...headers }, body)

  it.each([
    ['a negative length', post({ 'Content-Length': -1 }, '{}'), 400],
    ['a length that is not a number', post({ 'Content-Length': 'NaN' }, '{}'), 400],
    ['a length that is too large', post({ 'Content-Length': '9'.repeat(40) }, '{}'), 400],
    ['two lengths', post({ 'Content-Length': 2, 'content-length': 3 }, '{}'), 400],
    ['a length and chunks', post({ 'Content-Length': 2, 'Transfer-Encoding': 'chunked' }, '0\r\n\r\n'), 400],
    ['an unknown encoding', post({ 'Transfer-Encoding': 'gzip' }, '{}'), 400],
    ['a chunk without a size', post({ 'Transfer-Encoding': 'chunked' }, 'zz\r\n{}\r\n'), 400],
    ['a chunk longer than it says', post({ 'Transfer-Encoding': 'chunked' }, '1\r\n{}\r\n0\r\n\r\n'), 400],
    [
      'a chunk with a long extension',
      post({ 'Transfer-Encoding': 'chunked' }, `1;${'a'.repeat(40_000)}\r\n{\r\n`),
      413,
    ],
    ['a broken chunk for a GET', bytes('GET /health', { 'Transfer-Encoding': 'chunked' }, 'zz\r\n'), 400],
    [
      'a broken chunk and 20 MB more',
      bytes('GET /health', { 'Transfer-Encoding': 'chunked' }, 'z'.repeat(20 << 20)),
      400,
    ],
  ])('returns an error and closes the connection: %s', async (_, request, status) => {
    const { answers, ending } = await converse(server.url, request)
    expect(answers.map((answer) => answer.status)).toStrictEqual([status])
    for (const answer of answers) expectGoodManners(answer, 'any')
    expect(ending).toBe('close')
  })

  it.each([
    ['JSON', '/openapi/v1/users', json],
    ['JSON', '/api/v1/certificates/', json],
    ['a form', '/api/v1/certificates/', { 'Content-Type': 'multipart/form-data; boundary=a' }],
    ['an ignored body', deletion, json],
  ])('returns 400 for a truncated body: %s to %s', async (_, path, type) => {
    const start = bytes(`POST ${path}`, { ...credentials, ...type, 'Content-Length': 100 }, '{"name":')
    const { answers, ending } = await converse(server.url, start, { half: true })
    expect(answers.map((answer) => answer.status)).toStrictEqual([400])
    for (const answer of answers) expectGoodManners(answer, 'any')
    expect(ending).toBe('close')
  })

  it('reads a body up to Content-Length, and rejects the rest as an invalid request', async () => {
    const { answers } = await converse(server.url, post({ 'Content-Length': 2 }, '{}{}{}\r\n\r\n'))
    expect(answers.map((answer) => answer.status)).toStrictEqual([400, 400])
    expect(answers.map((answer) => 'detail' in JSON.parse(answer.body))).toStrictEqual([false, true])
  })

  it('does not report an aborted request as an outage of the database', () => {
    const hungUp = Object.assign(new Error('aborted'), { code: 'ECONNRESET', statusCode: 400 })
    expect(failureOf(hungUp)).toMatchObject({ status: 400, code: 'request.malformed' })
    const lost = Object.assign(new Error('read ECONNRESET'), { code: 'ECONNRESET' })
    expect(failureOf(lost)).toMatchObject({ status: 503, code: 'database.unavailable' })
  })
})

describe('empty or unsuitable body', () => {
  it.each([
    ['empty JSON', '/openapi/v1/users', '', json, 400],
    ['null', '/openapi/v1/users', 'null', json, 400],
    ['a number', '/openapi/v1/users', '1', json, 400],
    ['a list', '/openapi/v1/users', '[]', json, 400],
    ['no body', '/openapi/v1/users', null, {}, 400],
    ['a type without a body', '/openapi/v1/users', null, json, 400],
    ['empty JSON', '/api/v1/certificates/', '', json, 400],
    ['null', '/api/v1/certificates/', 'null', json, 400],
    ['a list', '/api/v1/certificates/', '[]', json, 400],
    ['no body', '/api/v1/certificates/', null, {}, 400],
    ['a type without a body', '/api/v1/certificates/', null, json, 400],
    ['an empty form', '/api/v1/certificates/', '', { 'content-type': 'application/x-www-form-urlencoded' }, 400],
    [
      'an empty multipart form',
      '/api/v1/certificates/',
      '',
      { 'content-type': 'multipart/form-data; boundary=a' },
      400,
    ],
    ['a form without boundary', '/api/v1/certificates/', '--a--', { 'content-type': 'multipart/form-data' }, 400],
    ['empty JSON', deletion, '', json, 404],
    ['broken JSON', deletion, '{', json, 404],
    ['no body', deletion, null, {}, 404],
    ['a type without a body', deletion, null, json, 404],
    ['an image', deletion, 'PNG', { 'content-type': 'image/png' }, 404],
  ])('returns an error for %s to %s', async (_, path, body, type, status) => {
    const answer = await send(server.url, { method: 'POST', path, headers: { ...credentials, ...type }, body })
    expect(answer.status).toBe(status)
    expectGoodManners(answer, apiOf(path))
  })

  it.each(['/health', '/api/v1/certificates/', '/openapi/v1/certificates/1'])(
    'ignores a body on GET %s',
    async (path) => {
      for (const body of ['{', 'a'.repeat(20 << 20)]) {
        const answer = await send(server.url, { method: 'GET', path, headers: { ...credentials, ...json }, body })
        expect(answer.status).toBe(path.endsWith('1') ? 404 : 200)
      }
    },
  )
})

describe('unusual HTTP', () => {
  it('responds to pipelined requests in order', async () => {
    const many = Array.from({ length: 50 }, (_, index) => bytes(index % 2 ? 'GET /health' : 'GET /nowhere'))
    const { answers } = await converse(server.url, many.join(''), { answers: 50 })
    expect(answers.map((answer) => answer.status)).toStrictEqual(many.map((_, index) => (index % 2 ? 200 : 404)))
  })

  it('sends 100 Continue, then the response, to a client that waits for it', async () => {
    const head = { ...lms, ...json, ...close, Expect: '100-continue', 'Content-Length': 2 }
    const { answers } = await converse(server.url, bytes('POST /openapi/v1/users', head, '{}'))
    expect(answers.map((answer) => answer.status)).toStrictEqual([100, 400])
  })

  it.each([['/openapi/v1/users'], ['/api/v1/certificates/'], ['/nowhere']])(
    'sends one response to an unknown Expect: %s',
    async (path) => {
      const head = { Expect: 'a miracle', ...close, 'Content-Length': 0 }
      const { answers } = await converse(server.url, bytes(`POST ${path}`, head))
      expect(answers).toHaveLength(1)
      for (const answer of answers) expectGoodManners(answer, apiOf(path))
    },
  )

  it.each([['/openapi/v1/certificates/1'], ['/api/v1/certificates/'], ['/health']])(
    'returns 400 without a Host, in the error shape of %s',
    async (path) => {
      const { answers } = await converse(server.url, `GET ${path} HTTP/1.1\r\nConnection: close\r\n\r\n`)
      expect(answers.map((answer) => answer.status)).toStrictEqual([400])
      for (const answer of answers) expectGoodManners(answer, apiOf(path))
    },
  )

  it.each([['/openapi/v1/certificates/1'], ['/api/v1/certificates/'], ['/.well-known/did.json'], ['/health']])(
    'returns 400 with two Hosts, in the error shape of %s',
    async (path) => {
      for (const second of ['Host: chancery.example', 'HOST: other.example', 'host:']) {
        const { answers } = await converse(server.url, bytes(`GET ${path}`, close).replace('\r\n', `\r\n${second}\r\n`))
        expect(answers.map((answer) => answer.status)).toStrictEqual([400])
        for (const answer of answers) expectGoodManners(answer, apiOf(path))
      }
    },
  )

  it('accepts HTTP/1.0 without a Host', async () => {
    const { answers, ending } = await converse(server.url, 'GET /health HTTP/1.0\r\n\r\n')
    expect(answers.map((answer) => answer.status)).toStrictEqual([200])
    expect(ending).toBe('close')
  })

  it.each([
    ['GET http://chancery.example/health', 200],
    ['GET http://chancery.example', 200],
    ['GET http://chancery.example/nowhere', 404],
    ['GET ftp://chancery.example/health', 404],
    ['OPTIONS *', 404],
    ['CONNECT chancery.example:443', 404],
    ['CONNECT /health', 404],
  ])('responds to a request target that is not a path: %s', async (line, status) => {
    const { answers } = await converse(server.url, bytes(line, close))
    expect(answers.map((answer) => answer.status)).toStrictEqual([status])
    for (const answer of answers) expectGoodManners(answer, line.startsWith('CONNECT') ? 'any' : 'public')
  })

  it('ignores an Upgrade header', async () => {
    for (const protocol of ['websocket', 'h2c', 'TLS/1.3']) {
      const { answers } = await converse(
        server.url,
        bytes('GET /health', { Connection: 'upgrade', Upgrade: protocol }),
        {
          answers: 1,
        },
      )
      expect(answers.map((answer) => answer.status)).toStrictEqual([200])
    }
  })
})

describe('unsupported method', () => {
  const documented = [...new Set(routes.filter((route) => route.documented).map((route) => route.url))]
  /** Whether any route has this method and path. Two routes may match one path: a user's id may be "blocked". */
  const has = (method: string, path: string) =>
    routes.some(
      (route) => route.method === method && new RegExp(`^${route.url.replaceAll(/:\w+/g, '[^/]+')}$`).test(path),
    )

  it.each(documented)('returns 404 at %s', async (url) => {
    const path = url.replaceAll(/:\w+/g, '1')
    for (const method of ['GET', 'POST', 'PUT', 'PATCH', 'DELETE', 'TRACE', 'PROPFIND', 'QUERY', 'BREW']) {
      if (has(method, path)) continue
      for (const body of [null, '{}', '{']) {
        const answer = await send(server.url, { method, path, headers: { ...credentials, ...json }, body })
        expect(answer.status, method).toBe(404)
        expect(answer.headers['x-error-code']).toBe('route.not_found')
        expectGoodManners(answer, method === 'BREW' ? 'any' : apiOf(path), method)
      }
    }
  })
})

describe('HEAD', () => {
  it.each([
    ['/health', 200],
    ['/openapi/v1/openapi.json', 200],
    ['/api/v1/certificates/', 200],
    ['/api/v1/certificates/1', 404],
    ['/openapi/v1/certificates/1', 404],
    ['/nowhere', 404],
  ])('returns the status of GET without a body: %s', async (path, status) => {
    const answer = await send(server.url, { method: 'HEAD', path, headers: credentials })
    expect(answer.status).toBe(status)
    expectGoodManners(answer, apiOf(path), 'HEAD')
  })
})

describe('OPTIONS', () => {
  it.each(['/api/v1/certificates/', '/api/v1/certificates/1/', '/api/v1/nowhere'])(
    'allows requests from other origins: %s',
    async (path) => {
      const headers = { Origin: 'https://wallet.example', 'Access-Control-Request-Method': 'POST' }
      const answer = await send(server.url, { method: 'OPTIONS', path, headers })
      expect(answer.status).toBe(204)
      expect(answer.headers['access-control-allow-origin']).toBe('*')
    },
  )

  it.each(['/openapi/v1/courses', '/health'])('returns 404 outside the wallet API: %s', async (path) => {
    const answer = await send(server.url, { method: 'OPTIONS', path, headers: lms })
    expect(answer.status).toBe(404)
    expectGoodManners(answer, apiOf(path))
  })
})

describe('unknown path', () => {
  const nowhere = [
    ['//nowhere', 'public'],
    ['/../', 'public'],
    ['/%2e%2e/%2e%2e/etc/passwd', 'public'],
    ['/%', 'public'],
    ['/%zz', 'public'],
    ['/%00', 'public'],
    ['/%ff%fe', 'public'],
    ['/.git/config', 'public'],
    ['/apis', 'public'],
    ['/api/v10', 'public'],
    ['//api/v1/certificates/', 'public'],
    ['/API/V1/certificates/', 'public'],
    [`/${'a/'.repeat(5000)}`, 'public'],
    ['/api/v1', 'wallet'],
    ['/api/v1/', 'wallet'],
    ['/api/v1//certificates/', 'wallet'],
    ['/api/v1/certificates//', 'wallet'],
    ['/api/v1/certificates/../../health', 'wallet'],
    ['/api/v1/certificates/%2e%2e/', 'wallet'],
    ['/api/v1/certificates/%zz/', 'wallet'],
    ['/api/v1/certificates/%00/', 'wallet'],
    ['/api/v1/certificates/a%2fb/', 'wallet'],
    [`/api/v1/certificates/${'a'.repeat(14_000)}/`, 'wallet'],
    [`/api/v1/${'a/'.repeat(5000)}`, 'wallet'],
    ['/openapi/v1', 'lms'],
    ['/openapi/v1/', 'lms'],
    ['/openapi/v1/courses/1/certificates/%2e%2e', 'lms'],
    ['/openapi/v1/certificates/99999999999999999999', 'lms'],
    [`/openapi/v1/certificates/${'9'.repeat(14_000)}`, 'lms'],
    [`/openapi/v1/${'%2e%2e/'.repeat(1500)}`, 'lms'],
  ] as const
  const titled = nowhere.map(([path, api]) => [path.length > 60 ? `${path.slice(0, 60)}…` : path, path, api] as const)

  it.each(titled)('returns 404 in the error shape of its API: %s', async (_, path, api) => {
    const answer = await send(server.url, { method: 'GET', path, headers: credentials })
    expect(answer.status).toBe(404)
    expectGoodManners(answer, api)
  })

  it.each([
    '/docs/static/../../package.json',
    '/docs/static/%2e%2e/%2e%2e/package.json',
    '/docs/static/..%2f..%2fpackage.json',
    '/docs/static/..%5c..%5cpackage.json',
    '/docs/static/%00',
    '/docs/static/.git/config',
  ])('rejects a path out of the static folder: %s', async (path) => {
    const answer = await send(server.url, { method: 'GET', path })
    expect(answer.status).toBeGreaterThanOrEqual(400)
    expectGoodManners(answer, 'public')
  })
})

describe('client that disconnects', () => {
  beforeAll(async () => {
    const holder = {
      holder_eth_address: wallet['Auth-Eth-Address'],
      ipfs_hash: 'Qme1WcHcEZU5uct9Wgfdn7S3mKbjSkvwdDTTfSUDjHTqjL',
    }
    const body = { institution_title: 'a', institution_link: 'http://a.example', certificate_title: 'a', ...holder }
    await server.http.post('/api/v1/certificates/').set(wallet).send(body).expect(200)
  })

  it.each([
    ['in its first line', 'GET /hea'],
    ['in its headers', 'GET /health HTTP/1.1\r\nHos'],
    ['before its body', bytes('POST /openapi/v1/users', { ...lms, ...json, 'Content-Length': 100 })],
    ['in its body', bytes('POST /openapi/v1/users', { ...lms, ...json, 'Content-Length': 100 }, '{"na')],
    [
      'in a form',
      bytes(
        'POST /api/v1/certificates/',
        { ...wallet, 'Content-Type': 'multipart/form-data; boundary=a', 'Content-Length': 100 },
        '--a',
      ),
    ],
    [
      'in a body that is too large',
      bytes('POST /openapi/v1/users', { ...lms, ...json, 'Content-Length': 20 << 20 }, 'a'.repeat(1 << 20)),
    ],
    ['before its answer', bytes('GET /openapi/v1/courses/1/certificates', lms)],
    ['before a list', bytes('GET /api/v1/certificates/', wallet)],
    ['before many answers', bytes('GET /api/v1/certificates/', wallet).repeat(10)],
    ['after noise', 'noise\r\n\r\n'],
    ['as a proxy', bytes('CONNECT a.example:80')],
  ])('still serves other clients after a disconnect: %s', async (_, start) => {
    await Promise.all(Array.from({ length: 10 }, () => hangUp(start)))
    await expectAlive()
  })

  function hangUp(start: string): Promise<unknown> {
    const socket = connect({ port: Number(new URL(server.url).port), host: '127.0.0.1' })
    socket.on('error', () => {}) // The server may close it first.
    socket.write(start, () => socket.resetAndDestroy())
    return new Promise((resolve) => socket.on('close', resolve))
  }
})
