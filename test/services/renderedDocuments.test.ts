import { expect, it } from 'vitest'
import { subjectOf } from '../../src/services/renderedDocuments.ts'
import { newSite, startTestApp } from '../support/app.ts'
import { createStating, issueStating } from '../support/publicCertificates.ts'

const someone = 'someone@home.example'
const nobody = '…@home.example'
const server = await startTestApp()

const factsOf = async (publicId: string) => (await subjectOf(server.db, publicId, 'https://example.com')).facts

it('A picture of the LMS door shows nobody’s email address, whatever is called by one', async () => {
  const { id: siteId } = await newSite(server.db)
  await server.db.prisma.site.update({ where: { id: siteId }, data: { name: someone } })
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
