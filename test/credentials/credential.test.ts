import { randomBytes, randomUUID } from 'node:crypto'
import { verifyCredential } from '@chancery/verify/credential'
import { unbakePng } from '@chancery/verify/credential/unbake'
import { beforeAll, describe, expect, it } from 'vitest'
import type { IssuerKey } from '../../src/chain/keys/issuerKey.ts'
import { secretsBy } from '../../src/database/secrets.ts'
import { compromiseKey, rotateKey } from '../../src/issuers/keys.ts'
import { fetchFrom } from '../support/credentials/fetchFrom.ts'
import { contextIn } from '../support/lms/context.ts'
import { createStating, issueStating } from '../support/public/publicCertificates.ts'
import { newSite, startTestApp, type TestApp, type TestSite } from '../support/server/app.ts'
import { newWallet } from '../support/wallet/wallets.ts'

const publicUrl = 'https://certs.example.org'
const secretsKey = randomBytes(32)
const issuerKey: IssuerKey = '0x59c6995e998f97a5a0044966f0945389dc9e86dae88c7a8412f4603b6b78690d'

let server: TestApp
let site: TestSite
beforeAll(async () => {
  server = await startTestApp({ publicUrl, secretsKey, issuerKeys: new Map([[1, issuerKey]]) })
  site = await newSite(server.db)
})

const pathOf = (publicId: string) => `/verify/${publicId}/credential.json`
const get = (publicId: string) => server.http.get(pathOf(publicId)).responseType('blob')
const credentialOf = async (publicId: string): Promise<string> => String((await get(publicId).expect(200)).body)
const verify = (credential: string) => verifyCredential(credential, { fetchDocument: fetchFrom(server, publicUrl) })
const lms = (method: 'get' | 'post' | 'patch' | 'delete', path: string, body: object = {}) =>
  server.http[method](`/openapi/v1${path}`).set('X-API-KEY', site.key).send(body)

/** Issues a certificate to a user with a wallet, and publishes it. Returns both public ids. */
async function publishOne(encrypt: boolean, name = 'Amélie Laurent') {
  const wallet = newWallet()
  const learner = { name, email: `${randomUUID()}@example.com`, roleAlias: 'learner', password: 'a password' }
  const { body: user } = await lms('post', '/users', { ...learner, eth_address: wallet.address }).expect(201)
  const { body: course } = await lms('post', '/courses', { name: 'Astronomy' }).expect(201)
  const { body } = await lms('post', `/courses/${course.id}/certificates`, { userId: user.id }).expect(201)
  const published = await lms('post', `/certificates/${body.id}/publish?encrypt=${encrypt}`).expect(200)
  return { id: body.id, publicId: body.publicId, published: published.body.certificateId, wallet, userId: user.id }
}

describe('GET /verify/:publicId/credential.json', () => {
  it('returns an Open Badge that the DID of the site has signed', async () => {
    const facts = { description: 'Sold things.', achievedAt: new Date('2026-05-01'), expiresAt: new Date('2040-01-01') }
    const { publicId } = await issueStating(server, site.id, facts)
    const response = await get(publicId).expect(200)
    expect(response.headers).toMatchObject({
      'content-type': 'application/vc',
      'cache-control': 'public, max-age=300',
      'access-control-allow-origin': '*',
    })
    const did = 'did:web:certs.example.org'
    expect(await verify(String(response.body))).toMatchObject({ verdict: 'valid', issuer: { did } })
    const narrative = 'The holder met the requirements of the issuer.\n\nCourse: Advanced Sales Techniques'
    expect(JSON.parse(String(response.body))).toMatchObject({
      id: `${publicUrl}${pathOf(publicId)}`,
      type: ['VerifiableCredential', 'OpenBadgeCredential'],
      image: { id: `${publicUrl}/images/${publicId}-0.png`, type: 'Image' },
      issuer: { id: did, type: ['Profile'], name: 'Test site' },
      awardedDate: '2026-05-01T00:00:00Z',
      validUntil: '2040-01-01T00:00:00Z',
      credentialSubject: {
        type: ['AchievementSubject'],
        identifier: [{ identityType: 'name', hashed: false, identityHash: 'Amélie Laurent' }],
        achievement: {
          name: 'Course Completion Certificate',
          description: 'Sold things.',
          achievementType: 'CertificateOfCompletion',
          criteria: { narrative },
        },
      },
      proof: [{ type: 'DataIntegrityProof', cryptosuite: 'eddsa-rdfc-2022' }],
    })
    await server.http.get(pathOf(publicId)).set('If-None-Match', String(response.headers.etag)).expect(304)
  })

  it('states the criteria and the type of the course at issue', async () => {
    const { body: user } = await lms('post', '/users', newLearner()).expect(201)
    const facts = { criteria: 'Passed *two* exams.', achievementType: 'Certification' }
    const { body: course } = await lms('post', '/courses', { name: 'A*B', ...facts }).expect(201)
    expect(course).toMatchObject(facts)
    const { body } = await lms('post', `/courses/${course.id}/certificates`, { userId: user.id }).expect(201)
    const later = { criteria: null, achievementType: 'Course' }
    expect((await lms('patch', `/courses/${course.id}`, later).expect(200)).body).toMatchObject(later)
    const { body: courses } = await lms('get', '/courses').expect(200)
    expect(courses.courses.at(-1)).toMatchObject(later)
    const { credentialSubject } = JSON.parse(await credentialOf(body.publicId))
    expect(credentialSubject.achievement).toMatchObject({
      achievementType: 'Certification',
      criteria: { narrative: 'Passed *two* exams.\n\nCourse: A\\*B' },
    })
    const reissued = await lms('post', `/certificates/${body.id}/reissue`).expect(201)
    const next = JSON.parse(await credentialOf(reissued.body.publicId))
    expect(next.credentialSubject.achievement.achievementType).toBe('Course')
    await lms('post', '/courses', { name: 'A', achievementType: 'Nobility' }).expect(400)
  })

  it('states only the public facts of an encrypted certificate', async () => {
    const { published, wallet } = await publishOne(true, 'Grace Hopper')
    const text = await credentialOf(published)
    expect(text).not.toContain('Hopper')
    const { checksumHash } = await server.db.prisma.walletCertificate.findUniqueOrThrow({ where: { id: published } })
    if (checksumHash) expect(text).not.toContain(checksumHash)
    const { credentialSubject, image } = JSON.parse(text)
    expect(credentialSubject).toMatchObject({ id: `did:pkh:eip155:1:${wallet.address}` })
    expect(credentialSubject.identifier).toBeUndefined()
    expect(image).toBeUndefined()
    expect((await verify(text)).verdict).toBe('valid')
  })

  it('stores one credential for concurrent first requests', async () => {
    const { id, publicId } = await issueStating(server, site.id)
    const texts = await Promise.all(Array.from({ length: 8 }, () => credentialOf(publicId)))
    expect(new Set(texts).size).toBe(1)
    expect(await server.db.prisma.credential.count({ where: { courseCertificateId: id } })).toBe(1)
  })

  it('gives a revoked certificate that was never exported a credential that is revoked', async () => {
    const { id, publicId } = await issueStating(server, site.id)
    await lms('post', `/certificates/${id}/revoke`, { reason: 'A mistake.' }).expect(200)
    expect(await codesOf(await credentialOf(publicId))).toContain('revocation.revoked')
  })

  it('rejects unknown ids, certificates of wallets, and bad ids', async () => {
    const wallets = await createStating(server)
    for (const [id, status, code] of [
      [randomUUID(), 404, 'certificate.not_found'],
      ['nonsense', 404, 'certificate.not_found'],
      ['%00', 404, 'certificate.not_found'],
      [wallets, 404, 'credential.not_exported'],
    ] as const) {
      expect((await server.http.get(pathOf(id)).expect(status)).headers['x-error-code'], id).toBe(code)
    }
  })

  it('is the same in the LMS API, whose answers name its address', async () => {
    const { id, publicId } = await issueStating(server, site.id)
    const { body } = await lms('get', `/certificates/${id}`).expect(200)
    expect(body.credentialUrl).toBe(`${publicUrl}${pathOf(publicId)}`)
    const own = await lms('get', `/certificates/${id}/credential`).responseType('blob').expect(200)
    expect(own.headers['content-type']).toBe('application/vc')
    expect(String(own.body)).toBe(await credentialOf(publicId))
    await lms('get', '/certificates/999999/credential').expect(404)
  })
})

describe('GET /verify/:publicId/credential.png', () => {
  const png = (publicId: string) => server.http.get(`/verify/${publicId}/credential.png`).responseType('blob')

  it('returns the picture of the certificate with the Open Badge inside, once', async () => {
    const { publicId, published } = await publishOne(false)
    for (const id of [publicId, published]) {
      const { headers, body } = await png(id).expect(200)
      expect(headers).toMatchObject({ 'content-type': 'image/png', 'access-control-allow-origin': '*' })
      expect(body.toString('latin1').split('openbadgecredential')).toHaveLength(2)
      expect(unbakePng(body)).toBe(await credentialOf(id))
      expect((await verifyCredential(body, { fetchDocument: fetchFrom(server, publicUrl) })).verdict).toBe('valid')
    }
    const { body: picture } = await server.http.get(`/images/${publicId}-0.png`).responseType('blob').expect(200)
    const { body: baked } = await png(publicId)
    const credential = await credentialOf(publicId)
    expect(baked.length - picture.length).toBe(Buffer.byteLength(credential) + 12 + 'openbadgecredential'.length + 5)
  })

  it('returns a square badge too', async () => {
    const { publicId, published } = await publishOne(false)
    for (const id of [publicId, published]) {
      const { body } = await server.http.get(`/verify/${id}/badge.png`).responseType('blob').expect(200)
      expect(body.readUInt32BE(16)).toBe(body.readUInt32BE(20))
      expect(unbakePng(body)).toBe(await credentialOf(id))
    }
  })

  it('returns 404 without a public picture, and 410 after an erasure', async () => {
    const { published } = await publishOne(true)
    expect((await png(published).expect(404)).headers['x-error-code']).toBe('certificate.not_found')
    const { publicId, userId } = await publishOne(false)
    await lms('delete', `/users/${userId}?erase=true`).expect(200)
    expect((await png(publicId).expect(410)).headers['x-error-code']).toBe('certificate.erased')
  })
})

describe('an Open Badge of a certificate that changed', () => {
  it('is revoked when the expiry changes, and replaced', async () => {
    const { id, publicId } = await issueStating(server, site.id, { expiresAt: new Date('2040-01-01') })
    const old = await credentialOf(publicId)
    await lms('patch', `/certificates/${id}`, { expiresAt: 2_000_000_000 }).expect(200)
    expect(await codesOf(old)).toContain('revocation.revoked')
    const next = await credentialOf(publicId)
    expect(JSON.parse(next).validUntil).toBe('2033-05-18T03:33:20Z')
    expect((await verify(next)).verdict).toBe('valid')
  })

  it('is revoked with the certificate, also what was published of it', async () => {
    const { id, publicId, published } = await publishOne(false)
    const badges = [await credentialOf(publicId), await credentialOf(published)]
    for (const badge of badges) expect((await verify(badge)).verdict).toBe('valid')
    await lms('post', `/certificates/${id}/revoke`, { reason: 'A mistake.' }).expect(200)
    for (const badge of badges) expect(await codesOf(badge)).toContain('revocation.revoked')
    expect(await credentialOf(publicId)).toBe(badges[0])
  })

  it('is revoked when its holder deletes the certificate', async () => {
    const { publicId, published, wallet } = await publishOne(false)
    const [course, badge] = [await credentialOf(publicId), await credentialOf(published)]
    await server.http.post(`/api/v1/certificates/${published}/delete_by_id/`).set(wallet.headers).expect(200)
    expect(await codesOf(badge)).toContain('revocation.revoked')
    expect((await verify(course)).verdict).toBe('valid')
    expect((await get(published).expect(410)).headers['x-error-code']).toBe('certificate.deleted')
  })

  it('is revoked and erased with its holder', async () => {
    const { publicId, published, userId } = await publishOne(false)
    const badges = [await credentialOf(publicId), await credentialOf(published)]
    await lms('delete', `/users/${userId}?erase=true`).expect(200)
    for (const badge of badges) expect(await codesOf(badge)).toContain('revocation.revoked')
    expect((await get(publicId).expect(410)).headers['x-error-code']).toBe('certificate.erased')
    expect(await server.db.prisma.credential.count({ where: { publicId: { in: [publicId, published] } } })).toBe(0)
    expect(await server.db.prisma.credential.count({ where: { signed: { contains: publicId } } })).toBe(0)
  })
})

describe('chancery issuers rotate', () => {
  const keyContext = () => ({ ...contextIn(server.db, site.id), secrets: () => secretsBy(secretsKey) })

  it('keeps Open Badges of the former key valid', async () => {
    const { publicId } = await issueStating(server, site.id)
    const badge = await credentialOf(publicId)
    await rotateKey(keyContext())
    expect((await verify(badge)).verdict).toBe('valid')
    expect(await credentialOf(publicId)).toBe(badge)
  })

  it('revokes those of a compromised key, and signs them anew', async () => {
    const { publicId } = await issueStating(server, site.id)
    const badge = await credentialOf(publicId)
    await compromiseKey(keyContext())
    const codes = await codesOf(badge)
    expect(codes).toContain('revocation.revoked')
    expect((await verify(badge)).verdict).toBe('not_valid')
    const next = await credentialOf(publicId)
    expect(next).not.toBe(badge)
    expect((await verify(next)).verdict).toBe('valid')
  })
})

async function codesOf(credential: string): Promise<string[]> {
  return (await verify(credential)).checks.map(({ code }) => code)
}

function newLearner() {
  return { name: 'A', email: `${randomUUID()}@example.com`, roleAlias: 'learner', password: 'a password' }
}
