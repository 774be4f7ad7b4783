import { describe, expect, it } from 'vitest'
import { didDocument, didKeyOf, didWebOf, multikeyOf, webDidsOf } from '../../src/issuers/did.ts'

/** The key of the W3C did:key specification (W3C CCG, Ed25519, first test vector). */
const publicKey = Buffer.from('2e6fcce36701dc791488e0d0b1745cc1e33a4c1c9fcc41c63bd343dbbe0970e6', 'hex')
const multikey = 'z6MkhaXgBZDvotDkL5257faiztiGiC2QtKLGpbnnEGta2doK'

describe('didKeyOf', () => {
  it('encodes an Ed25519 key as the specification does', () => {
    expect(multikeyOf(publicKey)).toBe(multikey)
    expect(didKeyOf(publicKey)).toBe(`did:key:${multikey}`)
  })
})

describe('didWebOf', () => {
  it.each([
    ['https://uni.example', 'did:web:uni.example'],
    ['https://uni.example/', 'did:web:uni.example'],
    ['https://uni.example:8443', 'did:web:uni.example%3A8443'],
    ['https://uni.example/certificates/issuers/7', 'did:web:uni.example:certificates:issuers:7'],
    ['https://bücher.example', 'did:web:xn--bcher-kva.example'],
    ['https://uni.example/~certs/a:b', 'did:web:uni.example:%7Ecerts:a%3Ab'],
    ['https://certs_1.uni.example', null],
    ['http://uni.example', null],
    ['https://127.0.0.1:8443', null],
    ['https://[::1]', null],
  ])('names %s', (url, did) => {
    expect(didWebOf(url)).toBe(did)
  })
})

describe('webDidsOf', () => {
  it.each([
    [
      'the first site at the root',
      'https://uni.example',
      true,
      ['did:web:uni.example', 'did:web:uni.example:issuers:1'],
    ],
    ['another site', 'https://uni.example', false, ['did:web:uni.example:issuers:1']],
    ['the first site below a path', 'https://uni.example/c', true, ['did:web:uni.example:c:issuers:1']],
    ['a site without https', 'http://uni.example', true, []],
  ])('names %s', (_, publicUrl, isFirst, dids) => {
    expect(webDidsOf(publicUrl, { id: 1, isFirst })).toStrictEqual(dids)
  })
})

describe('didDocument', () => {
  it('lists current and retired keys as assertion methods, and a compromised key as revoked', () => {
    const did = 'did:web:uni.example'
    const other = new Uint8Array(32)
    const compromisedAt = new Date('2026-12-01T10:00:00.500Z')
    const keys = [
      { publicKey, compromisedAt: null },
      { publicKey: other, compromisedAt },
    ]
    const document = didDocument(did, [`${did}:issuers:1`], keys, { chainId: 1, address: `0x${'1'.repeat(40)}` })
    expect(document).toMatchObject({
      id: did,
      alsoKnownAs: [`${did}:issuers:1`],
      verificationMethod: [
        { id: `${did}#${multikey}`, type: 'Multikey', controller: did, publicKeyMultibase: multikey },
        { id: `${did}#${multikeyOf(other)}`, revoked: '2026-12-01T10:00:00Z' },
        { controller: did, blockchainAccountId: `eip155:1:0x${'1'.repeat(40)}` },
      ],
      assertionMethod: [`${did}#${multikey}`, `${did}#0x${'1'.repeat(40)}`],
    })
  })
})
