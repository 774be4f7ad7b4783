import { describe, expect, it } from 'vitest'
import { startTestApp } from '../support/server/app.ts'

const uuid = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/
const places = ['/openapi/v1/courses', '/api/v1/certificates/', '/verify', '/health/live', '/nowhere']

const { http } = await startTestApp()

describe('X-Request-Id', () => {
  it.each(places)('sends a new request id with each response: %s', async (place) => {
    const [one, other] = [await http.get(place), await http.get(place)]
    expect(one.headers['x-request-id']).toMatch(uuid)
    expect(other.headers['x-request-id']).not.toBe(one.headers['x-request-id'])
  })

  it('accepts a valid request id from a trusted proxy', async () => {
    const { http } = await startTestApp({ trustProxy: true })
    const answer = (id: string) => http.get('/health/live').set('X-Request-Id', id)
    expect((await answer('edge-0198c6f0')).headers['x-request-id']).toBe('edge-0198c6f0')
    for (const id of ['short', 'x'.repeat(65), 'with spaces in it', '{"level":60}', `chk_${'0'.repeat(48)}`]) {
      expect((await answer(id)).headers['x-request-id']).toMatch(uuid)
    }
  })

  it('ignores a request id from an untrusted client', async () => {
    const { headers } = await http.get('/health/live').set('X-Request-Id', 'edge-0198c6f0')
    expect(headers['x-request-id']).toMatch(uuid)
  })

  it('accepts a request id from the addresses in TRUST_PROXY only', async () => {
    const named = async (trustProxy: string[]) => {
      const { http } = await startTestApp({ trustProxy })
      const client = http.get('/health/live').set('X-Forwarded-For', '127.0.0.1, 10.0.0.1')
      return (await client.set('X-Request-Id', 'edge-0198c6f0')).headers['x-request-id']
    }
    expect(await named(['127.0.0.0/8'])).toBe('edge-0198c6f0')
    expect(await named(['10.0.0.0/8'])).toMatch(uuid)
  })
})

describe('security headers', () => {
  it.each([...places, '/docs', '/docs/json', '/health', '/ipfs/x', '/images/x.png', '/openapi/v1/openapi.json'])(
    'forbids content sniffing: %s',
    async (place) => {
      expect((await http.get(place)).headers['x-content-type-options']).toBe('nosniff')
    },
  )

  it('allows only own scripts in /docs, and no frame around it', async () => {
    const answer = await http.get('/docs').expect(200)
    const policy = answer.headers['content-security-policy']
    expect(policy).toMatch(/script-src 'self';/)
    expect(policy).toMatch(/frame-ancestors 'none'/)
    expect(answer.text).not.toMatch(/<script(?![^>]*\bsrc=)|\son\w+=/)
  })

  it('sends Strict-Transport-Security when the public URL is https', async () => {
    const server = await startTestApp({ publicUrl: 'https://certificates.example' })
    for (const place of places) {
      expect((await server.http.get(place)).headers['strict-transport-security'], place).toBe('max-age=31536000')
    }
  })

  it('omits Strict-Transport-Security when the public URL is http', async () => {
    const server = await startTestApp({ publicUrl: 'http://certificates.example' })
    expect((await server.http.get('/verify')).headers).not.toHaveProperty('strict-transport-security')
  })
})
