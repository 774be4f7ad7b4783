import { toNumber } from '@chancery/verify/certificateNumber'
import { languages } from '@chancery/verify/texts/languages'
import { type DefaultTreeAdapterTypes, parse } from 'parse5'
import { describe, expect, it } from 'vitest'
import { confirmWallet } from '../../support/issuers/confirmedIssuers.ts'
import { revokeOne } from '../../support/lms/certificates.ts'
import { createStating, issuer, issueStating } from '../../support/public/publicCertificates.ts'
import { newSite, startTestApp } from '../../support/server/app.ts'
import { createSigned } from '../../support/wallet/signedCertificates.ts'
import { newWallet } from '../../support/wallet/wallets.ts'

const server = await startTestApp()
const site = await newSite(server.db)
const { actions } = languages.en

const answerOf = (publicId: string) => server.http.get(`/verify/${publicId}`).set('Accept', 'text/html').expect(200)
const pageOf = async (publicId: string) => (await answerOf(publicId)).text

/** Returns all links of a page, decoded as a browser does. */
function linksOf(page: string): string[] {
  const links: string[] = []
  const visit = (node: DefaultTreeAdapterTypes.ChildNode) => {
    if ('attrs' in node) links.push(...node.attrs.flatMap(({ name, value }) => (name === 'href' ? value : [])))
    if ('childNodes' in node) node.childNodes.forEach(visit)
  }
  parse(page).childNodes.forEach(visit)
  return links
}

const linkedInOf = (page: string) => {
  const link = linksOf(page).find((href) => href.startsWith('https://www.linkedin.com/'))
  return link ? Object.fromEntries(new URL(link).searchParams) : null
}

describe('actions of a valid certificate', () => {
  it('offers the PDF, the picture, and the address for sharing', async () => {
    const { publicId } = await issueStating(server, site.id)
    const page = await pageOf(publicId)
    const links = linksOf(page)
    for (const path of [`/documents/${publicId}-0.pdf`, `/images/${publicId}-0.png`]) {
      expect(links).toContain(path)
      await server.http.get(path).expect(200)
    }
    const url = encodeURIComponent(`${server.url}/verify/${publicId}`)
    expect(links.filter((link) => link.includes(url)).map((link) => link.split('?')[0])).toStrictEqual([
      'https://www.linkedin.com/profile/add',
      'mailto:',
      'https://wa.me/',
      'https://www.facebook.com/sharer/sharer.php',
      'https://x.com/intent/post',
    ])
    expect(page).not.toMatch(/<script[^>]*src="https?:/)
  })

  it('fills in LinkedIn’s form, with the expiry only of a certificate that expires', async () => {
    const name = "Sales & “100 %” <b> 'quoted' 🎓"
    const achievedAt = new Date('2026-05-03')
    const { publicId } = await issueStating(server, site.id, { name, achievedAt })
    expect(linkedInOf(await pageOf(publicId))).toStrictEqual({
      startTask: 'CERTIFICATION_NAME',
      name: `${name} · Advanced Sales Techniques`,
      organizationName: 'Test site',
      issueYear: '2026',
      issueMonth: '5',
      certUrl: `${server.url}/verify/${publicId}`,
      certId: toNumber(publicId),
    })
    const expiring = await issueStating(server, site.id, { achievedAt, expiresAt: new Date('2999-01-02') })
    expect(linkedInOf(await pageOf(expiring.publicId))).toMatchObject({ expirationYear: '2999', expirationMonth: '1' })
  })

  it('names the organization on LinkedIn by the id that the site gives', async () => {
    const { id, key } = await newSite(server.db)
    await server.http
      .patch('/openapi/v1/site')
      .set('X-API-KEY', key)
      .send({ socialIds: { linkedin: '4711' } })
      .expect(200)
    const { publicId } = await issueStating(server, id)
    const fields = linkedInOf(await pageOf(publicId))
    expect(fields).toMatchObject({ organizationId: '4711' })
    expect(fields).not.toHaveProperty('organizationName')
  })

  it('names the organization on LinkedIn by its domain if its name is not checked', async () => {
    await confirmWallet(server.db, issuer)
    expect(linkedInOf(await pageOf(await createStating(server)))).toMatchObject({
      ...{ name: 'Introduction to Python · Data Science for Everybody', organizationName: 'uni.example' },
    })
  })

  it('gives code that shows the picture on another website', async () => {
    const { publicId } = await issueStating(server, site.id, { holder: '"><script>' })
    const page = await pageOf(publicId)
    const [, code = ''] = /<pre[^>]*><code>(.*?)<\/code>/s.exec(page) ?? []
    const decoded = code.replace(/&#(\d+);/g, (_, number) => String.fromCharCode(Number(number)))
    expect(decoded).toBe(
      `<a href="${server.url}/verify/${publicId}"><img src="${server.url}/images/${publicId}-0.png" ` +
        `alt="Picture of the certificate: Course Completion Certificate · Advanced Sales Techniques, &#34;&#62;&#60;script&#62;" width="480"></a>`,
    )
  })

  it('has no actions for a revoked certificate, or one whose issuer is not confirmed', async () => {
    const revoked = await issueStating(server, site.id)
    await revokeOne(server.db, site.id, revoked.id)
    const unconfirmed = await createSigned(server, newWallet(), newWallet())
    for (const publicId of [revoked.publicId, unconfirmed]) {
      const page = await pageOf(publicId)
      expect(linkedInOf(page)).toBeNull()
      for (const text of [actions.title, actions.pdf, actions.copy, actions.embed]) expect(page).not.toContain(text)
    }
  })
})

describe('picture by the issuer', () => {
  const imageUrl = 'https://pictures.uni.example/a/1.png?x="&y=;'

  it('is shown beside the server’s picture, loaded only by the reader', async () => {
    const { publicId } = await issueStating(server, site.id, { imageUrl })
    const { text, headers } = await answerOf(publicId)
    expect(text).toContain(`/images/${publicId}-0.png`)
    expect(text).toContain(
      '<img class="own" src="https://pictures.uni.example/a/1.png?x=&#34;&#38;y=;" alt="" loading="lazy" referrerpolicy="no-referrer">',
    )
    expect(text).toContain(languages.en.page.ownPicture('pictures.uni.example'))
    expect(headers['content-security-policy']).toContain("img-src 'self' https://pictures.uni.example;")
  })

  it('is not shown for a revoked certificate, because it has no stamp', async () => {
    const { publicId, id } = await issueStating(server, site.id, { imageUrl })
    await revokeOne(server.db, site.id, id)
    const { text, headers } = await answerOf(publicId)
    expect(text + headers['content-security-policy']).not.toContain('pictures.uni.example')
  })

  it.each(['http://pictures.uni.example/1.png', 'https://a;b/1.png', "https://a'b/1.png"])(
    'is not shown from %s',
    async (imageUrl) => {
      const { publicId } = await issueStating(server, site.id, { imageUrl })
      const { text, headers } = await answerOf(publicId)
      expect(text).not.toContain('class="own"')
      expect(headers['content-security-policy']).toContain("img-src 'self';")
    },
  )
})
