import { randomUUID } from 'node:crypto'
import { toNumber } from '@chancery/verify/certificateNumber'
import { readPdf } from '@chancery/verify/pdf/readPdf'
import { describe, expect, it } from 'vitest'
import { writePdf } from '../../../support/public/pdfs.ts'

const server = { hosts: ['certs.example', 'localhost:3000'], base: '/base' }
const id = randomUUID()
const other = randomUUID()
const named = { id, number: toNumber(id) }
const own = `https://certs.example/base/verify/${id}`

async function read(content: Parameters<typeof writePdf>[0]) {
  return readPdf(new Uint8Array(await writePdf(content)), server)
}

const one = { state: 'read', certificates: [named], isAmbiguous: false, hosts: [] }
const none = { ...one, certificates: [] }

describe('readPdf', () => {
  it.each<[string, Parameters<typeof writePdf>[0]]>([
    ['the attached data', { data: [{ number: named.number, verificationUrl: own }] }],
    ['attached data without an address', { data: [{ number: named.number }] }],
    ['a link', { links: [own] }],
    ['a link with http and a language', { links: [own.replace('https', 'http').concat('?lang=fr#checks')] }],
    ['a link to the JSON', { links: [`${own}.json`] }],
    ['a link with the number', { links: [own.replace(id, named.number.toLowerCase())] }],
    ['a link to the host of the page', { links: [`http://localhost:3000/base/verify/${id}`] }],
    ['a printed number', { text: `Number: ${named.number}.` }],
    ['a printed number with long dashes', { text: named.number.replaceAll('-', ' – ') }],
    ['all of them', { text: named.number, links: [own, own], data: [{ ...named, verificationUrl: own }] }],
    ['the same data twice', { data: [named, named] }],
  ])('finds the certificate in %s', async (_, content) => {
    expect(await read(content)).toStrictEqual(one)
  })

  it.each<[string, Parameters<typeof writePdf>[0]]>([
    ['nothing', {}],
    ['a link to another page of this server', { links: ['https://certs.example/base/issuers/1'] }],
    ['a link outside the path of this server', { links: [`https://certs.example/verify/${id}`] }],
    ['an id without its server', { text: id }],
    ['other digits', { text: `${'1'.repeat(26)} ${'Z'.repeat(5)}-12345-12345-12345-123456` }],
    [
      'links that are not for the web',
      { links: [`mailto:${id}@certs.example`, `file:///base/verify/${id}`, 'nonsense'] },
    ],
    ['data that is not about a certificate', { data: [{ number: 1, verificationUrl: {} }] }],
  ])('finds no certificate in %s', async (_, content) => {
    expect(await read(content)).toStrictEqual(none)
  })

  it.each<[string, Parameters<typeof writePdf>[0]]>([
    ['data of two certificates', { data: [named, { number: toNumber(other) }] }],
    ['different data of one certificate', { data: [named, { ...named, holder: 'Another holder' }] }],
    ['data whose number and address differ', { data: [{ number: toNumber(other), verificationUrl: own }] }],
    ['a number and a link that differ', { text: toNumber(other), links: [own] }],
    ['two links', { links: [own, own.replace(id, other)] }],
  ])('finds that the file contradicts itself if it has %s', async (_, content) => {
    expect(await read(content)).toMatchObject({ isAmbiguous: true })
  })

  it.each<[string, Parameters<typeof writePdf>[0], string]>([
    [
      'data',
      { text: named.number, data: [{ number: named.number, verificationUrl: `https://a.example/verify/${id}` }] },
      'a.example',
    ],
    [
      'a link',
      { text: named.number, links: [`https://certs.example.evil.example/base/verify/${id}`] },
      'certs.example.evil.example',
    ],
    [
      'a link with a user name',
      { links: [`https://certs.example@evil.example:8443/base/verify/${id}`] },
      'evil.example:8443',
    ],
    ['another port', { links: [own.replace('.example', '.example:8443')] }, 'certs.example:8443'],
    ['letters of another script', { links: [`https://сerts.example/base/verify/${id}`] }, 'xn--erts-k6d.example'],
  ])('names the other server, and not its certificate, in %s', async (_, content, host) => {
    expect(await read(content)).toStrictEqual({ ...none, hosts: [host] })
  })

  it('names other servers beside a certificate of this one', async () => {
    const links = [own, 'https://uni.example/', 'https://uni.example/about', 'http://course.example/']
    expect(await read({ links })).toStrictEqual({ ...one, hosts: ['uni.example', 'course.example'] })
  })

  it('reads printed addresses of certificates, as in a file that was printed', async () => {
    expect(await read({ text: `Verify at ${own}.` })).toStrictEqual(one)
    const foreign = own.replace('certs.example', 'evil.example')
    expect(await read({ text: `${foreign} and https://uni.example/about` })).toStrictEqual({
      ...none,
      hosts: ['evil.example'],
    })
  })

  it('says that a PDF is locked or unreadable', async () => {
    expect(await read({ password: 'secret' })).toStrictEqual({ state: 'locked' })
    const pdf = new Uint8Array(await writePdf({}))
    expect(await readPdf(pdf.slice(0, 400), server)).toStrictEqual({ state: 'unreadable' })
    expect(await readPdf(new TextEncoder().encode('A renamed text file.'), server)).toStrictEqual({
      state: 'unreadable',
    })
    expect(await readPdf(new Uint8Array(), server)).toStrictEqual({ state: 'unreadable' })
  })
})
