import { fromNumber, toNumber } from '@chancery/verify/certificateNumber'
import fc from 'fast-check'
import { expect, it } from 'vitest'
import { newPublicId } from '../../../src/core/publicId.ts'

const publicId = '01a20213-b9ab-741b-b20c-cc5361615339'
const number = '01M81-17EDB-EGDV4-36CAD-GP2MSS'

it('converts every public id to one number and back', () => {
  expect(toNumber(publicId)).toBe(number)
  expect(fromNumber(number)).toBe(publicId)
  fc.assert(fc.property(fc.uuid(), (id) => fromNumber(toNumber(id)) === id))
})

it.each([
  '01m81 17edb egdv4 36cad gp2mss',
  'O1M8I17EDBEGDV436CADGP2MSS',
  ' olm81-17edb-egdv4-36cad-gp2mss ',
  '０１Ｍ８１－１７ｅｄｂ－ＥＧＤＶ４－３６ＣＡＤ－ＧＰ２ＭＳＳ',
  '0ıM8İ-17EDB-EGDV4-36CAD-GP2MSS',
])('reads the typed number %s', (typed) => expect(fromNumber(typed)).toBe(publicId))

it.each(['', '01M81', `${number}0`, number.replace('M', 'U'), 'Z'.repeat(26), '٠'.repeat(26)])(
  'reads no number from %j',
  (typed) => expect(fromNumber(typed)).toBeNull(),
)

it('reads a number with any dashes, spaces, invisible characters and punctuation', () => {
  const dash = fc.constantFrom(...'-‐‑‒–—―−⁓〜゠־_﹘﹣－ー˗⁃\u00ad')
  const space = fc.constantFrom(' ', '\t', '\n', '\r\n', '\u00a0', '\u2007', '\u202f', '\u3000', '\u2028', '\u0085')
  const invisible = fc.constantFrom(...'\u200b\u200c\u200d\u2060\ufeff\u200e\u200f\u202a\u202c\u2066\u2069\u061c')
  const between = fc.array(fc.oneof(dash, space, invisible), { maxLength: 4 }).map((parts) => parts.join(''))
  const around = fc.string({ unit: fc.oneof(space, invisible, fc.constantFrom(...'.,;:!?"\'„“”«»()[]{}<>。、')) })
  const typed = fc.tuple(around, fc.array(between, { minLength: 26, maxLength: 26 }), around)
  fc.assert(
    fc.property(fc.uuid(), typed, (id, [before, gaps, after]) => {
      const digits = [...toNumber(id).replaceAll('-', '')]
      const text = before + digits.map((digit, place) => digit + gaps[place]).join('') + after
      expect(fromNumber(text)).toBe(id)
    }),
  )
})

it('returns an id or null for any text', () => {
  fc.assert(fc.property(fc.string({ unit: 'binary' }), (typed) => fromNumber(typed)?.length !== 0))
})

it('creates public ids as UUIDs of version 7, with the current time and nothing else in common', () => {
  const before = Date.now()
  const ids = Array.from({ length: 1000 }, newPublicId)
  for (const id of ids) {
    expect(id).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/)
    const time = Number.parseInt(id.replace('-', '').slice(0, 12), 16)
    expect(time).toBeGreaterThanOrEqual(before)
    expect(time).toBeLessThanOrEqual(Date.now())
  }
  expect(new Set(ids.map((id) => id.slice(14))).size).toBe(1000)
})
