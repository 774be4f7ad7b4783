import { parseAddress } from '@chancery/verify/ethereum/address'
import { ed25519KeyOf } from '@chancery/verify/proof/didKey'
import { base58btc } from 'multiformats/bases/base58'
import { describe, expect, it } from 'vitest'
import { didEthrOf, normalizeDid, parseDidEthr, parseDidWeb } from '../../../src/issuers/confirm/did.ts'
import { multikey } from '../../support/issuers/didDocuments.ts'

const hex = '0x1245e5B64D785b25057f7438F715f4aA5D965733'
const address = parseAddress(hex) ?? expect.fail()

describe('parseDidWeb', () => {
  it.each([
    ['did:web:uni.example', 'did:web:uni.example', true, 'https://uni.example/.well-known/did.json'],
    ['did:web:UNI.Example', 'did:web:uni.example', true, 'https://uni.example/.well-known/did.json'],
    ['did:web:xn--tda.example', 'did:web:xn--tda.example', true, 'https://xn--tda.example/.well-known/did.json'],
    ['did:web:a.example%3a8443', 'did:web:a.example%3A8443', false, 'https://a.example:8443/.well-known/did.json'],
    ['did:web:A.example:User:b', 'did:web:a.example:User:b', false, 'https://a.example/User/b/did.json'],
    ['did:web:a.example:%C3%BC', 'did:web:a.example:%C3%BC', false, 'https://a.example/%C3%BC/did.json'],
  ])('reads %s', (text, did, isRoot, url) => {
    expect(parseDidWeb(text)).toMatchObject({ did, isRoot, url })
    expect(new URL(url).href).toBe(url)
    expect(parseDidWeb(did)).toStrictEqual(parseDidWeb(text))
  })

  it.each([
    ['no host', ['did:web:', 'did:web::a', 'did:web']],
    ['one label or an IP address', ['did:web:localhost', 'did:web:127.0.0.1', 'did:web:0x7f.1', 'did:web:[::1]']],
    ['a wrong port', ['did:web:a.example%3A', 'did:web:a.example%3A0', 'did:web:a.example%3A65536']],
    [
      'a wrong path',
      ['did:web:a.example:', 'did:web:a.example::b', 'did:web:a.example:..', 'did:web:a.example:.%2E:b'],
    ],
    ['parts of a URL', ['did:web:a.example/b', 'did:web:a.example?b', 'did:web:a.example#b', 'did:web:b@a.example']],
    [
      'other characters',
      ['did:web:a.example:%zz', 'did:web:ü.example', 'did:web:a.example%2Fb', 'did:web:a b.example'],
    ],
  ])('rejects a DID with %s', (_what, texts) => {
    for (const text of texts) expect(parseDidWeb(text), text).toBeNull()
  })
})

describe('normalizeDid', () => {
  it.each([
    [`did:pkh:eip155:1:${hex}`, `did:pkh:eip155:1:${address}`],
    [`did:key:${multikey}`, `did:key:${multikey}`],
    [`did:key:${multikey}#${multikey}`, null],
    ['did:key:z0OIl', null],
    [`did:pkh:eip155:0:${hex}`, null],
    [`did:pkh:solana:1:${hex}`, null],
    [`did:ethr:${hex}`, null],
    ['did:web:LOCALHOST%3a3000:issuers:1', 'did:web:localhost%3A3000:issuers:1'],
    ['did:web:127.0.0.1', 'did:web:127.0.0.1'],
    ['did:web:-..example', null],
    [`did:web:a.example:${'a'.repeat(500)}`, null],
  ])('makes of %s: %s', (did, expected) => {
    expect(normalizeDid(did)).toBe(expected)
  })
})

describe('parseDidEthr', () => {
  it.each([
    [`did:ethr:${hex}`, 1],
    [`did:ethr:0x1:${hex}`, 1],
    [`did:ethr:0x89:${hex}`, 137],
    [`did:ethr:0x7A69:${hex}`, 31337],
  ])('reads %s', (did, chainId) => {
    expect(parseDidEthr(did)).toStrictEqual({ address, chainId })
    expect(parseDidEthr(didEthrOf({ address, chainId }))).toStrictEqual({ address, chainId })
  })

  it.each(['did:ethr:', `did:ethr:sepolia:${hex}`, `did:ethr:0x0:${hex}`, `did:ethr:0x02${'ab'.repeat(32)}`, hex])(
    'rejects %s',
    (did) => {
      expect(parseDidEthr(did)).toBeNull()
    },
  )
})

describe('ed25519KeyOf', () => {
  it('reads the 32 bytes of a key', () => {
    const bytes = new Uint8Array(32).fill(7)
    expect(ed25519KeyOf(`did:key:${base58btc.encode(new Uint8Array([0xed, 0x01, ...bytes]))}`)).toStrictEqual(bytes)
  })

  it.each([
    ['another type', base58btc.encode(new Uint8Array([0xec, 0x01, ...new Uint8Array(32)]))],
    ['31 bytes', base58btc.encode(new Uint8Array([0xed, 0x01, ...new Uint8Array(31)]))],
    ['33 bytes', base58btc.encode(new Uint8Array([0xed, 0x01, ...new Uint8Array(33)]))],
    ['other letters', `${multikey.slice(0, -1)}0`],
    ['a long text', `z6Mk${'1'.repeat(1_000_000)}`],
  ])('rejects %s', (_what, text) => {
    expect(ed25519KeyOf(`did:key:${text}`)).toBeNull()
  })
})
