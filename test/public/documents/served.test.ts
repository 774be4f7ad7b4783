import { hash } from 'node:crypto'
import { beforeAll, describe, expect, it, onTestFinished } from 'vitest'
import { ownJobs } from '../../../src/server/jobs.ts'
import { deleteCertificate } from '../../../src/wallet/certificates/service.ts'
import { confirmWallet } from '../../support/issuers/confirmedIssuers.ts'
import { downloadPdf } from '../../support/public/downloadPdf.ts'
import { createStating, holder, issuer, issueStating } from '../../support/public/publicCertificates.ts'
import { newSite, startTestApp, type TestApp, type TestSite } from '../../support/server/app.ts'
import { contextOfWallet } from '../../support/wallet/context.ts'

let server: TestApp
let site: TestSite

beforeAll(async () => {
  server = await startTestApp()
  site = await newSite(server.db)
  await confirmWallet(server.db, issuer)
})

const served = async (publicId: string) => {
  const rows = await server.db.prisma.servedPdf.findMany({ where: { publicId }, orderBy: { servedAt: 'asc' } })
  return rows.map(({ sha256, replacedAt }) => [Buffer.from(sha256).toString('hex'), replacedAt])
}

const setExpiry = (id: number, expiresAt: number | null) =>
  server.http.patch(`/openapi/v1/certificates/${id}`).set('X-API-KEY', site.key).send({ expiresAt }).expect(200)

describe('GET /documents/{public id}-{revision}.pdf', () => {
  it('records the SHA-256 of the PDF once, however often it is downloaded', async () => {
    const { publicId } = await issueStating(server, site.id)
    const pdf = await downloadPdf(server, publicId)
    await Promise.all([downloadPdf(server, publicId), downloadPdf(server, publicId)])
    expect(await served(publicId)).toStrictEqual([[hash('sha256', pdf), null]])
  })

  it('records nothing for HEAD, for an unchanged PDF (304) and for the picture', async () => {
    const { publicId } = await issueStating(server, site.id)
    const { headers } = await server.http.head(`/documents/${publicId}-0.pdf`).expect(200)
    const unchanged = server.http.get(`/documents/${publicId}-0.pdf`).set('If-None-Match', headers.etag ?? '')
    await unchanged.expect(304)
    await server.http.get(`/images/${publicId}-0.png`).expect(200)
    expect(await served(publicId)).toStrictEqual([])
  })

  it('marks the earlier version as replaced, also after a change back', async () => {
    onTestFinished(() => server.setNow(null))
    const { id, publicId } = await issueStating(server, site.id)
    const downloadAt = (time: Date) => {
      server.setNow(time)
      return downloadPdf(server, publicId)
    }
    const [one, two, three] = [new Date('2026-05-01'), new Date('2026-05-02'), new Date('2026-05-03')]
    const first = hash('sha256', await downloadAt(one))
    await setExpiry(id, 1_900_000_000)
    const second = hash('sha256', await downloadAt(two))
    const versions = [
      [first, two],
      [second, null],
    ]
    expect(await served(publicId)).toStrictEqual(versions)

    await setExpiry(id, null)
    expect(hash('sha256', await downloadAt(three))).toBe(first)
    const afterwards = [
      [first, null],
      [second, three],
    ]
    expect(await served(publicId)).toStrictEqual(afterwards)
  })

  it('returns 503, and not the PDF, if the database cannot record it', async () => {
    const { publicId } = await issueStating(server, site.id)
    await server.db.pool.query(`
      CREATE FUNCTION disk_full() RETURNS trigger LANGUAGE plpgsql
      AS $$ BEGIN RAISE EXCEPTION 'The disk is full.' USING ERRCODE = '53100'; END $$;
      CREATE TRIGGER disk_full BEFORE INSERT ON served_pdfs FOR EACH ROW EXECUTE FUNCTION disk_full()`)
    const path = `/documents/${publicId}-0.pdf`
    const answer = await server.http.get(path)
    await server.db.pool.query('DROP FUNCTION disk_full CASCADE')
    expect([answer.status, answer.headers['x-error-code']]).toStrictEqual([503, 'database.unavailable'])
    expect([answer.headers.etag, answer.headers['cache-control']]).toStrictEqual([undefined, 'no-store'])
    await server.http.get(path).expect(200)
  })
})

describe('records of served PDFs', () => {
  it('are deleted when the holder deletes the certificate', async () => {
    const [remaining, deleted] = [await createStating(server), await createStating(server)]
    for (const publicId of [remaining, deleted]) await downloadPdf(server, publicId)
    await deleteCertificate(await contextOfWallet(server.db, holder), deleted)
    expect(await served(deleted)).toStrictEqual([])
    expect(await served(remaining)).toHaveLength(1)
  })

  it('are deleted hourly if their certificate no longer exists', async () => {
    const { publicId } = await issueStating(server, site.id)
    const [remaining, deleted] = [await createStating(server), await createStating(server)]
    for (const id of [publicId, remaining, deleted]) await downloadPdf(server, id)
    // As when a download ends after the holder deleted the certificate.
    await server.db.prisma.walletCertificate.delete({ where: { id: deleted } })
    const documents = {
      get: neverDrawn,
      draw: neverDrawn,
      find: neverDrawn,
      remove: neverDrawn,
      deleteOrphans: async () => {},
      deleteLocalOrphans: async () => {},
    }
    const hourly = ownJobs(server.db, documents, () => new Date()).find(({ name }) => name === 'tidy')
    await hourly?.work()
    expect(await served(deleted)).toStrictEqual([])
    for (const id of [publicId, remaining]) expect(await served(id)).toHaveLength(1)
  })
})

function neverDrawn(): never {
  return expect.fail('Nothing is drawn.')
}
