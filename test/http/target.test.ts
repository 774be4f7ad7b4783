import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { guarded, isAllowedTarget, type Lookup } from '../../src/http/target.ts'
import { newSecret, sendWebhook } from '../../src/lms/webhooks/send.ts'
import { startReceiver } from '../support/webhooks/webhookReceiver.ts'

const publicV4 = '93.184.215.14'
const publicV6 = '2606:4700::1111'

describe('isAllowedTarget', () => {
  it.each([
    'https://receiver.example/hooks?site=1',
    'http://receiver.example:8080',
    `http://${publicV4}/`,
    `https://[${publicV6}]/`,
    'https://localhost.example/',
    'https://mylocalhost/',
    'https://127.0.0.1.example/',
    'http://172.15.255.255/',
    'http://172.32.0.0/',
    'http://100.63.255.255/',
    'http://100.128.0.0/',
  ])('accepts %s', (url) => {
    expect(isAllowedTarget(url, [])).toBe(true)
  })

  it.each([
    [
      'loopback',
      ['127.0.0.1', '127.255.255.255', '[::1]', '2130706433', '0x7f.1', '0177.0.0.1', '127.1', '127.0.0.1.'],
    ],
    ['encoded loopback', ['%31%32%37.1', '①②⑦.0.0.1', '１２７。１']],
    ['localhost', ['localhost', 'LOCALHOST', 'localhost.', 'a.localhost', 'a.b.localhost.', '%6cocalhost']],
    ['unspecified', ['0.0.0.0', '0', '0.255.255.255', '[::]']],
    ['private', ['10.0.0.0', '10.255.255.255', '172.16.0.0', '172.31.255.255', '192.168.0.0', '192.168.255.255']],
    ['link-local', ['169.254.0.0', '169.254.169.254', '169.254.255.255', '[fe80::1]', '[febf::1]', '[fec0::1]']],
    ['unique local', ['[fc00::1]', '[fd00:ec2::254]']],
    ['carrier-grade NAT', ['100.64.0.0', '100.127.255.255']],
    ['multicast', ['224.0.0.1', '239.255.255.255', '[ff02::1]']],
    ['broadcast', ['255.255.255.255']],
    ['reserved', ['240.0.0.1', '192.0.0.8', '192.88.99.1', '198.18.0.1', '198.19.255.255', '[100::1]', '[2001:2::1]']],
    ['documentation', ['192.0.2.1', '198.51.100.1', '203.0.113.1', '[2001:db8::1]', '[3fff::1]']],
    ['unassigned', ['[200::1]', '[4000::1]', '[1fff::1]']],
    ['IPv4-mapped IPv6', ['[::ffff:7f00:1]', '[::ffff:127.0.0.1]', `[::ffff:${publicV4}]`]],
    ['IPv4-compatible IPv6', ['[::7f00:1]', '[::10.0.0.1]']],
    ['IPv4-translated IPv6', ['[64:ff9b::7f00:1]', '[64:ff9b:1::a00:1]', '[::ffff:0:a00:1]']],
    ['tunnelled IPv6', ['[2002:7f00:1::]', '[2001:0:7f00:1::]']],
  ])('rejects %s addresses', (_what, hosts) => {
    for (const host of hosts) {
      expect(isAllowedTarget(`https://${host}/`, []), host).toBe(false)
    }
  })

  it.each([
    '',
    'receiver.example',
    '//receiver.example/',
    'ftp://receiver.example/',
    'file:///etc/passwd',
    'https://',
    'https://user@receiver.example/',
    'https://user:pass@receiver.example/',
    'https://:pass@receiver.example/',
  ])('rejects the URL "%s"', (url) => {
    expect(isAllowedTarget(url, [])).toBe(false)
  })

  it.each([
    ['127.0.0.1', 'http://127.0.0.1:3000/', true],
    ['127.0.0.1', 'http://2130706433/', true],
    ['127.0.0.1', 'http://127.0.0.2/', false],
    ['127.0.0.1', 'http://localhost/', true],
    ['::1', 'http://a.localhost/', true],
    ['10.0.0.0/8', 'http://localhost/', false],
    ['10.0.0.0/8', 'http://10.20.30.40/', true],
    ['10.0.0.0/8', 'http://11.0.0.1/', true],
    ['10.0.0.0/8', 'http://192.168.0.1/', false],
    ['10.0.0.0/8', 'http://[::ffff:10.20.30.40]/', false],
    ['10.0.0.0/8', 'http://[fd00::1]/', false],
    ['192.168.1.77/25', 'http://192.168.1.127/', true],
    ['192.168.1.77/25', 'http://192.168.1.128/', false],
    ['fd00:0:0::1', 'http://[fd00::1]/', true],
    ['fd00::/8', 'http://[fd12::1]/', true],
    ['fd00::/8', 'http://[fc00::1]/', false],
    ['fd00::/8', 'http://10.0.0.1/', false],
  ])('applies the allowed network %s to %s: %s', (allowed, url, expected) => {
    expect(isAllowedTarget(url, [allowed])).toBe(expected)
    expect(isAllowedTarget(url, ['192.0.2.0/24', allowed, '2001:db8::/32'])).toBe(expected)
  })
})

describe('isAllowedTarget and sendWebhook', () => {
  it('rejects a private IPv4 address in every spelling, and sends nothing to it', async () => {
    const receiver = await startReceiver()
    const { port } = new URL(receiver.url)
    await fc.assert(
      fc.asyncProperty(privateV4.chain(spellings), async (host) => {
        const url = `http://${host}:${port}/`
        expect(isAllowedTarget(url, [])).toBe(false)
        const message = { id: 'msg_1', url, secret: newSecret(), body: '{}' }
        expect(await sendWebhook(message, { allowed: [] })).toStrictEqual({
          delivered: false,
          status: null,
          error: `The target is in a private network: ${new URL(url).hostname.replace(/[[\]]/g, '')}.`,
        })
      }),
      { numRuns: 300 },
    )
    expect(receiver.requests).toStrictEqual([])
  })
})

describe('guarded', () => {
  it.each([
    { answers: [publicV4], allowed: true },
    { answers: [publicV4, publicV6], allowed: true },
    { answers: ['10.0.0.5'], allowed: false },
    { answers: [publicV4, '10.0.0.5'], allowed: false },
    { answers: ['::1', publicV6], allowed: false },
    { answers: [publicV4, publicV6, '::ffff:127.0.0.1'], allowed: false },
    { answers: ['fe80::1%2'], allowed: false },
  ])('checks every address of a name: $answers, allowed: $allowed', async ({ answers, allowed }) => {
    const found = resolve(answering(answers), [])
    if (allowed) expect(await found).toStrictEqual(answers)
    else await expect(found).rejects.toThrow('The target is in a private network: receiver.example.')
  })

  it('accepts a name with private addresses if the configuration allows all of them', async () => {
    const answers = [publicV4, '10.0.0.5', 'fd00::5']
    expect(await resolve(answering(answers), ['10.0.0.0/8', 'fd00::5'])).toStrictEqual(answers)
    await expect(resolve(answering(answers), ['10.0.0.0/8'])).rejects.toThrow('in a private network')
  })

  it('passes on a lookup error unchanged', async () => {
    const outage = Object.assign(new Error('getaddrinfo EAI_AGAIN'), { code: 'EAI_AGAIN' })
    await expect(resolve((_name, _options, answer) => answer(outage, []), [])).rejects.toBe(outage)
  })
})

/** Returns the addresses that a connection uses for receiver.example. */
function resolve(lookup: Lookup, allowed: string[]): Promise<string[]> {
  return new Promise((done, refuse) => {
    guarded(lookup, allowed)('receiver.example', {}, (error, addresses) => {
      if (error) refuse(error)
      else if (typeof addresses === 'string') refuse(new Error('The lookup returned a single address.'))
      else done(addresses.map(({ address }) => address))
    })
  })
}

function answering(addresses: string[]): Lookup {
  return (_name, _options, answer) =>
    answer(
      null,
      addresses.map((address) => ({ address, family: address.includes(':') ? 6 : 4 })),
    )
}

const [byte, word] = [fc.nat(0xff), fc.nat(0xffffff)]
const privateV4 = fc.oneof(
  fc.constant(0x7f000001),
  word.map((rest) => 0x7f000000 + rest),
  word.map((rest) => 0x0a000000 + rest),
  fc.tuple(fc.integer({ min: 0xac10, max: 0xac1f }), byte, byte).map(([start, c, d]) => start * 0x10000 + c * 256 + d),
  fc.tuple(byte, byte).map(([c, d]) => 0xc0a80000 + c * 256 + d),
  fc.tuple(byte, byte).map(([c, d]) => 0xa9fe0000 + c * 256 + d),
)

/**
 * Returns spellings of an IPv4 address that a URL accepts: one to four numbers, each in any base, or IPv6.
 * The last of the numbers covers all remaining bytes.
 */
function spellings(address: number): fc.Arbitrary<string> {
  const bytes = [24, 16, 8, 0].map((shift) => (address >>> shift) & 0xff)
  const hex = (number: number) => number.toString(16)
  const plain = fc
    .tuple(fc.integer({ min: 0, max: 3 }), fc.array(fc.constantFrom(10, 16, 8), { minLength: 4, maxLength: 4 }))
    .map(([alone, bases]) => {
      const numbers = [...bytes.slice(0, alone), address % 2 ** (8 * (4 - alone))]
      return numbers.map((number, i) => prefixes[bases[i] ?? 10] + number.toString(bases[i])).join('.')
    })
  const [high, low] = [hex(address >>> 16), hex(address & 0xffff)]
  const inV6 = [
    `::ffff:${high}:${low}`,
    `0:0:0:0:0:FFFF:${bytes.join('.')}`,
    `::${high}:${low}`,
    `2002:${high}:${low}::`,
  ]
  return fc.oneof(
    plain,
    plain.map((text) => `${text}.`),
    fc.constantFrom(...inV6, `64:ff9b::${high}:${low}`).map((v6) => `[${v6}]`),
  )
}

const prefixes: Record<number, string> = { 8: '0', 10: '', 16: '0X' }
