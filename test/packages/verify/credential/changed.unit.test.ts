import { signCredential, UnreadableCredential, verifyCredential } from '@chancery/verify/credential'
import { describe, expect, it } from 'vitest'
import { badge, bodyOf, issuerKey, newKey, otherKey, signedBadge, webKey } from './badges.ts'

const signed = await signedBadge()

async function codesOf(credential: object | string, options = {}) {
  const { verdict, checks } = await verifyCredential(credential, options)
  return [verdict, ...checks.filter(({ outcome }) => outcome !== 'passed').map(({ code }) => code)]
}

/** Returns the path of each text and each object in a value. */
function pathsIn(value: unknown, path: string[] = []): string[][] {
  if (typeof value !== 'object' || value === null) return [path]
  return Object.entries(value).flatMap(([name, inner]) => pathsIn(inner, [...path, name]))
}

/** Returns a copy in which the value at a path is another. */
function changed(path: string[]): object {
  const copy = structuredClone(signed)
  let place: Record<string, unknown> = copy
  for (const name of path.slice(0, -1)) place = place[name] as Record<string, unknown> // `pathsIn` found it.
  const last = path.at(-1) ?? ''
  place[last] = typeof place[last] === 'string' ? `${place[last]}x` : !place[last]
  return copy
}

describe('verifyCredential, with a changed credential', () => {
  it('is not valid whichever field was changed', async () => {
    const paths = pathsIn(signed)
    expect(paths.length).toBeGreaterThan(20)
    for (const path of paths) {
      const result = await verifyCredential(changed(path), { issuer: issuerKey.did }).catch((error) => error)
      if (result instanceof UnreadableCredential) continue
      expect(result.verdict, path.join('.')).not.toBe('valid')
      // An unknown context, cryptosuite or type of proof says nothing of the content.
      const isUnknown = path[0] === '@context' || ['proof.type', 'proof.cryptosuite'].includes(path.join('.'))
      if (!isUnknown) expect(result.verdict, path.join('.')).toBe('not_valid')
    }
  })

  it('is not valid if a field was removed or added', async () => {
    const { name: _, ...less } = signed
    expect(await codesOf(less)).toContain('issuer.not_signed')
    expect(await codesOf({ ...signed, description: 'With honours' })).toContain('issuer.not_signed')
  })

  it('is not valid with a field that no context defines', async () => {
    expect(await codesOf({ ...signed, hours: 900 })).toEqual([
      'not_valid',
      'content.undefined_term',
      'identity.none',
      'revocation.none',
    ])
  })

  it('is not valid without a proof', async () => {
    const { proof: _, ...unsigned } = signed
    expect(await codesOf(unsigned)).toContain('issuer.no_signature')
  })

  it.each([0, 1])('is not valid with two proofs if proof %i is bad', async (bad) => {
    const proofs = [signed.proof, signed.proof].map((proof, at) =>
      at === bad ? { ...proof, created: '2020-01-01T00:00:00Z' } : proof,
    )
    expect(await codesOf({ ...signed, proof: [signed.proof, signed.proof] })).not.toContain('not_valid')
    expect(await codesOf({ ...signed, proof: proofs })).toContain('issuer.not_signed')
  })

  it('is not valid if another key than the issuer’s signed', async () => {
    expect(await codesOf(await signCredential(badge(), otherKey))).toEqual(
      expect.arrayContaining(['not_valid', 'issuer.other_key']),
    )
    const pretended = { ...otherKey, verificationMethod: `${issuerKey.did}#${otherKey.multikey}` }
    expect(await codesOf(await signCredential(badge(), pretended))).toContain('issuer.other_key')
  })

  it('is not valid if its proof is for another purpose, or has expired', async () => {
    const proof = { ...signed.proof, proofPurpose: 'authentication' }
    expect(await codesOf({ ...signed, proof })).toContain('issuer.wrong_proof')
    expect(await codesOf({ ...signed, proof: { ...signed.proof, expires: '2020-01-01T00:00:00Z' } })).toContain(
      'issuer.wrong_proof',
    )
  })

  it('is not checked with only a kind of proof that it does not know', async () => {
    const proof = { ...signed.proof, cryptosuite: 'ecdsa-sd-2023' }
    const { checks } = await verifyCredential({ ...signed, proof })
    expect(checks[1]).toMatchObject({ outcome: 'unknown', code: 'issuer.unsupported' })
    expect(await codesOf({ ...signed, proof }, { issuer: issuerKey.did })).toContain('not_checked')
  })
})

describe('verifyCredential, with contexts', () => {
  it('is not valid if a context redefines a term', async () => {
    const document = structuredClone(signed)
    document['@context'] = [...badge()['@context'], { achievementType: 'https://example.org/other' }]
    expect(await codesOf(document)).toEqual(expect.arrayContaining(['not_valid', 'content.redefined']))
  })

  it('is not valid if a part has a context of its own', async () => {
    const { credentialSubject } = badge()
    const inner = { ...credentialSubject, '@context': { name: 'https://schema.org/description' } }
    expect(await codesOf({ ...signed, credentialSubject: inner })).toContain('content.redefined')
  })

  it.each([
    'https://evil.example/context',
    { '@vocab': 'https://evil.example/#' },
    { '@import': 'https://evil.example/context' },
    { fine: { '@id': 'https://evil.example/#a', '@context': { name: 'https://evil.example/#b' } } },
  ])('does not check a credential with the context %j', async (context) => {
    const document = { ...signed, '@context': [...badge()['@context'], context] }
    const codes = await codesOf(document, { issuer: issuerKey.did })
    expect(codes).toEqual(expect.arrayContaining(['not_checked', 'content.unknown_context']))
  })

  it('accepts a proof that repeats the contexts, and no others', async () => {
    const [first, second] = badge()['@context']
    const withContext = (context: unknown) => ({ ...signed, proof: { ...signed.proof, '@context': context } })
    expect(await codesOf(withContext([first, second]), { issuer: issuerKey.did })).toContain('valid')
    expect(await codesOf(withContext([second]))).toContain('issuer.not_signed')
  })

  it('accepts a context of its own that adds a plain term', async () => {
    const added = {
      ...badge(),
      '@context': [...badge()['@context'], { hours: 'https://certs.example/#hours' }],
      hours: 12,
    }
    const document = await signCredential(added, issuerKey)
    expect(await codesOf(document, { issuer: issuerKey.did })).toContain('valid')
    expect(await codesOf({ ...document, hours: 13 })).toContain('issuer.not_signed')
  })
})

describe('verifyCredential, with a field that is signed but hidden', () => {
  const type = 'http://www.w3.org/2001/XMLSchema#dateTime'
  const vocabulary = 'https://www.w3.org/2018/credentials#validUntil'
  const value = '2026-02-01T00:00:00Z'

  it.each([
    ['by its address', { [vocabulary]: { '@type': type, '@value': value } }, 'content.unknown_context'],
    ['by @included', { '@included': [{ id: badge().id, validUntil: value }] }, 'content.unknown_context'],
    [
      'by another name',
      { '@context': [...badge()['@context'], { until: vocabulary }], until: value },
      'content.redefined',
    ],
  ])('does not accept an expired credential that states its expiry %s', async (_, hidden, code) => {
    const expired = await signCredential({ ...badge(), validUntil: value }, issuerKey)
    const options = { issuer: issuerKey.did, now: new Date('2026-06-01T00:00:00Z') }
    expect(await codesOf(expired, options)).toContain('expiry.expired')
    const { validUntil: _validUntil, ...rest } = expired
    const codes = await codesOf({ ...rest, ...hidden }, options)
    expect(codes).not.toContain('valid')
    expect(codes).toContain(code)
  })
})

describe('verifyCredential, with did:web', () => {
  const did = 'did:web:uni.example.org'
  const { key, document } = webKey(did, issuerKey)
  const url = 'https://uni.example.org/.well-known/did.json'
  const answering = (answer: unknown) => ({
    fetchDocument: async (asked: string) => (asked === url ? answer : { outcome: 'missing' }),
  })

  it('names the domain whose document lists the key', async () => {
    const result = await verifyCredential(await signCredential(badge(did), key), {
      fetchDocument: async (asked) => (asked === url ? bodyOf(document) : { outcome: 'missing' }),
    })
    expect(result).toMatchObject({ verdict: 'valid', issuer: { domain: 'uni.example.org', confirmedBy: 'did_web' } })
    expect(result.message).toContain('uni.example.org')
  })

  it.each([{ outcome: 'missing' }, { outcome: 'unavailable' }, bodyOf('<html>Log in</html>')])(
    'is not checked, whatever the fragment says, if the document is not there: %j',
    async (answer) => {
      const credential = await signCredential(badge(did), key)
      expect(await codesOf(credential, answering(answer))).toEqual([
        'not_checked',
        'issuer.unreachable',
        'identity.unreachable',
        'revocation.none',
      ])
    },
  )

  it('is not checked if the port throws or never answers', async () => {
    const credential = await signCredential(badge(did), key)
    const broken = { fetchDocument: () => Promise.reject(new Error('Reset')) }
    expect(await codesOf(credential, broken)).toContain('not_checked')
    const began = performance.now()
    const silent = { fetchDocument: () => new Promise(() => {}) }
    expect(await codesOf(credential, silent)).toEqual(expect.arrayContaining(['not_checked', 'check.unfinished']))
    expect(performance.now() - began).toBeLessThan(10_000)
  })

  it.each([
    { ...document, id: 'did:web:evil.example.org' },
    { ...document, assertionMethod: [] },
    webKey(did, newKey('33'.repeat(32))).document,
    { id: did, authentication: document.assertionMethod },
    {
      id: did,
      assertionMethod: document.assertionMethod.map((method) => ({
        ...method,
        controller: 'did:web:evil.example.org',
      })),
    },
  ])('is not valid if the document is different: %j', async (other) => {
    const credential = await signCredential(badge(did), key)
    expect(await codesOf(credential, answering(bodyOf(other)))).toEqual(
      expect.arrayContaining(['not_valid', 'issuer.other_key']),
    )
  })

  it('is not valid if the document has another key under the same name', async () => {
    const stolen = document.assertionMethod.map((method) => ({ ...method, publicKeyMultibase: otherKey.multikey }))
    const credential = await signCredential(badge(did), key)
    expect(await codesOf(credential, answering(bodyOf({ ...document, assertionMethod: stolen })))).toContain(
      'issuer.not_signed',
    )
  })

  it.each(['did:web:someone.github.io', 'did:web:uni.example.org:users:1', 'did:web:uni.example.org%3A8443'])(
    'does not take a host for a confirmation: %s',
    async (hosted) => {
      const { key, document } = webKey(hosted, issuerKey)
      const credential = await signCredential(badge(hosted), key)
      const codes = await codesOf(credential, { fetchDocument: async () => bodyOf(document) })
      expect(codes).toEqual(['issuer_not_confirmed', 'identity.hosted', 'revocation.none'])
    },
  )
})
