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

it.each(['01m81 17edb egdv4 36cad gp2mss', 'O1M8I17EDBEGDV436CADGP2MSS', ' olm81-17edb-egdv4-36cad-gp2mss '])(
  'reads the typed number %s',
  (typed) => expect(fromNumber(typed)).toBe(publicId),
)

it.each(['', '01M81', `${number}0`, number.replace('M', 'U'), 'Z'.repeat(26), '٠'.repeat(26)])(
  'reads no number from %j',
  (typed) => expect(fromNumber(typed)).toBeNull(),
)

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
