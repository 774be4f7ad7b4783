import { hash } from 'node:crypto'
import { readdir } from 'node:fs/promises'
import { join } from 'node:path'
import { fromNumber } from '@chancery/verify/certificateNumber'
import { describe, expect, it } from 'vitest'
import { issueMany } from '../../../src/lms/batch/issueMany.ts'
import { createCourse } from '../../../src/lms/courses/service.ts'
import { deleteOrphanedDocuments, subjectOf } from '../../../src/public/documents/service.ts'
import { openDocumentStore } from '../../../src/public/documents/store.ts'
import { publicCertificateFinder } from '../../../src/public/lookup.ts'
import { deleteCertificate } from '../../../src/wallet/certificates/service.ts'
import { contextIn } from '../../support/lms/context.ts'
import { createStating, holder, issueStating } from '../../support/public/publicCertificates.ts'
import { newSite, startTestApp } from '../../support/server/app.ts'
import { contextOfWallet } from '../../support/wallet/context.ts'

const email = 'someone@home.example'
const hidden = '…@home.example'
const server = await startTestApp()

const factsOf = async (publicId: string) => (await subjectOf(server.db, publicId, 'https://example.com')).facts

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
  const facts = { course: hidden, institution: hidden, description: hidden, skills: [hidden] }
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
  const documents = openDocumentStore(pictures, { render: () => expect.fail('Nothing is drawn.') })
  await deleteOrphanedDocuments(server.db, documents)
  expect((await files()).sort()).toStrictEqual([publicId, remaining].sort())
  await server.http.get(`/images/${deleted}-0.png`).expect(404)
})

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
  const found = await publicCertificateFinder(server.db)(publicId)
  if (!found || !('certificate' in found)) throw new Error('It was issued.')
  const { digest, states } = found.certificate
  return { issuer: states.issuer.name, unaltered: digest.atIssue === digest.now }
}
