import { parseAddress } from '@chancery/verify/ethereum/address'
import { beforeEach, describe, expect, it } from 'vitest'
import { confirmByDns } from '../../../src/issuers/confirm/confirmByDns.ts'
import type { Issuer } from '../../../src/issuers/confirm/did.ts'
import { recordFor } from '../../../src/issuers/confirm/dnsRecord.ts'
import { type DnsHandler, type DnsServer, startDnsServer, zone } from '../../support/issuers/dnsServer.ts'
import { domainOf } from '../../support/issuers/domains.ts'

const uni = domainOf('uni.example')
const wallet: Issuer = { address: parseAddress(`0x${'a1'.repeat(20)}`) ?? expect.fail() }
const other: Issuer = { address: parseAddress(`0x${'b2'.repeat(20)}`) ?? expect.fail() }
const site: Issuer = { did: 'did:web:certs.example:issuers:7' }

const records = (...texts: string[]) => zone({ 'uni.example': { TXT: texts } })
const present = records('v=spf1 -all', recordFor(other), recordFor(wallet))
const missing = records(recordFor(other))

let one: DnsServer
let two: DnsServer
beforeEach(async () => {
  one = await startDnsServer()
  two = await startDnsServer()
})

const confirm = (servers: DnsServer[], issuer: Issuer = wallet, domain = uni) =>
  confirmByDns(domain, issuer, { servers: servers.map(({ address }) => address), timeoutMs: 200, tries: 1 })

describe('confirmByDns', () => {
  it.each([wallet, site])('finds the record of %j among several', async (issuer) => {
    one.answer(records(recordFor(other), 'openatts net=ethereum netId=1 addr=0x00', recordFor(wallet), recordFor(site)))
    expect(await confirm([one], issuer)).toStrictEqual({
      outcome: 'found',
      record: recordFor(issuer),
      resolvers: { asked: 1, agreed: 1 },
    })
  })

  it('does not confirm by a record for another address', async () => {
    one.answer(missing)
    expect(await confirm([one])).toMatchObject({ outcome: 'absent', reason: 'no_record', nxdomain: false })
  })

  it('does not confirm by the record of a domain above or below', async () => {
    one.answer(zone({ 'uni.example': { TXT: [recordFor(wallet)] }, 'cs.uni.example': { TXT: ['v=spf1'] } }))
    expect(await confirm([one], wallet, domainOf('cs.uni.example'))).toMatchObject({ outcome: 'absent' })
    expect(await confirm([one], wallet, domainOf('www.cs.uni.example'))).toMatchObject({ reason: 'nxdomain' })
  })

  it('looks a domain with other letters up in punycode', async () => {
    one.answer(zone({ 'harvard.edu': { TXT: [recordFor(wallet)] } }))
    expect(await confirm([one], wallet, domainOf('h\u0430rvard.edu'))).toMatchObject({ reason: 'nxdomain' })
    expect(one.queries[0]).toMatchObject({ name: 'xn--hrvard-3nf.edu' })
  })

  it('follows changing answers', async () => {
    one.answer(present)
    expect(await confirm([one])).toMatchObject({ outcome: 'found' })
    one.answer(missing)
    expect(await confirm([one])).toMatchObject({ outcome: 'absent' })
    one.answer(() => 'silent')
    expect(await confirm([one])).toMatchObject({ outcome: 'unavailable' })
    one.answer(present)
    expect(await confirm([one])).toMatchObject({ outcome: 'found' })
  })

  it('does not say that a record is missing if there are more than it reads', async () => {
    const many = Array.from({ length: 150 }, (_, i) => `openatts ${i}`)
    one.answer(records(...many))
    expect(await confirm([one])).toMatchObject({ outcome: 'unavailable', reason: 'too_many_records' })
    one.answer(records(recordFor(wallet), ...many))
    expect(await confirm([one])).toMatchObject({ outcome: 'found' })
  })

  it('throws for a malformed DID before it looks', async () => {
    await expect(confirm([one], { did: 'did:nothing' })).rejects.toThrow(RangeError)
    expect(one.queries).toStrictEqual([])
  })
})

describe('confirmByDns with two resolvers', () => {
  it.each<[string, DnsHandler, DnsHandler, object]>([
    ['both find it', present, present, { outcome: 'found', resolvers: { asked: 2, agreed: 2 } }],
    ['one is silent', () => 'silent', present, { outcome: 'found', resolvers: { asked: 2, agreed: 1 } }],
    ['they disagree', present, missing, { outcome: 'unavailable', reason: 'resolvers_disagree' }],
    [
      'they disagree about the name',
      () => 'NXDOMAIN',
      present,
      { outcome: 'unavailable', reason: 'resolvers_disagree' },
    ],
    ['both miss it', missing, missing, { outcome: 'absent', resolvers: { asked: 2, agreed: 2 } }],
    ['one misses it, one fails', missing, () => 'SERVFAIL', { outcome: 'absent', resolvers: { asked: 2, agreed: 1 } }],
    ['both say NXDOMAIN', () => 'NXDOMAIN', () => 'NXDOMAIN', { outcome: 'absent', nxdomain: true }],
    ['one says NXDOMAIN', () => 'NXDOMAIN', missing, { outcome: 'absent', reason: 'no_record', nxdomain: false }],
    ['both fail', () => 'REFUSED', () => 'SERVFAIL', { outcome: 'unavailable', resolvers: { asked: 2, agreed: 2 } }],
  ])('when %s', async (_what, ofOne, ofTwo, expected) => {
    one.answer(ofOne)
    two.answer(ofTwo)
    expect(await confirm([one, two])).toMatchObject(expected)
    one.answer(ofTwo)
    two.answer(ofOne)
    expect(await confirm([one, two])).toMatchObject(expected)
  })
})
