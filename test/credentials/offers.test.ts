import { hash, randomUUID } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import { compromiseKey, rotateKey } from '../../src/issuers/keys.ts'
import { tidy } from '../../src/server/jobs.ts'
import { exchangeOf } from '../support/credentials/learnerWallet.ts'
import { credentialIn, startOffering } from '../support/credentials/offering.ts'
import { createStating } from '../support/public/publicCertificates.ts'

const { server, site, wallet, publicUrl, lms, keyContext, issue, verify, readersOffer, holdersOffer } =
  await startOffering()

async function emailOf(id: number): Promise<string> {
  const { user } = await server.db.prisma.courseCertificate.findUniqueOrThrow({
    where: { id },
    include: { user: true },
  })
  return user.email
}

describe('an offer from the page', () => {
  it('leads a wallet from the interaction URL to a credential of its own', async () => {
    const { publicId } = await issue()
    const offer = await readersOffer(publicId)
    const { body } = await server.http.get(offer).set('Accept', 'application/json').expect(200)
    expect(body).toStrictEqual({ protocols: { vcapi: `${publicUrl}${offer.split('?')[0]}/exchange` } })
    const credential = credentialIn(await exchangeOf(server, offer).take(wallet))
    expect(credential.credentialSubject).toMatchObject({
      id: wallet.did,
      identifier: [{ identityType: 'name', identityHash: 'Amélie Laurent' }],
    })
    expect((await verify(credential)).verdict).toBe('valid')
    expect(credential.id).toMatch(/^urn:uuid:/)
  })

  it('takes an answer with Ed25519Signature2020 and VC 1.1, as wallets sign it', async () => {
    const { publicId } = await issue()
    const answer = { suite: 'Ed25519Signature2020', version: 1 } as const
    const taken = await exchangeOf(server, await readersOffer(publicId)).take(wallet, answer)
    expect(credentialIn(taken).credentialSubject.id).toBe(wallet.did)
  })

  it('is a page for people, in their language, with the public badge', async () => {
    const { publicId } = await issue()
    const page = await server.http.get(`/verify/${publicId}?lang=de`).expect(200)
    const [, action] = /<form method="post" action="([^"]+)"/.exec(page.text) ?? []
    const { headers } = await server.http
      .post(String(action))
      .set('Content-Type', 'application/x-www-form-urlencoded')
      .expect(303)
    const offered = await server.http.get(String(headers.location).slice(publicUrl.length)).expect(200)
    expect(offered.type).toBe('text/html')
    expect(offered.text).toContain('<html lang="de"')
    expect(offered.text).toContain(String(headers.location).replace('&lang=de', ''))
    expect(offered.text).toContain(`${publicUrl}/verify/${publicId}/credential.json`)
    expect(offered.headers['referrer-policy']).toBe('no-referrer')
  })

  it('may be taken by wallets of any origin', async () => {
    const offer = await readersOffer((await issue()).publicId)
    const preflight = await server.http
      .options(`${offer.split('?')[0]}/exchange`)
      .set({ Origin: 'https://wallet.example', 'Access-Control-Request-Method': 'POST' })
    expect(preflight.headers['access-control-allow-origin']).toBe('*')
    const { headers } = await exchangeOf(server, offer).post({}).set('Origin', 'https://wallet.example')
    expect(headers['access-control-allow-origin']).toBe('*')
  })

  it('cannot be made too often, and offers to the holder can', async () => {
    const { id, publicId } = await issue()
    const statuses = await Promise.all(
      Array.from({ length: 55 }, async () => (await server.http.post(`/verify/${publicId}/offers`)).status),
    )
    expect(statuses.filter((status) => status === 303)).toHaveLength(50)
    expect(statuses.filter((status) => status === 429)).toHaveLength(5)
    await lms('post', `/certificates/${id}/offers`).expect(201)
    server.setNow(new Date(Date.now() + 25 * 3_600_000))
    await readersOffer(publicId)
    server.setNow(null)
  })

  it('is not made for certificates of wallets, and for unknown, revoked and expired ones', async () => {
    const { id, publicId } = await issue()
    await lms('post', `/certificates/${id}/revoke`, { reason: 'A mistake.' }).expect(200)
    const expired = await issue({ achievedAt: new Date('2020-01-01'), expiresAt: new Date('2021-01-01') })
    const ofWallet = await createStating(server)
    const codes = []
    for (const of of [publicId, expired.publicId, ofWallet, randomUUID(), 'x']) {
      const { headers } = await server.http.post(`/verify/${of}/offers`)
      codes.push(headers['x-error-code'])
    }
    expect(codes).toStrictEqual([
      'certificate.not_valid',
      'certificate.not_valid',
      'credential.not_exported',
      'certificate.not_found',
      'certificate.not_found',
    ])
    for (const of of [publicId, expired.publicId, ofWallet]) {
      expect((await server.http.get(`/verify/${of}`)).text).not.toContain(`/verify/${of}/offers`)
    }
  })
})

describe('an offer to the holder', () => {
  it('gives a credential with a hash of the email', async () => {
    const { id } = await issue()
    const credential = credentialIn(await exchangeOf(server, await holdersOffer(id)).take(wallet))
    const [, email] = credential.credentialSubject.identifier
    expect(email).toMatchObject({ type: 'IdentityObject', hashed: true, identityType: 'emailAddress' })
    expect(email?.identityHash).toBe(`sha256$${hash('sha256', (await emailOf(id)) + email?.salt)}`)
    expect((await verify(credential)).verdict).toBe('valid')
  })

  it('lasts 14 days, and one from the page ten minutes', async () => {
    const { id, publicId } = await issue()
    const [ofPage, ofHolder] = [await readersOffer(publicId), await holdersOffer(id)]
    const codesAfter = async (ms: number) => {
      server.setNow(new Date(Date.now() + ms))
      const codes = []
      for (const offer of [ofPage, ofHolder])
        codes.push((await exchangeOf(server, offer).post({})).headers['x-error-code'])
      server.setNow(null)
      return codes
    }
    expect(await codesAfter(9 * 60_000)).toStrictEqual([undefined, undefined])
    expect(await codesAfter(11 * 60_000)).toStrictEqual(['offer.expired', undefined])
    expect(await codesAfter(15 * 24 * 3_600_000)).toStrictEqual(['offer.expired', 'offer.expired'])
  })

  it('is refused for a revoked certificate, and is in the audit log without its token', async () => {
    const { id } = await issue()
    const offer = await holdersOffer(id)
    const { body } = await server.http
      .get(`/openapi/v1/audit?subject=certificate/${id}`)
      .set('X-API-KEY', site.key)
      .expect(200)
    expect(body.entries.map(({ action }: { action: string }) => action)).toContain('certificate.offer')
    expect(JSON.stringify(body)).not.toContain(offer.slice('/offers/'.length, -'?iuv=1'.length))
    await lms('post', `/certificates/${id}/revoke`, { reason: 'A mistake.' }).expect(200)
    const refused = await lms('post', `/certificates/${id}/offers`).expect(409)
    expect(refused.headers['x-error-code']).toBe('certificate.not_valid')
  })

  it('repeats its answer for the same Idempotency-Key', async () => {
    const { id } = await issue()
    const send = () => lms('post', `/certificates/${id}/offers`).set('Idempotency-Key', `offer-${id}`).expect(201)
    expect((await send()).body).toStrictEqual((await send()).body)
  })
})

describe('a credential that a wallet took', () => {
  const takeNew = async () => {
    const issued = await issue({ expiresAt: new Date('2040-01-01') })
    const credential = credentialIn(await exchangeOf(server, await holdersOffer(issued.id)).take(wallet))
    return { ...issued, credential }
  }

  it.each<[string, (id: number) => Promise<unknown>]>([
    ['is revoked', (id) => lms('post', `/certificates/${id}/revoke`, { reason: 'A mistake.' }).expect(200)],
    ['has another expiry', (id) => lms('patch', `/certificates/${id}`, { expiresAt: 2_000_000_000 }).expect(200)],
    ['was signed by a compromised key', () => compromiseKey(keyContext())],
  ])('is revoked when the certificate %s', async (_, change) => {
    const { id, credential } = await takeNew()
    expect((await verify(credential)).verdict).toBe('valid')
    await change(id)
    expect((await verify(credential)).verdict).toBe('not_valid')
  })

  it('stays valid after a rotation', async () => {
    const { credential } = await takeNew()
    await rotateKey(keyContext())
    expect((await verify(credential)).verdict).toBe('valid')
  })

  it('has a place of its own, and leaves the public one unchanged', async () => {
    const { publicId, credential } = await takeNew()
    const open = async () => (await server.http.get(`/verify/${publicId}/credential.json`).responseType('blob')).body
    const before = JSON.parse(String(await open()))
    expect(before.credentialStatus.statusListIndex).not.toBe(credential.credentialStatus.statusListIndex)
    expect(before.credentialSubject.id).toBeUndefined()
    expect(JSON.parse(String(await open()))).toStrictEqual(before)
  })
})

describe('tidy', () => {
  it('deletes expired offers after a day', async () => {
    const { id, publicId } = await issue()
    await readersOffer(publicId)
    await holdersOffer(id)
    const count = () => server.db.prisma.offer.count({ where: { publicId } })
    const counts = []
    for (const hours of [23, 25, 15 * 24]) {
      await tidy(server.db, new Date(Date.now() + hours * 3_600_000))
      counts.push(await count())
    }
    expect(counts).toStrictEqual([2, 1, 0])
  })
})
