import { hash } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import { issueMany } from '../../src/services/bulkIssuing.ts'
import { createCourse } from '../../src/services/courses.ts'
import { findPublicCertificate } from '../../src/services/publicCertificates.ts'
import { subjectOf } from '../../src/services/renderedDocuments.ts'
import { newSite, startTestApp } from '../support/app.ts'
import { changeIn } from '../support/change.ts'
import { createStating, issueStating } from '../support/publicCertificates.ts'

const someone = 'someone@home.example'
const nobody = '…@home.example'
const server = await startTestApp()

const factsOf = async (publicId: string) => (await subjectOf(server.db, publicId, 'https://example.com')).facts

it('A picture of the LMS door shows nobody’s email address, whatever is called by one', async () => {
  const { id: siteId } = await newSite(server.db)
  await rename(siteId, someone)
  const texts = { name: someone, description: `Ask ${someone}.`, course: someone, holder: someone }
  const { publicId } = await issueStating(server, siteId, texts)
  const facts = { holder: nobody, title: nobody, course: nobody, institution: nobody, description: `Ask ${nobody}.` }
  expect(await factsOf(publicId)).toMatchObject(facts)
})

it('Nor does one of the wallet door', async () => {
  const texts = { certificateTitle: someone, institutionTitle: someone, programTitle: someone, skills: [someone] }
  const facts = { course: nobody, institution: nobody, description: nobody, skills: [nobody] }
  expect(await factsOf(await createStating(server, texts))).toMatchObject(facts)
})

describe('What the institution is called', () => {
  it.each([
    ['one', (siteId: number) => issueStating(server, siteId)],
    ['many', (siteId: number) => issueToMany(siteId)],
  ])('is copied when a certificate is issued to %s', async (_, issue) => {
    const { id: siteId } = await newSite(server.db)
    const { publicId } = await issue(siteId)
    await rename(siteId, 'Another name')
    expect(await factsOf(publicId)).toMatchObject({ institution: 'Test site' })
    expect(await statedBy(publicId)).toStrictEqual({ issuer: 'Test site', unaltered: true })
    // It is part of what the digest is of.
    await server.db.prisma.courseCertificate.update({ where: { publicId }, data: { institutionName: 'Forged' } })
    expect(await statedBy(publicId)).toStrictEqual({ issuer: 'Forged', unaltered: false })
  })

  it('is what the site is called now where it was not copied', async () => {
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
  const change = changeIn(siteId)
  const { id: courseId } = await createCourse(server.db, change, { name: 'Course' })
  const entry = { email: 'amelie@home.example', name: 'Amélie' }
  await issueMany(server.db, change, courseId, [entry], { createUsers: true })
  return server.db.prisma.courseCertificate.findFirstOrThrow({ where: { courseId } })
}

async function statedBy(publicId: string) {
  const found = await findPublicCertificate(server.db, publicId)
  if (!found || !('certificate' in found)) throw new Error('It was issued.')
  const { digest, states } = found.certificate
  return { issuer: states.issuer.name, unaltered: digest.atIssue === digest.now }
}
