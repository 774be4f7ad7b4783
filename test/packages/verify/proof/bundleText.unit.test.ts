import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { checkProof } from '@chancery/verify/browser'
import { type Bundle, readBundle, UnreadableBundle } from '@chancery/verify/proof/bundle'
import { MAX_BUNDLE, parseBundle } from '@chancery/verify/proof/bundleText'
import { verify } from '@chancery/verify/verify'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { readBundleFile } from '../../../../src/cli/bundleFile.ts'
import { newFolder } from '../../../support/files/folders.ts'
import { bundleIssuer, revokedBundle, signedBundle } from '../../../support/public/bundles.ts'
import { verify as verifyIndependently } from '../independent/verify.mjs'

const whole = signedBundle()
const text = JSON.stringify(whole)
const issuer = bundleIssuer.address.toLowerCase()
const folder = await newFolder()
const utf8 = new TextEncoder()
const MARK = '\ufeff'

/** Reads the bytes with the command, the page and the independent verifier. They must agree on the verdict and the content. */
async function readByAll(bytes: Uint8Array): Promise<Bundle | null> {
  const path = join(folder, 'bundle.json')
  await writeFile(path, bytes)
  const bundle = await readBundleFile(path).catch(nullIfUnreadable)
  const shown = await checkProof(bytes, 'en').catch(nullIfUnreadable)
  const independent = await verifyIndependently(bytes, null, new Date(), null, issuer)
  const verdict = bundle && (await verify(bundle, { issuer })).verdict
  expect(independent).toBe(verdict ?? 'unreadable')
  expect(shown === null).toBe(bundle === null)
  return bundle
}

function nullIfUnreadable(error: unknown): null {
  if (error instanceof UnreadableBundle) return null
  throw error
}

describe('the readers of a bundle', () => {
  it.each<[string, string]>([
    ['as it was written', text],
    ['with a byte order mark', MARK + text],
    ['with white space around it', `\r\n\t ${text} \n`],
    ['with escapes in its names', text.replace('"format"', '"\\u0066ormat"')],
  ])('read a bundle %s', async (_, source) => {
    expect(await readByAll(utf8.encode(source))).toStrictEqual(whole)
    expect(readBundle(source)).toStrictEqual(whole)
  })

  const issuedAt = `"issuedAt":${whole.certificate.issuedAt}`
  it.each<[string, string, string]>([
    ['two byte order marks', MARK + MARK + text, 'Begins with two byte order marks. Remove one.'],
    ['a byte order mark after white space', ` ${MARK}${text}`, 'Not valid JSON.'],
    ['a name twice', text.replace('{', '{"format":"chancery-bundle",'), 'Contains a name twice: "format"'],
    ['a name twice, once escaped', text.replace('{', '{"\\u0066ormat":"x",'), 'Contains a name twice: "format"'],
    ['a name twice in a fact', text.replace('"salt":', '"name":"score","salt":'), 'Contains a name twice: "name"'],
    ...['.0', '.00000001', 'e0', 'E+0'].map((end): [string, string, string] => [
      `a number that ends with ${end}`,
      text.replace(issuedAt, issuedAt + end),
      'Not a whole number: ',
    ]),
    ['a negative zero', text.replace('"expiresAt":0', '"expiresAt":-0'), 'Not a whole number: -0'],
    ['a leading zero', text.replace(issuedAt, issuedAt.replace(':', ':0')), 'Not valid JSON.'],
    ['a number that cannot be exact', text.replace('"chainId":1', '"chainId":9007199254740993'), 'domain.chainId'],
    [
      'eleven levels',
      text.replace('"revocation":null', `"revocation":${'['.repeat(10)}${']'.repeat(10)}`),
      'Not valid',
    ],
    ['a million brackets', '['.repeat(MAX_BUNDLE), 'Not valid JSON.'],
    ['too many characters', text + ' '.repeat(MAX_BUNDLE), 'Longer than 1000000 characters.'],
    ['too many bytes', '日'.repeat(MAX_BUNDLE + 3), 'Longer than 1000000 characters.'],
  ])('refuse %s', async (_, source, reason) => {
    expect(await readByAll(utf8.encode(source))).toBeNull()
    expect(() => readBundle(source)).toThrow(UnreadableBundle)
    expect(() => readBundle(source)).toThrow(reason)
  })

  it('refuse bytes that are not UTF-8', async () => {
    const at = text.indexOf('Amélie')
    const bytes = utf8.encode(text)
    for (const wrong of [0xff, 0xc3, 0xe9]) {
      expect(await readByAll(bytes.with(at, wrong))).toBeNull()
      expect(() => parseBundle(bytes.with(at, wrong))).toThrow('Not valid UTF-8.')
    }
  })

  it('refuse UTF-16, which some shells write, and say how to save the file', async () => {
    const utf16 = Buffer.from(MARK + text, 'utf16le')
    for (const bytes of [utf16, Buffer.from(utf16).swap16()]) {
      expect(await readByAll(bytes)).toBeNull()
      expect(() => parseBundle(bytes)).toThrow('says UTF-16. Save the file as UTF-8.')
    }
    expect(() => parseBundle(Buffer.from(text, 'utf16le'))).toThrow(UnreadableBundle)
  })

  it('refuse a bundle that is made more than five minutes in the future', async () => {
    const madeAt = (ms: number) =>
      utf8.encode(JSON.stringify({ ...whole, madeAt: new Date(Date.now() + ms).toISOString() }))
    expect(await readByAll(madeAt(4 * 60_000))).not.toBeNull()
    expect(await readByAll(madeAt(6 * 60_000))).toBeNull()
    expect(() => readBundle(text, new Date(Date.parse(whole.madeAt) - 300_001))).toThrow('madeAt: Is in the future.')
    expect(readBundle(text, new Date(Date.parse(whole.madeAt) - 300_000))).toStrictEqual(whole)
  })

  it('read a text of other alphabets up to the limit', async () => {
    const long = signedBundle({ facts: { description: '日'.repeat(900_000) } })
    expect(await readByAll(utf8.encode(JSON.stringify(long)))).toStrictEqual(long)
  })

  it('agree on any change of the text', async () => {
    const sources = [
      text,
      JSON.stringify(revokedBundle(new Date('2026-05-03T00:00:00.000Z'), 'A [{"mistake": 1.5}')),
      `${MARK}${text}`,
    ]
    const numbers = [
      '0',
      '-0',
      '1.0',
      '1e2',
      '1796088057.00000001',
      '01',
      '9007199254740993',
      '-1',
      '1E400',
      '.5',
      '+1',
    ]
    const change = fc.oneof(
      fc.constantFrom(MARK, '{', '}', '[', ']', '"', ',', ':', '\\', ' ', '\u00a0', '-', '.', '0', '//', '\0'),
      fc.constantFrom(...numbers),
      fc.constantFrom('"format":"chancery-bundle",', '"\\u0069d":"x",', '"leaf":null,', '"__proto__":{},', '"a":1,'),
      fc.string({ unit: 'binary', maxLength: 3 }),
    )
    const places = fc.oneof(
      fc.record({ find: fc.constant(/[{]/g), keep: fc.constant(true) }),
      fc.record({
        find: fc.constantFrom(/(?<=:)\d+/g, /"[^"]*"(?=:)/g, /[\]},:]/g, /(?<=")[^":]*(?=")/g),
        keep: fc.boolean(),
      }),
      fc.record({ find: fc.constant(/^|$/g), keep: fc.constant(true) }),
    )
    let unreadable = 0
    await fc.assert(
      fc.asyncProperty(
        fc.constantFrom(...sources),
        places,
        fc.nat(),
        change,
        async (source, { find, keep }, which, put) => {
          const found = [...source.matchAll(find)]
          const place = found[which % Math.max(found.length, 1)]
          if (!place) return
          const end = place.index + place[0].length
          const changed = source.slice(0, keep ? end : place.index) + put + source.slice(end)
          if ((await readByAll(utf8.encode(changed))) === null) unreadable += 1
        },
      ),
      { numRuns: 1500 },
    )
    expect(unreadable).toBeGreaterThan(300)
    expect(unreadable).toBeLessThan(1490)
  })
})
