import { languages } from '@chancery/verify/texts/languages'
import { verify } from '@chancery/verify/verify'
import { beforeAll, describe, expect, it } from 'vitest'
import type { IssuerKey } from '../../../src/chain/keys/issuerKey.ts'
import { issueStating } from '../../support/public/publicCertificates.ts'
import { newSite, startTestApp, type TestApp, type TestSite } from '../../support/server/app.ts'
import { createSigned } from '../../support/wallet/signedCertificates.ts'
import { newWallet, type RevocationToSign, type TestWallet, walletOf } from '../../support/wallet/wallets.ts'

const issuerKey: IssuerKey = '0x59c6995e998f97a5a0044966f0945389dc9e86dae88c7a8412f4603b6b78690d'
const siteWallet = walletOf(issuerKey)

let server: TestApp
let site: TestSite
beforeAll(async () => {
  server = await startTestApp({ issuerKeys: new Map([[1, issuerKey]]) })
  site = await newSite(server.db)
})

const address = (id: string) => `/api/v1/certificates/${id}`

const remove = (id: string, holder: TestWallet) => server.http.post(`${address(id)}/delete_by_id/`).set(holder.headers)

const revoke = (id: string, issuer: TestWallet, more: Omit<RevocationToSign, 'certificate'> = {}) =>
  server.http
    .post(`${address(id)}/revoke/`)
    .set(issuer.headers)
    .send(issuer.signRevocation({ certificate: id, ...more }))

const readJson = (id: string) => server.http.get(`/verify/${id}.json`)

const stateOf = async (id: string) => {
  const { revokedAt, revocationReason, revocationSignature } = await server.db.prisma.tombstone.findUniqueOrThrow({
    where: { certificateId: id },
  })
  return { isRevoked: revokedAt !== null, reason: revocationReason, isSigned: revocationSignature !== null }
}

const lms = (path: string, body: object = {}) =>
  server.http.post(`/openapi/v1${path}`).set('X-API-KEY', site.key).send(body)

/** Issues a course certificate to a wallet, which no other user has then. Returns its id. */
async function issueTo({ address: ethAddress }: TestWallet): Promise<number> {
  const { user, courseCertificate } = server.db.prisma
  const { id } = await issueStating(server, site.id)
  const { userId } = await courseCertificate.findUniqueOrThrow({ where: { id } })
  await user.updateMany({ where: { siteId: site.id, ethAddress }, data: { ethAddress: null } })
  await user.update({ where: { siteId_id: { siteId: site.id, id: userId } }, data: { ethAddress } })
  return id
}

const publish = async (id: number): Promise<string> =>
  (await lms(`/certificates/${id}/publish`).expect(200)).body.certificateId

describe('POST /certificates/:id/revoke/ of a deleted certificate', () => {
  it('shows the revocation on the page, in JSON and in the answer for the bundle, in every language', async () => {
    const [issuer, holder] = [newWallet(), newWallet()]
    const id = await createSigned(server, issuer, holder)
    await remove(id, holder).expect(200)
    await revoke(id, issuer, { reason: 'Another person took the exam.' }).expect(200)
    for (const [language, { notices, messages, formats }] of Object.entries(languages)) {
      const day = formats.date(new Date())
      const reason = messages['revocation.revoked']({ at: new Date(), reason: 'Another person took the exam.' })
      const { text } = await server.http.get(`/verify/${id}?lang=${language}`).expect(410)
      for (const part of [notices.deleted.revoked, notices.deleted.text(day)]) expect(text).toContain(part)
      expect(text).toContain('Another person took the exam.')
      expect(text).toContain('class="verdict failed"')
      for (const path of [`/verify/${id}.json`, `/verify/${id}/bundle.json`]) {
        const { body, headers } = await server.http.get(`${path}?lang=${language}`).expect(410)
        expect(body.message).toBe(`${notices.deleted.revoked} ${reason} ${notices.deleted.text(day)}`)
        expect(headers).toMatchObject({
          'x-error-code': 'certificate.deleted',
          'access-control-allow-origin': '*',
          'cache-control': 'private, no-cache',
        })
      }
    }
  })

  it('lets a reader of an earlier bundle check the revocation', async () => {
    const [issuer, holder] = [newWallet(), newWallet()]
    const id = await createSigned(server, issuer, holder)
    const { body: bundle } = await server.http.get(`/verify/${id}/bundle.json`).expect(200)
    await remove(id, holder).expect(200)
    await revoke(id, issuer).expect(200)
    const { body } = await readJson(id).expect(410)
    expect(body.certificate).toStrictEqual({
      ...{ id, number: expect.any(String), state: 'deleted', deletedAt: expect.any(String), issuer: issuer.address },
    })
    const { chainId, ...revocation } = body.revocation
    expect(chainId).toBe(bundle.domain.chainId)
    const codeOf = async (one: object) =>
      (await verify({ ...bundle, revocation: one })).checks.find(({ check }) => check === 'revocation')?.code
    expect(await codeOf(revocation)).toBe('revocation.revoked')
    expect(await codeOf({ ...revocation, reason: 'Another.' })).toBe('revocation.not_signed')
  })

  it('masks an email address in the reason, without the signature of the original', async () => {
    const [issuer, holder] = [newWallet(), newWallet()]
    const id = await createSigned(server, issuer, holder)
    await remove(id, holder).expect(200)
    await revoke(id, issuer, { reason: 'Ask registrar@office.example.' }).expect(200)
    const { body, text } = await readJson(id).expect(410)
    expect(text).not.toContain('registrar@')
    expect(body.revocation).toMatchObject({ reason: 'Ask …@office.example.', signature: null, chainId: null })
  })

  it('keeps a revocation from before the deletion, with its signature', async () => {
    const [issuer, holder] = [newWallet(), newWallet()]
    const id = await createSigned(server, issuer, holder)
    await revoke(id, issuer, { reason: 'First.' }).expect(200)
    const { revocationSignature } = await server.db.prisma.walletCertificate.findUniqueOrThrow({ where: { id } })
    await remove(id, holder).expect(200)
    await revoke(id, issuer, { reason: 'Second.' }).expect(200)
    await remove(id, holder).expect(404)
    expect((await readJson(id)).body.revocation).toMatchObject({
      reason: 'First.',
      signature: `0x${Buffer.from(revocationSignature ?? []).toString('hex')}`,
    })
  })

  it('rejects other wallets, wrong signatures and requests for what has no issuer', async () => {
    const [issuer, holder] = [newWallet(), newWallet()]
    const id = await createSigned(server, issuer, holder)
    await remove(id, holder).expect(200)
    for (const wallet of [holder, newWallet()]) {
      expect((await revoke(id, wallet).expect(401)).headers['x-error-code']).toBe('certificate.not_issuer')
    }
    const forged = { ...issuer.signRevocation({ certificate: id }), reason: 'Changed.' }
    await server.http
      .post(`${address(id)}/revoke/`)
      .set(issuer.headers)
      .send(forged)
      .expect(400)
    expect((await readJson(id)).body.revocation).toBeNull()

    const { prisma } = server.db
    for (const kind of ['deleted', 'erased'] as const) {
      const { certificateId } = await prisma.tombstone.create({ data: { certificateId: crypto.randomUUID(), kind } })
      await revoke(certificateId, issuer).expect(404)
    }
  })

  it('ends deleted and revoked when both happen in parallel', async () => {
    const [issuer, holder] = [newWallet(), newWallet()]
    for (let round = 0; round < 15; round++) {
      const id = await createSigned(server, issuer, holder)
      const [deleted, ...revoked] = [
        () => remove(id, holder).expect(200),
        () => revoke(id, issuer).expect(200),
        () => revoke(id, issuer).expect(200),
      ]
      await Promise.all((round % 2 ? [deleted, ...revoked] : [...revoked, deleted]).map((request) => request?.()))
      expect(await stateOf(id)).toStrictEqual({ isRevoked: true, reason: 'A mistake.', isSigned: true })
    }
  })
})

describe('tombstone of a published certificate', () => {
  it('is revoked with its course certificate, and so is each later publication', async () => {
    const holder = newWallet()
    const course = await issueTo(holder)
    const first = await publish(course)
    await remove(first, holder).expect(200)
    const again = await publish(course)
    await lms(`/certificates/${course}/revoke`, { reason: 'By the site.' }).expect(200)
    expect(await stateOf(first)).toStrictEqual({ isRevoked: true, reason: 'By the site.', isSigned: false })
    expect((await readJson(again).expect(200)).body.certificate.revocationReason).toBe('By the site.')
  })

  it('revokes its course certificate and later publications when the issuer revokes it', async () => {
    const holder = newWallet()
    const course = await issueTo(holder)
    const first = await publish(course)
    await remove(first, holder).expect(200)
    const second = await publish(course)
    await revoke(first, siteWallet).expect(200)
    expect(await stateOf(first)).toMatchObject({ isRevoked: true, isSigned: true })
    const { publicId } = await server.db.prisma.courseCertificate.findUniqueOrThrow({ where: { id: course } })
    for (const id of [publicId, second]) expect((await readJson(id).expect(200)).body.verdict).toBe('not_valid')
  })

  it('ends revoked when site, issuer and holder act in parallel', async () => {
    const holder = newWallet()
    for (let round = 0; round < 12; round++) {
      const course = await issueTo(holder)
      const id = await publish(course)
      const acts = [
        () => remove(id, holder).expect(200),
        () => lms(`/certificates/${course}/revoke`, { reason: 'By the site.' }).expect(200),
        () => revoke(id, siteWallet, { reason: 'By the issuer.' }).expect(200),
      ]
      await Promise.all(acts.map((_, index) => acts[(index + round) % 3]?.()))
      const revoked = await server.db.prisma.courseCertificate.findUniqueOrThrow({ where: { id: course } })
      const { reason } = await stateOf(id)
      expect(reason).toMatch(/^By the (site|issuer)\.$/)
      expect(reason).toBe(revoked.revocationReason)
    }
  })
})

describe('tombstone of an erased certificate', () => {
  it('says in every language that it was erased, and nothing else', async () => {
    const id = crypto.randomUUID()
    await server.db.prisma.tombstone.create({ data: { certificateId: id, kind: 'erased' } })
    for (const [language, { notices, formats }] of Object.entries(languages)) {
      const { title, text } = notices.erased
      const page = (await server.http.get(`/verify/${id}?lang=${language}`).expect(410)).text
      for (const part of [title, text(formats.date(new Date()))]) expect(page).toContain(part)
      for (const path of [`/verify/${id}.json`, `/verify/${id}/bundle.json`]) {
        const { body, headers } = await server.http.get(`${path}?lang=${language}`).expect(410)
        expect(headers['x-error-code']).toBe('certificate.erased')
        expect(body).toStrictEqual({
          status: 410,
          message: `${title} ${text(formats.date(new Date()))}`,
          certificate: {
            ...{ id, number: expect.any(String), state: 'erased', deletedAt: expect.any(String), issuer: null },
          },
          revocation: null,
        })
      }
    }
  })
})
