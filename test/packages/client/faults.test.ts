import type { ServerResponse } from 'node:http'
import { Chancery, type ChanceryOptions } from '@chancery/client'
import { beforeAll, describe, expect, it } from 'vitest'
import { freePort } from '../../../scripts/freePort.ts'
import { newSite, startTestApp, type TestApp } from '../../support/server/app.ts'
import { type FaultyProxy, json, page, startFaultyProxy } from './faultyProxy.ts'

let server: TestApp
let apiKey: string
let proxy: FaultyProxy
beforeAll(async () => {
  server = await startTestApp()
  apiKey = (await newSite(server.db)).key
  proxy = await startFaultyProxy(server.url)
})

const client = (options: Partial<ChanceryOptions> = {}) => new Chancery({ baseUrl: proxy.url, apiKey, ...options })

/** Returns the requests that a call sends. */
async function requestsOf(call: () => Promise<unknown>) {
  const before = proxy.requests.length
  await call().catch(() => null)
  return proxy.requests.slice(before)
}

const busy = (status: number) =>
  json(status, { status, message: 'Busy.' }, { 'retry-after': '0', 'x-error-code': 'server.busy' })

describe('retries of a POST', () => {
  it('create one course if responses are lost', async () => {
    const name = 'Created once'
    proxy.next('loseResponse', busy(503), 'loseResponse')
    const requests = await requestsOf(() => client().courses.create({ name }))
    expect(requests).toHaveLength(4)
    const keys = new Set(requests.map(({ headers }) => headers['idempotency-key']))
    expect([...keys]).toStrictEqual([expect.stringMatching(/^[0-9a-f-]{36}$/)])
    expect(new Set(requests.map(({ body }) => body)).size).toBe(1)
    const { data } = await client().raw.GET('/openapi/v1/courses', { params: { query: { limit: 1000 } } })
    expect(data?.courses.filter((course) => course.name === name)).toHaveLength(1)
  })

  it('use the key of the caller, or a new one for each call', async () => {
    const create = (options = {}) => requestsOf(() => client().courses.create({ name: 'A' }, options))
    const sent = [await create({ idempotencyKey: 'import-1' }), await create(), await create()].flat()
    const keys = sent.map(({ headers }) => headers['idempotency-key'])
    expect(keys).toStrictEqual(['import-1', expect.any(String), expect.any(String)])
    expect(new Set(keys).size).toBe(3)
  })

  it('wait for the first attempt if it is still running', async () => {
    proxy.next(
      json(
        409,
        { status: 409, message: 'In progress.' },
        { 'retry-after': '0', 'x-error-code': 'idempotency.in_flight' },
      ),
    )
    expect(await requestsOf(() => client().courses.create({ name: 'B' }))).toHaveLength(2)
    proxy.next(json(409, { status: 409, message: 'Taken.' }, { 'x-error-code': 'user.retired' }))
    expect(await requestsOf(() => client().courses.create({ name: 'B' }))).toHaveLength(1)
  })
})

describe('retries', () => {
  it.each([429, 502, 503, 504])('follow status %i', async (status) => {
    proxy.next(busy(status), busy(status))
    expect(await client().site.get()).toMatchObject({ name: 'Test site' })
  })

  it('end after the attempts, with the last error', async () => {
    proxy.next(busy(503), busy(503), busy(503))
    await expect(client({ retry: { attempts: 3 } }).site.get()).rejects.toMatchObject({
      ...{ status: 503, code: 'server.busy', message: 'Busy.', attempts: 3 },
    })
  })

  it('do not begin if Retry-After leads past the limit of time', async () => {
    proxy.next(
      json(429, { status: 429, message: 'Slow down.' }, { 'retry-after': '3600', 'x-error-code': 'rate.limited' }),
    )
    await expect(client().site.get()).rejects.toMatchObject({ code: 'rate.limited', attempts: 1 })
  })

  it('take 404 for a deletion whose response was lost', async () => {
    const { id } = await client().courses.create({ name: 'Deleted' })
    proxy.next('loseResponse')
    await client().courses.delete(id)
    await expect(client().courses.delete(id)).rejects.toMatchObject({ code: 'course.not_found', attempts: 1 })
  })

  it('repeat a response that was cut off', async () => {
    const start = '{"name":"Test'
    const withLength = (response: ServerResponse) => {
      response.writeHead(200, { 'content-type': 'application/json', 'content-length': 1000 }).write(start)
      setImmediate(() => response.destroy())
    }
    const complete = (text: string) => (response: ServerResponse) => {
      response.writeHead(200, { 'content-type': 'application/json' }).end(text)
    }
    proxy.next(withLength, complete(start), complete(''))
    expect(await client().site.get()).toMatchObject({ name: 'Test site' })
    proxy.next(complete(start), complete(start))
    await expect(client({ retry: { attempts: 2 } }).site.get()).rejects.toMatchObject({
      ...{ status: null, code: 'client.network', attempts: 2, message: expect.stringContaining('cut off') },
    })
  })
})

describe('responses that are not from Chancery', () => {
  it('are readable errors if a proxy answers with a page', async () => {
    proxy.next(page(403, 'Access denied by firewall'))
    await expect(client().site.get()).rejects.toMatchObject({
      ...{ status: 403, code: 'http.403', requestId: null },
      message: expect.stringMatching(/status 403 and text\/html.*Access denied by firewall$/),
    })
    proxy.next(page(200, 'Sign in to the network'))
    await expect(client().site.get()).rejects.toMatchObject({
      ...{
        status: null,
        code: 'client.not_json',
        message: expect.stringMatching(/text\/html.*Sign in to the network$/),
      },
    })
    proxy.next(page(502, 'Bad Gateway'), page(502, 'Bad Gateway'))
    await expect(client({ retry: { attempts: 2 } }).site.get()).rejects.toMatchObject({ status: 502, attempts: 2 })
  })

  it('do not lead the API key to another server', async () => {
    const other = await startFaultyProxy(server.url)
    proxy.next(page(301, 'Moved', { location: `${other.url}/openapi/v1/site` }))
    await expect(client().site.get()).rejects.toMatchObject({
      code: 'client.redirected',
      message: expect.stringContaining(other.url),
    })
    expect(other.requests).toStrictEqual([])
  })

  it('may have fields that this client does not know', async () => {
    proxy.next(json(200, { name: 'Newer', createdIn: 2030, nested: { more: [] } }))
    expect(await client().site.get()).toStrictEqual({ name: 'Newer', createdIn: 2030, nested: { more: [] } })
    proxy.next(
      json(418, { status: 418, message: 'New.', errors: { a: 'one text' }, more: 1 }, { 'x-error-code': 'new.code' }),
    )
    await expect(client().site.get()).rejects.toMatchObject({ code: 'new.code', fields: { a: ['one text'] } })
  })
})

describe('limits of time', () => {
  it('end an attempt that hangs, and repeat it', async () => {
    proxy.next('hang')
    expect(await client({ timeoutMs: 500 }).site.get()).toMatchObject({ name: 'Test site' })
    proxy.next('hang', 'hang')
    await expect(client({ timeoutMs: 50, retry: { attempts: 2 } }).site.get()).rejects.toMatchObject({
      ...{ status: null, code: 'client.timeout', attempts: 2 },
      message: expect.stringMatching(/did not respond within 50 ms\. Sent 2 times\.$/),
    })
  })

  it('abort a request, a pause and a list with the reason of the signal', async () => {
    const [request, waiting, list] = [new AbortController(), new AbortController(), new AbortController()]
    proxy.next((response) => {
      request.abort(new Error('Closed by the user.'))
      response.destroy()
    })
    await expect(client().site.get({ signal: request.signal })).rejects.toThrow('Closed by the user.')
    proxy.next((response) => {
      response.writeHead(503, { 'retry-after': '60', 'content-type': 'application/json' }).end('{}')
      setTimeout(() => waiting.abort(), 50)
    })
    await expect(client().site.get({ signal: waiting.signal })).rejects.toMatchObject({ name: 'AbortError' })
    list.abort()
    await expect(client().courses.list({ signal: list.signal })[Symbol.asyncIterator]().next()).rejects.toMatchObject({
      name: 'AbortError',
    })
  })

  it('report a server that is not there', async () => {
    const away = client({ baseUrl: `http://127.0.0.1:${await freePort()}`, retry: { attempts: 2 } })
    await expect(away.site.get()).rejects.toMatchObject({
      ...{ status: null, code: 'client.network', attempts: 2, message: expect.stringContaining('ECONNREFUSED') },
    })
  })
})
