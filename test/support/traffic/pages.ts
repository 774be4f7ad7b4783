import { expect } from 'vitest'
import { proofOf } from '../public/fileProof.ts'
import type { Answer, Balancer } from '../server/balancer.ts'
import { newWallet } from '../wallet/wallets.ts'
import { failedChecks } from './documents.ts'
import type { Lms } from './requests.ts'
import type { Rounds } from './run.ts'

const LEARNER = 'Ada Lovelace'

/** Creates a course. The rounds issue certificates of it to a learner with a wallet, and show, publish and revoke them. */
export async function pageRounds(balancer: Balancer, lms: Lms): Promise<Rounds> {
  const { body: course } = await lms('POST', '/courses', { name: 'Pages' })
  const user = { name: LEARNER, email: 'ada@example.com', roleAlias: 'learner', password: 'none' }
  const { body: learner } = await lms('POST', '/users', { ...user, eth_address: newWallet().address })

  async function issue() {
    const facts = { userId: learner.id, achievedAt: 1_700_000_000 }
    const issued = await lms('POST', `/courses/${course.id}/certificates`, facts)
    expect(issued.status, issued.text).toBe(201)
    const { pathname: picture } = new URL(issued.body.imageUrl)
    const [, publicId = ''] = /^\/images\/(.+)-\d+\.png$/.exec(picture) ?? []
    return { ...{ id: Number(issued.body.id), by: issued.by, picture, publicId }, json: `/verify/${publicId}.json` }
  }

  return {
    async pages() {
      const { id, by, picture, publicId, json } = await issue()
      const verified = await balancer.send({ path: json }, { unlike: by })
      expect(verified.status).toBe(200)
      expect(failedChecks(verified), verified.text).toStrictEqual([])
      await showPage(balancer, publicId)
      const shown = await showPicture(balancer, picture)

      const revoked = await lms('POST', `/certificates/${id}/revoke`, { reason: 'A test.' })
      expect(revoked.status, revoked.text).toBe(200)
      for (const { body } of await balancer.sendToAll({ path: json })) {
        expect(body).toMatchObject({ verdict: 'not_valid', certificate: { revocationReason: 'A test.' } })
      }
      // The picture has a stamp now.
      const known = { 'if-none-match': shown.headers.get('etag') ?? '' }
      for (const { status } of await balancer.sendToAll({ path: picture, headers: known })) expect(status).not.toBe(304)
    },
    async publishing() {
      const { id, picture, publicId } = await issue()
      await showPdf(balancer, picture.replace('/images/', '/documents/').replace('.png', '.pdf'), publicId)
      await publish(balancer, lms, id)
    },
  }
}

/** Reads a page, and its style and scripts from servers of another version. */
async function showPage(balancer: Balancer, publicId: string): Promise<void> {
  const page = await balancer.send({ path: `/verify/${publicId}`, headers: { accept: 'text/html' } })
  expect(page.status).toBe(200)
  expect(page.text).toContain(LEARNER)
  const assets = new Set([...page.text.matchAll(/"(\/verify\/assets\/[^"]+)"/g)].map(([, path = '']) => path))
  expect(assets.size).toBeGreaterThan(1)
  for (const path of assets) {
    const asset = await balancer.send({ path }, { unlike: page.by })
    expect([asset.status, path]).toStrictEqual([200, path])
  }
}

/** Reads a picture from servers of different versions. Returns the first answer. */
async function showPicture(balancer: Balancer, path: string): Promise<Answer> {
  const one = await balancer.send({ path })
  const other = await balancer.send({ path }, { unlike: one.by })
  for (const { status, bytes } of [one, other]) {
    expect(status).toBe(200)
    expect(bytes.subarray(1, 4).toString()).toBe('PNG')
  }
  // Versions that draw differently have different ETags.
  const isSame = one.headers.get('etag') === other.headers.get('etag')
  if (isSame) expect(one.bytes.equals(other.bytes), 'whether equal ETags mean equal pictures').toBe(true)
  return one
}

/** Downloads a PDF from one server, and verifies it on another. */
async function showPdf(balancer: Balancer, path: string, publicId: string): Promise<void> {
  const pdf = await balancer.send({ path })
  expect(pdf.status).toBe(200)
  const proof = proofOf(publicId, pdf.bytes)
  const verified = await balancer.send({ path: `/verify/${publicId}.json?file=${proof}` }, { unlike: pdf.by })
  const checks: { check: string; code: string }[] = verified.body.checks
  // A version that draws differently takes it for an earlier PDF.
  expect(checks.find(({ check }) => check === 'file')?.code).toMatch(/^file\.(current|earlier)_pdf$/)
}

/** Publishes a certificate on one server, and reads its document, proof and page on another. */
async function publish(balancer: Balancer, lms: Lms, id: number): Promise<void> {
  const published = await lms('POST', `/certificates/${id}/publish`)
  expect(published.status, published.text).toBe(200)
  const { ipfsHash, certificateId } = published.body
  const document = await balancer.send({ path: `/ipfs/${ipfsHash}` }, { unlike: published.by })
  expect(document.bytes.toString('latin1', 0, 5)).toBe('%PDF-')
  const verified = await balancer.send({ path: `/verify/${certificateId}.json` }, { unlike: published.by })
  expect(verified.status).toBe(200)
  expect(failedChecks(verified), verified.text).toStrictEqual([])
}
