import { hash } from 'node:crypto'
import { readdir } from 'node:fs/promises'
import { join } from 'node:path'
import { fromNumber } from '@chancery/verify/certificateNumber'
import { describe, expect, it } from 'vitest'
import { issueMany } from '../../../src/lms/batch/issueMany.ts'
import { createCourse } from '../../../src/lms/courses/service.ts'
import { openDocuments, type Shown, stampOf, subjectOf } from '../../../src/public/documents/service.ts'
import { publicCertificateFinder } from '../../../src/public/lookup.ts'
import { shownIssuer } from '../../../src/public/shownIssuer.ts'
import { deleteCertificate } from '../../../src/wallet/certificates/service.ts'
import { confirmWallet } from '../../support/issuers/confirmedIssuers.ts'
import { contextIn } from '../../support/lms/context.ts'
import { createStating, holder, issuer, issueStating } from '../../support/public/publicCertificates.ts'
import { newSite, startTestApp } from '../../support/server/app.ts'
import { contextOfWallet } from '../../support/wallet/context.ts'

const email = 'someone@home.example'
const hidden = '…@home.example'
const server = await startTestApp()
await confirmWallet(server.db, issuer)

const find = publicCertificateFinder({
  ...{ db: server.db, publicUrl: () => server.url, chainId: 1, trustRegistries: [], hasAttestations: false },
  now: () => new Date(),
})

async function certificateOf(publicId: string) {
  const found = await find(publicId)
  return found && 'certificate' in found ? found.certificate : expect.fail('It was issued.')
}

const factsOf = async (publicId: string) => {
  const issuer = shownIssuer(await certificateOf(publicId), new Date()) ?? expect.fail('The issuer is confirmed.')
  return (await subjectOf(server.db, publicId, 'https://example.com', { issuer })).facts
}

it('hides email addresses in the picture of a course certificate', async () => {
  const { id: siteId } = await newSite(server.db)
  await rename(siteId, email)
  const texts = { name: email, description: `Ask ${email}.`, course: email, holder: email }
  const { publicId } = await issueStating(server, siteId, texts)
  const facts = { holder: hidden, title: hidden, course: hidden, institution: hidden, description: `Ask ${hidden}.` }
  expect(await factsOf(publicId)).toMatchObject(facts)
})

it('hides email addresses in the picture of a wallet certificate', async () => {
  const texts = { certificateTitle: email, institutionTitle: email, programTitle: email, skills: [email] }
  // Nobody checked the name of the institution, so the picture names the domain.
  const facts = { course: hidden, institution: 'uni.example', description: hidden, skills: [hidden] }
  expect(await factsOf(await createStating(server, texts))).toMatchObject(facts)
})

it('deletes pictures and PDFs of deleted certificates, and no others', async () => {
  const { id: siteId } = await newSite(server.db)
  const { publicId } = await issueStating(server, siteId)
  const [remaining, deleted] = [await createStating(server), await createStating(server)]
  const addresses = [publicId, remaining, deleted].map((id) => `/images/${id}-0.png`)
  for (const address of [...addresses, `/documents/${deleted}-0.pdf`]) await server.http.get(address).expect(200)
  const pictures = join(server.dataDir, 'pictures')
  const files = async () => {
    const all = await readdir(pictures, { recursive: true, withFileTypes: true })
    return all.filter((entry) => entry.isFile()).map(({ name }) => fromNumber(name.split('_')[0] ?? ''))
  }
  expect((await files()).sort()).toStrictEqual([publicId, remaining, deleted, deleted].sort())
  await deleteCertificate(await contextOfWallet(server.db, holder), deleted)
  await openDocuments(server.db, server, { render: () => expect.fail('Nothing is drawn.') }).deleteOrphans()
  expect((await files()).sort()).toStrictEqual([publicId, remaining].sort())
  await server.http.get(`/images/${deleted}-0.png`).expect(410)
})

describe('stampOf', () => {
  const later = new Date('2101-01-01')
  const stampAt = async (publicId: string, now: Date) => stampOf(await certificateOf(publicId), now)

  it('is null for a certificate that never expires', async () => {
    const { id: siteId } = await newSite(server.db)
    expect(await stampAt((await issueStating(server, siteId)).publicId, later)).toBeNull()
  })

  it.each([
    ['course', async (expiresAt: Date) => issueExpiring(expiresAt)],
    ['wallet', (expirationDate: Date) => createStating(server, { expirationDate })],
  ])('is "expired" for a %s certificate from the second of its expiry', async (_, issue) => {
    const expiry = new Date('2100-01-01')
    const publicId = await issue(expiry)
    expect(await stampAt(publicId, new Date(expiry.getTime() - 1))).toBeNull()
    expect(await stampAt(publicId, expiry)).toBe('expired')
  })

  it('is "revoked" for a certificate that is revoked and expired', async () => {
    const publicId = await createStating(server, { expirationDate: new Date('2100-01-01') })
    await server.db.prisma.walletCertificate.update({ where: { id: publicId }, data: revoked })
    expect(await stampAt(publicId, later)).toBe('revoked')
  })

  it('is "revoked" for a course certificate whose wallet certificate is revoked', async () => {
    const { id: siteId } = await newSite(server.db)
    const { id: courseCertificateId, publicId } = await issueStating(server, siteId)
    const id = await createStating(server)
    await server.db.prisma.walletCertificate.update({ where: { id }, data: { courseCertificateId, ...revoked } })
    expect(await stampAt(publicId, new Date())).toBe('revoked')
  })
})

describe('subjectOf', () => {
  it('has no stamp unless one is given, so that hashes of stored documents stay the same', async () => {
    const publicId = await issueExpiring(new Date('2020-01-02'))
    const factsWith = async (shown?: Shown) =>
      (await subjectOf(server.db, publicId, 'https://example.com', shown)).facts
    expect(await factsWith()).not.toHaveProperty('stamp')
    expect(await factsWith({ stamp: null })).not.toHaveProperty('stamp')
    expect(await factsWith({ stamp: 'expired' })).toStrictEqual({ ...(await factsWith()), stamp: 'expired' })
  })
})

const revoked = { revokedAt: new Date(), revocationReason: 'A mistake.' }

async function issueExpiring(expiresAt: Date): Promise<string> {
  const { id: siteId } = await newSite(server.db)
  return (await issueStating(server, siteId, { achievedAt: new Date('2020-01-01'), expiresAt })).publicId
}

describe('institution name of a certificate', () => {
  it.each([
    ['one user', (siteId: number) => issueStating(server, siteId)],
    ['many users', (siteId: number) => issueToMany(siteId)],
  ])('copies the name of the site when a certificate is issued to %s', async (_, issue) => {
    const { id: siteId } = await newSite(server.db)
    const { publicId } = await issue(siteId)
    await rename(siteId, 'Another name')
    expect(await factsOf(publicId)).toMatchObject({ institution: 'Test site' })
    expect(await statedBy(publicId)).toStrictEqual({ issuer: 'Test site', unaltered: true })
    // The digest covers it.
    await server.db.prisma.courseCertificate.update({ where: { publicId }, data: { institutionName: 'Forged' } })
    expect(await statedBy(publicId)).toStrictEqual({ issuer: 'Forged', unaltered: false })
  })

  it('shows the current name of the site where no name was copied', async () => {
    const { id: siteId } = await newSite(server.db)
    const { publicId } = await issueStating(server, siteId)
    const row = await server.db.prisma.courseCertificate.findUniqueOrThrow({ where: { publicId } })
    const { name, description, courseName, userName, courseId, userId, achievedAt, issuedAt } = row
    const stated = [publicId, siteId, courseId, userId, name, description, courseName, userName, achievedAt, issuedAt]
    const digest = hash('sha256', JSON.stringify(stated))
    await server.db.prisma.courseCertificate.update({ where: { publicId }, data: { institutionName: null, digest } })
    await rename(siteId, 'Another name')
    expect(await factsOf(publicId)).toMatchObject({ institution: 'Another name' })
    expect(await statedBy(publicId)).toStrictEqual({ issuer: 'Another name', unaltered: true })
  })
})

const rename = (id: number, name: string) => server.db.prisma.site.update({ where: { id }, data: { name } })

async function issueToMany(siteId: number) {
  const context = contextIn(server.db, siteId)
  const { id: courseId } = await createCourse(context, { name: 'Course' })
  const entry = { email: 'amelie@home.example', name: 'Amélie' }
  await issueMany(context, courseId, [entry], { createUsers: true })
  return server.db.prisma.courseCertificate.findFirstOrThrow({ where: { courseId } })
}

async function statedBy(publicId: string) {
  const { digest, states } = await certificateOf(publicId)
  return { issuer: states.issuer.name, unaltered: digest.atIssue === digest.now }
}
