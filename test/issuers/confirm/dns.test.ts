import { createSocket } from 'node:dgram'
import { once } from 'node:events'
import type { Answer } from 'dns-packet'
import { beforeEach, describe, expect, it } from 'vitest'
import { lookUpAddresses, lookUpTxt, resolversOf } from '../../../src/issuers/confirm/dns.ts'
import { type DnsServer, startDnsServer, type Zone, zone } from '../../support/issuers/dnsServer.ts'
import { domainOf } from '../../support/issuers/domains.ts'
import { manyTxtRecords } from '../../support/issuers/manyTxtRecords.ts'

const uni = domainOf('uni.example')

let server: DnsServer
beforeEach(async () => {
  server = await startDnsServer()
})

const lookUp = (options: Partial<Parameters<typeof lookUpTxt>[2]> = {}, domain = uni) =>
  lookUpTxt(domain, 'openatts', { servers: [server.address], ...options })

describe('lookUpTxt', () => {
  it('finds all records of the type, and joins the chunks of each', async () => {
    server.answer(
      zone({ 'uni.example': { TXT: ['v=spf1 -all', 'openatts one', ['open', 'atts t', 'wo'], 'openattsx'] } }),
    )
    expect(await lookUp()).toStrictEqual({ outcome: 'found', records: ['openatts one', 'openatts two'], more: false })
  })

  it('repeats by TCP if the answer is truncated', async () => {
    const long = Array.from({ length: 50 }, (_, i) => `openatts ${i} ${'x'.repeat(100)}`)
    server.answer(zone({ 'uni.example': { TXT: long } }))
    expect(await lookUp()).toStrictEqual({ outcome: 'found', records: long, more: false })
    expect(server.queries.at(-1)).toStrictEqual({ name: 'uni.example', type: 'TXT', transport: 'tcp' })
  })

  it.each<[string, Zone, object]>([
    ['no such name', {}, { outcome: 'absent', reason: 'nxdomain', nxdomain: true }],
    [
      'no TXT record',
      { 'uni.example': { A: ['192.0.2.1'] } },
      { outcome: 'absent', reason: 'no_record', nxdomain: false },
    ],
    ['other TXT records', { 'uni.example': { TXT: ['v=spf1'] } }, { outcome: 'absent', reason: 'no_record' }],
    ['a record of more than 1 kB', { 'uni.example': { TXT: [longRecord(1025)] } }, { reason: 'no_record' }],
    ['a record of 1 kB', { 'uni.example': { TXT: [longRecord(1024)] } }, { outcome: 'found' }],
  ])('answers for a domain with %s', async (_what, records, expected) => {
    server.answer(zone(records))
    expect(await lookUp()).toMatchObject(expected)
  })

  it.each([
    ['SERVFAIL', 'dns_failure'],
    ['NOTIMP', 'dns_failure'],
    ['REFUSED', 'dns_refused'],
    ['FORMERR', 'dns_malformed'],
    ['silent', 'dns_timeout'],
    [{ drip: Buffer.alloc(1000) }, 'dns_timeout'],
    [Buffer.alloc(5), 'dns_malformed'],
    [manyTxtRecords({ count: 1, last: 'openatts to another question' }), 'dns_timeout'],
  ] as const)('is unavailable when the server answers %j: %s', async (answer, reason) => {
    server.answer(() => answer)
    expect(await lookUp({ timeoutMs: 200, tries: 1, deadlineMs: 1000 })).toMatchObject({
      outcome: 'unavailable',
      reason,
      message: expect.stringMatching(/\w\.$/),
    })
  })

  it('is unavailable when the server claims 10,000 records, which no answer can have', async () => {
    const bytes = manyTxtRecords({ count: 4000, claimed: 10_000 })
    server.answer(({ type, transport }) => (type === 'CNAME' ? [] : transport === 'udp' ? bulky() : bytes))
    expect(await lookUp()).toMatchObject({ outcome: 'unavailable', reason: 'dns_malformed' })
  })

  it('is unavailable when no server listens', async () => {
    const socket = createSocket('udp4').bind(0, '127.0.0.1')
    await once(socket, 'listening')
    const { port } = socket.address()
    await new Promise<void>((resolve) => socket.close(() => resolve()))
    expect(await lookUp({ servers: [`127.0.0.1:${port}`], timeoutMs: 200, tries: 1 })).toMatchObject({
      outcome: 'unavailable',
      reason: 'dns_unreachable',
    })
  })

  it('asks the next server only if the one before is unavailable', async () => {
    const other = await startDnsServer(zone({ 'uni.example': { TXT: ['openatts other'] } }))
    const servers = [server.address, other.address]
    server.answer(() => 'NXDOMAIN')
    expect(await lookUp({ servers })).toMatchObject({ reason: 'nxdomain' })
    expect(other.queries).toStrictEqual([])
    server.answer(() => 'SERVFAIL')
    expect(await lookUp({ servers })).toMatchObject({ records: ['openatts other'] })
  })

  it('throws the reason of an abort', async () => {
    const stop = new AbortController()
    server.answer(() => {
      stop.abort(new Error('The worker stops.'))
      return 'silent'
    })
    await expect(lookUp({ signal: stop.signal })).rejects.toThrow('The worker stops.')
    await expect(lookUp({ signal: stop.signal })).rejects.toThrow('The worker stops.')
    expect(server.queries).toHaveLength(1)
  })
})

describe('lookUpTxt with CNAME records', () => {
  const target = { TXT: ['openatts here'] }

  it.each<[string, Zone, object]>([
    [
      'within the domain',
      { 'uni.example': { CNAME: '_t.uni.example' }, '_t.uni.example': target },
      { outcome: 'found' },
    ],
    [
      'out of the domain',
      { 'uni.example': { CNAME: 'host.example' }, 'host.example': target },
      { outcome: 'absent', reason: 'cname_outside', nxdomain: false },
    ],
    [
      'to a name that ends like the domain',
      { 'uni.example': { CNAME: 'eviluni.example' }, 'eviluni.example': target },
      { outcome: 'absent', reason: 'cname_outside' },
    ],
    [
      'out of the domain and back',
      { 'uni.example': { CNAME: 'host.example' }, 'host.example': { CNAME: 'a.uni.example' }, 'a.uni.example': target },
      { outcome: 'absent', reason: 'cname_outside' },
    ],
    ['to a missing name', { 'uni.example': { CNAME: 'a.uni.example' } }, { reason: 'no_record', nxdomain: false }],
    ['to itself', { 'uni.example': { CNAME: 'uni.example' } }, { outcome: 'unavailable', reason: 'cname_loop' }],
    [
      'in a loop',
      { 'uni.example': { CNAME: 'a.uni.example' }, 'a.uni.example': { CNAME: 'uni.example' } },
      { outcome: 'unavailable', reason: 'cname_loop' },
    ],
    ['8 times', chain(8), { outcome: 'found' }],
    ['9 times', chain(9), { outcome: 'unavailable', reason: 'cname_loop' }],
  ])('follows them %s', async (_what, records, expected) => {
    server.answer(zone(records))
    expect(await lookUp()).toMatchObject(expected)
    expect(server.queries.length).toBeLessThanOrEqual(10)
  })

  it('lets a subdomain refer to its registrable domain', async () => {
    server.answer(zone({ 'cs.uni.example': { CNAME: 'uni.example' }, 'uni.example': target }))
    expect(await lookUp({}, domainOf('cs.uni.example'))).toMatchObject({ outcome: 'found' })
  })

  function chain(length: number): Zone {
    const names = Array.from({ length: length + 1 }, (_, i) => (i === 0 ? 'uni.example' : `c${i}.uni.example`))
    return Object.fromEntries(names.map((name, i) => [name, i === length ? target : { CNAME: names[i + 1] }]))
  }
})

describe('lookUpTxt with many records', () => {
  it('finds a record behind thousands of others', async () => {
    const bytes = manyTxtRecords({ count: 4000, last: 'openatts last' })
    server.answer(({ type, transport }) => (type === 'CNAME' ? [] : transport === 'udp' ? bulky() : bytes))
    expect(await lookUp()).toStrictEqual({ outcome: 'found', records: ['openatts last'], more: false })
  })

  it('says that there are more than 100', async () => {
    server.answer(zone({ 'uni.example': { TXT: Array.from({ length: 101 }, (_, i) => `openatts ${i}`) } }))
    const answer = await lookUp()
    expect(answer).toMatchObject({ outcome: 'found', more: true })
    expect(answer.outcome === 'found' && answer.records).toHaveLength(100)
  })

  it('is unavailable when 1 MB of anything comes by TCP, and works again afterwards', async () => {
    server.answer(({ type }) => (type === 'CNAME' ? [] : { stream: Buffer.alloc(1024 ** 2, 'x') }))
    expect(await lookUp({ deadlineMs: 1000 })).toMatchObject({ outcome: 'unavailable' })
    server.answer(zone({ 'uni.example': { TXT: ['openatts one'] } }))
    expect(await lookUp()).toMatchObject({ outcome: 'found' })
  })
})

describe('lookUpAddresses', () => {
  const addresses = (options = {}) => lookUpAddresses('uni.example', { servers: [server.address], ...options })

  it('finds IPv4 and IPv6 addresses, also by a CNAME to elsewhere', async () => {
    server.answer(
      zone({
        'uni.example': { CNAME: 'cdn.example' },
        'cdn.example': { A: ['192.0.2.1', '192.0.2.2'], AAAA: ['2001:db8::1'] },
      }),
    )
    expect(await addresses()).toStrictEqual({ outcome: 'found', addresses: ['192.0.2.1', '192.0.2.2', '2001:db8::1'] })
  })

  it('finds addresses of one family although the other fails', async () => {
    server.answer((query) => (query.type === 'A' ? zone({ 'uni.example': { A: ['192.0.2.1'] } })(query) : 'SERVFAIL'))
    expect(await addresses()).toStrictEqual({ outcome: 'found', addresses: ['192.0.2.1'] })
  })

  it.each([
    [() => 'NXDOMAIN', { outcome: 'absent', reason: 'nxdomain', nxdomain: true }],
    [zone({ 'uni.example': {} }), { outcome: 'absent', reason: 'no_address', nxdomain: false }],
    [() => 'SERVFAIL', { outcome: 'unavailable', reason: 'dns_failure' }],
    [({ type }) => (type === 'A' ? [] : 'SERVFAIL'), { outcome: 'unavailable', reason: 'dns_failure' }],
  ] satisfies [Parameters<DnsServer['answer']>[0], object][])(
    'without addresses: case %#',
    async (handler, expected) => {
      server.answer(handler)
      expect(await addresses()).toMatchObject(expected)
    },
  )
})

describe('resolversOf', () => {
  it.each([
    [[], [[]]],
    [['a'], [['a']]],
    [
      ['a', 'b'],
      [['a'], ['b']],
    ],
    [
      ['a', 'b', 'c'],
      [['a', 'c'], ['b']],
    ],
  ])('makes of %j the resolvers %j', (servers, expected) => {
    expect(resolversOf(servers)).toStrictEqual(expected)
  })
})

function txt(data: string): Answer {
  return { name: 'uni.example', type: 'TXT', ttl: 60, data }
}

/** Returns a record of `length` letters in chunks. */
function longRecord(length: number): string[] {
  const text = 'openatts '.padEnd(length, 'x')
  return text.match(/.{1,255}/g) ?? []
}

/** Too long for UDP. */
function bulky(): Answer[] {
  return Array.from({ length: 6 }, () => txt('x'.repeat(255)))
}
