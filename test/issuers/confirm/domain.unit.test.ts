import { domainToUnicode } from 'node:url'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { isWithinRegistrable, parseDomain, relationTo, shownDomain } from '../../../src/issuers/confirm/domain.ts'
import { domainOf } from '../../support/issuers/domains.ts'

const longest = `${'a'.repeat(63)}.${'b'.repeat(63)}.${'c'.repeat(63)}.${'d'.repeat(53)}.example`
const cyrillic = 'h\u0430rvard.edu'

describe('parseDomain', () => {
  it.each([
    ['uni.example', 'uni.example', 'uni.example'],
    ['  UNI.Example. ', 'uni.example', 'uni.example'],
    ['cs.uni.example', 'cs.uni.example', 'uni.example'],
    ['www.cam.ac.uk', 'www.cam.ac.uk', 'cam.ac.uk'],
    ['1e100.net', '1e100.net', '1e100.net'],
    ['münchen.example', 'xn--mnchen-3ya.example', 'xn--mnchen-3ya.example'],
    ['XN--MNCHEN-3YA.example', 'xn--mnchen-3ya.example', 'xn--mnchen-3ya.example'],
    ['uni。example', 'uni.example', 'uni.example'],
    [cyrillic, 'xn--hrvard-3nf.edu', 'xn--hrvard-3nf.edu'],
    [longest, longest, longest.slice(192)],
    ['uni.newtopleveldomain', 'uni.newtopleveldomain', 'uni.newtopleveldomain'],
  ])('accepts %j as %s, registered as %s', (text, name, registrable) => {
    expect(parseDomain(text)).toStrictEqual({ accepted: true, domain: { name, registrable } })
  })

  it.each([
    ['malformed', ['', '.', '..', 'a..example', '.uni.example', 'uni.example..', 'uni_1.example', '-uni.example']],
    [
      'malformed',
      ['uni-.example', 'https://uni.example', 'uni.example/', 'uni.example:443', 'user@uni.example', 'a b.c'],
    ],
    ['malformed', ['uni%2eexample', '*.uni.example', 'uni.example?', 'uni.example#', 'uni\u0000.example', 'uni.123']],
    ['malformed', [`a${longest}`, `${'a'.repeat(64)}.example`, 'ü'.repeat(62).concat('.example'), 'xn--a.example']],
    ['malformed', ['\ud800.example', 'uni\n.example', 'uni\\.example', 'xn--.example']],
    ['ip_address', ['127.0.0.1', '2130706433', '0x7f.1', '::1', '[::1]', '93.184.215.14', '①②⑦.0.0.1', '1.2.3.4.']],
    ['single_label', ['uni', 'com', 'example', 'xn--p1ai']],
    ['reserved', ['localhost', 'a.localhost', 'printer.local', 'uni.test', 'uni.invalid', '1.0.0.127.in-addr.arpa']],
    ['reserved', ['a.onion', 'vault.internal', 'nas.lan', 'hr.corp', 'LOCALHOST.']],
    ['public_suffix', ['co.uk', 'ac.uk', 'github.io', 'anything.ck', 's3.amazonaws.com', 'GitHub.IO.']],
    ['private_suffix', ['alice.github.io', 'docs.alice.github.io', 'bucket.s3.amazonaws.com', 'a.azurewebsites.net']],
    ['private_suffix', ['harvard.blogspot.com', 'x.vercel.app']],
  ])('refuses as %s: %j', (reason, texts) => {
    for (const text of texts) {
      expect(parseDomain(text), text).toStrictEqual({
        accepted: false,
        reason,
        message: expect.stringMatching(/\w\.$/),
      })
    }
  })

  it('gives ASCII names that it parses to themselves', () => {
    fc.assert(
      fc.property(
        fc.oneof(
          fc.domain(),
          fc.string({ unit: 'grapheme' }).map((text) => `${text}.example`),
        ),
        (text) => {
          const parsed = parseDomain(text)
          if (!parsed.accepted) return
          expect(parsed.domain.name).toMatch(/^[a-z0-9-]+(\.[a-z0-9-]+)+$/)
          expect(parseDomain(parsed.domain.name)).toStrictEqual(parsed)
          expect(parseDomain(domainToUnicode(parsed.domain.name))).toStrictEqual(parsed)
          expect(isWithinRegistrable(parsed.domain.name, parsed.domain)).toBe(true)
        },
      ),
      { numRuns: 500 },
    )
  })

  it('answers at once for a long text', () => {
    expect(parseDomain('a.'.repeat(1_000_000))).toMatchObject({ reason: 'malformed' })
  })
})

describe('isWithinRegistrable', () => {
  it.each([
    ['uni.example', true],
    ['_txt.CS.uni.example.', true],
    ['eviluni.example', false],
    ['example', false],
    ['uni.example.evil.example', false],
  ])('says of %s: %s', (name, expected) => {
    expect(isWithinRegistrable(name, domainOf('cs.uni.example'))).toBe(expected)
  })
})

describe('relationTo', () => {
  it.each([
    ['certs.uni.example', 'certs.uni.example', 'same'],
    ['CERTS.uni.example.', 'certs.uni.example', 'same'],
    ['münchen.example', 'xn--mnchen-3ya.example', 'same'],
    ['certs.uni.example', 'uni.example', 'above'],
    ['a.certs.uni.example', 'uni.example', 'above'],
    ['uni.example', 'certs.uni.example', 'below'],
    ['certs.uni.example', 'a.b.certs.uni.example', 'below'],
    ['certs.uni.example', 'other.uni.example', 'other'],
    ['myuni.example', 'uni.example', 'other'],
    ['uni.example', 'myuni.example', 'other'],
    ['localhost', 'uni.example', 'other'],
    ['[::1]', 'uni.example', 'other'],
    ['10.0.0.1', 'uni.example', 'other'],
  ])('of PUBLIC_URL’s host %s, %s is: %s', (host, name, expected) => {
    expect(relationTo(host, domainOf(name))).toBe(expected)
  })
})

describe('shownDomain', () => {
  it.each([
    ['uni.example', 'uni.example'],
    ['Harvard.edu.', 'harvard.edu'],
    [cyrillic, 'xn--hrvard-3nf.edu'],
    ['xn--hrvard-3nf.edu', 'xn--hrvard-3nf.edu'],
    ['münchen.example', 'xn--mnchen-3ya.example'],
    ['h\u0430rvard .edu', 'h?rvard .edu'],
  ])('shows %s as %s', (domain, shown) => {
    expect(shownDomain(domain)).toBe(shown)
  })
})
