import { describe, expect, it } from 'vitest'
import { logOptions, masked } from '../../src/core/log.ts'
import { startTestApp } from '../support/server/app.ts'
import { secretsIn, watchedLog } from '../support/server/log.ts'

// All tests that start a server also check its log for secrets: support/server/log.ts.

const serializers = logOptions({ logLevel: 'info' }).serializers ?? {}

describe('logOptions', () => {
  it('logs the names of query parameters without their values', () => {
    const request = { method: 'GET', url: '/openapi/v1/users?query=john@example.com&limit=1&limit=2', ip: '192.0.2.1' }
    expect(serializers.req?.(request)).toStrictEqual({
      ...{ method: 'GET', path: '/openapi/v1/users', query: ['query', 'limit'], ip: '192.0.2.1' },
    })
  })

  it.each([
    ['an email address', '/openapi/v1/users/john@example.com/certificates', '/openapi/v1/users/[email]/certificates'],
    ['an email address in a part of a segment', '/users;by=john@example.com', '/[email]'],
    ['a percent-encoded email address', '/openapi/v1/users/john%40example.com', '/openapi/v1/users/[email]'],
    [
      'an email address that is percent-encoded twice',
      '/openapi/v1/users/j%256Fhn%2540example.com',
      '/openapi/v1/users/[email]',
    ],
    ['an API key', `/openapi/v1/keys/chk_${'0'.repeat(48)}`, '/openapi/v1/keys/[key]'],
    ['the prefix of an API key', '/openapi/v1/keys/chk_1a2b3c4d', '/openapi/v1/keys/[key]'],
    ['a session token', `/api/v1/auth/session/chs_${'0'.repeat(64)}/`, '/api/v1/auth/session/[token]/'],
    [
      'the secret of a webhook',
      '/openapi/v1/webhooks/whsec_MfKQ9r8GK/qrTw+UPD8ILPZI=',
      '/openapi/v1/webhooks/[secret]',
    ],
    ['a signature', `/api/v1/certificates/0x${'aB'.repeat(65)}/`, '/api/v1/certificates/0x[hex]/'],
    ['a checksum', `/ipfs/${'ab'.repeat(32)}`, '/ipfs/[hex]'],
    ['a SHA-512', `/ipfs/${'ab'.repeat(64)}.pdf`, '/ipfs/[hex].pdf'],
  ])('masks %s in a path', (_, url, path) => {
    expect(serializers.req?.({ method: 'GET', url, ip: '192.0.2.1' })).toMatchObject({ path })
  })

  it.each([
    '/openapi/v1/courses/2147483647/certificates',
    '/api/v1/certificates/0198c6f0-3c58-7b7e-a1de-0c5a1b6f2d11/',
    '/verify/01M81-17EDB-EGDV4-36CAD-GP2MSS',
    '/ipfs/QmYwAPJzv5CZsnA625s3Xf2nemtYgPpHdWEz79ojWKPBdG',
    '/ipfs/bafybeigdyrzt5sfp7udm7hu76uh7y26nf3efuylqabf3oclgtqy55fbzdi',
    `/openapi/v1/users/0x${'aB'.repeat(20)}`,
    '/openapi/v1/users/J%C3%B6rg%20%2F',
    '/@fastify/100%',
  ])('logs the path %s unchanged', (url) => {
    expect(serializers.req?.({ method: 'GET', url, ip: '192.0.2.1' })).toMatchObject({ path: url })
  })

  it('masks secrets in parameter names and in an invalid client address', () => {
    const url = `/?john@example.com&chk_${'0'.repeat(48)}&limit=1`
    expect(serializers.req?.({ method: 'GET', url, ip: 'john@example.com' })).toMatchObject({
      query: ['[email]', '[key]', 'limit'],
      ip: '[email]',
    })
  })

  it.each(['a', '0', '%40', '@', 'a@', 'chk', '/a'])('masks the longest path quickly: repeated %s', (part) => {
    const begun = performance.now()
    for (let time = 0; time < 20; time += 1) masked(part.repeat(16_384 / part.length))
    expect(performance.now() - begun).toBeLessThan(1000)
  })

  it('masks the URL in an error message', () => {
    const logged = serializers.err?.(
      new Error('Reply was sent already, to GET /openapi/v1/users/john%40example.com, late.'),
    )
    expect(JSON.stringify(logged)).not.toContain('john')
    expect(logged).toMatchObject({ message: 'Reply was sent already, to GET /openapi/v1/users/[email] late.' })
  })

  it('logs only the message and code of an error and of its cause', () => {
    const cause = Object.assign(new Error('duplicate key'), { code: '23505', detail: 'Key (email)=(john@example.com)' })
    const logged = serializers.err?.(new Error('It could not be kept.', { cause }))
    expect(JSON.stringify(logged)).not.toContain('john@example.com')
    expect(logged).toMatchObject({
      message: 'It could not be kept.',
      cause: { message: 'duplicate key', code: '23505' },
    })
  })

  it.each([
    ['{"email":"john@example.com"}', false],
    [`{"key":"chk_${'0'.repeat(48)}"}`, false],
    [`{"signature":"0x${'ab'.repeat(65)}"}`, false],
    [`{"checksum":"${'ab'.repeat(32)}"}`, false],
    ['{"authorization":"Bearer chs_00"}', false],
    [`{"path":"/api/v1/auth/session/chs_${'0'.repeat(64)}"}`, false],
    ['{"path":"/openapi/v1/users/john%40example.com"}', false],
    [`{"path":"/ipfs/${'ab'.repeat(32)}"}`, false],
    [`Sent in transaction 0x${'ab'.repeat(32)} …`, true],
    ['{"reqId":"0198c6f0-3c58-7b7e-a1de-0c5a1b6f2d11","path":"/api/v1/certificates/"}', true],
  ])('checks the log of a test for secrets: %s', (line, isDiscreet) => {
    const log = watchedLog()
    log.write(line)
    if (isDiscreet) expect(log.ensureDiscreet).not.toThrow()
    else expect(log.ensureDiscreet).toThrow()
  })

  const key = `chk_${'0'.repeat(48)}`

  it.each([
    ['a command may show its key', 'writeCommand', `${key}\n`, true],
    [
      'a server may show its first key, once',
      'writeServer',
      `Created the first site. Its API key (shown only once): ${key}\n`,
      true,
    ],
    ['a server may show no other key', 'writeServer', `Chancery is listening.\nThe key is ${key}\n`, false],
    ['a command may show no key in its log', 'writeCommand', `{"level":50,"msg":"${key}"}\n`, false],
  ] as const)('checks the output of a test for API keys: %s', (_, write, written, isDiscreet) => {
    const log = watchedLog()
    log[write](written)
    if (isDiscreet) expect(log.ensureDiscreet).not.toThrow()
    else expect(log.ensureDiscreet).toThrow()
  })
})

describe('log and metrics of a server', () => {
  it('masks the secrets of a path, with or without a route for it', async () => {
    const lines: string[] = []
    const token = 'token-of-prometheus'
    const { app, http } = await startTestApp({ metricsToken: token }, (line) => lines.push(line))
    for (const secret of ['john@example.com', 'john%40example.com', 'john%40example.com%', `chk_${'0'.repeat(48)}`]) {
      for (const place of ['/openapi/v1/users', '/api/v1/certificates', '/api/v1', '/ipfs', '/verify', '/images', '']) {
        await http.get(`${place}/${secret}`)
      }
    }
    const { text } = await http.get('/metrics').set('Authorization', `Bearer ${token}`).expect(200)
    await app.close()
    expect(text).toContain('chancery_request_seconds_count')
    expect(secretsIn(text)).toStrictEqual([])
    expect(lines.filter((line) => line.includes('[email]')).length).toBeGreaterThan(10)
    expect(secretsIn(lines.join(''))).toStrictEqual([])
  })
})
