import { hash, randomUUID } from 'node:crypto'
import { verifyBundle } from '@chancery/verify/checks/verifyBundle'
import { readBundle } from '@chancery/verify/proof/bundle'
import { en } from '@chancery/verify/texts/en'
import { languages } from '@chancery/verify/texts/languages'
import { beforeAll, describe, expect, it } from 'vitest'
import { scriptsForBrowsers } from '../../../scripts/browser.ts'
import { recoverFastest } from '../../../src/chain/keys/recover.ts'
import { deleteCertificate } from '../../../src/wallet/certificates/service.ts'
import { verify as verifyIndependently } from '../../packages/verify/independent/verify.mjs'
import { certified, createStating, holder, issueStating } from '../../support/public/publicCertificates.ts'
import { newSite, startTestApp, type TestApp } from '../../support/server/app.ts'
import { contextOfWallet } from '../../support/wallet/context.ts'
import { createSigned } from '../../support/wallet/signedCertificates.ts'
import { newWallet } from '../../support/wallet/wallets.ts'

let server: TestApp
beforeAll(async () => {
  server = await startTestApp()
})

const issuer = newWallet()
const learner = newWallet()
const checksum = hash('sha256', certified)

const get = (id: string, headers: Record<string, string> = {}) =>
  server.http.get(`/verify/${id}/bundle.json`).set(headers)

async function outcomes(text: string, file: string | null = null) {
  const ports = { now: new Date(), recoverPublicKey: recoverFastest, file }
  const { verdict, results } = await verifyBundle(readBundle(text), ports, en)
  return { verdict, ...Object.fromEntries(results.map(({ check, outcome }) => [check, outcome])) }
}

describe('GET /verify/{public id}/bundle.json', () => {
  it('returns a public bundle that proves a signed certificate and its file', async () => {
    const id = await createSigned(server, issuer, learner)
    const { text, headers, body } = await get(id).expect(200)
    expect(headers).toMatchObject({
      'content-type': 'application/json; charset=utf-8',
      'content-disposition': `attachment; filename="certificate-${id}.bundle.json"`,
      'access-control-allow-origin': '*',
      'cache-control': 'private, no-cache',
    })
    expect(body).toMatchObject({ page: `${server.url}/verify/${id}`, certificate: { id, holder: learner.address } })
    const passed = { verdict: 'valid', record: 'passed', issuer: 'passed', anchor: 'skipped' }
    expect(await outcomes(text)).toMatchObject({ ...passed, file: 'skipped' })
    expect(await outcomes(text, checksum)).toMatchObject({ ...passed, file: 'passed' })
    expect(await verifyIndependently(text, certified)).toBe('valid')
    expect(await verifyIndependently(text, certified.with(0, 0))).toBe('not_valid')
    expect((await get(id.toUpperCase())).body.certificate).toStrictEqual(body.certificate)
  })

  it('withholds the checksum and facts with an email address', async () => {
    const facts = { program_title: 'For bob@example.com', skills: ['Python', 'ask eve@example.com'] }
    const { text, body } = await get(await createSigned(server, issuer, learner, facts)).expect(200)
    expect(text).not.toContain(checksum)
    expect(text).not.toMatch(/bob@|eve@/)
    const named = body.certificate.facts.flatMap(({ name }: { name?: string }) => name ?? [])
    expect(named).toContain('checksum')
    expect(named.filter((name: string) => name === 'skill')).toHaveLength(1)
    expect(await outcomes(text)).toMatchObject({ verdict: 'valid' })
  })

  it('returns 304 when nothing has changed, and includes a revocation at once', async () => {
    const id = await createSigned(server, issuer, learner)
    const { etag = '' } = (await get(id).expect(200)).headers
    await get(id, { 'if-none-match': etag }).expect(304)
    const url = `/api/v1/certificates/${id}/revoke/`
    await server.http
      .post(url)
      .set(issuer.headers)
      .send(issuer.signRevocation({ certificate: id }))
      .expect(200)
    const { text, body } = await get(id, { 'if-none-match': etag }).expect(200)
    expect(body.revocation).toStrictEqual({
      ...{ at: expect.any(Number), reason: 'A mistake.', signature: expect.stringMatching(/^0x[0-9a-f]{130}$/) },
    })
    expect(await outcomes(text)).toMatchObject({ verdict: 'not_valid', revocation: 'failed', issuer: 'passed' })
  })

  it('returns a bundle that fails verification when the record was altered', async () => {
    const id = await createSigned(server, issuer, learner)
    await server.db.prisma.walletCertificate.update({
      where: { id },
      data: { certificateTitle: 'Doctor of everything' },
    })
    const { text } = await get(id).expect(200)
    expect(await outcomes(text)).toMatchObject({ verdict: 'not_valid', record: 'failed', issuer: 'failed' })
    expect(await verifyIndependently(text)).toBe('not_valid')
  })

  it('returns 404 or 410 with a reason when there is no proof', async () => {
    const { id: siteId } = await newSite(server.db)
    const { publicId } = await issueStating(server, siteId)
    for (const id of [publicId, await createStating(server)]) {
      const { body, headers } = await get(id, { 'accept-language': 'de' }).expect(404)
      expect(headers['x-error-code']).toBe('certificate.unproven')
      const { title, text } = languages.de.notices.unproven
      expect(body).toStrictEqual({ status: 404, message: `${title} ${text}` })
    }
    for (const id of [randomUUID(), 'nonsense']) {
      expect((await get(id).expect(404)).headers['x-error-code']).toBe('certificate.not_found')
    }
    const deleted = await createSigned(server, issuer, { address: holder })
    await deleteCertificate(await contextOfWallet(server.db, holder), deleted)
    expect((await get(deleted).expect(410)).headers['x-error-code']).toBe('certificate.deleted')
  })

  it('is linked from pages of certificates that have a bundle, and from no others', async () => {
    const page = async (id: string) => (await server.http.get(`/verify/${id}`).expect(200)).text
    const id = await createSigned(server, issuer, learner)
    expect(await page(id)).toContain(`href="/verify/${id}/bundle.json"`)
    expect(await page(await createStating(server))).not.toContain('bundle.json"')
  })
})

describe('scripts that check proofs in browsers', () => {
  it('serves all scripts as they are built from the source, the same with every build', async () => {
    const scripts = await scriptsForBrowsers()
    expect([...scripts]).toStrictEqual([...(await scriptsForBrowsers())])
    const [, assets] = /"([^"]*\/assets\/[^/]+)\/proof\.js"/.exec((await server.http.get('/verify')).text) ?? []
    expect(scripts.size).toBeGreaterThan(7)
    for (const [name, script] of scripts) {
      const { text, headers } = await server.http.get(`${assets}/${name}`).expect(200)
      expect(text).toBe(script)
      expect(headers['content-type']).toBe('text/javascript; charset=utf-8')
    }
  })

  it('keeps checkProof.js below 90 kB and every other script below 15 kB', async () => {
    for (const [name, script] of await scriptsForBrowsers()) {
      expect(Buffer.byteLength(script)).toBeLessThan(name === 'checkProof.js' ? 90_000 : 15_000)
    }
  })
})
