import { toNumber } from '@chancery/verify/certificateNumber'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { type LinkedInEntry, linkedInUrl, queryOf } from '../../../src/public/pages/linkedIn.ts'

const entry: LinkedInEntry = {
  name: 'Advanced Sales & “100 %” Techniques 🎓',
  organization: { name: 'O’Brien <b>University</b>' },
  issuedAt: new Date('2026-01-31T23:59:59Z'),
  expiresAt: null,
  timeZone: 'UTC',
  publicId: '01a20007-b865-77c5-87d6-e73d12494d08',
  url: 'https://certificates.example/verify/01a20007-b865-77c5-87d6-e73d12494d08',
}

const fieldsOf = (url: string) => Object.fromEntries(new URL(url).searchParams)

describe('linkedInUrl', () => {
  it('fills in the form for a certificate that does not expire', () => {
    const url = linkedInUrl(entry)
    expect(url).toMatch(/^https:\/\/www\.linkedin\.com\/profile\/add\?startTask=CERTIFICATION_NAME&/)
    expect(fieldsOf(url)).toStrictEqual({
      startTask: 'CERTIFICATION_NAME',
      name: entry.name,
      organizationName: 'O’Brien <b>University</b>',
      issueYear: '2026',
      issueMonth: '1',
      certUrl: entry.url,
      certId: toNumber(entry.publicId),
    })
  })

  it('names the organization by its id, and adds the month of expiry', () => {
    const expiring = { ...entry, organization: { id: '12345' }, expiresAt: new Date('2028-12-01') }
    const fields = fieldsOf(linkedInUrl(expiring))
    expect(fields).toMatchObject({ organizationId: '12345', expirationYear: '2028', expirationMonth: '12' })
    expect(fields).not.toHaveProperty('organizationName')
  })

  it('percent-encodes any value', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), fc.string({ unit: 'grapheme' }), (name, organization) => {
        const url = linkedInUrl({ ...entry, name, organization: { name: organization } })
        expect(url).toMatch(/^[\w\-.~:/?&=%!'()*]*$/)
        expect(fieldsOf(url)).toMatchObject({ name, organizationName: organization })
      }),
    )
  })
})

describe('queryOf', () => {
  it('encodes a space as %20, and replaces half a surrogate pair', () => {
    expect(queryOf({ a: 'b c+d', e: '\ud83d' })).toBe('a=b%20c%2Bd&e=%EF%BF%BD')
  })
})
