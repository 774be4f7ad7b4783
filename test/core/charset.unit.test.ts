import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { decodeText, encodingNamed, Undecodable } from '../../src/core/charset.ts'
import { toUtf8 } from '../../src/core/charsetStream.ts'

const latin1 = (text: string) => Buffer.from(text, 'latin1')
const utf16le = (text: string) => Buffer.from(text, 'utf16le')
const utf16be = (text: string) => Buffer.from(text, 'utf16le').swap16()
const MARK = '\ufeff'

async function decodeStream(bytes: Buffer, charsets: string[], size: number): Promise<Buffer> {
  async function* pieces() {
    for (let at = 0; at < bytes.length; at += size) yield bytes.subarray(at, at + size)
  }
  const parts: Uint8Array[] = []
  for await (const part of toUtf8(pieces(), charsets).bytes) parts.push(part)
  return Buffer.concat(parts)
}

describe('encodingNamed', () => {
  it.each([
    ['UTF-8', 'utf-8'],
    [' utf8 ', 'utf-8'],
    ['latin1', 'windows-1252'],
    ['ISO-8859-1', 'windows-1252'],
    ['cp1250', 'windows-1250'],
    ['Shift_JIS', 'shift_jis'],
    ['GB2312', 'gbk'],
    ['US-ASCII', 'us-ascii'],
    ['UTF-16', 'utf-16'],
    ['utf-7', undefined],
    ['utf-32', undefined],
    ['', undefined],
    ['cp850', undefined],
    ['__proto__', undefined],
  ])('knows %j as %s', (label, encoding) => {
    expect(encodingNamed(label)).toBe(encoding)
  })
})

describe('decodeText', () => {
  it.each<[string, Buffer, string[], string]>([
    ['UTF-8', Buffer.from('Jörg 🎓'), [], 'Jörg 🎓'],
    ['UTF-8 with a mark', Buffer.from(`${MARK}é`), ['utf-8'], 'é'],
    ['UTF-16 with a mark', utf16le(`${MARK}é`), [], 'é'],
    ['UTF-16 with a mark and its name', utf16be(`${MARK}é`), ['utf-16'], 'é'],
    ['UTF-16 without a mark', utf16be('é'), ['utf-16be'], 'é'],
    ['windows-1252', Buffer.from([0x80, 0x93, 0xe9, 0x94]), ['windows-1252'], '€“é”'],
    ['ISO-8859-1 as browsers read it', Buffer.from([0x80, 0xe9]), ['iso-8859-1'], '€é'],
    ['windows-1251', Buffer.from([0xcf, 0xf0]), ['windows-1251'], 'Пр'],
    ['Shift_JIS', Buffer.from([0x93, 0xfa]), ['shift_jis'], '日'],
    ['ASCII', Buffer.from('plain'), ['us-ascii'], 'plain'],
    ['the same text in two charsets', Buffer.from('plain'), ['utf-8', 'windows-1252'], 'plain'],
    ['nothing', Buffer.from(''), [], ''],
  ])('decodes %s', async (_, bytes, charsets, text) => {
    expect(decodeText(bytes, charsets)).toBe(text)
  })

  it.each<[string, Buffer, string[], string]>([
    ['Latin-1', latin1('Jörg'), [], 'The text is not UTF-8.'],
    ['Latin-1 as UTF-8', latin1('Jörg'), ['utf-8'], 'The text is not UTF-8.'],
    ['a character cut off', Buffer.from('é').subarray(0, 1), [], 'The text is not UTF-8.'],
    ['a surrogate in UTF-8', Buffer.from([0xed, 0xa0, 0x80]), [], 'The text is not UTF-8.'],
    ['an overlong form', Buffer.from([0xc0, 0xaf]), [], 'The text is not UTF-8.'],
    ['UTF-8 as ASCII', Buffer.from('Jörg'), ['us-ascii'], 'The text is not us-ascii'],
    ['an odd number of bytes in UTF-16', utf16le(`${MARK}é`).subarray(0, 3), [], 'The text is not utf-16le'],
    ['half a surrogate pair in UTF-16', utf16le(`${MARK}\ud800`), [], 'The text is not utf-16le'],
    ['bytes that Shift_JIS lacks', Buffer.from([0x81, 0xff]), ['shift_jis'], 'The text is not shift_jis'],
    ['UTF-16 without byte order', utf16le('é'), ['utf-16'], 'two byte orders'],
    ['an unknown charset', Buffer.from(''), ['utf-7'], 'The charset "utf-7" is not supported.'],
    [
      'two charsets that differ',
      Buffer.from('é'),
      ['utf-8', 'latin1'],
      'is declared as utf-8, and declared as windows-1252',
    ],
    ['a mark and another charset', Buffer.from(`${MARK}é`), ['latin1'], 'begins with the byte order mark of utf-8'],
    ['gzip', Buffer.from([0x1f, 0x8b, 8, 0]), [], 'compressed with gzip'],
    ['an Excel workbook', Buffer.from([0x50, 0x4b, 3, 4, 0xff]), [], 'an Excel workbook (.xlsx)'],
  ])('rejects %s', (_, bytes, charsets, message) => {
    expect(() => decodeText(bytes, charsets)).toThrow(Undecodable)
    expect(() => decodeText(bytes, charsets)).toThrow(message)
  })
})

describe('toUtf8', () => {
  const encoders: [string[], (text: string) => Buffer][] = [
    [[], (text) => Buffer.from(text)],
    [['utf-16'], (text) => utf16be(MARK + text)],
    [[], (text) => utf16le(MARK + text)],
    [['utf-16le'], (text) => utf16le(text)],
  ]

  it('decodes the same text as decodeText, wherever the bytes are split', async () => {
    const text = fc.string({ unit: 'binary', maxLength: 20 }).filter((one) => !/[\ufeff\ufffd]/.test(one))
    await fc.assert(
      fc.asyncProperty(text, fc.constantFrom(...encoders), fc.integer({ min: 1, max: 5 }), async (one, how, size) => {
        const [charsets, encode] = how
        const decoded = (await decodeStream(encode(one), charsets, size)).toString()
        expect(decoded.replace(/^\ufeff/, '')).toBe(one)
        expect(decodeText(encode(one), charsets)).toBe(one)
      }),
      { numRuns: 100 },
    )
  })

  it('marks what cannot be decoded with a byte that UTF-8 never has', async () => {
    expect(await decodeStream(Buffer.from('aé'), ['us-ascii'], 1)).toStrictEqual(Buffer.from([0x61, 0xff, 0xff]))
    const broken = Buffer.concat([utf16le(`${MARK}a\ud800b`), Buffer.from([0])])
    expect(await decodeStream(broken, [], 1)).toStrictEqual(Buffer.from([0x61, 0xff, 0x62, 0xff]))
  })
})
