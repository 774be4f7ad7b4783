import { parseAddress } from '@chancery/verify/ethereum/address'
import fc from 'fast-check'
import { base58btc } from 'multiformats/bases/base58'
import { describe, expect, it } from 'vitest'
import type { Issuer } from '../../../src/issuers/confirm/did.ts'
import { confirmsIssuer, parseRecord, recordFor } from '../../../src/issuers/confirm/dnsRecord.ts'

const hex = '0x1245e5B64D785b25057f7438F715f4aA5D965733'
const address = addressOf(hex)
const other = addressOf(`0x${'22'.repeat(20)}`)
const didKey = 'did:key:z6MkhaXgBZDvotDkL5257faiztiGiC2QtKLGpbnnEGta2doK'
const record = (p: string) => `openatts a=dns-did; p=${p}; v=1.0;`

describe('recordFor', () => {
  it.each<[Issuer, string]>([
    [{ address }, `openatts a=dns-did; p=did:ethr:${address}#controller; v=1.0;`],
    [{ address, chainId: 1 }, `openatts a=dns-did; p=did:ethr:${address}#controller; v=1.0;`],
    [{ address, chainId: 137 }, `openatts a=dns-did; p=did:ethr:0x89:${address}#controller; v=1.0;`],
    [{ did: 'did:web:Certs.example:issuers:7' }, 'openatts a=dns-did; p=did:web:certs.example:issuers:7; v=1.0;'],
    [{ did: didKey }, `openatts a=dns-did; p=${didKey}; v=1.0;`],
  ])('writes the record of %j', (issuer, expected) => {
    expect(recordFor(issuer)).toBe(expected)
    expect(confirmsIssuer(expected, issuer)).toBe(true)
  })

  it.each([`did:pkh:eip155:1:${address}`, 'did:web:', 'did:ion:abc', 'uni.example', `${didKey}#a; v=9`])(
    'throws for the DID %s',
    (did) => {
      expect(() => recordFor({ did })).toThrow(RangeError)
    },
  )
})

describe('parseRecord', () => {
  it.each([
    [`openatts a=dns-did; p=did:ethr:${hex}#controller; v=1.0;`, `did:ethr:${hex}#controller`],
    [`  openatts a=dns-did; p=did:ethr:${hex}#controller; v=1.0;  `, `did:ethr:${hex}#controller`],
    [`openatts v=1.0; p=did:ethr:${hex}#controller; a=dns-did`, `did:ethr:${hex}#controller`],
    [`openatts  a=dns-did;  p=did:web:uni.example;  v=1.0;  note=ours;`, 'did:web:uni.example'],
    ['openatts a=dns-did; p=did:web:uni.example?a=b; v=1.0;', 'did:web:uni.example?a=b'],
  ])('reads %j', (text, did) => {
    expect(parseRecord(text)).toBe(did)
  })

  it.each([
    ['no space after ;', `openatts a=dns-did;p=did:ethr:${hex}#controller;v=1.0;`],
    ['a contract', `openatts net=ethereum netId=1 addr=${hex}`],
    ['another algorithm', `openatts a=dns-txt; p=did:ethr:${hex}#controller; v=1.0;`],
    ['another version', `openatts a=dns-did; p=did:ethr:${hex}#controller; v=2.0;`],
    ['no version', `openatts a=dns-did; p=did:ethr:${hex}#controller;`],
    ['no DID', 'openatts a=dns-did; v=1.0;'],
    ['an empty DID', 'openatts a=dns-did; p=; v=1.0;'],
    ['two DIDs', `openatts a=dns-did; p=did:web:a.example; p=did:web:b.example; v=1.0;`],
    ['another type', `openattsx a=dns-did; p=did:ethr:${hex}#controller; v=1.0;`],
    ['another letter case', `OPENATTS a=dns-did; p=did:ethr:${hex}#controller; v=1.0;`],
    ['quotation marks', `"openatts a=dns-did; p=did:ethr:${hex}#controller; v=1.0;"`],
    ['a word without =', `openatts a=dns-did; p=did:ethr:${hex}#controller; v=1.0; please`],
    ['tabs', `openatts\ta=dns-did;\tp=did:ethr:${hex}#controller;\tv=1.0;`],
    ['nothing', ''],
    ['SPF', 'v=spf1 include:_spf.example ~all'],
  ])('ignores a record with %s', (_what, text) => {
    expect(parseRecord(text)).toBeNull()
  })

  it('reads or ignores any text', () => {
    const words = fc.constantFrom('openatts', 'a=dns-did;', 'p=did:web:uni.example;', 'v=1.0;', 'p=x;', '=', ';', '')
    const texts = fc.oneof(
      fc.string({ unit: 'binary' }),
      fc.array(words).map((parts) => parts.join(' ')),
    )
    fc.assert(
      fc.property(texts, (text) => {
        const did = parseRecord(text)
        if (did !== null) expect(text).toContain(`p=${did}`)
      }),
      { numRuns: 500 },
    )
  })
})

describe('confirmsIssuer', () => {
  it('compares addresses without letter case', () => {
    for (const did of [hex, hex.toLowerCase(), `0x${hex.slice(2).toUpperCase()}`]) {
      expect(confirmsIssuer(record(`did:ethr:${did}#controller`), { address }), did).toBe(true)
    }
  })

  it.each([
    `did:ethr:${other}#controller`,
    `did:ethr:${hex}`,
    `did:ethr:${hex}#CONTROLLER`,
    `did:ethr:${hex}#controller#controller`,
    `did:ethr:${hex}00#controller`,
    `did:ethr:${hex.slice(2)}#controller`,
    `did:pkh:eip155:1:${hex}`,
    `did:pkh:eip155:1:${hex}#controller`,
    hex,
  ])('does not confirm a wallet by %s', (did) => {
    expect(confirmsIssuer(record(did), { address })).toBe(false)
  })

  it('confirms a contract wallet on its own chain only, and a key wallet on any', () => {
    const onMain = record(`did:ethr:${hex}#controller`)
    const onPolygon = record(`did:ethr:0x89:${hex}#controller`)
    const confirmed = (text: string) => [undefined, 1, 137].map((chainId) => confirmsIssuer(text, { address, chainId }))
    expect(confirmed(onMain)).toStrictEqual([true, true, false])
    expect(confirmed(onPolygon)).toStrictEqual([true, false, true])
  })

  it.each([
    ['did:web:certs.example', 'did:web:certs.example', true],
    ['did:web:CERTS.example', 'did:web:certs.example', true],
    ['did:web:certs.example%3a8443:issuers:7', 'did:web:certs.example%3A8443:issuers:7', true],
    ['did:web:certs.example:Issuers:7', 'did:web:certs.example:issuers:7', false],
    ['did:web:certs.example#key-1', 'did:web:certs.example', false],
    ['did:web:certs.example:issuers:7', 'did:web:certs.example', false],
    [didKey, didKey, true],
    [didKey.replace('haXg', 'HaXg'), didKey, false],
    [`did:pkh:eip155:1:${hex}`, `did:pkh:eip155:1:${address}`, false],
  ])('says whether %s names the site %s: %s', (named, did, expected) => {
    expect(confirmsIssuer(record(named), { did })).toBe(expected)
  })

  it('confirms the issuer that the record was written for, and no other', () => {
    fc.assert(
      fc.property(issuers, issuers, (one, another) => {
        expect(confirmsIssuer(recordFor(one), one)).toBe(true)
        if (recordFor(one) === recordFor(another) || isSameKey(one, another)) return
        expect(confirmsIssuer(recordFor(one), another)).toBe(false)
      }),
      { numRuns: 500 },
    )
  })
})

const someBytes = (length: number) => fc.uint8Array({ minLength: length, maxLength: length })
const addresses = someBytes(20).map((bytes) => addressOf(`0x${Buffer.from(bytes).toString('hex')}`))
const issuers: fc.Arbitrary<Issuer> = fc.oneof(
  fc.constantFrom(address, other).map((of) => ({ address: of })),
  addresses.map((of) => ({ address: of })),
  fc.tuple(fc.constantFrom(address, other), fc.integer({ min: 1, max: 2 ** 40 })).map(([of, chainId]) => ({
    address: of,
    chainId,
  })),
  someBytes(32).map((key) => ({ did: `did:key:${base58btc.encode(new Uint8Array([0xed, 1, ...key]))}` })),
  fc.constantFrom('a.example', 'b.example', 'a.example:issuers:1').map((rest) => ({ did: `did:web:${rest}` })),
)

/** A record for a key wallet also names a contract on chain 1 at that address, and the reverse for every chain. */
function isSameKey(one: Issuer, another: Issuer): boolean {
  return 'address' in one && 'address' in another && one.address === another.address
}

function addressOf(text: string) {
  const parsed = parseAddress(text)
  if (!parsed) throw new Error(`Not an address: ${text}`)
  return parsed
}
