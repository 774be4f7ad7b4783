import { randomBytes } from 'node:crypto'
import { languages } from '@chancery/verify/texts/languages'
import { loadCredentialTexts } from '@chancery/verify/texts/loadCredentialTexts'
import { type Browser, chromium, type Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it, onTestFinished, vi } from 'vitest'
import { issuerKey, signedBadge } from '../../packages/verify/credential/badges.ts'
import { fetchFrom } from '../../support/credentials/fetchFrom.ts'
import { signedJwt } from '../../support/credentials/signedJwt.ts'
import { revokeOne } from '../../support/lms/certificates.ts'
import { findChromium } from '../../support/public/browser.ts'
import { issueStating } from '../../support/public/publicCertificates.ts'
import { newSite, startTestApp, type TestApp } from '../../support/server/app.ts'

vi.setConfig({ testTimeout: 60_000 })

const chromiumPath = findChromium()
const { file: texts, verdicts } = languages.en
const { own } = await loadCredentialTexts('en')

/** Another server, which issues the Open Badges. Its documents reach the page as if the page's server had fetched them. */
const publicUrl = 'https://certs.example.org'

describe.skipIf(!chromiumPath)('Open Badges on the public pages in Chromium', () => {
  let server: TestApp
  let issuer: TestApp
  let siteId: number
  let browser: Browser
  beforeAll(async () => {
    server = await startTestApp()
    issuer = await startTestApp({ publicUrl, secretsKey: randomBytes(32) })
    siteId = (await newSite(issuer.db)).id
    browser = await chromium.launch({
      executablePath: chromiumPath ?? '',
      args: ['--no-sandbox', '--disable-background-networking'],
    })
  })
  afterAll(() => browser?.close())

  const download = async (publicId: string, file: string): Promise<Buffer> =>
    (await issuer.http.get(`/verify/${publicId}/${file}`).responseType('blob').expect(200)).body

  /** Opens the search page. `fetched` collects what the page fetches through its server, and `scripts` the scripts that it loads. */
  async function open(locale = 'en-GB') {
    const context = await browser.newContext({ locale })
    onTestFinished(() => context.close())
    const page = await context.newPage()
    const complaints: string[] = []
    const fetched: string[] = []
    const scripts: string[] = []
    page.on('response', async (response) => {
      if (response.url().endsWith('.js')) scripts.push(await response.text())
    })
    page.on('pageerror', ({ message }) => complaints.push(message))
    page.on('console', (message) => {
      if (message.type() === 'error' && !/status of \d+/.test(message.text())) complaints.push(message.text())
    })
    onTestFinished(() => expect(complaints).toStrictEqual([]))
    await page.route('**/verify/fetch?**', async (route) => {
      const url = new URL(route.request().url()).searchParams.get('url') ?? ''
      fetched.push(url)
      const found = await fetchFrom(issuer, publicUrl)(url, AbortSignal.timeout(5000))
      if (found.outcome === 'found') await route.fulfill({ body: Buffer.from(found.body) })
      else await route.fulfill({ status: found.outcome === 'missing' ? 404 : 503, body: '' })
    })
    await page.goto(`${server.url}/verify`)
    return { page, fetched, scripts }
  }

  async function drop(page: Page, name: string, content: Uint8Array): Promise<void> {
    const transfer = await page.evaluateHandle(`(() => {
      const data = new DataTransfer()
      data.items.add(new File([new Uint8Array([${new Uint8Array(content)}])], ${JSON.stringify(name)}))
      return data
    })()`)
    await page.dispatchEvent('.file', 'drop', { dataTransfer: transfer })
  }

  const paste = (page: Page, text: string) =>
    page.evaluate(`(() => {
      const clipboardData = new DataTransfer()
      clipboardData.setData('text', ${JSON.stringify(text)})
      document.body.dispatchEvent(new ClipboardEvent('paste', { clipboardData, bubbles: true }))
    })()`)

  const resultOf = (page: Page) => page.locator('.file .result').textContent()
  const issued = verdicts.domain('certs.example.org')

  it.each(['json', 'png', 'svg'])('checks a dropped %s, and shows what it states', async (kind) => {
    const { publicId } = await issueStating(issuer, siteId, { name: '<b>Bold</b> title' })
    const json = await download(publicId, 'credential.json')
    const content = { json, png: await download(publicId, 'credential.png'), svg: Buffer.from(svgOf(json.toString())) }
    const { page, fetched } = await open()
    await drop(page, `badge.${kind}`, content[kind as keyof typeof content])
    await expect.poll(() => resultOf(page), { timeout: 20_000 }).toContain(issued)
    const facts = page.locator('.file .facts')
    expect(await facts.textContent()).toContain('<b>Bold</b> title')
    expect(await facts.textContent()).toContain('Amélie Laurent')
    expect(await facts.locator('b').count()).toBe(0)
    expect(fetched.toSorted()).toStrictEqual([
      `${publicUrl}/.well-known/did.json`,
      JSON.parse(json.toString()).credentialStatus.statusListCredential,
    ])
  })

  it.each(['de', 'ar'] as const)('shows all checks in the language of the reader (%s)', async (language) => {
    const { publicId } = await issueStating(issuer, siteId, { expiresAt: new Date('2999-05-01') })
    const { page, scripts } = await open(language)
    await drop(page, 'badge.json', await download(publicId, 'credential.json'))
    const { shared, own } = await loadCredentialTexts(language)
    await expect.poll(() => resultOf(page), { timeout: 20_000 }).toContain(shared.verdicts.domain('certs.example.org'))
    const rows = page.locator('.file .checks > li')
    expect(await rows.locator('p').allTextContents()).toStrictEqual([
      own.messages['content.as_signed'](),
      own.messages['issuer.signed']({ did: 'did:web:certs.example.org' }),
      own.messages['identity.did_web']({ domain: 'certs.example.org' }),
      own.messages['expiry.ahead']({ at: new Date('2999-05-01') }),
      own.messages['revocation.not_revoked'](),
    ])
    const { issuer: signature, identity, expiry, revocation } = shared.checks
    const names = [own.checks.content, signature, identity, expiry, revocation]
    expect(await rows.locator('h3').allTextContents()).toStrictEqual(
      names.map((name) => `${name} ${shared.outcomes.passed}`),
    )
    // No sentence is loaded twice, and none of another language.
    const loaded = (text: string) => scripts.filter((script) => script.includes(text)).length
    expect([loaded(shared.page.proofUnreadable), loaded(own.messages['issuer.no_signature']())]).toEqual([1, 1])
    expect(loaded((await loadCredentialTexts('en')).own.messages['issuer.no_signature']())).toBe(0)
  })

  it('checks a dropped JWT without fetching anything', async () => {
    const { page, fetched } = await open()
    await drop(page, 'badge.jwt', Buffer.from(signedJwt({ name: 'A badge as JWT' })))
    await expect.poll(() => resultOf(page), { timeout: 20_000 }).toContain(verdicts.issuer_not_confirmed)
    expect(await page.locator('.file .facts').textContent()).toContain('A badge as JWT')
    expect(fetched).toStrictEqual([])
  })

  it('checks pasted text and a pasted address', async () => {
    const { publicId } = await issueStating(issuer, siteId)
    const { page } = await open()
    await paste(page, (await download(publicId, 'credential.json')).toString())
    await expect.poll(() => resultOf(page), { timeout: 20_000 }).toContain(issued)
    const address = `${publicUrl}/verify/${publicId}/credential.json`
    await paste(page, address)
    await expect.poll(() => resultOf(page), { timeout: 20_000 }).toContain(`\u2068${address}\u2069: ${issued}`)
    await paste(page, 'https://elsewhere.example/badge.json')
    await expect.poll(() => resultOf(page), { timeout: 20_000 }).toContain(texts.failed)
  })

  it.each(['/verify', '/'])('checks the address that a reader types, with the keyboard alone, on %s', async (path) => {
    const { publicId } = await issueStating(issuer, siteId)
    const { page } = await open()
    await page.goto(server.url + path)
    const field = page.getByLabel(texts.badgeAddress)
    const address = `${publicUrl}/verify/${publicId}/credential.json`
    await field.fill(`  ${address} `)
    await field.press('Enter')
    await expect.poll(() => resultOf(page), { timeout: 20_000 }).toBe(`\u2068${address}\u2069: ${issued}`)
    // Not fetched: no https.
    await field.fill('http://certs.example.org/badge.json')
    await page.getByRole('button', { name: texts.checkAddress }).click()
    expect(await page.evaluate(`document.querySelector('#badge').matches(':user-invalid')`)).toBe(true)
    expect(await resultOf(page)).toContain(issued)
    await field.fill('https://elsewhere.example/badge.json')
    await page.getByRole('button', { name: texts.checkAddress }).click()
    await expect
      .poll(() => resultOf(page), { timeout: 20_000 })
      .toBe(`\u2068https://elsewhere.example/badge.json\u2069: ${texts.failed}`)
    expect(page.url()).toBe(server.url + path)
  })

  it('hides the field for an address without JavaScript, and has none on the page of a certificate', async () => {
    const context = await browser.newContext({ javaScriptEnabled: false })
    onTestFinished(() => context.close())
    const page = await context.newPage()
    await page.goto(`${server.url}/verify`)
    expect(await page.getByLabel(texts.badgeAddress).isVisible()).toBe(false)
    expect(await page.getByText(texts.noScript).isVisible()).toBe(true)
    const { publicId } = await issueStating(server, (await newSite(server.db)).id)
    await page.goto(`${server.url}/verify/${publicId}`)
    expect(await page.getByLabel(texts.badgeAddress).count()).toBe(0)
  })

  it('names the registry that lists an issuer without a domain', async () => {
    const lookups: string[] = []
    const { page } = await open('de')
    const { shared, own } = await loadCredentialTexts('de')
    let answer: { status: number; json: object } = { status: 200, json: { outcome: 'not_listed' } }
    await page.route('**/verify/registry?**', async (route) => {
      lookups.push(new URL(route.request().url()).searchParams.get('did') ?? '')
      await route.fulfill(answer)
    })
    const signed = JSON.stringify(await signedBadge())
    const check = async (name: string, text = signed) => {
      await drop(page, name, Buffer.from(text))
      await expect.poll(() => resultOf(page), { timeout: 20_000 }).toContain(`\u2068${name}\u2069: `)
      const result = page.locator('.file .result')
      await expect.poll(() => result.getAttribute('data-outcome')).not.toBe('working')
      const messages = await page.locator('.file .checks p').allTextContents()
      return [await result.getAttribute('data-outcome'), await resultOf(page), messages[2]]
    }
    const { did } = issuerKey
    expect(await check('unlisted.json')).toStrictEqual([
      'warning',
      `\u2068unlisted.json\u2069: ${shared.verdicts.issuer_not_confirmed}`,
      own.messages['identity.none']({ did }),
    ])
    const entry = { name: 'School of Welding', registry: 'Ministry of Education', domain: null }
    answer = { status: 200, json: { outcome: 'listed', ...entry } }
    expect(await check('listed.json')).toStrictEqual([
      'passed',
      `\u2068listed.json\u2069: ${shared.verdicts.registry(entry.name, entry.registry)}`,
      own.messages['identity.registry']({ listedName: entry.name, ...entry }),
    ])
    expect((await check('changed.json', signed.replace('Ada', 'Ida')))[0]).toBe('failed')
    for (const [name, outage] of Object.entries({
      'stale.json': { status: 200, json: { outcome: 'unavailable' } },
      'outage.json': { status: 503, json: {} },
      'limit.json': { status: 429, json: {} },
    })) {
      answer = outage
      const unknown = `\u2068${name}\u2069: ${shared.verdicts.not_checked}`
      expect(await check(name)).toStrictEqual(['unknown', unknown, own.messages['identity.unreachable']({ did })])
    }
    expect(new Set(lookups)).toStrictEqual(new Set([did]))
  })

  it('finds an issuer in the registries of the server itself', async () => {
    const url = 'https://registry.example/list.json'
    const listing = await startTestApp({ trustRegistries: [url] })
    const entry = { did: issuerKey.did, name: 'School of Welding', skeleton: 'school of welding' }
    await listing.db.prisma.registry.create({
      data: { url, name: 'Ministry of Education', fetchedAt: new Date(), entries: { create: entry } },
    })
    const { page } = await open()
    await page.goto(`${listing.url}/verify`)
    await drop(page, 'badge.json', Buffer.from(JSON.stringify(await signedBadge())))
    await expect
      .poll(() => resultOf(page), { timeout: 20_000 })
      .toContain(verdicts.registry(entry.name, 'Ministry of Education'))
  })

  it('refuses a revoked and a changed badge, and says when it could not check', async () => {
    const { id, publicId } = await issueStating(issuer, siteId)
    const json = (await download(publicId, 'credential.json')).toString()
    const { page } = await open()
    await drop(page, 'changed.json', Buffer.from(json.replace('Amélie', 'Amelia')))
    await expect.poll(() => resultOf(page), { timeout: 20_000 }).toContain(own.verdicts.changed)
    await revokeOne(issuer.db, siteId, id)
    await drop(page, 'revoked.json', Buffer.from(json))
    await expect.poll(() => resultOf(page), { timeout: 20_000 }).toContain(own.verdicts.revoked)
    await drop(page, 'broken.json', Buffer.from('{"type":["VerifiableCredential"]}'))
    await expect.poll(() => resultOf(page), { timeout: 20_000 }).toContain(texts.badgeUnreadable)
    expect(await resultOf(page)).toContain(own.unreadable.incomplete)
    await page.unroute('**/verify/fetch?**')
    await page.route('**/verify/fetch?**', (route) => route.fulfill({ status: 503, body: '' }))
    await drop(page, 'outage.json', Buffer.from(json))
    await expect.poll(() => resultOf(page), { timeout: 20_000 }).toMatch(/outage\.json/)
    await expect
      .poll(() => page.locator('.file .result').getAttribute('data-outcome'))
      .not.toMatch(/passed|failed|working/)
  })
})

function svgOf(credential: string): string {
  const name = 'xmlns:openbadges="https://purl.imsglobal.org/ob/v3p0"'
  const baked = `<openbadges:credential><![CDATA[${credential}]]></openbadges:credential>`
  return `<svg xmlns="http://www.w3.org/2000/svg" ${name}>${baked}<rect/></svg>`
}
