import { parseAddress } from '@chancery/verify/ethereum/address'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { methodOf, parseDidDocument, type WantedKey } from '../../../src/issuers/confirm/didDocument.ts'
import { multikeyOf, didDocument as publishedDocument } from '../../../src/issuers/did.ts'
import { didDocument, multikey, otherMultikey } from '../../support/issuers/didDocuments.ts'

const did = 'did:web:uni.example'
const at = new Date('2026-05-03T12:00:00Z')
const hex = '0x1245e5B64D785b25057f7438F715f4aA5D965733'
const address = parseAddress(hex) ?? expect.fail()
const key = { ed25519: multikey }

function find(json: unknown, wanted: WantedKey = key): string | null {
  const document = parseDidDocument(Buffer.from(JSON.stringify(json)))
  return document && methodOf(document, wanted, at)
}

describe('parseDidDocument', () => {
  it.each([
    '',
    'null',
    '[]',
    '{}',
    '{"id":7}',
    '<!doctype html>',
    '{"id":"did:web:a.example"',
    '{"id":"a","assertionMethod":"b"}',
  ])('rejects %j', (text) => {
    expect(parseDidDocument(Buffer.from(text))).toBeNull()
  })

  it('rejects text that is not UTF-8, and accepts a byte order mark', () => {
    expect(parseDidDocument(Buffer.from('{"id":"\xff"}', 'latin1'))).toBeNull()
    expect(parseDidDocument(Buffer.from('\ufeff{"id":"did:web:uni.example"}'))).toMatchObject({ id: did })
  })

  it('does not throw for any bytes or JSON', () => {
    fc.assert(fc.property(fc.uint8Array(), (bytes) => void parseDidDocument(bytes)))
    fc.assert(fc.property(fc.json(), (text) => void parseDidDocument(Buffer.from(text))))
    expect(parseDidDocument(Buffer.from('['.repeat(60_000)))).toBeNull()
  })
})

describe('methodOf', () => {
  const method = { id: `${did}#key-1`, type: 'Multikey', controller: did, publicKeyMultibase: multikey }

  it.each([
    ['a reference', didDocument(did)],
    ['a relative reference', didDocument(did, {}, { assertionMethod: ['#key-1'] })],
    ['a relative id', didDocument(did, { id: '#key-1' })],
    ['an embedded method', didDocument(did, {}, { verificationMethod: undefined, assertionMethod: [method] })],
    ['another method beside it', didDocument(did, {}, { assertionMethod: ['#key-0', 7, null, { id: 1 }, '#key-1'] })],
    ['malformed methods beside it', didDocument(did, {}, { verificationMethod: [null, 7, { id: did }, method] })],
    ['a time to come', didDocument(did, { expires: '2026-05-03T12:00:01Z', revoked: '2027-01-01T00:00:00Z' })],
  ])('finds a key by %s', (_what, document) => {
    expect(find(document)).toBe(`${did}#key-1`)
  })

  it('finds the keys of a document that this server publishes, except a compromised one', () => {
    const [current, compromised] = [new Uint8Array(32).fill(1), new Uint8Array(32).fill(2)]
    const keys = [
      { publicKey: current, compromisedAt: null },
      { publicKey: compromised, compromisedAt: new Date('2026-01-01') },
    ]
    const document = publishedDocument(did, [], keys, { chainId: 1, address: hex })
    expect(find(document, { ed25519: multikeyOf(current) })).toBe(`${did}#${multikeyOf(current)}`)
    expect(find(document, { address })).toBe(`${did}#${hex}`)
    expect(find(document, { ed25519: multikeyOf(compromised) })).toBeNull()
  })

  it.each([
    ['another key', didDocument(did, { publicKeyMultibase: otherMultikey })],
    ['no assertionMethod', didDocument(did, {}, { assertionMethod: undefined })],
    ['the key under another relation', didDocument(did, {}, { assertionMethod: [], authentication: ['#key-1'] })],
    ['a reference to nothing', didDocument(did, {}, { assertionMethod: ['#key-2'] })],
    ['a reference to another document', didDocument(did, {}, { assertionMethod: ['did:web:host.example#key-1'] })],
    ['a reference to the key itself', didDocument(did, {}, { assertionMethod: [`#${multikey}`, multikey] })],
    ['another controller', didDocument(did, { controller: 'did:web:host.example' })],
    ['no controller', didDocument(did, { controller: undefined })],
    ['a revoked key', didDocument(did, { revoked: '2026-05-03T12:00:00Z' })],
    ['an expired key', didDocument(did, { expires: '2026-05-03T11:59:59Z' })],
    ['an expiry that cannot be read', didDocument(did, { expires: 'never' })],
    ['the key in base58', didDocument(did, { publicKeyMultibase: undefined, publicKeyBase58: multikey.slice(1) })],
  ])('finds no key with %s', (_what, document) => {
    expect(find(document)).toBeNull()
  })

  it.each([
    'z6LSbysY2xFMRpGMhb7tFTLMpeuPRaqaWM1yECx2AtzE3KCc',
    'zQ3shokFTS3brHcDQrn82RUDfCZESWL1ZdCEJwekUDPQiYBme',
    '',
    'z6Mk',
  ])('does not take %j for an Ed25519 key', (text) => {
    expect(find(didDocument(did, { publicKeyMultibase: text }), { ed25519: text })).toBeNull()
  })

  it.each([
    [`eip155:1:${hex}`, [true, true, false]],
    [`eip155:137:${hex.toLowerCase()}`, [true, false, true]],
    [`eip155:1:0x${'22'.repeat(20)}`, [false, false, false]],
    [`bip122:1:${hex}`, [false, false, false]],
    [`eip155:01:${hex}`, [false, false, false]],
    [`${hex}@eip155:1`, [false, false, false]],
    [hex, [false, false, false]],
  ])('compares the account %s with a key wallet, and contract wallets on chains 1 and 137', (account, expected) => {
    const document = didDocument(did, { publicKeyMultibase: undefined, blockchainAccountId: account })
    const found = [undefined, 1, 137].map((chainId) => find(document, { address, chainId }) !== null)
    expect(found).toStrictEqual(expected)
  })
})
