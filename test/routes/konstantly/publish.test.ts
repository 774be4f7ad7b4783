import { randomUUID } from 'node:crypto'
import { afterEach, beforeAll, describe, expect, it, vi } from 'vitest'
import { checksumOf, decryptDocument } from '../../../src/documents/encryption.ts'
import { IpfsUnavailable } from '../../../src/ipfs/store.ts'
import { queueForgottenPublishing } from '../../../src/services/publishing.ts'
import { addressOf } from '../../../src/wallet/addressOf.ts'
import type { IssuerKey } from '../../../src/wallet/issuerKey.ts'
import { startWorker } from '../../../src/worker.ts'
import { newSite, startTestApp, type TestApp, type TestSite } from '../../support/app.ts'
import { newWallet, type TestWallet } from '../../support/wallets.ts'

const issuerKey: IssuerKey = '0x59c6995e998f97a5a0044966f0945389dc9e86dae88c7a8412f4603b6b78690d'
const issuerKeys = new Map([1, 2].map((site) => [site, issuerKey]))

let server: TestApp
let site: TestSite

beforeAll(async () => {
  server = await startTestApp({ issuerKeys })
  site = await newSite(server.db)
  expect(issuerKeys.has(site.id)).toBe(true)
})

afterEach(() => {
  vi.restoreAllMocks()
})

const get = (path: string, key = site.key) => server.http.get(`/openapi/v1${path}`).set('X-API-KEY', key)
const patch = (path: string, body: object, key = site.key) =>
  server.http.patch(`/openapi/v1${path}`).set('X-API-KEY', key).send(body)
const post = (path: string, body: object = {}, key = site.key) =>
  server.http.post(`/openapi/v1${path}`).set('X-API-KEY', key).send(body)

async function newUser(wallet: TestWallet | null, key = site.key): Promise<string> {
  const name = { name: 'Amélie Laurent', email: `${randomUUID()}@example.com`, password: 'correct horse' }
  const body = { ...name, roleAlias: 'learner', ...(wallet && { eth_address: wallet.address }) }
  return (await post('/users', body, key).expect(201)).body.id
}

const newCourse = async (facts: object = {}, key = site.key): Promise<number> =>
  (await post('/courses', { name: 'Advanced Sales Techniques', ...facts }, key).expect(201)).body.id

async function newCertificate({
  wallet = newWallet() as TestWallet | null,
  course = {},
  facts = {},
  key = site.key,
} = {}): Promise<number> {
  const [userId, courseId] = [await newUser(wallet, key), await newCourse(course, key)]
  return (await post(`/courses/${courseId}/certificates`, { userId, ...facts }, key).expect(201)).body.id
}

const publish = (id: number, query = '') => post(`/certificates/${id}/publish${query}`)

async function fileOf(cid: string): Promise<Buffer> {
  const { body } = await server.http.get(`/ipfs/${cid}`).buffer(true).expect(200)
  return body
}

const verdictOf = async (id: string) => (await server.http.get(`/verify/${id}.json`)).body.verdict

describe('POST /certificates/{certificateId}/publish', () => {
  it('gives the wallet of the user a certificate, whose document everybody reads and checks', async () => {
    const wallet = newWallet()
    const link = 'https://lms.example/courses/2'
    const id = await newCertificate({ wallet, course: { link }, facts: { expiresAt: 4_000_000_000 } })
    const { body } = await publish(id).expect(200)

    expect(body).toStrictEqual({
      certificateId: expect.any(String),
      holder: wallet.address,
      issuer: addressOf(issuerKey),
      encrypted: false,
      ipfsHash: expect.stringMatching(/^baf/),
      checksumHash: expect.stringMatching(/^[0-9a-f]{64}$/),
      verificationUrl: `${server.url}/verify/${body.certificateId}`,
    })
    const { body: shown } = await server.http.get(`/api/v1/certificates/${body.certificateId}/`).set(wallet.headers)
    expect(shown).toMatchObject({
      holder_eth_address: wallet.address,
      user_eth_address: addressOf(issuerKey),
      institution_title: 'Test site',
      institution_link: server.url,
      program_title: 'Advanced Sales Techniques',
      certificate_title: 'Course Completion Certificate',
      course_link: link,
      expiration_date: '2096-10-02T07:06:40.000Z',
      ipfs_hash: body.ipfsHash,
      checksum: body.checksumHash,
    })
    const file = await fileOf(body.ipfsHash)
    expect(file.subarray(0, 5).toString()).toBe('%PDF-')
    expect(checksumOf(file)).toBe(body.checksumHash)
    expect(await verdictOf(body.certificateId)).toBe('valid')
  })

  it('gives one certificate, however often and by how many at once it is asked', async () => {
    const id = await newCertificate()
    const answers = await Promise.all(Array.from({ length: 4 }, () => publish(id).expect(200)))
    const { body: again } = await publish(id, '?encrypt=true').expect(200)
    for (const { body } of answers) expect(body).toStrictEqual(again)
    expect(await server.db.prisma.certificate.count({ where: { courseCertificateId: id } })).toBe(1)
  })

  it('gives with encrypt=true a document that opens by its checksum alone', async () => {
    const { body } = await publish(await newCertificate(), '?encrypt=true').expect(200)
    expect(body.encrypted).toBe(true)
    const file = await fileOf(body.ipfsHash)
    expect(file.includes('PDF')).toBe(false)
    const pdf = decryptDocument(file, body.checksumHash)
    expect(Buffer.from(pdf.subarray(0, 5)).toString()).toBe('%PDF-')
    expect(checksumOf(pdf)).toBe(body.checksumHash)
    expect(await verdictOf(body.certificateId)).toBe('valid')
  })

  it('gives with encrypt=true a document that nobody can make again, and keeps no copy of it', async () => {
    const wallet = newWallet()
    const id = await newCertificate({ wallet })
    const { body: first } = await publish(id, '?encrypt=true').expect(200)
    await server.http.post(`/api/v1/certificates/${first.certificateId}/delete_by_id/`).set(wallet.headers).expect(200)
    const { body: second } = await publish(id, '?encrypt=true').expect(200)
    expect(second.checksumHash).not.toBe(first.checksumHash)
    const { body: issued } = await get(`/certificates/${id}`).expect(200)
    const { pathname } = new URL(issued.imageUrl.replace('/images/', '/documents/').replace(/png$/, 'pdf'))
    const { body: open } = await server.http.get(pathname).buffer(true).expect(200)
    expect([first.checksumHash, second.checksumHash]).not.toContain(checksumOf(open))
  })

  it('encrypts as its course says where nobody says otherwise', async () => {
    const course = { publishing: 'encrypted' }
    expect((await publish(await newCertificate({ course })).expect(200)).body.encrypted).toBe(true)
    const openly = await newCertificate({ course })
    expect((await publish(openly, '?encrypt=false').expect(200)).body.encrypted).toBe(false)
    // What is there stays, and is called what it is.
    expect((await publish(openly, '?encrypt=true').expect(200)).body.encrypted).toBe(false)
  })

  it('keeps its answer for who sends the request again with its Idempotency-Key', async () => {
    const id = await newCertificate()
    const key = randomUUID()
    const first = await publish(id).set('Idempotency-Key', key).expect(200)
    const again = await publish(id).set('Idempotency-Key', key).expect(200)
    expect(again.body).toStrictEqual(first.body)
  })

  it('is in the audit', async () => {
    const id = await newCertificate()
    const { body: publication } = await publish(id).expect(200)
    const { body } = await get(`/audit?subject=certificate/${id}&limit=1`).expect(200)
    const after = { id: publication.certificateId, ipfsHash: publication.ipfsHash }
    expect(body.entries).toMatchObject([{ action: 'certificate.publish', after }])
  })

  it('refuses what cannot be given to anybody, and says why', async () => {
    const revoked = await newCertificate()
    await post(`/certificates/${revoked}/revoke`, { reason: 'Issued by mistake.' }).expect(200)
    const other = await newSite(server.db)
    await newSite(server.db)
    const keyless = await newSite(server.db)
    const ofKeyless = await newCertificate({ key: keyless.key })
    for (const [id, key, code] of [
      [revoked, site.key, 'certificate.revoked'],
      [await newCertificate({ wallet: null }), site.key, 'user.no_wallet'],
      [ofKeyless, keyless.key, 'site.no_issuer_key'],
    ] as const) {
      const { headers } = await post(`/certificates/${id}/publish`, {}, key).expect(409)
      expect(headers['x-error-code']).toBe(code)
    }
    await post(`/certificates/${revoked}/publish`, {}, other.key).expect(404)
  })

  it('says that IPFS is not there, leaves nothing behind, and works when it is back', async () => {
    const id = await newCertificate()
    vi.spyOn(server.ipfs, 'add').mockRejectedValueOnce(new IpfsUnavailable('gone'))
    const { headers } = await publish(id).expect(503)
    expect(headers['x-error-code']).toBe('ipfs.unavailable')
    expect(await server.db.prisma.certificate.count({ where: { courseCertificateId: id } })).toBe(0)
    await publish(id).expect(200)
  })
})

describe('What is published', () => {
  it('does not change: its expiry is that of its document', async () => {
    const id = await newCertificate()
    await publish(id).expect(200)
    const { headers } = await patch(`/certificates/${id}`, { expiresAt: 4_000_000_000 }).expect(409)
    expect(headers['x-error-code']).toBe('certificate.published')
    await patch(`/certificates/${id}`, { imageUrl: 'https://files.example/1.png' }).expect(200)
  })

  it('is revoked with what it was published from', async () => {
    const id = await newCertificate()
    const { body } = await publish(id).expect(200)
    await post(`/certificates/${id}/revoke`, { reason: 'Issued by mistake.' }).expect(200)
    expect(await verdictOf(body.certificateId)).toBe('not_valid')
    await publish(id).expect(200)
  })

  it('may be deleted by its holder, and then be published anew', async () => {
    const wallet = newWallet()
    const id = await newCertificate({ wallet })
    const { body: first } = await publish(id).expect(200)
    await server.http.post(`/api/v1/certificates/${first.certificateId}/delete_by_id/`).set(wallet.headers).expect(200)
    const { body: second } = await publish(id).expect(200)
    expect(second).toMatchObject({ ipfsHash: first.ipfsHash, checksumHash: first.checksumHash })
    expect(second.certificateId).not.toBe(first.certificateId)
  })
})

describe('A course that publishes', () => {
  async function working(work: () => Promise<void>): Promise<void> {
    const config = { webhookAllowedNetworks: [], issuerKeys, dataDir: server.dataDir }
    const log = { error: (details: object) => expect(details).toBeNull() }
    const worker = await startWorker({ db: server.db, config, ipfs: server.ipfs, publicUrl: server.url, log })
    await work().finally(() => worker.stop())
  }

  const published = (courseId: number) =>
    server.db.prisma.certificate.findMany({ where: { courseCertificate: { courseId } }, include: { holder: true } })
  const until = (look: () => Promise<void>) => vi.waitFor(look, { timeout: 25_000, interval: 100 })

  it('gives each certificate to the wallet of its user by itself, also those of a batch', async () => {
    const courseId = await newCourse({ publishing: 'encrypted' })
    const [one, other] = [newWallet(), newWallet()]
    await post(`/courses/${courseId}/certificates`, { userId: await newUser(one) }).expect(201)
    const entries = [{ userId: await newUser(other) }, { userId: await newUser(null) }]
    await post(`/courses/${courseId}/certificates/batch`, entries).expect(200)
    await working(async () => {
      await until(async () => expect(await published(courseId)).toHaveLength(2))
      const rows = await published(courseId)
      expect(rows.map((row) => row.holder?.address).sort()).toStrictEqual([one.address, other.address].sort())
      for (const row of rows) {
        const file = await fileOf(row.ipfsHash)
        expect(checksumOf(decryptDocument(file, row.checksumHash ?? ''))).toBe(row.checksumHash)
      }
    })
  })

  it('publishes what it had before, too, and nothing twice that a holder deleted', async () => {
    const wallet = newWallet()
    const courseId = await newCourse()
    const userId = await newUser(wallet)
    await post(`/courses/${courseId}/certificates`, { userId }).expect(201)
    await patch(`/courses/${courseId}`, { publishing: 'open' }).expect(200)
    const press = { db: server.db, issuerKeys }
    await working(async () => {
      await queueForgottenPublishing(press)
      await until(async () => expect(await published(courseId)).toHaveLength(1))
      const [row] = await published(courseId)
      await server.http.post(`/api/v1/certificates/${row?.id}/delete_by_id/`).set(wallet.headers).expect(200)
    })
    const { rowCount: before } = await server.db.pool.query(`SELECT FROM jobs.job WHERE name = 'publish'`)
    await queueForgottenPublishing(press)
    const { rowCount: after } = await server.db.pool.query(`SELECT FROM jobs.job WHERE name = 'publish'`)
    expect(after).toBe(before)
  })

  it('gives it when the user has a wallet, and nothing before', async () => {
    const courseId = await newCourse({ publishing: 'open' })
    const userId = await newUser(null)
    await post(`/courses/${courseId}/certificates`, { userId }).expect(201)
    const wallet = newWallet()
    await working(async () => {
      expect(await published(courseId)).toStrictEqual([])
      await patch(`/users/${userId}`, { eth_address: wallet.address }).expect(200)
      await until(async () => expect(await published(courseId)).toHaveLength(1))
    })
  })
})
