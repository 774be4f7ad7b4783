import { beforeAll, describe, expect, it } from 'vitest'
import { createKey } from '../../src/lms/keys/service.ts'
import { contextIn } from '../support/lms/context.ts'
import { newSite, startTestApp, type TestApp, type TestSite } from '../support/server/app.ts'

let server: TestApp
let site: TestSite

beforeAll(async () => {
  server = await startTestApp({ rateLimitPerMinute: 5 })
  site = await newSite(server.db)
})

const path = '/openapi/v1/courses/1/certificates'

describe('X-API-KEY', () => {
  it('rejects a missing and an unknown key', async () => {
    const missing = await server.http.get(path).expect(401)
    expect(missing.body).toStrictEqual({ status: 401, message: expect.any(String) })
    expect(missing.headers['x-error-code']).toBe('key.missing')
    const unknown = await server.http.get(path).set('X-API-KEY', '1qaz2wsx3edc4rfv1qaz2wsx3edc4rfv').expect(401)
    expect(unknown.headers['x-error-code']).toBe('key.invalid')
  })

  it('rejects an expired key', async () => {
    const input = { label: 'short', expiresAt: new Date('2030-01-01') }
    const { key } = await createKey(contextIn(server.db, site.id), input)
    await server.http.get(path).set('X-API-KEY', key).expect(404)
    server.setNow(new Date('2030-01-01'))
    await server.http.get(path).set('X-API-KEY', key).expect(401)
    server.setNow(null)
  })
})

describe('rate limit of the LMS API', () => {
  const seconds = () => Math.floor(Date.now() / 1000)

  it('sends the rate limit headers with every response and counts per key', async () => {
    const { key } = await newSite(server.db)
    const requests = [
      () => server.http.get(path).set('X-API-KEY', key).expect(404),
      () => server.http.get('/openapi/v1/nowhere').set('X-API-KEY', key).expect(404),
      () => server.http.get('/openapi/v1/courses/x/certificates').set('X-API-KEY', key).expect(400),
      () => server.http.post('/openapi/v1/courses').set('X-API-KEY', key).type('json').send('{').expect(400),
      () => server.http.post('/openapi/v1/courses').set('X-API-KEY', key).send({ name: 'x' }).expect(201),
      () => server.http.get(path).set('X-API-KEY', key).expect(429),
    ]
    for (const [index, request] of requests.entries()) {
      const { headers } = await request()
      expect(headers['x-ratelimit-limit']).toBe('5')
      expect(headers['x-ratelimit-remaining']).toBe(String(Math.max(0, 4 - index)))
      const reset = Number(headers['x-ratelimit-reset'])
      expect(reset).toBeGreaterThan(seconds())
      expect(reset).toBeLessThanOrEqual(seconds() + 61)
    }

    const refused = await server.http.get(path).set('X-API-KEY', key).expect(429)
    expect(refused.body).toStrictEqual({ status: 429, message: expect.any(String) })
    expect(Number(refused.headers['retry-after'])).toBeGreaterThan(0)
    const { key: other } = await newSite(server.db)
    await server.http.get(path).set('X-API-KEY', other).expect(404)
  })

  it('counts requests without a valid key per client address', async () => {
    const strict = await startTestApp({ rateLimitPerMinute: 2 })
    for (const status of [401, 401, 429]) {
      const { headers } = await strict.http.get(path).expect(status)
      expect(headers['x-ratelimit-limit']).toBe('2')
    }
  })

  it('is disabled by rateLimitPerMinute 0', async () => {
    const open = await startTestApp({ rateLimitPerMinute: 0 })
    const { headers } = await open.http.get(path).expect(401)
    expect(headers).not.toHaveProperty('x-ratelimit-limit')
  })
})
