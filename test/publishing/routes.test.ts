import { randomUUID } from 'node:crypto'
import { beforeAll, describe, expect, it, vi } from 'vitest'
import { addressOf } from '../../src/chain/keys/addressOf.ts'
import type { IssuerKey } from '../../src/chain/keys/issuerKey.ts'
import { readConfig } from '../../src/core/config.ts'
import { withChecksum } from '../../src/core/storedSecrets.ts'
import { parseCid } from '../../src/ipfs/cid.ts'
import { checksumOf, decryptDocument } from '../../src/publishing/encryption.ts'
import { unpublishedJob } from '../../src/publishing/jobs.ts'
import { startWorker } from '../../src/server/worker.ts'
import { stores, type TestStore } from '../support/ipfs/stores.ts'
import { proofOf } from '../support/public/fileProof.ts'
import { newSite, startTestApp, type TestApp, type TestSite } from '../support/server/app.ts'
import { newWallet, type TestWallet, walletOf } from '../support/wallet/wallets.ts'

const issuerKey: IssuerKey = '0x59c6995e998f97a5a0044966f0945389dc9e86dae88c7a8412f4603b6b78690d'
const issuerKeys = new Map([1, 2].map((site) => [site, issuerKey]))

let server: TestApp
let site: TestSite

beforeAll(async () => {
  server = await startTestApp({ issuerKeys })
  site = await newSite(server.db)
  expect(issuerKeys.has(site.id)).toBe(true)
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

/** Returns the checksum that the holder sees. */
async function checksumFor(certificateId: string): Promise<string> {
  const row = await server.db.prisma.walletCertificate.findUniqueOrThrow({ where: { id: certificateId } })
  return withChecksum(server.db.secrets, row).checksum ?? expect.fail('No checksum.')
}

/** Returns the code of the check `file`. */
async function codeFor(id: string, file: Uint8Array): Promise<string> {
  const { body } = await server.http.get(`/verify/${id}.json?file=${proofOf(id, file)}`).expect(200)
  return body.checks.find(({ check }: { check: string }) => check === 'file').code
}

const verdictOf = async (id: string) => (await server.http.get(`/verify/${id}.json`)).body.verdict

describe('POST /certificates/:certificateId/publish', () => {
  it('lets both pages know every PDF that they offer', async () => {
    const id = await newCertificate()
    const { body: certificate } = await get(`/certificates/${id}`).expect(200)
    const { body } = await publish(id).expect(200)
    const download = async () => (await server.http.get(new URL(certificate.pdfUrl).pathname).buffer(true)).body
    const pdf: Buffer = await download()
    const { publicId } = certificate
    expect([await codeFor(publicId, pdf), await codeFor(body.certificateId, pdf)]).toStrictEqual([
      ...['file.equal', 'file.equal'],
    ])
    await post(`/certificates/${id}/revoke`, { reason: 'By mistake' }).expect(200)
    const stamped: Buffer = await download()
    for (const page of [publicId, body.certificateId]) {
      expect(await codeFor(page, stamped)).toBe('file.current_pdf')
      expect(await codeFor(page, stamped.with(999, 0))).toBe('file.different')
    }
  })

  it('publishes a certificate to the user’s wallet, with a public document that verifies', async () => {
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
      issuerSignature: expect.stringMatching(/^0x[0-9a-f]{130}$/),
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
    })
    const file = await fileOf(body.ipfsHash)
    expect(file.subarray(0, 5).toString()).toBe('%PDF-')
    expect(checksumOf(file)).toBe(shown.checksum)
    expect(await verdictOf(body.certificateId)).toBe('valid')
  })

  it('publishes once when requests are repeated or run in parallel', async () => {
    const id = await newCertificate()
    const answers = await Promise.all(Array.from({ length: 4 }, () => publish(id).expect(200)))
    const { body: again } = await publish(id, '?encrypt=true').expect(200)
    for (const { body } of answers) expect(body).toStrictEqual(again)
    expect(await server.db.prisma.walletCertificate.count({ where: { courseCertificateId: id } })).toBe(1)
  })

  it('encrypts the document with encrypt=true, so that its checksum alone decrypts it', async () => {
    const { body } = await publish(await newCertificate(), '?encrypt=true').expect(200)
    expect(body.encrypted).toBe(true)
    const file = await fileOf(body.ipfsHash)
    expect(file.includes('%PDF-')).toBe(false)
    const checksum = await checksumFor(body.certificateId)
    const pdf = decryptDocument(file, checksum)
    expect(Buffer.from(pdf.subarray(0, 5)).toString()).toBe('%PDF-')
    expect(checksumOf(pdf)).toBe(checksum)
    expect(await verdictOf(body.certificateId)).toBe('valid')
  })

  it('makes a different document each time with encrypt=true, and serves no open copy of it', async () => {
    const wallet = newWallet()
    const id = await newCertificate({ wallet })
    const { body: first } = await publish(id, '?encrypt=true').expect(200)
    const firstChecksum = await checksumFor(first.certificateId)
    await server.http.post(`/api/v1/certificates/${first.certificateId}/delete_by_id/`).set(wallet.headers).expect(200)
    const { body: second } = await publish(id, '?encrypt=true').expect(200)
    const secondChecksum = await checksumFor(second.certificateId)
    expect(secondChecksum).not.toBe(firstChecksum)
    const { body: issued } = await get(`/certificates/${id}`).expect(200)
    const { pathname } = new URL(issued.imageUrl.replace('/images/', '/documents/').replace(/png$/, 'pdf'))
    const { body: open } = await server.http.get(pathname).buffer(true).expect(200)
    expect([firstChecksum, secondChecksum]).not.toContain(checksumOf(open))
  })

  it('shows no name for the wallet certificate with encrypt=true', async () => {
    const wallet = newWallet()
    const id = await newCertificate({ wallet })
    const { body } = await publish(id, '?encrypt=true').expect(200)
    await post(`/certificates/${id}/reissue`).expect(201)
    const { publicId } = await server.db.prisma.courseCertificate.findUniqueOrThrow({ where: { id } })
    const seen = async (page: string) => {
      const shown = [`/verify/${page}`, `/verify/${page}.json`, `/verify/${page}/bundle.json`]
      const answers = await Promise.all(shown.map((path) => server.http.get(path).expect(200)))
      return answers.map(({ text }) => text)
    }
    for (const text of await seen(body.certificateId)) {
      expect(text).toContain('Advanced Sales Techniques')
      expect(text).not.toMatch(/Amélie|\/images\//)
      expect(text).not.toContain(publicId)
    }
    const { body: json } = await server.http.get(`/verify/${body.certificateId}.json`).expect(200)
    expect(json.certificate).toMatchObject({ holder: { name: null, address: wallet.address }, replacedBy: null })
    for (const text of await seen(publicId)) expect(text).toContain('Amélie')
    const query = `?eth_address=${wallet.address}`
    const list = await server.http.get(`/api/v1/certificates/get_certificates_by_learner/${query}`).expect(200)
    expect(list.text).toContain(body.certificateId)
    expect(list.text).not.toMatch(/Amélie/)
  })

  it('encrypts as the course is set unless the query says otherwise, and keeps an existing publication', async () => {
    const course = { publishing: 'encrypted' }
    expect((await publish(await newCertificate({ course })).expect(200)).body.encrypted).toBe(true)
    const openly = await newCertificate({ course })
    expect((await publish(openly, '?encrypt=false').expect(200)).body.encrypted).toBe(false)
    // The existing publication stays, and the response describes it.
    expect((await publish(openly, '?encrypt=true').expect(200)).body.encrypted).toBe(false)
  })

  it('replays the response for the same Idempotency-Key', async () => {
    const id = await newCertificate()
    const key = randomUUID()
    const first = await publish(id).set('Idempotency-Key', key).expect(200)
    const again = await publish(id).set('Idempotency-Key', key).expect(200)
    expect(again.body).toStrictEqual(first.body)
  })

  it('records certificate.publish in the audit', async () => {
    const id = await newCertificate()
    const { body: publication } = await publish(id).expect(200)
    const { body } = await get(`/audit?subject=certificate/${id}&limit=1`).expect(200)
    const after = { id: publication.certificateId, ipfsHash: publication.ipfsHash }
    expect(body.entries).toMatchObject([{ action: 'certificate.publish', after }])
  })

  it('rejects a revoked certificate, a user without a wallet and a site without an issuer key', async () => {
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

  it('publishes nothing of a deleted user to their wallet, which another user may have', async () => {
    const wallet = newWallet()
    const certificates = [await newCertificate({ wallet }), await newCertificate()] as const
    const [before, during] = await Promise.all(
      certificates.map(async (id) => (await get(`/certificates/${id}`).expect(200)).body.user),
    )
    const remove = (id: string) => server.http.delete(`/openapi/v1/users/${id}`).set('X-API-KEY', site.key).expect(200)
    await remove(before.id)
    await newUser(wallet)
    const { headers } = await publish(certificates[0]).expect(409)
    expect(headers['x-error-code']).toBe('user.no_wallet')

    const add = server.ipfs.add.bind(server.ipfs)
    vi.spyOn(server.ipfs, 'add').mockImplementationOnce(async (content) => {
      await remove(during.id)
      return add(content)
    })
    const late = await publish(certificates[1]).expect(409)
    expect(late.headers['x-error-code']).toBe('certificate.changed')
  })
})

describe.each(Object.entries(stores))('publishing with the %s store', (_, open) => {
  let store: TestStore
  beforeAll(async () => {
    const usual = { server, site }
    store = await open()
    server = await startTestApp({ issuerKeys, ...store.config })
    site = await newSite(server.db)
    return () => {
      server = usual.server
      site = usual.site
    }
  })

  it('publishes open and encrypted documents that verify, until a document is damaged', async () => {
    const { body: open } = await publish(await newCertificate()).expect(200)
    expect(checksumOf(await fileOf(open.ipfsHash))).toBe(await checksumFor(open.certificateId))
    const { body: sealed } = await publish(await newCertificate(), '?encrypt=true').expect(200)
    const pdf = decryptDocument(await fileOf(sealed.ipfsHash), await checksumFor(sealed.certificateId))
    expect(checksumOf(pdf)).toBe(await checksumFor(sealed.certificateId))
    for (const { certificateId } of [open, sealed]) expect(await verdictOf(certificateId)).toBe('valid')

    await store.damage(parseCid(open.ipfsHash) ?? expect.fail('No CID.'))
    expect(await verdictOf(open.certificateId)).toBe('not_valid')
    expect(await verdictOf(sealed.certificateId)).toBe('valid')
  })

  it('leaves nothing behind while the store is unavailable, and publishes and verifies again afterwards', async () => {
    const { body: before } = await publish(await newCertificate()).expect(200)
    const id = await newCertificate()
    await store.takeDown()
    const { headers } = await publish(id).expect(503)
    expect(headers['x-error-code']).toBe('ipfs.unavailable')
    expect(await server.db.prisma.walletCertificate.count({ where: { courseCertificateId: id } })).toBe(0)
    expect(await verdictOf(before.certificateId)).toBe('not_checked')
    await store.bringBack()
    const { body: after } = await publish(id).expect(200)
    for (const { certificateId } of [before, after]) expect(await verdictOf(certificateId)).toBe('valid')
  })
})

describe('published certificate', () => {
  it('rejects a change of its expiry, and accepts a change of its image', async () => {
    const id = await newCertificate()
    await publish(id).expect(200)
    const { headers } = await patch(`/certificates/${id}`, { expiresAt: 4_000_000_000 }).expect(409)
    expect(headers['x-error-code']).toBe('certificate.published')
    await patch(`/certificates/${id}`, { imageUrl: 'https://files.example/1.png' }).expect(200)
  })

  it('revokes the wallet certificate along with the course certificate', async () => {
    const id = await newCertificate()
    const { body } = await publish(id).expect(200)
    await post(`/certificates/${id}/revoke`, { reason: 'Issued by mistake.' }).expect(200)
    expect(await verdictOf(body.certificateId)).toBe('not_valid')
    await publish(id).expect(200)
  })

  it('lists the revocation in the wallet API, with the email in the reason masked for everybody but the holder', async () => {
    const wallet = newWallet()
    const id = await newCertificate({ wallet })
    const { body } = await publish(id).expect(200)
    await post(`/certificates/${id}/revoke`, { reason: 'Ask registrar@office.example.' }).expect(200)
    const path = `/api/v1/certificates/?eth_address=${wallet.address}`
    const revoked = { id: body.certificateId, revoked_at: expect.any(String) }
    expect((await server.http.get(path).expect(200)).body).toMatchObject([
      { ...revoked, revocation_reason: 'Ask …@office.example.' },
    ])
    expect((await server.http.get(path).set(wallet.headers).expect(200)).body).toMatchObject([
      { ...revoked, revocation_reason: 'Ask registrar@office.example.' },
    ])
  })

  it('revokes the course certificate when the issuer revokes in the wallet API, with an event and an audit entry', async () => {
    const id = await newCertificate()
    const { body } = await publish(id).expect(200)
    const issuer = walletOf(issuerKey)
    const revoke = (reason: string) =>
      server.http
        .post(`/api/v1/certificates/${body.certificateId}/revoke/`)
        .set(issuer.headers)
        .send(issuer.signRevocation({ certificate: body.certificateId, reason }))
        .expect(200)
    await revoke('Another person took the exam.')
    await revoke('Another reason.')
    const { body: shown } = await get(`/certificates/${id}`).expect(200)
    expect(shown).toMatchObject({ revokedAt: expect.any(Number), revocationReason: 'Another person took the exam.' })
    const events = await server.db.prisma.event.findMany({
      where: { siteId: site.id, type: 'Certificate/Revoked', subject: `certificate/${id}` },
    })
    expect(events).toMatchObject([{ body: { certificate: { id, revokedAt: shown.revokedAt } } }])
    const { body: audit } = await get(`/audit?subject=certificate/${id}&limit=1`).expect(200)
    expect(audit.entries).toMatchObject([
      {
        ...{ action: 'certificate.revoke', command: `revocation by ${issuer.address}` },
        ...{ requestId: expect.any(String), after: { revokedAt: shown.revokedAt } },
      },
    ])
    const [one, other] = await Promise.all([
      server.db.prisma.courseCertificate.findUniqueOrThrow({ where: { id } }),
      server.db.prisma.walletCertificate.findUniqueOrThrow({ where: { id: body.certificateId } }),
    ])
    expect(one.revokedAt).toStrictEqual(other.revokedAt)
    expect(other.revocationSignature).not.toBeNull()
  })

  it('revokes once when site and issuer revoke in parallel', async () => {
    const issuer = walletOf(issuerKey)
    const ids = await Promise.all(Array.from({ length: 4 }, () => newCertificate()))
    for (const id of ids) {
      const { body } = await publish(id).expect(200)
      const sent = issuer.signRevocation({ certificate: body.certificateId, reason: 'By the issuer.' })
      await Promise.all([
        post(`/certificates/${id}/revoke`, { reason: 'By the site.' }).expect(200),
        server.http
          .post(`/api/v1/certificates/${body.certificateId}/revoke/`)
          .set(issuer.headers)
          .send(sent)
          .expect(200),
      ])
      const subject = `certificate/${id}`
      expect(await server.db.prisma.event.count({ where: { type: 'Certificate/Revoked', subject } })).toBe(1)
    }
  })

  it('signs with the site’s wallet, including the facts that only the course certificate states', async () => {
    const id = await newCertificate({ facts: { description: 'With honours' } })
    const { body } = await publish(id).expect(200)
    const { publicId } = await server.db.prisma.courseCertificate.findUniqueOrThrow({ where: { id } })
    const evidence = { address: addressOf(issuerKey) }
    const issuerOf = async (page: string) => (await server.http.get(`/verify/${page}.json`).expect(200)).body.checks[1]
    for (const page of [body.certificateId, publicId]) {
      expect(await issuerOf(page)).toMatchObject({ outcome: 'passed', code: 'issuer.signed', evidence })
    }
    const { body: shown } = await server.http.get(`/api/v1/certificates/${body.certificateId}/`).expect(200)
    expect(shown.issuer_signature).toBe(body.issuerSignature)

    for (const column of ['user_name', 'description', 'achieved_at']) {
      const change = column === 'achieved_at' ? "achieved_at - interval '1 ms'" : `${column} || 'x'`
      const back = column === 'achieved_at' ? "achieved_at + interval '1 ms'" : `left(${column}, -1)`
      const set = (value: string) =>
        server.db.pool.query(`UPDATE course_certificates SET ${column} = ${value} WHERE id = $1`, [id])
      await set(change)
      for (const page of [body.certificateId, publicId]) {
        expect(await issuerOf(page)).toMatchObject({ outcome: 'failed', code: 'issuer.not_signed', evidence })
      }
      await set(back)
    }
    // Only the page of the course certificate shows these.
    for (const column of ['name', 'course_name', 'institution_name']) {
      const set = (value: string) =>
        server.db.pool.query(`UPDATE course_certificates SET ${column} = ${value} WHERE id = $1`, [id])
      await set(`${column} || 'x'`)
      expect(await issuerOf(publicId)).toMatchObject({ outcome: 'failed' })
      expect(await issuerOf(body.certificateId)).toMatchObject({ outcome: 'passed' })
      await set(`left(${column}, -1)`)
    }
    expect(await verdictOf(publicId)).toBe('valid')
  })

  it('shows a revocation by the site’s key on both pages, and keeps the first reason', async () => {
    const id = await newCertificate()
    const { body } = await publish(id).expect(200)
    const { publicId } = await server.db.prisma.courseCertificate.findUniqueOrThrow({ where: { id } })
    const site = walletOf(issuerKey)
    await server.http
      .post(`/api/v1/certificates/${body.certificateId}/revoke/`)
      .set(site.headers)
      .send(site.signRevocation({ certificate: body.certificateId, reason: 'Issued by mistake.' }))
      .expect(200)
    for (const page of [body.certificateId, publicId]) {
      const { body: shown } = await server.http.get(`/verify/${page}.json`).expect(200)
      expect(shown).toMatchObject({ verdict: 'not_valid', certificate: { revocationReason: 'Issued by mistake.' } })
    }
    // After a later revocation with another reason, the wallet API keeps the first reason.
    await post(`/certificates/${id}/revoke`, { reason: 'Once more.' }).expect(200)
    const { body: unchanged } = await server.http.get(`/api/v1/certificates/${body.certificateId}/`).expect(200)
    expect(unchanged.revocation_reason).toBe('Issued by mistake.')
  })

  it('publishes again after the holder deleted the wallet certificate', async () => {
    const wallet = newWallet()
    const id = await newCertificate({ wallet })
    const { body: first } = await publish(id).expect(200)
    await server.http.post(`/api/v1/certificates/${first.certificateId}/delete_by_id/`).set(wallet.headers).expect(200)
    const { body: second } = await publish(id).expect(200)
    expect(second).toMatchObject({ ipfsHash: first.ipfsHash })
    expect(second.certificateId).not.toBe(first.certificateId)
  })
})

describe('course with automatic publishing', () => {
  async function working(work: () => Promise<void>): Promise<void> {
    const config = { ...readConfig({}), issuerKeys, dataDir: server.dataDir }
    const log = { error: (details: object) => expect(details).toBeNull() }
    const worker = await startWorker({
      db: server.db,
      config,
      ipfs: server.ipfs,
      chain: null,
      publicUrl: server.url,
      log,
    })
    await work().finally(() => worker.stop())
  }

  const published = (courseId: number) =>
    server.db.prisma.walletCertificate.findMany({
      where: { courseCertificate: { courseId } },
      include: { holder: true },
    })
  const until = (look: () => Promise<void>) => vi.waitFor(look, { timeout: 25_000, interval: 100 })

  it('publishes each certificate to its user’s wallet, including those of a batch', async () => {
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
        const checksum = await checksumFor(row.id)
        expect(checksumOf(decryptDocument(file, checksum))).toBe(checksum)
      }
    })
  })

  it('publishes earlier certificates too, but not again after a holder deleted one', async () => {
    const wallet = newWallet()
    const courseId = await newCourse()
    const userId = await newUser(wallet)
    await post(`/courses/${courseId}/certificates`, { userId }).expect(201)
    await patch(`/courses/${courseId}`, { publishing: 'open' }).expect(200)
    await working(async () => {
      await unpublishedJob(server.db, { issuerKeys }).work()
      await until(async () => expect(await published(courseId)).toHaveLength(1))
      const [row] = await published(courseId)
      await server.http.post(`/api/v1/certificates/${row?.id}/delete_by_id/`).set(wallet.headers).expect(200)
    })
    const { rowCount: before } = await server.db.pool.query(`SELECT FROM jobs.job WHERE name = 'publish'`)
    await unpublishedJob(server.db, { issuerKeys }).work()
    const { rowCount: after } = await server.db.pool.query(`SELECT FROM jobs.job WHERE name = 'publish'`)
    expect(after).toBe(before)
  })

  it('publishes a certificate as soon as its user has a wallet', async () => {
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
