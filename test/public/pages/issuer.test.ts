import { randomBytes } from 'node:crypto'
import { codes, languages } from '@chancery/verify/texts/languages'
import { beforeAll, describe, expect, it } from 'vitest'
import { updateSite } from '../../../src/lms/sites/service.ts'
import { CONFIRMED_SINCE, confirmSite, confirmWallet } from '../../support/issuers/confirmedIssuers.ts'
import { contextIn } from '../../support/lms/context.ts'
import { createStating, issuer } from '../../support/public/publicCertificates.ts'
import { newSite, startTestApp, type TestApp, type TestSite } from '../../support/server/app.ts'

let server: TestApp
let site: TestSite
beforeAll(async () => {
  server = await startTestApp({ publicUrl: 'https://certs.example', secretsKey: randomBytes(32) })
  site = await newSite(server.db)
  await createStating(server, { institutionTitle: 'Harvard University' })
})

const page = (path: string) => server.http.get(`/issuers/${path}`).set('Accept', 'text/html')
const json = (path: string) => server.http.get(`/issuers/${path}.json`)

const change = (facts: object) => updateSite(contextIn(server.db, site.id), facts, { siteNameByApi: 'off' })

describe('GET /issuers/{site id}', () => {
  it('shows that the operator confirms the site, its key, and where to report a certificate', async () => {
    const { text } = await page(`${site.id}`).expect(200)
    expect(text).toContain('The operator of certs.example confirms that')
    expect(text).toContain('No domain confirms this issuer, so there is nothing to look up.')
    expect(text).toContain('mailto:abuse@certs.example')
    expect((await json(`${site.id}`).expect(200)).body).toMatchObject({
      issuer: { name: 'Test site', nameConfirmed: false, address: null, domain: null, confirmedBy: 'operator' },
      blocked: false,
      testServer: false,
    })
  })

  it('shows the domain that confirms the site, since when, and how to look that up elsewhere', async () => {
    await server.http.get(`/issuers/${site.id}/did.json`).expect(200)
    await confirmSite(server.db, site.id, { domain: 'uni.example' })
    const { body } = await json(`${site.id}`).expect(200)
    expect(body.issuer).toMatchObject({ domain: 'uni.example', confirmedBy: 'dns' })
    expect(body.issuer.confirmedSince).toBe(CONFIRMED_SINCE.toISOString())
    const { text } = await page(`${site.id}`).expect(200)
    expect(text).toContain('uni.example has confirmed this issuer since 3 May 2026.')
    expect(text).toContain(body.record)
    expect(text).toContain('href="https://uni.example/.well-known/did.json"')
    expect(body.keys).toHaveLength(1)
    expect(text).toContain(body.keys[0].id)
  })

  it('shows the profile, and loads the logo from its own address only', async () => {
    await change({
      ...{ legalName: 'University Foundation', link: 'https://uni.example/', email: 'registry@uni.example' },
      ...{ logo: 'https://cdn.uni.example/logo.svg', description: 'A <b>university</b>.' },
    })
    const { text, headers } = await page(`${site.id}`).expect(200)
    expect(text).toContain('“\u2068University Foundation\u2069” (name not checked)')
    expect(text).toContain('A &#60;b&#62;university&#60;/b&#62;.')
    expect(text).toContain('<img class="logo" src="https://cdn.uni.example/logo.svg" alt="">')
    expect(headers['content-security-policy']).toContain("img-src 'self' https://cdn.uni.example;")
  })

  it('says that a blocked issuer is blocked, and shows no logo', async () => {
    await server.db.prisma.issuer.update({ where: { siteId: site.id }, data: { blockedAt: new Date() } })
    const { text, headers } = await page(`${site.id}`).expect(200)
    expect(text).toContain('This issuer is blocked by the operator of this server.')
    expect(text).not.toContain('logo.svg')
    expect(headers['content-security-policy']).not.toContain('cdn.uni.example')
    expect((await json(`${site.id}`)).body).toMatchObject({
      blocked: true,
      issuer: { confirmedBy: null, domain: null },
    })
    await server.db.prisma.issuer.update({ where: { siteId: site.id }, data: { blockedAt: null } })
  })
})

describe('GET /issuers/{address}', () => {
  it('shows a wallet that issued certificates and that nobody confirms', async () => {
    const { text } = await page(issuer).expect(200)
    expect(text).toContain('No domain, registry or operator confirms this issuer.')
    expect(text).toContain('verdict warning')
    expect(text).not.toContain('Harvard')
  })

  it('shows the domain that confirms a wallet, and its TXT record', async () => {
    await confirmWallet(server.db, issuer, { domain: 'cheap.example' })
    const { text } = await page(issuer.toUpperCase().replace('X', 'x')).expect(200)
    expect(text).toContain('Issuer: cheap.example')
    expect(text).toContain(`openatts a=dns-did; p=did:ethr:${issuer}#controller; v=1.0;`)
  })

  it.each(['4711', '0', 'uni.example', `0x${'1'.repeat(40)}`, '../verify', '%00'])(
    'returns 404 for %s',
    async (path) => {
      await page(path).expect(404)
    },
  )

  it('is written in every language', async () => {
    for (const code of codes) {
      const { text } = await page(`${issuer}?lang=${code}`).expect(200)
      expect(text).toContain(`<html lang="${code}" dir="${languages[code].direction}">`)
      expect(text).toContain(languages[code].issuer.check)
    }
  })
})
