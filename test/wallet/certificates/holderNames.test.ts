import { beforeAll, describe, expect, it } from 'vitest'
import { subjectOf } from '../../../src/public/documents/service.ts'
import { verify as verifyIndependently } from '../../packages/verify/independent/verify.mjs'
import { confirmWallet } from '../../support/issuers/confirmedIssuers.ts'
import { startTestApp, type TestApp } from '../../support/server/app.ts'
import { createSigned } from '../../support/wallet/signedCertificates.ts'
import { documented, newWallet, type TestWallet } from '../../support/wallet/wallets.ts'

const certificates = '/api/v1/certificates/'
const name = 'Ada "Countess" Lovelace'

let server: TestApp
let issuer: TestWallet
let holder: TestWallet
beforeAll(async () => {
  server = await startTestApp()
  issuer = newWallet()
  await confirmWallet(server.db, issuer.address)
})
/** A wallet whose domain is confirmed cannot use BDN's signature. */
const other = newWallet()

// A wallet has one name, so each test needs its own.
const newHolder = () => {
  holder = newWallet()
  return holder
}

const send = (path: string, holder_name: unknown) =>
  server.http
    .post(certificates + path)
    .set(other.headers)
    .send({ ...documented.body, holder_eth_address: newHolder().address, holder_name })

const create = async (holderName: unknown): Promise<string> =>
  (await send('', holderName).expect(200)).body.certificate_pk

const retrieve = async (id: string) => (await server.http.get(`${certificates}${id}/`).expect(200)).body
const readJson = async (id: string) => (await server.http.get(`/verify/${id}.json`).expect(200)).body
const drawn = async (id: string) => (await subjectOf(server.db, id, server.url)).facts.holder

const rename = (address: string, walletName: string) =>
  server.db.prisma.wallet.update({ where: { address }, data: { name: walletName } })

describe('holder_name of a certificate', () => {
  it('appears in the certificate, on its page and in its picture, before the name of the wallet', async () => {
    const id = await create(name)
    for (const walletName of ['', 'Name of the wallet']) {
      await rename(holder.address, walletName)
      expect((await retrieve(id)).holder_names).toBe(name)
      expect((await readJson(id)).certificate.holder).toMatchObject({ name, address: holder.address })
      expect(await drawn(id)).toBe(name)
    }
    const list = await server.http.get(certificates).query({ eth_address: holder.address }).expect(200)
    expect(list.body).toMatchObject([{ id, holder_names: name }])
  })

  it.each([undefined, null, '', '  '])(
    'may be %j: then the name of the wallet appears, or its address',
    async (none) => {
      const id = await create(none)
      expect((await retrieve(id)).holder_names).toBe('')
      expect(await drawn(id)).toBe(holder.address)
      await rename(holder.address, 'Name of the wallet')
      expect((await retrieve(id)).holder_names).toBe('Name of the wallet')
      expect((await readJson(id)).certificate.holder.name).toBe('Name of the wallet')
      expect(await drawn(id)).toBe('Name of the wallet')
    },
  )

  it.each(['', 'typed_data/'])(
    'rejects long names, control characters and other types: POST /certificates/%s',
    async (path) => {
      for (const wrong of ['x'.repeat(131), 'two\nlines', 'reversed \u202e', 'nul \0', 7, ['Ada']]) {
        const { body } = await send(path, wrong).expect(400)
        expect(Object.keys(body.error), JSON.stringify(wrong)).toStrictEqual(['holder_name'])
      }
      await send(path, 'x'.repeat(130)).expect(200)
    },
  )

  it('is a signed fact, which the page and the bundle verify', async () => {
    const { typed_data } = (await send('typed_data/', name).expect(200)).body
    expect(typed_data.message.facts.map((fact: { name: string }) => fact.name)).toStrictEqual([
      ...['institution_title', 'institution_link', 'certificate_title', 'granted_to', 'holder_name', 'skill'],
    ])
    const id = await createSigned(server, issuer, newHolder(), { holder_name: ` ${name} ` })
    expect(await readJson(id)).toMatchObject({ verdict: 'valid', certificate: { holder: { name } } })
    const { text, body } = await server.http.get(`${certificates}${id}/bundle/`).set(holder.headers).expect(200)
    expect(body.certificate.facts).toContainEqual(expect.objectContaining({ name: 'holder_name', value: name }))
    expect(await verifyIndependently(text, null, new Date(), null, issuer.address)).toBe('valid')
  })

  it('cannot be changed or removed without failing the checks', async () => {
    const id = await createSigned(server, issuer, newHolder(), { holder_name: name })
    for (const holderName of ['Another Name', null]) {
      await server.db.prisma.walletCertificate.update({ where: { id }, data: { holderName } })
      const { verdict, checks } = await readJson(id)
      const failed = checks.filter(({ outcome }: { outcome: string }) => outcome === 'failed')
      expect([verdict, failed.map(({ check }: { check: string }) => check)]).toStrictEqual([
        'not_valid',
        ['record', 'issuer'],
      ])
    }
  })

  it('stays hidden where the document is encrypted', async () => {
    const id = await create(name)
    await server.db.prisma.walletCertificate.update({ where: { id }, data: { encrypted: true } })
    expect((await readJson(id)).certificate.holder.name).toBeNull()
  })

  it('shows no email address on the page and in the picture', async () => {
    const id = await create('ada@home.example')
    expect((await readJson(id)).certificate.holder.name).toBe('…@home.example')
    expect(await drawn(id)).toBe('…@home.example')
  })
})
