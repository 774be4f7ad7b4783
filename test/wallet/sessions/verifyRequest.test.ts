import { randomUUID } from 'node:crypto'
import { fastify } from 'fastify'
import { beforeAll, describe, expect, it } from 'vitest'
import { readConfig } from '../../../src/core/config.ts'
import { replayResponses } from '../../../src/http/idempotency.ts'
import { buildApp } from '../../../src/server/app.ts'
import { identifyWallet, ownerOfKeys } from '../../../src/wallet/auth.ts'
import { provideContracts } from '../../../src/wallet/contracts.ts'
import { walletLimits } from '../../../src/wallet/limits.ts'
import { send } from '../../support/hostile/hostileClient.ts'
import { startTestApp, type TestApp } from '../../support/server/app.ts'
import { unlimited } from '../../support/server/unlimited.ts'
import { documented, newWallet, type RequestToSign, type TestWallet } from '../../support/wallet/wallets.ts'

let server: TestApp
beforeAll(async () => {
  server = await startTestApp()
})

const list = '/api/v1/certificates/'
const body = JSON.stringify(documented.body)
const json = { 'Content-Type': 'application/json' }

/** Sends a GET request to a server, signed for its URL unless `signed` says otherwise. */
function get(wallet: TestWallet, path = list, signed: Partial<RequestToSign> = {}, where = server) {
  return where.http.get(path).set(wallet.sign({ url: where.url + path, ...signed }))
}

function create(wallet: TestWallet, signed: Partial<RequestToSign> = {}, sent = body) {
  const headers = wallet.sign({ method: 'POST', url: server.url + list, body: sent, ...signed })
  return server.http.post(list).set(headers).set(json).send(sent)
}

const codeOf = (answer: { status: number; headers: Record<string, string> }) => [
  answer.status,
  answer.headers['x-error-code'],
]

describe('signed requests', () => {
  it('identifies the wallet that signed', async () => {
    const wallet = newWallet()
    const { certificate_pk: id } = (await create(wallet).expect(200)).body
    const { body: mine } = await get(wallet).expect(200)
    expect(mine).toMatchObject([{ id, user_eth_address: wallet.address }])
    const answer = await get(wallet, `${list}${id}/`).expect(200)
    expect(answer.headers).not.toHaveProperty('deprecation')
  })

  it('accepts a query, a path without its trailing slash, and HEAD', async () => {
    const wallet = newWallet()
    await get(wallet, `${list}?role=holder&limit=%31`).expect(200)
    await get(wallet, '/api/v1/certificates').expect(200)
    const headers = wallet.sign({ method: 'HEAD', url: server.url + list })
    await server.http.head(list).set(headers).expect(200)
  })

  it.each([
    [
      'a form',
      'application/x-www-form-urlencoded',
      new URLSearchParams({ ...documented.body, skills: 'Ünï' }).toString(),
    ],
    [
      'bytes in another charset',
      'application/json; charset=latin1',
      Buffer.from(body.replace('Python', 'P\xff'), 'latin1'),
    ],
    [
      'a multipart form',
      'multipart/form-data; boundary=abcdefghijklmnopqrstuvwxyz0123',
      `${Object.entries({ ...documented.body, skills: 'Python' })
        .map(
          ([name, value]) =>
            `--abcdefghijklmnopqrstuvwxyz0123\r\nContent-Disposition: form-data; name="${name}"\r\n\r\n${value}\r\n`,
        )
        .join('')}--abcdefghijklmnopqrstuvwxyz0123--\r\n`,
    ],
  ])('checks the bytes of the body against the signature: %s', async (_, type, bytes) => {
    const wallet = newWallet()
    const toSign = { method: 'POST', url: server.url + list, body: bytes, contentType: type }
    const headers = { ...wallet.sign(toSign), 'content-type': type }
    for (const chunked of [false, true]) {
      const fresh = { ...wallet.sign(toSign), 'content-type': type }
      const answer = await send(server.url, { method: 'POST', path: list, headers: fresh, body: bytes, chunked })
      expect(answer.status, answer.body).toBe(200)
    }
    const changed = Buffer.from(bytes)
    changed.write('T', changed.indexOf('test'))
    const answer = await send(server.url, { method: 'POST', path: list, headers, body: changed })
    expect([answer.status, answer.headers['x-error-code']]).toStrictEqual([401, 'signature.invalid'])
  })

  it.each([
    ['application/json', 'application/json; charset=utf-8'],
    ['application/json', 'application/x-www-form-urlencoded'],
    ['application/x-www-form-urlencoded', 'application/json'],
    ['application/x-www-form-urlencoded', 'application/x-www-form-urlencoded; charset=utf-8'],
    ['', 'application/json'],
    ['application/json', ''],
  ])('rejects a body signed as %j and sent as %j (version 2)', async (signed, sent) => {
    const headers = {
      ...newWallet().sign({ method: 'POST', url: server.url + list, body, contentType: signed }),
      ...(sent && { 'content-type': sent }),
    }
    const answer = await send(server.url, { method: 'POST', path: list, headers, body })
    expect([answer.status, answer.headers['x-error-code']]).toStrictEqual(
      sent ? [401, 'signature.invalid'] : [415, 'request.unsupported_media_type'],
    )
  })

  it('accepts version 1 without a body and for JSON in UTF-8, and for no other type', async () => {
    const ask = (type: string | undefined, sent: string, chunked = false) => {
      const toSign = { method: 'POST', url: server.url + list, body: sent }
      const headers = { ...newWallet().sign(toSign), ...(type === undefined ? {} : { 'content-type': type }) }
      return send(server.url, { method: 'POST', path: list, headers, body: sent, chunked })
    }
    const jsonTypes = ['application/json', 'Application/JSON; charset=UTF-8', 'application/json;charset="utf-8"']
    for (const type of jsonTypes) expect((await ask(type, body)).status, type).toBe(200)
    const others = [
      ...['application/x-www-form-urlencoded', 'multipart/form-data; boundary=a', 'text/plain', ''],
      ...['application/json; charset=utf-16le', 'application/json; charset=iso-8859-1', 'application/json; a=b'],
      ...['application/json+x', 'application/jsonx', 'application/json; charset=utf-8; charset=utf-16'],
    ]
    for (const type of others) {
      for (const chunked of [false, true]) {
        const answer = await ask(type, body, chunked)
        expect([type, answer.status, answer.headers['x-error-code']]).toStrictEqual([type, 401, 'signature.invalid'])
        expect(answer.body).toContain('Auth-Version: 2')
      }
    }
    // Without a body, the type has no meaning: the request is read, and lacks its fields.
    for (const type of [undefined, 'application/x-www-form-urlencoded']) expect((await ask(type, '')).status).toBe(400)
  })

  it('signs a request without a body and without a type as an empty type (version 2)', async () => {
    await get(newWallet(), list, { contentType: '' }).expect(200)
    const answer = await get(newWallet(), list, { contentType: 'application/json' })
    expect(codeOf(answer)).toStrictEqual([401, 'signature.invalid'])
  })

  it.each([
    ['2', undefined],
    ['1', 'application/json'],
  ])('rejects a signature of another version than Auth-Version: %s', async (version, contentType) => {
    const headers = newWallet().sign({ url: server.url + list, ...(contentType === undefined ? {} : { contentType }) })
    const answer = await server.http.get(list).set({ ...headers, 'Auth-Version': version })
    expect(codeOf(answer)).toStrictEqual([401, 'signature.invalid'])
  })

  it('checks the signature of a body that the route ignores', async () => {
    const wallet = newWallet()
    const mine = JSON.stringify({ ...documented.body, holder_eth_address: wallet.address })
    const { certificate_pk: id } = (await create(wallet, {}, mine).expect(200)).body
    const path = `${list}${id}/delete_by_id/`
    const toSign = { method: 'POST', url: server.url + path }
    const refused = await server.http.post(path).set(wallet.sign(toSign)).set(json).send('null')
    expect(codeOf(refused)).toStrictEqual([401, 'signature.invalid'])
    await server.http
      .post(path)
      .set(wallet.sign({ ...toSign, body: 'null' }))
      .set(json)
      .send('null')
      .expect(200)
  })

  it('ignores the body of a GET request, which must be signed as empty', async () => {
    const wallet = newWallet()
    const ask = (signed: string) => {
      const headers = wallet.sign({ url: server.url + list, body: signed })
      return send(server.url, { method: 'GET', path: list, headers, body: 'a body' })
    }
    expect((await ask('')).status).toBe(200)
    expect((await ask('a body')).status).toBe(401)
  })

  it('accepts header names with underscores', async () => {
    const headers = newWallet().sign({ url: server.url + list })
    const spelt = Object.fromEntries(
      Object.entries(headers).map(([name, value]) => [name.replaceAll('-', '_').toUpperCase(), value]),
    )
    await server.http.get(list).set(spelt).expect(200)
  })

  it('accepts an address in any letter case without 0x, and v as hardware wallets send it', async () => {
    const headers = newWallet().sign({ url: server.url + list })
    const signature = Buffer.from(headers['Auth-Signature']?.slice(2) ?? '', 'hex')
    signature.writeUInt8(signature.readUInt8(64) - 27, 64)
    const address = headers['Auth-Eth-Address']?.slice(2).toLowerCase() ?? ''
    const change = { 'Auth-Eth-Address': address, 'Auth-Signature': signature.toString('hex') }
    await server.http
      .get(list)
      .set({ ...headers, ...change })
      .expect(200)
  })

  it('replays the response for the same Idempotency-Key with a new signature', async () => {
    const wallet = newWallet()
    const key = { 'Idempotency-Key': randomUUID() }
    const first = await create(wallet).set(key).expect(200)
    const again = await create(wallet).set(key).expect(200)
    expect(again.text).toBe(first.text)
    expect(again.headers['idempotent-replayed']).toBe('true')
  })
})

describe('signed requests: errors', () => {
  const wallet = newWallet()

  it.each<[string, Partial<RequestToSign>]>([
    ['another path', { url: '/api/v1/certificates/x/' }],
    ['another query', { url: `${list}?role=holder` }],
    ['the path without its slash', { url: '/api/v1/certificates' }],
    ['no path', { url: '' }],
    ['another method', { method: 'GET' }],
    ['another letter case of the method', { method: 'post' }],
    ['another body', { body: `${body} ` }],
    ['no body', { body: '' }],
    ['another chain', { domain: { chainId: 31_337 } }],
    ['another version', { domain: { version: '2' } }],
    ['another application', { domain: { name: 'Chancellery' } }],
    ['another wallet', { address: newWallet().address }],
  ])('rejects a request that was signed for %s', async (_, signed) => {
    const url = server.url + (signed.url ?? list)
    expect(codeOf(await create(wallet, { ...signed, url }))).toStrictEqual([401, 'signature.invalid'])
  })

  it.each(['http://other.example', 'https://127.0.0.1', 'http://localhost'])(
    'rejects a request that was signed for the server %s, and names what to sign',
    async (host) => {
      const url = `${host}:${new URL(server.url).port}${list}`
      const answer = await create(wallet, { url })
      expect(codeOf(answer)).toStrictEqual([401, 'signature.invalid'])
      // The message tells authors of wallets what to sign.
      expect(answer.body.detail).toContain(`POST ${server.url}${list} on chain 1`)
      expect(answer.headers['www-authenticate']).toBe('EthereumSignature')
    },
  )

  it.each(['Auth-Eth-Address', 'Auth-Timestamp', 'Auth-Nonce', 'Auth-Signature'])(
    'rejects a request whose %s differs from the signed one',
    async (name) => {
      const other = newWallet().sign({ url: server.url + list, timestamp: Math.floor(Date.now() / 1000) - 10 })
      const headers = { ...wallet.sign({ url: server.url + list }), [name]: other[name] ?? '' }
      expect(codeOf(await server.http.get(list).set(headers))).toStrictEqual([401, 'signature.invalid'])
    },
  )

  it('rejects the malleable twin of a signature', async () => {
    const headers = wallet.sign({ url: server.url + list })
    const bytes = Buffer.from(headers['Auth-Signature']?.slice(2) ?? '', 'hex')
    const order = 0xfffffffffffffffffffffffffffffffebaaedce6af48a03bbfd25e8cd0364141n
    const s = BigInt(`0x${bytes.toString('hex', 32, 64)}`)
    bytes.write((order - s).toString(16).padStart(64, '0'), 32, 'hex')
    bytes.writeUInt8(bytes.readUInt8(64) === 27 ? 28 : 27, 64)
    const answer = await server.http.get(list).set({ ...headers, 'Auth-Signature': `0x${bytes.toString('hex')}` })
    expect(codeOf(answer)).toStrictEqual([401, 'signature.invalid'])
  })

  it.each([
    ['Auth-Eth-Address', ['', 'nobody', `0x${'0'.repeat(39)}`, `0x${'0'.repeat(41)}`]],
    ['Auth-Timestamp', ['', 'now', '-1', '1.5', '1e9', '0x10', ' ', '1234567890123', '١٢٣']],
    ['Auth-Nonce', ['', 'short', 'x'.repeat(65), 'with a space', 'ünïcödé-ünïcödé', 'semi;colon', 'a,b,c,d,e']],
    ['Auth-Version', ['', '0', '3', '2.0', '02', 'two', '1,2']],
    ['Auth-Signature', ['', '0x', 'signature', '0xabc', `0x${'0'.repeat(129)}`, `0x${'0'.repeat(130)}`]],
  ] as const)('rejects a malformed %s', async (name, values) => {
    for (const value of values) {
      const headers = { ...wallet.sign({ url: server.url + list }), [name]: Buffer.from(value).toString('latin1') }
      const answer = await send(server.url, { method: 'GET', path: list, headers })
      expect([value, answer.status, answer.headers['x-error-code']]).toStrictEqual([value, 401, 'signature.invalid'])
    }
  })

  it('rejects a request with a missing or duplicate header', async () => {
    const names = ['Auth-Eth-Address', 'Auth-Timestamp', 'Auth-Nonce', 'Auth-Signature', 'Auth-Version'] as const
    for (const name of names) {
      const headers = wallet.sign({ url: server.url + list, contentType: '' })
      const value = headers[name] ?? ''
      const { [name]: _, ...lacking } = headers
      const twice = { ...headers, [name]: [value, value] }
      const both = { ...headers, [name.replaceAll('-', '_')]: value }
      for (const sent of [lacking, twice, both]) {
        const answer = await send(server.url, { method: 'GET', path: list, headers: sent })
        expect([answer.status, answer.headers['x-error-code']]).toStrictEqual([401, 'signature.invalid'])
      }
    }
  })

  it('rejects a wrong signature on a public route too', async () => {
    const path = `${list}get_certificates_by_learner/`
    await get(wallet, path).expect(200)
    expect(codeOf(await get(wallet, path, { method: 'POST' }))).toStrictEqual([401, 'signature.invalid'])
  })

  it('rejects a static signature among the headers of a signed request', async () => {
    const headers = { ...wallet.sign({ url: server.url + list }), ...wallet.headers }
    expect(codeOf(await server.http.get(list).set(headers))).toStrictEqual([401, 'signature.invalid'])
  })

  it('returns 413 to a body that is too large', async () => {
    for (const [megabytes, chunked] of [
      [1, false],
      [20, true],
      // The server rejects this one before it reads the body.
      [20, false],
    ] as const) {
      const large = Buffer.alloc(megabytes << 20, 'a')
      const headers = { ...wallet.sign({ method: 'POST', url: server.url + list, body: large }), ...json }
      const answer = await send(server.url, { method: 'POST', path: list, headers, body: large, chunked })
      expect([answer.status, answer.headers['x-error-code']]).toStrictEqual([413, 'request.too_large'])
    }
  })

  it('keeps working after a client has disconnected', async () => {
    const headers = { ...wallet.sign({ method: 'POST', url: server.url + list, body }), ...json }
    const sending = fetch(server.url + list, {
      method: 'POST',
      headers,
      body: new ReadableStream({
        start(stream) {
          stream.enqueue(Buffer.from(body.slice(0, 10)))
          setTimeout(() => stream.error(new Error('enough')), 50)
        },
      }),
      duplex: 'half',
    } as RequestInit)
    await expect(sending).rejects.toThrow()
    await create(wallet).expect(200)
  })
})

describe('Auth-Timestamp', () => {
  const wallet = newWallet()
  const seconds = 1_795_600_000

  it.each([-300, 0, 300])('accepts a timestamp %i seconds from the server’s time', async (off) => {
    server.setNow(new Date(seconds * 1000 + 999))
    await get(wallet, list, { timestamp: seconds + off }).expect(200)
  })

  it.each([-301, 301, -1_000_000, 1e11])('rejects a timestamp %i seconds from the server’s time', async (off) => {
    server.setNow(new Date(seconds * 1000))
    const answer = await get(wallet, list, { timestamp: seconds + off })
    expect(codeOf(answer)).toStrictEqual([401, 'signature.expired'])
    expect(answer.body.detail).toContain(String(seconds))
  })
})

describe('Auth-Nonce', () => {
  beforeAll(() => server.setNow(null))

  it('accepts a nonce once', async () => {
    const wallet = newWallet()
    const headers = wallet.sign({ url: server.url + list })
    await server.http.get(list).set(headers).expect(200)
    expect(codeOf(await server.http.get(list).set(headers))).toStrictEqual([401, 'signature.replayed'])
    // Another request with this nonce fails too, whatever its timestamp.
    const timestamp = Math.floor(Date.now() / 1000) - 200
    const again = await create(wallet, { nonce: headers['Auth-Nonce'] ?? '', timestamp })
    expect(codeOf(again)).toStrictEqual([401, 'signature.replayed'])
  })

  it('accepts a nonce once for concurrent requests to several servers', async () => {
    const wallet = newWallet()
    const headers = wallet.sign({ method: 'POST', url: server.url + list, body })
    const others = await Promise.all(
      Array.from({ length: 3 }, () =>
        buildApp({
          config: readConfig({ LOG_LEVEL: 'silent' }),
          ...{ db: server.db, ipfs: server.ipfs, chain: null, publicUrl: () => server.url },
        }),
      ),
    )
    const request = { method: 'POST', url: list, headers: { ...headers, ...json }, payload: body } as const
    const ask = () => Promise.all([server.app, ...others].flatMap((app) => [app.inject(request), app.inject(request)]))
    const statuses = (await ask()).map((answer) => answer.statusCode).toSorted()
    expect(statuses).toStrictEqual([200, ...Array.from({ length: 7 }, () => 401)])
    expect((await ask()).map((answer) => answer.headers['x-error-code'])).toStrictEqual(
      Array.from({ length: 8 }, () => 'signature.replayed'),
    )
    expect(await server.db.prisma.walletCertificate.count({ where: { issuer: { address: wallet.address } } })).toBe(1)
    await Promise.all(others.map((app) => app.close()))
  })

  it('accepts the same nonce from another wallet', async () => {
    const nonce = randomUUID()
    await get(newWallet(), list, { nonce }).expect(200)
    await get(newWallet(), list, { nonce }).expect(200)
  })

  it('does not use up a nonce by a wrong signature', async () => {
    const wallet = newWallet()
    const headers = wallet.sign({ url: server.url + list })
    const forged = newWallet().sign({ url: server.url + list, address: wallet.address })
    const attempt = { ...headers, 'Auth-Signature': forged['Auth-Signature'] ?? '' }
    expect(codeOf(await server.http.get(list).set(attempt))).toStrictEqual([401, 'signature.invalid'])
    await server.http.get(list).set(headers).expect(200)
  })

  it('registers no wallet for a wrong signature', async () => {
    const { address } = newWallet()
    await get(newWallet(), list, { address }).expect(401)
    expect(await server.db.prisma.wallet.count({ where: { address } })).toBe(0)
  })
})

describe('identifyWallet with a body stream', () => {
  it('identifies the wallet after the stream has been read, not before', async () => {
    const app = fastify()
    app.decorate('publicUrl', () => 'http://stream.example')
    provideContracts(app, { chain: null, redis: undefined, signInsPerMinute: 0 })
    identifyWallet(app, {
      ...{ db: server.db, now: () => new Date(), chainId: 1, walletStaticSignatures: 'on' },
      staticSignatureCounts: { accepted: 0, refused: 0 },
      limits: walletLimits({ ...readConfig(unlimited), redis: undefined, trustOf: async () => null }),
    })
    replayResponses(app, { db: server.db, now: () => new Date(), ownerOf: ownerOfKeys })
    app.removeAllContentTypeParsers()
    app.addContentTypeParser('*', (_request, payload, done) => done(null, payload))
    const config = { signed: true, bodyIsStream: true } as const
    app.post<{ Body: AsyncIterable<Buffer> }>('/stream', { config }, async (request, reply) => {
      const early = request.wallet
      let size = 0
      for await (const part of request.body) size += part.length
      if (await request.replayOrBegin(reply, String(size))) return reply
      return { early, size, wallet: request.wallet?.address }
    })
    const wallet = newWallet()
    const payload = Buffer.alloc(300_000, 'x')
    const ask = (signedBody: Buffer) =>
      app.inject({
        method: 'POST',
        url: '/stream',
        headers: {
          ...wallet.sign({
            ...{ method: 'POST', url: 'http://stream.example/stream', body: signedBody, contentType: 'image/png' },
          }),
          'content-type': 'image/png',
        },
        payload,
      })
    expect((await ask(payload)).json()).toStrictEqual({ early: null, size: payload.length, wallet: wallet.address })
    expect((await ask(Buffer.alloc(300_000, 'y'))).json()).toMatchObject({ code: 'signature.invalid' })
    await app.close()
  })
})
