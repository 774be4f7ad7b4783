import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  emailAddress,
  exactName,
  exactText,
  exactTitle,
  exactWebUrl,
  nameText,
  requiredText,
  text,
  titleText,
} from '../../src/core/fields.ts'

const read = (schema: { safeParse(value: unknown): { success: boolean; data?: unknown } }, value: string) => {
  const { success, data } = schema.safeParse(value)
  return success ? data : null
}

describe('names', () => {
  it.each([
    'Ada Lovelace',
    '李小龍',
    'محمد',
    'O’Neil-Šťastný, Jr.',
    '👩🏽‍🚀 Team',
    'نام\u200cخانوادگی',
    '\u2067שלום\u2069 (Shalom)',
    '\u202bשלום\u202c',
    'Python \u200e(3)',
    '\u2067a\u2066b\u2069c\u2069',
  ])('accepts %j', (name) => {
    expect(read(nameText(100), name)).toBe(name.normalize('NFC'))
    expect(read(exactName(100), name)).toBe(name)
  })

  it.each([
    '',
    ' ',
    '\u200b',
    '\u2060\ufeff',
    '\u200d\u200c',
    '\u3164',
    '\u115f\u1160',
    '\u00ad',
    '\u2800\u2800',
    '\u180e\ufe0f',
    '\u{e0041}',
    '\u200e\u200f',
    'two\nlines',
    'tab\there',
    '\u001b[31mred',
    'bell\u0007',
    'next\u0085line',
    'a\u202eb',
    'a\u202eb\u202c',
    'a\u2067b',
    'a\u2069b',
    '\u202aa',
    'a\u202c',
    '\u2067\u202ba\u2069\u202c',
  ])('rejects %j', (name) => {
    expect([read(nameText(100), name), read(exactName(100), name)]).toStrictEqual([null, null])
  })
})

describe('titles', () => {
  it.each(['two\nlines', 'a\tb', 'a\r\nb'])('accept the white space of %j', (title) => {
    expect([read(titleText(100), title), read(exactTitle(100), title)]).toStrictEqual([title, title])
  })

  it.each(['\u0001\u001f\u007f', 'a\u0007', '\u200b', 'a\u2067', '\n\t'])('reject %j', (title) => {
    expect([read(titleText(100), title), read(exactTitle(100), title)]).toStrictEqual([null, null])
  })
})

describe('text', () => {
  it('is in normal form C, and trimmed where it is required', () => {
    expect(read(text(10), 'Jo\u0308rg')).toBe('J\u00f6rg')
    expect(read(requiredText(10), ' A\u030angstro\u0308m ')).toBe('\u00c5ngstr\u00f6m')
    expect(read(nameText(10), '\u1112\u1161\u11ab')).toBe('\ud55c')
    expect(read(text(1), 'o\u0308')).toBe('\u00f6')
  })

  it('of a signature stays as it is', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 20 }), (given) => {
        const stored = read(exactText(100), given)
        expect(stored === null ? given.includes('\0') : stored === given).toBe(true)
        expect([null, given.trim()]).toContain(read(exactName(100), given))
      }),
    )
    expect(read(exactName(100), ' Jo\u0308rg ')).toBe('Jo\u0308rg')
    expect(read(exactWebUrl(100), ' https://a.example ')).toBeNull()
    expect(read(exactWebUrl(100), 'https://a.example')).toBe('https://a.example')
  })
})

describe('emailAddress', () => {
  it.each([
    'john@example.com',
    'o&leary@example.com',
    'a=b@example.com',
    "o'neil@example.co.uk",
    'a+b/c@example.com',
    '{x}|y@example.com',
    'A.B@Example.COM',
    'x@a-b.example',
    'x@xn--bcher-kva.example',
  ])('accepts %s', (email) => {
    expect(read(emailAddress, email)).toBe(email)
  })

  it.each([
    ['jane@bücher.example', 'jane@xn--bcher-kva.example'],
    ['jane@BÜCHER.example', 'jane@xn--bcher-kva.example'],
    ['jane@bu\u0308cher.example', 'jane@xn--bcher-kva.example'],
    ['jane@例え.テスト', 'jane@xn--r8jz45g.xn--zckzah'],
    ['jane@почта.рф', 'jane@xn--80a1acny.xn--p1ai'],
  ])('writes the domain of %s in punycode', (email, stored) => {
    expect(read(emailAddress, email)).toBe(stored)
  })

  it.each([
    'x@localhost',
    'x@',
    '@example.com',
    'x',
    'x y@example.com',
    'x@exam ple.com',
    'x@-a.example',
    'x@a..example',
    'x@127.0.0.1',
    'a@b@example.com',
    'jörg@example.com',
    'x@bücher',
    'x@\u200b.example',
    '<x@example.com>',
    `${'x'.repeat(250)}@a.example`,
  ])('rejects %s', (email) => {
    expect(read(emailAddress, email)).toBeNull()
  })
})
