import { rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterEach, beforeAll, describe, expect, it } from 'vitest'
import { freshDatabase } from '../../support/database/database.ts'
import { confirmWallet } from '../../support/issuers/confirmedIssuers.ts'
import { designWith } from '../../support/lms/designs.ts'
import { createStating, issuer } from '../../support/public/publicCertificates.ts'
import { readPdf } from '../../support/public/readDocuments.ts'
import { newSite, startTestApp, type TestApp, type TestSite } from '../../support/server/app.ts'

let server: TestApp
let site: TestSite
let dataDir: string

beforeAll(async () => {
  const fresh = await freshDatabase()
  dataDir = fresh.dataDir
  server = await startTestApp({ dataDir, databaseUrl: fresh.databaseUrl })
  site = await newSite(server.db)
})

const api = (method: 'get' | 'post' | 'patch', path: string) =>
  server.http[method](`/openapi/v1${path}`).set('X-API-KEY', site.key)

let count = 0

/** Issues a certificate; returns it as the LMS API shows it, its course, and the paths of its picture and PDF. */
async function issue(name = 'John Doe', course: object = {}) {
  count += 1
  const { body: user } = await api('post', '/users')
    .send({ name, email: `${count}@example.com`, password: 'p', roleAlias: 'learner' })
    .expect(201)
  const { body: made } = await api('post', '/courses')
    .send({ name: 'Course', ...course })
    .expect(201)
  const { body } = await api('post', `/courses/${made.id}/certificates`)
    .send({ userId: user.id, achievedAt: 1767225600 })
    .expect(201)
  const path = new URL(body.imageUrl).pathname
  return { certificate: body, courseId: made.id, path, pdf: path.replace('images', 'documents').replace('png', 'pdf') }
}

const binary = (path: string) =>
  server.http
    .get(path)
    .buffer(true)
    .parse((response, done) => {
      const parts: Buffer[] = []
      response.on('data', (part: Buffer) => parts.push(part))
      response.on('end', () => done(null, Buffer.concat(parts)))
    })

describe('GET /images/{public id}-{revision}.png', () => {
  it('returns the picture that imageUrl names, cacheable for an hour', async () => {
    const { path } = await issue()
    const answer = await binary(path).expect(200)
    expect(answer.headers).toMatchObject({
      'content-type': 'image/png',
      'cache-control': 'public, max-age=3600, must-revalidate',
      'content-length': `${answer.body.length}`,
    })
    expect(answer.body.toString('latin1', 1, 4)).toBe('PNG')

    const etag = answer.headers.etag ?? ''
    await server.http.get(path).set('If-None-Match', `"other", W/${etag}`).expect(304)
    await server.http.get(path).set('If-None-Match', '"other"').expect(200)
    const head = await server.http.head(path).expect(200)
    expect(head.headers).toMatchObject({ etag, 'content-length': `${answer.body.length}`, 'content-type': 'image/png' })
  })

  it('keeps the language that the user had when the certificate was issued', async () => {
    const { path, pdf, certificate } = await issue('Zoë')
    const before = (await server.http.head(path)).headers.etag
    await api('patch', `/users/${certificate.user.id}`).send({ language: 'de' }).expect(200)
    expect((await server.http.head(path)).headers.etag).toBe(before)
    const { body } = await api('post', `/certificates/${certificate.id}/reissue`).send({}).expect(201)
    const languages = await server.db.prisma.courseCertificate.findMany({
      where: { id: { in: [certificate.id, body.id] } },
      orderBy: { id: 'asc' },
    })
    expect(languages.map(({ language }) => language)).toStrictEqual(['en', 'de'])
    expect((await readPdf((await binary(pdf).expect(200)).body)).text).toContain('REVOKED')
  })

  it('redirects from another revision to the current one', async () => {
    const { certificate, path } = await issue()
    await api('patch', `/certificates/${certificate.id}`).send({ expiresAt: 1800000000 }).expect(200)
    const answer = await server.http.get(path).expect(302)
    expect(new URL(answer.headers.location ?? '').pathname).toBe(path.replace('-0.png', '-1.png'))
    expect(answer.headers['cache-control']).toBe('no-cache')
    await binary(path.replace('-0.png', '-1.png')).expect(200)
  })

  it.each([
    '01a20007-b865-77c5-87d6-e73d12494d08-0.png',
    '1-0.png',
    'x',
    '%00',
    '01a20007-b865-77c5-87d6-e73d12494d08-0.pdf',
  ])('returns 404 for %s', async (file) => {
    await server.http.get(`/images/${file}`).expect(404)
  })

  it.each([
    ['of 200 characters', 'Maximiliana '.repeat(17).slice(0, 200)],
    ['of one letter', 'O'],
    ['of a family of emoji', '👨‍👩‍👧‍👦'],
    ['of stacked combining marks', `Z${'\u0301\u0308'.repeat(60)}`],
  ])('draws a name %s', async (_, name) => {
    const { path, pdf } = await issue(name)
    await binary(path).expect(200)
    await binary(pdf).expect(200)
  })

  it('draws a certificate of the wallet API with forty skills', async () => {
    const address = `0x${'1'.repeat(40)}`
    await confirmWallet(server.db, address)
    const wallet = { connect: { address } }
    const { id } = await server.db.prisma.walletCertificate.create({
      data: {
        institutionTitle: 'Institution',
        institutionLink: 'https://example.com',
        certificateTitle: 'Title',
        ipfsHash: 'Qme1WcHcEZU5uct9Wgfdn7S3mKbjSkvwdDTTfSUDjHTqjL',
        documentStatus: 'available',
        ...{ issuer: wallet, holder: wallet },
        skills: {
          create: Array.from({ length: 40 }, (_, index) => ({ skill: { create: { name: `Skill ${index}` } } })),
        },
      },
    })
    await binary(`/images/${id}-0.png`).expect(200)
  })

  it('returns 507 when the disk is full, and leaves the certificate intact', async () => {
    const { path, certificate } = await issue()
    await rm(join(dataDir, 'pictures'), { recursive: true, force: true })
    await writeFile(join(dataDir, 'pictures'), 'A file in the place of the folder.')
    const answer = await server.http.get(path).expect(507)
    expect(answer.headers['x-error-code']).toBe('document.not_kept')
    // No cache may keep this response in place of the picture.
    expect(answer.headers['cache-control']).toBe('no-store')
    expect(answer.headers.etag).toBeUndefined()
    expect(answer.body.message).toContain('safe')
    await api('get', `/certificates/${certificate.id}`).expect(200)
    await rm(join(dataDir, 'pictures'))
    await binary(path).expect(200)
  })
})

describe('GET /documents/{public id}-{revision}.pdf', () => {
  it('returns the PDF, with the same headers and redirects as for pictures', async () => {
    const { pdf } = await issue()
    const answer = await binary(pdf).expect(200)
    expect(answer.headers).toMatchObject({
      'content-type': 'application/pdf',
      'cache-control': 'public, max-age=3600, must-revalidate',
      'x-content-type-options': 'nosniff',
    })
    expect(answer.body.toString('latin1', 0, 5)).toBe('%PDF-')
    await server.http
      .get(pdf)
      .set('If-None-Match', answer.headers.etag ?? '')
      .expect(304)
    await server.http.get(pdf.replace('-0.pdf', '-7.pdf')).expect(302)
    await server.http.get(pdf.replace('.pdf', '.png')).expect(404)
  })
})

describe('stamp', () => {
  const expiry = new Date('2100-01-01')
  afterEach(() => server.setNow(null))

  async function issueCourse() {
    const { certificate, path, pdf } = await issue()
    const expiresAt = expiry.getTime() / 1000
    await api('patch', `/certificates/${certificate.id}`).send({ expiresAt }).expect(200)
    const revoke = () =>
      api('post', `/certificates/${certificate.id}/revoke`).send({ reason: 'A mistake.' }).expect(200)
    return { picture: path.replace('-0.', '-1.'), pdf: pdf.replace('-0.', '-1.'), revoke }
  }

  async function issueWallet() {
    await confirmWallet(server.db, issuer)
    const id = await createStating(server, { expirationDate: expiry })
    const data = { revokedAt: new Date(), revocationReason: 'A mistake.' }
    const revoke = () => server.db.prisma.walletCertificate.update({ where: { id }, data })
    return { picture: `/images/${id}-0.png`, pdf: `/documents/${id}-0.pdf`, revoke }
  }

  /** Returns a picture and a PDF with their ETags, and the stamp in the PDF. */
  async function load({ picture, pdf }: { picture: string; pdf: string }) {
    const [png, document] = [await binary(picture).expect(200), await binary(pdf).expect(200)]
    const { text, attached } = await readPdf(document.body)
    const word = text.match(/REVOKED|EXPIRED/)?.[0] ?? null
    const etags = [png, document].map(({ headers }) => headers.etag ?? '')
    return { etags, png: png.body, word, stamp: attached['certificate.json']?.stamp ?? null }
  }

  it.each([
    ['course', issueCourse],
    ['wallet', issueWallet],
  ])('marks picture and PDF of a %s certificate at expiry, and then at revocation', async (_, issue) => {
    const certificate = await issue()
    const valid = await load(certificate)
    expect(valid).toMatchObject({ word: null, stamp: null })

    server.setNow(expiry)
    const expired = await load(certificate)
    expect(expired).toMatchObject({ word: 'EXPIRED', stamp: 'expired' })
    await server.http.get(certificate.picture).set('If-None-Match', valid.etags.join()).expect(200)

    await certificate.revoke()
    const revoked = await load(certificate)
    expect(revoked).toMatchObject({ word: 'REVOKED', stamp: 'revoked' })

    const all = [valid, expired, revoked]
    expect(new Set(all.flatMap(({ etags }) => etags)).size).toBe(6)
    expect(new Set(all.map(({ png }) => png.toString('base64'))).size).toBe(3)
  })
})

describe('template of a certificate', () => {
  const svg = (colour: string) => designWith(`<circle r="9" fill="${colour}"/>`)
  const put = (name: string, body: string) =>
    server.http
      .put(`/openapi/v1/templates/${name}`)
      .set('X-API-KEY', site.key)
      .set('Content-Type', 'image/svg+xml')
      .send(body)

  it('keeps the template that the course had when the certificate was issued', async () => {
    await put('green', svg('green')).expect(200)
    const { path, courseId } = await issue('John', { template: 'green' })
    const first = (await binary(path).expect(200)).headers.etag
    await put('green', svg('red')).expect(200)
    await api('patch', `/courses/${courseId}`).send({ template: null }).expect(200)
    expect((await server.http.head(path).expect(200)).headers.etag).toBe(first)
    const stored = await server.db.prisma.courseCertificate.findFirstOrThrow({
      where: { courseId },
      include: { template: true },
    })
    expect(stored.template?.svg).toContain('green')
  })

  it('uses the template of the course for certificates that are issued in a batch', async () => {
    await put('blue', svg('blue')).expect(200)
    const { courseId } = await issue('John', { template: 'blue' })
    await api('post', `/courses/${courseId}/certificates/batch?createUsers=true`)
      .set('Content-Type', 'text/csv')
      .send('email,name\nbatch@example.com,Batch\n')
      .expect(200)
    const hashes = await server.db.prisma.courseCertificate.findMany({
      where: { courseId },
      select: { templateHash: true },
    })
    expect(hashes).toHaveLength(2)
    expect(new Set(hashes.map(({ templateHash }) => templateHash)).size).toBe(1)
    expect(hashes[0]?.templateHash).toMatch(/^[0-9a-f]{64}$/)
  })
})
