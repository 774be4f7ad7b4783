import { beforeAll, describe, expect, it } from 'vitest'
import { publicCertificateFinder } from '../../src/public/lookup.ts'
import { createStating, issueStating } from '../support/public/publicCertificates.ts'
import { newSite, startTestApp, type TestApp, type TestSite } from '../support/server/app.ts'

let server: TestApp
let site: TestSite
beforeAll(async () => {
  server = await startTestApp()
  site = await newSite(server.db)
  const socialIds = { linkedin: '1035', x: 'uni' }
  await server.http.patch('/openapi/v1/site').set('X-API-KEY', site.key).send({ socialIds }).expect(200)
})

async function find(publicId: string) {
  const context = {
    db: server.db,
    publicUrl: () => server.url,
    chainId: 1,
    trustRegistries: [],
    hasAttestations: false,
  }
  const found = await publicCertificateFinder({ ...context, now: () => new Date() })(publicId)
  return found && 'certificate' in found ? found : expect.fail('It exists.')
}

/** Creates a wallet certificate that a site published from a course certificate. */
async function publish(courseCertificateId: number, encrypted: boolean): Promise<string> {
  const id = await createStating(server)
  await server.db.prisma.walletCertificate.update({ where: { id }, data: { courseCertificateId, encrypted } })
  return id
}

describe('publicCertificateFinder', () => {
  it.each([
    ['https://lms.example/own.png?size=1&a="b"', true],
    ['HTTPS://lms.example/own.png', true],
    ['http://lms.example/own.png', false],
    ['https://lms.example/ada@home.example.png', false],
    ['https://ada@lms.example/own.png', false],
    ['https://lms.example/?holder=ada%40home.example', false],
    [undefined, false],
  ])('returns the issuer’s picture %s only by https and without an email address', async (imageUrl, isShown) => {
    const { publicId } = await issueStating(server, site.id, { imageUrl })
    expect((await find(publicId)).ownPicture).toBe(isShown ? imageUrl : null)
  })

  it('returns the site’s page on LinkedIn', async () => {
    expect((await find((await issueStating(server, site.id)).publicId)).linkedInOrganizationId).toBe('1035')
    const other = await newSite(server.db)
    expect((await find((await issueStating(server, other.id)).publicId)).linkedInOrganizationId).toBeNull()
  })

  it('returns both for a published certificate, but no picture of an encrypted one', async () => {
    const imageUrl = 'https://lms.example/own.png'
    for (const [encrypted, ownPicture] of [
      [false, imageUrl],
      [true, null],
    ] as const) {
      const { id, publicId } = await issueStating(server, site.id, { imageUrl })
      const linkedInOrganizationId = '1035'
      expect(await find(await publish(id, encrypted))).toMatchObject({ ownPicture, linkedInOrganizationId })
      expect(await find(publicId)).toMatchObject({ ownPicture: imageUrl, linkedInOrganizationId })
    }
  })

  it('returns neither for a certificate that a wallet issued', async () => {
    expect(await find(await createStating(server))).toMatchObject({ ownPicture: null, linkedInOrganizationId: null })
  })
})
