import { describe, expect, it } from 'vitest'
import { clientOf, trustedProxies } from '../../src/http/clientAddress.ts'

describe('clientOf', () => {
  it.each([
    '192.0.2.1',
    '192.0.2.1:5678',
    '192.0.2.1:1',
    '::ffff:192.0.2.1',
    '[::ffff:192.0.2.1]:80',
    '[192.0.2.1]:443',
  ])('reads the IPv4 address in %s', (text) => {
    expect(clientOf(text)).toBe('192.0.2.1')
  })

  it.each([
    '2001:db8:1:2::1',
    '2001:DB8:1:2:ffff::3',
    '[2001:db8:1:2::1]',
    '[2001:db8:1:2::1]:5678',
    '"[2001:db8:1:2::1]:5678"',
    '2001:db8:1:2::1%eth0',
    '[2001:db8:1:2::1%25eth0]:5678',
  ])('returns the /64 network of %s', (text) => {
    expect(clientOf(text)).toBe(clientOf('2001:db8:1:2::'))
    expect(clientOf(text)).not.toBe(clientOf('2001:db8:1:3::1'))
  })

  it.each(['', 'unknown', '_hidden', '192.0.2.1:', '192.0.2.1:port', '192.0.2.256', '[192.0.2.1', '0x7f.1', undefined])(
    'counts all other texts as one client: %s',
    (text) => {
      expect(clientOf(text)).toBe('unknown')
    },
  )
})

describe('trustedProxies', () => {
  const isTrusted = trustedProxies(['10.0.0.0/8', '::1', '2001:db8::/32', '::ffff:172.16.0.0/108'])

  it.each(['10.1.2.3', '10.1.2.3:80', '::ffff:10.1.2.3', '::1', '[::1]:80', '::1%lo', '2001:db8:5::1', '172.31.0.1'])(
    'trusts %s',
    (address) => {
      expect(isTrusted(address)).toBe(true)
    },
  )

  it.each(['11.1.2.3', '::2', '2001:db9::1', '172.32.0.1', 'unknown', '', undefined])(
    'does not trust %s',
    (address) => {
      expect(isTrusted(address)).toBe(false)
    },
  )

  it('trusts every address or none', () => {
    expect(trustedProxies(true)('192.0.2.1')).toBe(true)
    expect(trustedProxies(false)('192.0.2.1')).toBe(false)
  })
})
