import { hash } from 'node:crypto'
import { checkProof } from '@chancery/verify/browser'
import { type Bundle, type BundledIssuer, digestOf, readBundle, UnreadableBundle } from '@chancery/verify/proof/bundle'
import { MAX_BUNDLE } from '@chancery/verify/proof/bundleText'
import { disclosable, disclose, toPublicBundle } from '@chancery/verify/proof/disclosure'
import { toHex } from '@chancery/verify/proof/hex'
import { languages } from '@chancery/verify/texts/languages'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { bundledFile, claimingSite, claimingWallet, signedBundle } from '../../../support/public/bundles.ts'

const whole = signedBundle()
const site = claimingSite('uni.example', 'did:web:certs.example:issuers:1')

describe('readBundle', () => {
  it('reads a bundle as it was written', () => {
    expect(readBundle(JSON.stringify(whole))).toStrictEqual(whole)
    expect(readBundle(JSON.stringify(toPublicBundle(whole)))).toStrictEqual(toPublicBundle(whole))
    const { issuer: _issuer, ...rest } = { issuer: null, ...whole }
    const first = { ...rest, version: '1' }
    expect(readBundle(JSON.stringify(first))).toStrictEqual(first)
  })

  it('shows the days of the time zone of a bundle, which its proof does not cover', async () => {
    const times = { issuedAt: new Date('2026-05-01T20:00:00Z'), expiresAt: new Date('2030-01-31T14:59:59Z') }
    const made = { head: times, facts: { achievedAt: new Date('2026-04-30T15:00:00Z') } }
    const shownBy = async (bundle: Bundle) => {
      const { stated, results } = await checkProof(JSON.stringify(bundle), 'en')
      const { en } = languages
      const shownAs = (label: string) => stated.find((one) => one.label === label)?.value
      return [
        ...[en.facts.achievedAt, en.facts.issuedAt, en.facts.expiresAt].map(shownAs),
        results.find(({ name }) => name === en.checks.expiry)?.message,
        results.find(({ name }) => name === en.checks.record)?.outcome,
      ]
    }
    const zoned = signedBundle({ ...made, timeZone: 'Asia/Tokyo' })
    expect(zoned).toMatchObject({ version: '2', timeZone: 'Asia/Tokyo' })
    expect(await shownBy(zoned)).toStrictEqual([
      ...['1 May 2026', '2 May 2026', '31 January 2030', 'It is valid until 31 January 2030.', 'passed'],
    ])
    const inUtc = signedBundle(made)
    expect('timeZone' in inUtc).toBe(false)
    expect(await shownBy(inUtc)).toStrictEqual([
      ...['30 April 2026', '1 May 2026', '31 January 2030', 'It is valid until 31 January 2030.', 'passed'],
    ])
    const newer = { ...zoned, timeZone: 'Mars/Olympus' }
    expect((await shownBy(newer as Bundle))[0]).toBe('30 April 2026')
  })

  it.each(['', 'Asia Tokyo', '<b>', 'x'.repeat(101), 9, null])('rejects the time zone %j', (timeZone) => {
    expect(() => readBundle({ ...signedBundle(), timeZone })).toThrow(/^timeZone: Must be/)
  })

  it.each<[string, BundledIssuer]>([
    ['a wallet', claimingWallet('xn--mnchen-3ya.example')],
    ['a contract', claimingWallet('uni.example', { by: 'contract' })],
    ['a site with a did:key', claimingSite('uni.example')],
    ['a site of the whole host', claimingSite('uni.example', 'did:web:certs.example')],
    ['a site with a port and a path', claimingSite('uni.example', 'did:web:certs.example%3A8443:base:issuers:12')],
    ['a site without a domain', { did: 'did:web:certs.example:issuers:1', claim: null }],
  ])('reads a bundle with the issuer of %s', (_, issuer) => {
    const bundle = signedBundle({ issuer })
    expect(readBundle(JSON.stringify(bundle))).toStrictEqual(bundle)
  })

  it.each<[string, unknown, string | RegExp]>([
    ['nothing', undefined, 'issuer: Is missing.'],
    ['null', null, 'issuer: Must be of type object.'],
    ['an unknown field', { ...site, name: 'University' }, 'issuer: Unknown fields: name.'],
    ['no claim', { did: site.did }, /^issuer\.claim: /],
    ...[
      'did:pkh:eip155:1:0xAB',
      `did:pkh:eip155:1:0x${'AB'.repeat(20)}`,
      `did:pkh:eip155:0:0x${'ab'.repeat(20)}`,
      'did:web:Certs.example',
      'did:web:certs.example%3a8443',
      'did:web:certs.example/issuers',
      'did:web:certs.example#key',
      `did:web:${'a'.repeat(500)}`,
      'did:key:zQ3shokFTS3brHcDQrn82RUDfCZESWL1ZdCEJwekUDPQiYBme',
      'did:ethr:0x1',
      'uni.example',
      '',
    ].map((did): [string, unknown, RegExp] => [did || 'an empty DID', { did, claim: null }, /^issuer\.did: Must be/]),
    ...[
      'Uni.example',
      'münchen.example',
      'uni.example.',
      'uni',
      '-uni.example',
      'uni..example',
      'https://uni.example',
    ].map((domain): [string, unknown, RegExp] => [domain, withClaim({ domain }), /^issuer\.claim/]),
    ['a claim of no time', withClaim({ at: -1 }), /^issuer\.claim/],
    ['a claim without its key', withClaim({ key: null }), /^issuer\.claim/],
    ['a claim by a wallet with a key', withClaim({ by: 'key' }), /^issuer\.claim/],
    ['a claim with a short signature', withClaim({ signature: '0x12' }), /^issuer\.claim/],
    ['a claim with an unknown field', withClaim({ name: 'University' }), /^issuer\.claim/],
  ])('rejects an issuer with %s', (_, issuer, sentence) => {
    const read = () => readBundle(JSON.stringify({ ...whole, issuer }))
    expect(read).toThrow(UnreadableBundle)
    expect(read).toThrow(sentence)
  })

  const [title, link] = whole.certificate.facts
  const withFacts = (facts: unknown[]) => ({ ...whole, certificate: { ...whole.certificate, facts } })
  it.each<[string, unknown, string | RegExp]>([
    ['that is a text', 'certificate', 'Must be of type object.'],
    ['of another format', { ...whole, format: 'diploma' }, 'format: Must be "chancery-bundle".'],
    [
      'of a later version',
      { ...whole, version: '3' },
      'version: Must be "1" or "2". Other versions are not supported.',
    ],
    ['of version 1 with an issuer', { ...whole, version: '1' }, 'Unknown fields: issuer.'],
    ['signed in a later way', { ...whole, domain: { ...whole.domain, version: '2' } }, /^domain\.version: Must be "1"/],
    ['for another domain', { ...whole, domain: { ...whole.domain, name: 'BDN' } }, 'domain.name: Must be "Chancery".'],
    ['without a signature', { ...whole, signature: undefined }, 'signature: Is missing.'],
    ['with an unknown field', { ...whole, verdict: 'valid' }, 'Unknown fields: verdict.'],
    [
      'with an unknown field in the certificate',
      { ...whole, certificate: { ...whole.certificate, score: 100 } },
      'certificate: Unknown fields: score.',
    ],
    ['with an issue date in words', withCertificate({ issuedAt: 'today' }), /^certificate\.issuedAt: Must be a whole/],
    ['with an issuer of 19 bytes', withCertificate({ issuer: '0x11' }), /^certificate\.issuer: Must be 20 bytes/],
    ['with capitals in a hash', withCertificate({ holder: `0x${'AB'.repeat(20)}` }), /lower-case/],
    ['with an unknown fact', withFacts([{ ...title, name: 'grade' }]), /^certificate\.facts\.0: Must be a fact/],
    [
      'with a salt that is too short',
      withFacts([{ ...title, salt: '0x00' }]),
      /^certificate\.facts\.0: Must be a fact/,
    ],
    ['with two titles', withFacts([title, { ...title, salt: `0x${'0'.repeat(64)}` }]), /Contains a fact twice/],
    [
      'with the same salt twice',
      withFacts([title, { ...link, salt: title && 'salt' in title && title.salt }]),
      /Contains a leaf or salt twice/,
    ],
    [
      'with an unpaired surrogate',
      withFacts([{ ...title, value: '\ud800' }]),
      'certificate.facts.0.value: Contains an unpaired surrogate.',
    ],
    ['with 301 facts', withFacts(manyLeaves(301)), 'certificate.facts: At most 300 facts.'],
    [
      'made on a date that does not exist',
      { ...whole, madeAt: '2026-02-30T00:00:00.000Z' },
      /^madeAt: Must be a time in UTC/,
    ],
    ['with a script as its page', { ...whole, page: 'javascript:alert(1)' }, /^page: Must be an http/],
  ])('rejects a bundle %s', (_, wrong, sentence) => {
    const read = () => readBundle(JSON.stringify(wrong))
    expect(read).toThrow(UnreadableBundle)
    expect(read).toThrow(sentence)
  })

  it('rejects a text that is not JSON or is too long', () => {
    expect(() => readBundle('%PDF-1.7')).toThrow('Not valid JSON.')
    expect(() => readBundle(' '.repeat(MAX_BUNDLE + 1))).toThrow('Longer than 1000000 characters.')
    expect(() => readBundle('['.repeat(MAX_BUNDLE))).toThrow(UnreadableBundle)
  })

  it('rejects a key named __proto__', () => {
    const hostile = JSON.stringify(whole).replace('{', '{"__proto__":{"version":"1"},')
    expect(() => readBundle(hostile)).toThrow('__proto__')
  })
})

describe('disclose and toPublicBundle', () => {
  it('keeps the digest for any choice of facts', () => {
    fc.assert(
      fc.property(fc.subarray([...disclosable]), (chosen) => {
        const less = disclose(whole, chosen)
        expect(toHex(digestOf(less))).toBe(toHex(digestOf(whole)))
        const shown = less.certificate.facts.flatMap((fact) => ('value' in fact ? [fact.name] : []))
        expect(new Set(shown)).toStrictEqual(new Set(chosen.filter((name) => name !== 'file')))
        expect(readBundle(JSON.stringify(less))).toStrictEqual(less)
        expect(disclose(less, chosen)).toStrictEqual(less)
      }),
    )
  })

  it('removes withheld facts and their salts', () => {
    const text = JSON.stringify(disclose(whole, ['course_link', 'achieved_at']))
    for (const fact of whole.certificate.facts) {
      if (!('value' in fact) || fact.name === 'course_link' || fact.name === 'achieved_at') continue
      expect(text).not.toContain(JSON.stringify(fact.value))
      expect(text).not.toContain(fact.salt)
    }
  })

  it('withholds the checksum and facts with an email address from the public', () => {
    const facts = { holderName: 'amelie@example.com', programTitle: 'For friends of <bob@example.com>' }
    const bundle = signedBundle({ facts })
    const text = JSON.stringify(toPublicBundle(bundle))
    expect(text).not.toContain('example.com>')
    expect(text).not.toContain('amelie')
    expect(text).toContain('Introduction to Python')
    expect(text).not.toContain(hash('sha256', bundledFile))
    expect(namesOf(toPublicBundle(bundle))).not.toContain('holder_name')
    expect(namesOf(toPublicBundle(bundle))).toContain('checksum')
  })
})

function withClaim(change: object) {
  return { ...site, claim: { ...site.claim, ...change } }
}

function withCertificate(change: object) {
  return { ...whole, certificate: { ...whole.certificate, ...change } }
}

function manyLeaves(count: number) {
  return Array.from({ length: count }, (_, index) => ({ leaf: `0x${index.toString(16).padStart(64, '0')}` }))
}

function namesOf({ certificate }: Bundle): string[] {
  return certificate.facts.flatMap((fact) => ('name' in fact ? [fact.name] : []))
}
