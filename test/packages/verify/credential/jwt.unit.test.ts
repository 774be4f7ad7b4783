import { createHmac, generateKeyPairSync, type KeyObject, sign } from 'node:crypto'
import { verifyCredential } from '@chancery/verify/credential'
import { describe, expect, it } from 'vitest'
import { badge, bodyOf, issuerKey } from './badges.ts'

const did = 'did:web:uni.example.org'
const kid = `${did}#key-1`

const pairs = {
  RS256: generateKeyPairSync('rsa', { modulusLength: 2048 }),
  ES256: generateKeyPairSync('ec', { namedCurve: 'P-256' }),
  EdDSA: generateKeyPairSync('ed25519'),
}

const encoded = (part: object) => Buffer.from(JSON.stringify(part)).toString('base64url')

function signedJwt(
  alg: keyof typeof pairs,
  payload: object = badge(did),
  header: object = {},
  key?: KeyObject,
): string {
  const text = `${encoded({ alg, kid, ...header })}.${encoded(payload)}`
  const hash = alg === 'EdDSA' ? null : 'sha256'
  const signature = sign(hash, Buffer.from(text), { key: key ?? pairs[alg].privateKey, dsaEncoding: 'ieee-p1363' })
  return `${text}.${signature.toString('base64url')}`
}

async function verified(jwt: string, publicKey: KeyObject) {
  const method = { id: kid, type: 'JsonWebKey', controller: did, publicKeyJwk: publicKey.export({ format: 'jwk' }) }
  const { verdict, checks } = await verifyCredential(jwt, {
    now: new Date('2026-06-01T00:00:00Z'),
    fetchDocument: async () => bodyOf({ id: did, assertionMethod: [kid], verificationMethod: [method] }),
  })
  return [verdict, ...checks.filter(({ outcome }) => outcome === 'failed').map(({ code }) => code)]
}

const algorithms = ['RS256', 'ES256', 'EdDSA'] as const

describe('verifyCredential, with a JWT', () => {
  it.each(algorithms)('verifies %s, and rejects a change', async (alg) => {
    const { publicKey } = pairs[alg]
    const jwt = signedJwt(alg)
    expect(await verified(jwt, publicKey)).toEqual(['valid'])
    const [header, , signature] = jwt.split('.')
    const other = encoded({ ...badge(did), name: 'Doctor of Medicine' })
    expect(await verified([header, other, signature].join('.'), publicKey)).toEqual([
      'not_valid',
      'issuer.not_signed',
      'identity.none',
    ])
  })

  it('reads the claim vc of version 1.1', async () => {
    const payload = { iss: did, nbf: 1_767_225_600, vc: badge(did) }
    expect(await verified(signedJwt('ES256', payload), pairs.ES256.publicKey)).toEqual(['valid'])
    const expired = { ...payload, exp: 1_767_225_601 }
    expect(await verified(signedJwt('ES256', expired), pairs.ES256.publicKey)).toEqual(['not_valid', 'expiry.expired'])
  })

  it.each([{ iss: 'did:web:evil.example.org' }, { jti: 'urn:other' }])(
    'rejects claims that contradict: %j',
    async (claims) => {
      const jwt = signedJwt('ES256', { vc: badge(did), ...claims })
      expect(await verified(jwt, pairs.ES256.publicKey)).toContain('issuer.wrong_proof')
    },
  )

  it.each(['none', 'None', 'HS256', 'PS256'])('rejects the algorithm %s', async (alg) => {
    const jwt = `${encoded({ alg, kid })}.${encoded(badge(did))}.`
    expect(await verified(jwt, pairs.RS256.publicKey)).toEqual(
      expect.arrayContaining(['not_valid', 'issuer.wrong_algorithm']),
    )
  })

  it('rejects HS256 with the public key as its secret', async () => {
    const { publicKey } = pairs.RS256
    const text = `${encoded({ alg: 'HS256', kid })}.${encoded(badge(did))}`
    const secret = publicKey.export({ format: 'pem', type: 'spki' })
    const jwt = `${text}.${createHmac('sha256', secret).update(text).digest('base64url')}`
    expect(await verified(jwt, publicKey)).toEqual(expect.arrayContaining(['not_valid', 'issuer.wrong_algorithm']))
  })

  it('rejects an algorithm that is not that of the key', async () => {
    expect(await verified(signedJwt('EdDSA'), pairs.ES256.publicKey)).toContain('issuer.not_signed')
    expect(await verified(signedJwt('ES256'), pairs.RS256.publicKey)).toContain('issuer.not_signed')
  })

  it.each([`${did}#key-2`, 'key-2', 'did:web:evil.example.org#key-1'])('rejects another kid: %s', async (other) => {
    expect(await verified(signedJwt('ES256', badge(did), { kid: other }), pairs.ES256.publicKey)).toContain(
      'issuer.other_key',
    )
  })

  it('does not take a key from the header', async () => {
    const mine = generateKeyPairSync('ec', { namedCurve: 'P-256' })
    const jwk = mine.publicKey.export({ format: 'jwk' })
    const jwt = signedJwt('ES256', badge(did), { jwk }, mine.privateKey)
    expect(await verified(jwt, pairs.ES256.publicKey)).toContain('issuer.not_signed')
  })

  it('rejects RSA keys below 2048 bits, and critical extensions', async () => {
    const short = generateKeyPairSync('rsa', { modulusLength: 1024 })
    expect(await verified(signedJwt('RS256', badge(did), {}, short.privateKey), short.publicKey)).toContain(
      'issuer.not_signed',
    )
    expect(await verified(signedJwt('ES256', badge(did), { crit: ['b64'] }), pairs.ES256.publicKey)).toContain(
      'issuer.wrong_algorithm',
    )
  })

  it('does not verify the JWT of a did:key with another key', async () => {
    const jwt = signedJwt('EdDSA', badge(issuerKey.did), { kid: issuerKey.verificationMethod })
    expect(await verified(jwt, pairs.EdDSA.publicKey)).toContain('issuer.not_signed')
  })
})
