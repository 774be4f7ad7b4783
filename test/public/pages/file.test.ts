import { hash } from 'node:crypto'
import { languages } from '@chancery/verify/texts/languages'
import { beforeAll, describe, expect, it, onTestFinished } from 'vitest'
import { confirmWallet } from '../../support/issuers/confirmedIssuers.ts'
import { downloadPdf } from '../../support/public/downloadPdf.ts'
import { proofOf } from '../../support/public/fileProof.ts'
import { certified, createStating, issuer, issueStating } from '../../support/public/publicCertificates.ts'
import { newSite, startTestApp, type TestApp, type TestSite } from '../../support/server/app.ts'

const { verdicts, messages } = languages.en

let server: TestApp
let site: TestSite

beforeAll(async () => {
  server = await startTestApp()
  site = await newSite(server.db)
  await confirmWallet(server.db, issuer)
})

type Compared = { verdict: string; message: string; outcome: string; code: string; replacedAt?: string | null }

async function compare(publicId: string, file: Uint8Array | string, { http } = server): Promise<Compared> {
  const proof = typeof file === 'string' ? file : proofOf(publicId, file)
  const { body } = await http.get(`/verify/${publicId}.json?file=${proof}`).expect(200)
  const { outcome, code, evidence } = body.checks.find(({ check }: { check: string }) => check === 'file')
  return { verdict: body.verdict, message: body.message, outcome, code, ...evidence }
}

const lms = (method: 'post' | 'patch', path: string, body: object) =>
  server.http[method](`/openapi/v1/certificates/${path}`).set('X-API-KEY', site.key).send(body).expect(200)

const setExpiry = (id: number, expiresAt: number) => lms('patch', `${id}`, { expiresAt })

const current = { outcome: 'passed', code: 'file.current_pdf' }
const earlier = { outcome: 'skipped', code: 'file.earlier_pdf' }
const notServed = { outcome: 'skipped', code: 'file.not_served' }
const valid = { verdict: 'valid' }

describe('GET /verify/{public id}.json?file= of a course certificate', () => {
  it('passes for the current PDF', async () => {
    const { publicId } = await issueStating(server, site.id)
    expect(await compare(publicId, await downloadPdf(server, publicId))).toMatchObject({ ...valid, ...current })
  })

  it.each<[string, (pdf: Buffer) => Uint8Array]>([
    ['a PDF that was saved again', (pdf) => Buffer.concat([pdf, Buffer.from('\n')])],
    ['a changed PDF', (pdf) => pdf.with(999, 0)],
    ['an empty file', () => new Uint8Array()],
  ])('skips the check and keeps the verdict for %s', async (_, changed) => {
    const { publicId } = await issueStating(server, site.id)
    const pdf = await downloadPdf(server, publicId)
    expect(await compare(publicId, changed(pdf))).toMatchObject({ ...valid, ...notServed })
  })

  it('does not accept the PDF or the proof of another certificate', async () => {
    const [one, other] = [await issueStating(server, site.id), await issueStating(server, site.id)]
    const pdf = await downloadPdf(server, one.publicId)
    await downloadPdf(server, other.publicId)
    expect(await compare(other.publicId, pdf)).toMatchObject(notServed)
    expect(await compare(other.publicId, proofOf(one.publicId, pdf))).toMatchObject(notServed)
    for (const nonsense of ['', 'x', `${proofOf(one.publicId, pdf)}&file=x`, hash('sha256', pdf)])
      expect(await compare(one.publicId, nonsense)).toMatchObject(notServed)
  })

  it('names an earlier version, and its replacement date once the new one was downloaded', async () => {
    onTestFinished(() => server.setNow(null))
    const { id, publicId } = await issueStating(server, site.id)
    const pdf = await downloadPdf(server, publicId)
    await setExpiry(id, 4_000_000_000)
    expect(await compare(publicId, pdf)).toMatchObject({ ...valid, ...earlier, replacedAt: null })

    const replacedAt = new Date(Date.now() + 5000)
    server.setNow(replacedAt)
    const replacement = await downloadPdf(server, publicId)
    expect(await compare(publicId, replacement)).toMatchObject({ ...valid, ...current })
    expect(await compare(publicId, pdf)).toMatchObject({ ...earlier, replacedAt: replacedAt.toISOString() })
  })

  it('names the PDF from before a revocation an earlier version, also before the new one is downloaded', async () => {
    const { id, publicId } = await issueStating(server, site.id)
    const pdf = await downloadPdf(server, publicId)
    await lms('post', `${id}/revoke`, { reason: 'By mistake' })
    const { revokedAt } = await server.db.prisma.courseCertificate.findUniqueOrThrow({ where: { id } })
    const found = await compare(publicId, pdf)
    expect(found).toMatchObject({ ...earlier, replacedAt: revokedAt?.toISOString() })
    expect([found.verdict, found.message]).toStrictEqual(['not_valid', verdicts.revoked(revokedAt ?? new Date(0))])
    const stamped = await downloadPdf(server, publicId)
    expect(await compare(publicId, stamped)).toMatchObject({ verdict: 'not_valid', ...current })
    // The stamp replaced the earlier version, not its first download.
    expect(await compare(publicId, pdf)).toMatchObject({ ...earlier, replacedAt: revokedAt?.toISOString() })
  })

  it('passes for a PDF that an earlier release served without recording it', async () => {
    const { publicId } = await issueStating(server, site.id)
    const pdf = await downloadPdf(server, publicId)
    await server.db.prisma.servedPdf.deleteMany({ where: { publicId } })
    expect(await compare(publicId, pdf)).toMatchObject({ ...valid, ...current })
    expect(await compare(publicId, pdf.with(999, 0))).toMatchObject({ ...valid, ...notServed })
  })

  it('names the PDF from before the expiry an earlier version', async () => {
    onTestFinished(() => server.setNow(null))
    const expiresAt = new Date('2090-01-01T00:00:00Z')
    const { publicId } = await issueStating(server, site.id, { expiresAt })
    const pdf = await downloadPdf(server, publicId)
    expect(await compare(publicId, pdf)).toMatchObject(current)
    server.setNow(expiresAt)
    const found = await compare(publicId, pdf)
    expect(found).toMatchObject({ ...earlier, replacedAt: expiresAt.toISOString() })
    expect(found.message).toBe(verdicts.expired_genuine(expiresAt))
  })
})

describe('GET /verify/{public id}.json?file= of a wallet certificate', () => {
  it('passes for its document and its current PDF, and fails for another file', async () => {
    const publicId = await createStating(server)
    const pdf = await downloadPdf(server, publicId)
    expect(await compare(publicId, certified)).toMatchObject({ ...valid, outcome: 'passed', code: 'file.equal' })
    expect(await compare(publicId, pdf)).toMatchObject({ ...valid, ...current })
    const other = { verdict: 'not_valid', message: verdicts.other_file, outcome: 'failed', code: 'file.different' }
    expect(await compare(publicId, certified.with(0, 0))).toMatchObject(other)
    expect(await compare(publicId, pdf.with(999, 0))).toMatchObject(other)
  })

  it('still finds PDFs that were served before its issuer lost its confirmation', async () => {
    const other = await startTestApp()
    await confirmWallet(other.db, issuer)
    const publicId = await createStating(other)
    const pdf = await downloadPdf(other, publicId)
    expect(await compare(publicId, pdf, other)).toMatchObject({ ...valid, ...current })
    await other.db.prisma.confirmation.updateMany({ data: { endedAt: new Date() } })
    await other.http.get(`/documents/${publicId}-0.pdf`).expect(404)
    const found = await compare(publicId, pdf, other)
    expect(found).toMatchObject({ verdict: 'issuer_not_confirmed', ...earlier, replacedAt: null })
  })
})

describe('GET /verify/{public id} when the served PDFs cannot be read', () => {
  it('reports the check as unknown, and does not read them without ?file=', async () => {
    const [course, wallet] = [(await issueStating(server, site.id)).publicId, await createStating(server)]
    await server.db.pool.query('ALTER TABLE served_pdfs RENAME TO unreadable')
    onTestFinished(async () => {
      await server.db.pool.query('ALTER TABLE unreadable RENAME TO served_pdfs')
    })
    for (const publicId of [course, wallet]) {
      const unknown = { verdict: 'not_checked', outcome: 'unknown', code: 'check.unfinished' }
      expect(await compare(publicId, new Uint8Array())).toMatchObject(unknown)
      const { body } = await server.http.get(`/verify/${publicId}.json`).expect(200)
      expect(body.verdict).toBe('valid')
      const found = body.checks.find(({ check }: { check: string }) => check === 'file')
      expect(found).toMatchObject({ outcome: 'skipped', code: 'file.none', message: messages['file.none']() })
      await server.http.get(`/verify/${publicId}`).expect(200)
    }
  })
})
