import { hash, randomUUID } from 'node:crypto'
import { verifyBundle } from '@chancery/verify/checks/verifyBundle'
import { readBundle } from '@chancery/verify/proof/bundle'
import { en } from '@chancery/verify/texts/en'
import { languages } from '@chancery/verify/texts/languages'
import { beforeAll, describe, expect, it } from 'vitest'
import { scriptsForBrowsers } from '../../../scripts/browser.ts'
import type { IssuerKey } from '../../../src/chain/keys/issuerKey.ts'
import { recoverFastest } from '../../../src/chain/keys/recover.ts'
import { deleteCertificate } from '../../../src/wallet/certificates/service.ts'
import { verify as verifyIndependently } from '../../packages/verify/independent/verify.mjs'
import { loadedWith } from '../../support/public/loadedScripts.ts'
import { certified, createStating, holder, issueStating } from '../../support/public/publicCertificates.ts'
import { newSite, startTestApp, type TestApp } from '../../support/server/app.ts'
import { isEmbedded } from '../../support/setup/templates.ts'
import { contextOfWallet } from '../../support/wallet/context.ts'
import { createSigned } from '../../support/wallet/signedCertificates.ts'
import { newWallet, type TestWallet } from '../../support/wallet/wallets.ts'

let server: TestApp
beforeAll(async () => {
  server = await startTestApp()
})

const issuer = newWallet()
const learner = newWallet()
const checksum = hash('sha256', certified)

const get = (id: string, headers: Record<string, string> = {}) =>
  server.http.get(`/verify/${id}/bundle.json`).set(headers)

const verifyElsewhere = (text: string, file: Uint8Array | null = null) =>
  verifyIndependently(text, file, new Date(), null, issuer.address)

async function outcomes(text: string, file: string | null = null) {
  const ports = { now: new Date(), recoverPublicKey: recoverFastest, file, expectedIssuer: issuer.address }
  const { verdict, results } = await verifyBundle(readBundle(text), ports, en)
  return { verdict, ...Object.fromEntries(results.map(({ check, outcome }) => [check, outcome])) }
}

/** Returns the result of the identity check, as if the domain confirmed the issuer. */
async function lookedUp(text: string) {
  const confirmIssuer = async () => ({ outcome: 'confirmed', way: 'dns' }) as const
  const ports = { now: new Date(), recoverPublicKey: recoverFastest, file: null, confirmIssuer }
  const { results } = await verifyBundle(readBundle(text), ports, en)
  const { outcome, code } = results.find(({ check }) => check === 'identity') ?? expect.fail('It checks the identity.')
  return `${outcome} ${code}`
}

/** Claims a domain for a wallet; returns the time in the claim. */
async function claimDomain(wallet: TestWallet, domain: string): Promise<number> {
  const send = (path: string, body: object) =>
    server.http.post(`/api/v1/issuers/${path}`).set(wallet.headers).send(body)
  const { at, typed_data } = (await send('typed_data/', { domain }).expect(200)).body
  await send('', { domain, at, issuer_signature: wallet.signTypedData(typed_data) }).expect(200)
  return at
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
    expect(await verifyElsewhere(text, certified)).toBe('valid')
    expect(await verifyElsewhere(text, certified.with(0, 0))).toBe('not_valid')
    expect(await verifyIndependently(text, certified)).toBe('issuer_not_confirmed')
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
    expect(await verifyElsewhere(text)).toBe('not_valid')
  })

  it('contains the DID of the wallet, and the domain that it claimed with a signature', async () => {
    const wallet = newWallet()
    const id = await createSigned(server, wallet, learner)
    const did = `did:pkh:eip155:1:${wallet.address}`
    expect((await get(id).expect(200)).body).toMatchObject({ version: '2', issuer: { did, claim: null } })

    const at = await claimDomain(wallet, 'uni.example')
    const { body, text } = await get(id).expect(200)
    const claim = { domain: 'uni.example', at, by: 'key', key: null, signature: expect.stringMatching(/^0x/) }
    expect(body.issuer).toStrictEqual({ did, claim })
    expect(await lookedUp(text)).toBe('passed identity.domain_now')
    // The claim is for another chain than the bundle.
    await server.db.prisma.issuer.updateMany({ where: { domain: 'uni.example' }, data: { signatureChainId: 5n } })
    expect((await get(id).expect(200)).body.issuer).toStrictEqual({ did, claim: null })
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

describe('GET /verify/{public id}/bundle.json of a site', () => {
  const publicUrl = 'https://certs.example'
  const siteKey: IssuerKey = `0x${'59'.repeat(32)}`
  const issuerKeys = new Map([1, 2].map((site) => [site, siteKey]))
  const config = { publicUrl, issuerKeys, secretsKey: new Uint8Array(32).fill(1) }

  /** Publishes a certificate on a new site; returns its path with the site's id. */
  async function publishOn({ db, http }: TestApp) {
    const { id: siteId, key } = await newSite(db)
    const post = (path: string, body: object) => http.post(`/openapi/v1${path}`).set('X-API-KEY', key).send(body)
    const user = {
      name: 'Amélie Laurent',
      email: 'amelie@example.com',
      password: 'correct horse',
      roleAlias: 'learner',
    }
    const { body: created } = await post('/users', { ...user, eth_address: learner.address }).expect(201)
    const { body: course } = await post('/courses', { name: 'Advanced Sales Techniques' }).expect(201)
    const certificates = `/courses/${course.id}/certificates`
    const { body: certificate } = await post(certificates, { userId: created.id }).expect(201)
    const { body } = await post(`/certificates/${certificate.id}/publish`, {}).expect(200)
    return { siteId, path: `/verify/${body.certificateId}/bundle.json`, signer: body.issuer.toLowerCase() }
  }

  it('contains the DID of the site, and a claim that its current key signs', async () => {
    const app = await startTestApp(config)
    await newSite(app.db) // The first site has the DID of the host.
    const { siteId, path, signer } = await publishOn(app)
    const did = `did:web:certs.example:issuers:${siteId}`
    const before = await app.http.get(path).expect(200)
    expect(before.body.issuer).toStrictEqual({ did, claim: null })

    const claimedAt = new Date('2026-05-03T12:00:00.900Z')
    const claim = { domain: 'uni.example', claimedAt }
    await app.db.prisma.issuer.upsert({ where: { siteId }, create: { siteId, ...claim }, update: claim })
    const { body, text, headers } = await app.http.get(path).expect(200)
    expect(body.issuer).toStrictEqual({
      did,
      claim: {
        ...{ domain: 'uni.example', at: Math.floor(claimedAt.getTime() / 1000), by: 'ed25519' },
        ...{ key: expect.stringMatching(/^did:key:z6Mk/), signature: expect.stringMatching(/^0x[0-9a-f]{128}$/) },
      },
    })
    expect(body.certificate.issuer).toBe(signer)
    expect(await lookedUp(text)).toBe('passed identity.domain_now')
    // The signature is the same each time.
    await app.http.get(path).set({ 'if-none-match': headers.etag }).expect(304)
    const { assertionMethod } = (await app.http.get(`/issuers/${siteId}/did.json`).set('host', 'certs.example')).body
    expect(assertionMethod).toContain(`${did}#${body.issuer.claim.key.slice('did:key:'.length)}`)
  })

  it('contains the DID of the wallet if the server cannot have keys, or no https address', async () => {
    const app = await startTestApp({ issuerKeys, publicUrl: 'http://certs.example' })
    const { siteId, path, signer } = await publishOn(app)
    const claim = { domain: 'uni.example', claimedAt: new Date() }
    await app.db.prisma.issuer.upsert({ where: { siteId }, create: { siteId, ...claim }, update: claim })
    const { issuer } = (await app.http.get(path).expect(200)).body
    // The embedded database has a file for its key.
    if (isEmbedded) expect(issuer).toMatchObject({ did: expect.stringMatching(/^did:key:/), claim: { by: 'ed25519' } })
    else expect(issuer).toStrictEqual({ did: `did:pkh:eip155:1:${signer}`, claim: null })
  })
})

describe('scripts that check proofs and read PDFs in browsers', () => {
  it('serves all scripts as they are built from the source, the same with every build', async () => {
    const scripts = await scriptsForBrowsers()
    expect([...scripts]).toStrictEqual([...(await scriptsForBrowsers())])
    const [, assets] = /"([^"]*\/assets\/[^/]+)\/page\.js"/.exec((await server.http.get('/verify')).text) ?? []
    expect(scripts.size).toBeGreaterThan(7)
    for (const [name, script] of scripts) {
      const { text, headers } = await server.http.get(`${assets}/${name}`).expect(200)
      // Only hashes, because a script fills many screens.
      expect(hash('sha256', text), name).toBe(hash('sha256', script))
      expect(headers['content-type']).toBe('text/javascript; charset=utf-8')
    }
  })

  it('keeps page.js below 2.5 kB, and the others small enough for a slow network', async () => {
    const limits: Record<string, number> = { 'checkProof.js': 90_000, 'readPdf.js': 1_800_000 }
    const scripts = await scriptsForBrowsers()
    const ofProofs = loadedWith(scripts, ['checkProof.js', 'texts.js'])
    for (const [name, script] of scripts)
      expect(Buffer.byteLength(script), name).toBeLessThan(limits[name] ?? (ofProofs.has(name) ? 30_000 : 180_000))
    const [address = ''] = /[^"]*\/page\.js/.exec((await server.http.get('/verify')).text) ?? []
    expect((await server.http.get(address)).text.length).toBeLessThan(2500)
  })

  it('forbids workers every request', async () => {
    const [assets] = /[^"]*\/assets\/[^/]+/.exec((await server.http.get('/verify')).text) ?? []
    const { headers } = await server.http.get(`${assets}/readPdf.js`)
    expect(headers['content-security-policy']).toBe("default-src 'none'")
  })
})
