import { describe, expect, it } from 'vitest'
import { logOptions } from '../src/log.ts'
import { watchedLog } from './support/log.ts'

// That nothing is in the log that should not be is watched in all tests that start a server: support/log.ts.

const serializers = logOptions({ logLevel: 'info' }).serializers ?? {}

describe('The log', () => {
  it('names what a request asks with, and does not say it', () => {
    const request = { method: 'GET', url: '/openapi/v1/users?query=john@example.com&limit=1&limit=2', ip: '192.0.2.1' }
    expect(serializers.req?.(request)).toStrictEqual({
      ...{ method: 'GET', path: '/openapi/v1/users', query: ['query', 'limit'], ip: '192.0.2.1' },
    })
  })

  it('tells of an error and what caused it nothing but what they say', () => {
    const cause = Object.assign(new Error('duplicate key'), { code: '23505', detail: 'Key (email)=(john@example.com)' })
    const told = serializers.err?.(new Error('It could not be kept.', { cause }))
    expect(JSON.stringify(told)).not.toContain('john@example.com')
    expect(told).toMatchObject({ message: 'It could not be kept.', cause: { message: 'duplicate key', code: '23505' } })
  })

  it.each([
    ['{"email":"john@example.com"}', false],
    [`{"key":"chk_${'0'.repeat(48)}"}`, false],
    [`{"signature":"0x${'ab'.repeat(65)}"}`, false],
    [`{"checksum":"${'ab'.repeat(32)}"}`, false],
    ['{"authorization":"Bearer chs_00"}', false],
    ['{"reqId":"0198c6f0-3c58-7b7e-a1de-0c5a1b6f2d11","path":"/api/v1/certificates/"}', true],
  ])('of a test is watched: %s', (line, isDiscreet) => {
    const log = watchedLog()
    log.write(line)
    if (isDiscreet) expect(log.ensureDiscreet).not.toThrow()
    else expect(log.ensureDiscreet).toThrow()
  })
})
