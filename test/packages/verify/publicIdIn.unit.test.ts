import { toNumber } from '@chancery/verify/certificateNumber'
import { publicIdIn } from '@chancery/verify/publicIdIn'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'

const publicId = '01a20213-b9ab-741b-b20c-cc5361615339'
const number = '01M81-17EDB-EGDV4-36CAD-GP2MSS'
const other = '01a20230-01a0-7931-8cb4-7fd6a58c38fd'

describe('publicIdIn', () => {
  it.each([
    publicId.toUpperCase(),
    publicId.replaceAll('-', ''),
    publicId.replaceAll('-', '\u2011'),
    publicId.replaceAll('-', ' – '),
    publicId.replaceAll('-', '_'),
    publicId.replaceAll('-', ' '),
    `urn:uuid:${publicId}`,
    `{${publicId.toUpperCase()}}`,
    `\ufeff«${publicId}».`,
    `https://certs.example/verify/${publicId}?lang=de#checks`,
    `https://certs.example/documents/${publicId}-3.pdf`,
    `certificate-${publicId}.bundle.json`,
    `HTTPS://CERTS.EXAMPLE/VERIFY/${publicId.toUpperCase()}`,
    `https://mail.example/?url=https%3A%2F%2Fcerts.example%2Fverify%2F${publicId}%3Flang%3Dde`,
    `See https://certs.example/verify/${publicId.replace('b9ab-', 'b9ab-\n')}.`,
  ])('finds the id in %j', (text) => expect(publicIdIn(text)).toBe(publicId))

  it.each([
    `Certificate number: ${number}`,
    `Certificate ${number}`,
    `Certificate 01M8\u200b1-17EDB-EGDV4-36\ufe0fCAD-GP2MSS`,
    `Certificate ${number.replaceAll('-', ' − ')}`,
    `Nr. ${number}.`,
    `№ ${number}`,
    `Номер сертификата ${number}`,
    `رقم الشهادة: \u2066${number}\u2069`,
    `証明書番号（${number}）`,
    `番号${number.replaceAll('-', 'ー')}です`,
    `Number:\n01M8 117E DBEG DV43 6CAD GP2M SS`,
    `Number: ${number} (26 digits and letters)`,
    `01M81/17EDB/EGDV4/36CAD/GP2MSS`,
    `01M81-17EDB-EGDV4-\r\n36CAD-GP2MSS`,
    `${number} = ${publicId}`,
    `${number}, ${number.toLowerCase()}`,
  ])('finds the number in %j', (text) => expect(publicIdIn(text)).toBe(publicId))

  it.each([
    '',
    'Certificate number:',
    `${publicId} ${other}`,
    `${number} ${toNumber(other)}`,
    `${number} ${other}`,
    `${number}7`,
    `x${publicId}`,
    `${publicId}0`,
    number.replace('M', 'U'),
    'Z'.repeat(26),
    '0x9f8f72aa9304c8b593d555f12ef6589cc3a579a2',
    `${' '.repeat(500)}${number}`,
  ])('finds none in %j', (text) => expect(publicIdIn(text)).toBeNull())

  it('finds every id and number after a label, and never another one', () => {
    const label = fc.constantFrom('', 'Number: ', 'Nº ', 'Nr. ', 'ID=', 'n°', 'Numéro du certificat : ', '#')
    const form = fc.constantFrom(
      (id: string) => id,
      (id: string) => id.replaceAll('-', ''),
      (id: string) => toNumber(id),
      (id: string) => toNumber(id).toLowerCase().replaceAll('-', ' '),
      (id: string) => `<${toNumber(id)}>`,
    )
    fc.assert(
      fc.property(fc.uuid(), label, form, (id, before, write) => {
        expect(publicIdIn(`${before}${write(id)}.`)).toBe(id)
      }),
    )
  })

  it('returns an id or null for any text', () => {
    const text = fc.oneof(
      fc.string({ unit: 'binary' }),
      fc.string({ unit: fc.constantFrom(...'01aZ-– %{.\ufdfa\ud800') }),
    )
    fc.assert(
      fc.property(text, (typed) => {
        const found = publicIdIn(typed)
        if (found !== null) expect(found).toMatch(/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/)
      }),
    )
  })
})
