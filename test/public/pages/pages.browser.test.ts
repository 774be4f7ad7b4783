import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { toNumber } from '@chancery/verify/certificateNumber'
import { languages } from '@chancery/verify/texts/languages'
import { type Browser, type BrowserContextOptions, chromium, type Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it, onTestFinished, vi } from 'vitest'
import { deleteCertificate } from '../../../src/wallet/certificates/service.ts'
import { newFolder } from '../../support/files/folders.ts'
import { confirmWallet } from '../../support/issuers/confirmedIssuers.ts'
import { revokeOne } from '../../support/lms/certificates.ts'
import { darkViolationsOn, violationsOn, wcagAndBestPractice } from '../../support/public/axe.ts'
import { findChromium } from '../../support/public/browser.ts'
import {
  certified,
  createStating,
  holder,
  issuer,
  issueStating,
  missingDocument,
} from '../../support/public/publicCertificates.ts'
import { newSite, startTestApp, type TestApp } from '../../support/server/app.ts'
import { contextOfWallet } from '../../support/wallet/context.ts'
import { createSigned } from '../../support/wallet/signedCertificates.ts'
import { newWallet } from '../../support/wallet/wallets.ts'

// Some tests open many pages while other tests use the machine.
vi.setConfig({ testTimeout: 180_000 })

const chromiumPath = findChromium()
if (!chromiumPath)
  console.warn('\n\n!!! NO CHROMIUM HERE: the public pages are not tested in a browser. apt-get install chromium\n\n')

describe.skipIf(!chromiumPath)('public pages in Chromium', () => {
  let server: TestApp
  let browser: Browser
  let siteId: number
  let right: string
  let wrong: string

  beforeAll(async () => {
    server = await startTestApp()
    siteId = (await newSite(server.db)).id
    // A domain confirms the issuer of `createStating`. Nobody confirms the new wallets of `createSigned`.
    await confirmWallet(server.db, issuer)
    browser = await chromium.launch({
      executablePath: chromiumPath ?? '',
      args: ['--no-sandbox', '--disable-background-networking'],
    })
    const folder = await newFolder()
    right = join(folder, 'right.pdf')
    wrong = join(folder, 'wrong.pdf')
    await writeFile(right, certified)
    await writeFile(wrong, certified.with(0, 0))
  })
  afterAll(() => browser?.close())

  /** Opens a path of the server. The test fails on any error that the browser reports. */
  async function open(path: string, options: BrowserContextOptions = {}): Promise<Page> {
    const context = await browser.newContext({ locale: 'en-GB', ...options })
    onTestFinished(() => context.close())
    const page = await context.newPage()
    const complaints: string[] = []
    page.on('pageerror', (error) => complaints.push(error.message))
    page.on('console', (message) => {
      const { url } = message.location()
      if (message.type() === 'error' && !url.includes('/images/') && !url.endsWith(path))
        complaints.push(message.text())
    })
    onTestFinished(() => expect(complaints).toStrictEqual([]))
    await page.goto(server.url + path)
    return page
  }

  const verdictOf = (page: Page) => page.locator('h1').textContent()

  /** Drops a file on the page, as from a file manager. */
  async function drop(page: Page, name: string, content: Uint8Array, on = '.file'): Promise<void> {
    const transfer = await page.evaluateHandle(`(() => {
      const data = new DataTransfer()
      data.items.add(new File([new Uint8Array([${content}])], ${JSON.stringify(name)}))
      return data
    })()`)
    await page.dispatchEvent(on, 'drop', { dataTransfer: transfer })
  }

  it('sends neither a file nor its checksum', async () => {
    const page = await open(`/verify/${await createStating(server)}`)
    const sent: string[] = []
    page.on('request', (request) => {
      if (!/\/(assets|images)\//.test(request.url())) sent.push(request.url() + (request.postData() ?? ''))
    })
    const result = page.locator('.file .result')
    await page.getByLabel('Choose a file').setInputFiles(right)
    await expect.poll(() => result.textContent()).toContain(languages.en.messages['file.equal']())
    expect(await result.textContent()).toContain('right.pdf')
    await drop(page, 'dropped.pdf', certified)
    await expect.poll(() => result.textContent()).toMatch(/dropped\.pdf.*byte for byte/)

    const checksum = Buffer.from(await crypto.subtle.digest('SHA-256', certified)).toString('hex')
    expect(sent).toHaveLength(2)
    for (const request of sent) expect(request).toMatch(/\.json\?lang=en&file=[0-9a-f]{64}$/)
    expect(sent.join() + (await page.content())).not.toContain(checksum)
  })

  /** Returns what a page shows of a proof: its verdict, the outcome of each check, and its facts. */
  async function proofOn(page: Page, section = '.proof') {
    const zone = page.locator(section)
    await expect
      .poll(() => zone.locator('.result').getAttribute('data-outcome'))
      .toMatch(/passed|failed|unknown|warning/)
    return {
      verdict: await zone.locator('.result').textContent(),
      checks: await page.evaluate<string[]>(
        `[...document.querySelectorAll('${section} .checks > li')].map(({ className }) => className)`,
      ),
      text: (await zone.locator('.facts').textContent()) ?? '',
    }
  }

  it('checks the proof in the browser, and requests only the bundle and scripts', async () => {
    const id = await createSigned(server, newWallet(), newWallet())
    const page = await open(`/verify/${id}`, { locale: 'fr-FR' })
    const asked: string[] = []
    page.on('request', (request) => asked.push(new URL(request.url()).pathname))
    await page.getByRole('button', { name: languages.fr.page.proofCheck }).click()
    const { verdict, checks, text } = await proofOn(page)
    // A proof alone does not show who owns the key.
    expect(verdict).toBe(languages.fr.verdicts.issuer_not_confirmed)
    expect(checks).toStrictEqual(['passed', 'passed', 'warning', 'skipped', 'passed', 'skipped', 'skipped'])
    expect(text).toContain('Introduction to Python')
    expect(text).toContain(toNumber(id))
    const [bundle, ...scripts] = asked
      .filter((path) => !path.endsWith('icon.svg'))
      .toSorted((one) => (one.endsWith('bundle.json') ? -1 : 1))
    expect(bundle).toBe(`/verify/${id}/bundle.json`)
    for (const script of scripts)
      expect(script).toMatch(/\/assets\/[0-9a-f]+\/(proof|texts|result|checkProof|part-\w+)\.js$/)
  })

  it('checks a dropped or chosen proof of any server, on every page, without requests to a server', async () => {
    const own = await createSigned(server, newWallet(), newWallet())
    const { body: other } = await server.http.get(
      `/verify/${await createSigned(server, newWallet(), newWallet())}/bundle.json`,
    )
    const encoded = (value: unknown) => new TextEncoder().encode(JSON.stringify(value))
    for (const path of [`/verify/${own}`, '/verify', '/']) {
      const page = await open(path)
      const asked: string[] = []
      page.on('request', (request) => asked.push(request.url()))
      await drop(page, 'bundle.json', encoded(other), 'h1')
      const found = await proofOn(page, '.file')
      expect(found.verdict).toBe(`\u2068bundle.json\u2069: ${languages.en.verdicts.issuer_not_confirmed}`)
      expect(found.checks.slice(0, 3)).toStrictEqual(['passed', 'passed', 'warning'])
      expect(found.text).toContain(other.certificate.holder)
      for (const url of asked) expect(url).toMatch(/\/assets\/[0-9a-f]+\/[\w-]+\.(js|svg)$/)
      asked.length = 0

      const holder = `0x${'11'.repeat(20)}`
      const forged = { ...other, certificate: { ...other.certificate, holder } }
      const result = page.locator('.file .result')
      await page
        .locator('.file input[type=file]')
        .setInputFiles({ ...{ name: 'a', mimeType: '' }, buffer: Buffer.from(encoded(forged)) })
      await expect.poll(() => result.textContent()).toBe(`\u2068a\u2069: ${languages.en.verdicts.changed}`)
      expect((await proofOn(page, '.file')).checks.slice(0, 2)).toStrictEqual(['failed', 'failed'])

      await drop(page, 'nonsense.json', encoded({ ...other, format: '<img src=x onerror=alert(1)>' }))
      await expect
        .poll(() => result.textContent())
        .toContain(`${languages.en.page.proofUnreadable} (format: Must be "chancery-bundle".)`)
      expect(await page.locator('.file .checks').isVisible()).toBe(false)
      expect(asked).toStrictEqual([])
    }
  })

  it('compares JSON that is not a proof with the certificate of the page', async () => {
    const page = await open(`/verify/${await createSigned(server, newWallet(), newWallet())}`)
    await drop(page, 'right.json', certified)
    await expect
      .poll(() => page.locator('.file .result').textContent())
      .toContain(languages.en.messages['file.equal']())
    expect(await page.locator('.proof .result').textContent()).toBe('')
  })

  it('shows that a proof could not be checked when the server is unavailable', async () => {
    const page = await open(`/verify/${await createSigned(server, newWallet(), newWallet())}`)
    await page.route('**/bundle.json', (route) => route.fulfill({ status: 503, body: '' }))
    page.removeAllListeners('console')
    await page.getByRole('button', { name: languages.en.page.proofCheck }).click()
    await expect.poll(() => page.locator('.proof .result').textContent()).toBe(languages.en.page.proofFailed)
  })

  it('switches the language, and keeps it on the next pages', async () => {
    const { publicId } = await issueStating(server, siteId)
    const page = await open(`/verify/${publicId}`, { locale: 'de-DE' })
    const { host } = new URL(server.url)
    expect(await verdictOf(page)).toBe(languages.de.verdicts.operator('Test site', host))
    await page.locator('.languages summary').click()
    await page.getByRole('link', { name: 'Русский' }).click()
    expect(await verdictOf(page)).toBe(languages.ru.verdicts.operator('Test site', host))
    await page.getByRole('link', { name: languages.ru.page.search }).click()
    await page.getByLabel(languages.ru.search.label).fill(toNumber(publicId).toLowerCase())
    await page.keyboard.press('Enter')
    await page.waitForURL(`**/verify/${publicId}?lang=ru`)
    expect(await verdictOf(page)).toBe(languages.ru.verdicts.operator('Test site', host))
  })

  it('works with the keyboard alone', async () => {
    const page = await open(`/verify/${await createStating(server)}`)
    await page.keyboard.press('Tab')
    expect(await page.evaluate('document.activeElement?.className')).toBe('skip')
    await page.keyboard.press('Enter')
    expect(await page.evaluate('document.activeElement?.id')).toBe('content')
    for (let steps = 0; steps < 30; steps += 1) {
      await page.keyboard.press('Tab')
      if (await page.evaluate(`document.activeElement?.matches('input[type=file]')`)) return
    }
    expect.fail('The file cannot be chosen without a mouse.')
  })

  it('works without JavaScript', async () => {
    const publicId = await createStating(server)
    const page = await open('/verify', { javaScriptEnabled: false })
    await page.getByLabel(languages.en.search.label).fill(toNumber(publicId))
    await page.getByRole('button').click()
    expect(await verdictOf(page)).toBe(languages.en.verdicts.domain('uni.example'))
    expect(await page.getByText(languages.en.file.noScript).isVisible()).toBe(true)
    expect(await page.getByText(languages.en.file.choose).isVisible()).toBe(false)
    await page.locator('.languages summary').click()
    await page.getByRole('link', { name: 'Polski' }).click()
    expect(await verdictOf(page)).toBe(languages.pl.verdicts.domain('uni.example'))
  })

  it('fits a small screen and doubled text size, with words of any length', async () => {
    const long = 'Wolfeschlegelsteinhausenbergerdorff'.repeat(5)
    const { publicId } = await issueStating(server, siteId, { holder: long, name: long, course: long })
    const unconfirmed = await createSigned(server, newWallet(), newWallet(), { institution_title: long.slice(0, 100) })
    const certificates = [publicId, await createStating(server), unconfirmed].map((id) => `/verify/${id}`)
    for (const path of [...certificates, `/issuers/${siteId}`, `/issuers/${issuer}`]) {
      const page = await open(`${path}?lang=ru`, { viewport: { width: 320, height: 640 } })
      const overflow = () => page.evaluate('document.documentElement.scrollWidth - window.innerWidth')
      expect(await overflow()).toBeLessThanOrEqual(0)
      await page.setViewportSize({ width: 640, height: 640 })
      await page.evaluate(`document.documentElement.style.setProperty('font-size', '200%')`)
      expect(await overflow()).toBeLessThanOrEqual(0)
    }
  })

  it('has no violation that axe finds, on every kind of page, light and dark', async () => {
    const revoked = await issueStating(server, siteId)
    await revokeOne(server.db, siteId, revoked.id)
    const deleted = await createStating(server)
    await deleteCertificate(await contextOfWallet(server.db, holder), deleted)
    const arabic = { holder: 'فاطمة الزهراء', course: 'מבוא למתמטיקה' }
    const wallet = await createStating(server)
    const coloured = ['/verify?number=x', `/verify/${wallet}`, `/verify/${revoked.publicId}`, `/issuers/${issuer}`]
    coloured.push(`/verify/${await createStating(server, { document: missingDocument() })}`)
    const signer = newWallet()
    const signed = await createSigned(server, signer, newWallet())
    coloured.push(`/verify/${signed}`, `/issuers/${signer.address}`)
    const { publicId } = await issueStating(server, siteId, arabic)
    const others = ['', `/${publicId}`, `/${deleted}`, '/nonsense'].map((path) => `/verify${path}`)
    const all = [...coloured, ...others, `/issuers/${siteId}`]

    const page = await open('/verify')
    page.removeAllListeners('console')
    for (const path of all) {
      await page.goto(server.url + path)
      await page.locator('.languages summary').click()
      if (path.endsWith(wallet)) {
        await page.getByLabel('Choose a file').setInputFiles(wrong)
        const outcome = () => page.locator('.file .result').getAttribute('data-outcome')
        await expect.poll(outcome, { timeout: 60_000 }).toBe('failed')
      }
      if (path.endsWith(signed)) {
        await page.getByRole('button', { name: languages.en.page.proofCheck }).click()
        await expect.poll(() => page.locator('.proof .result').getAttribute('data-outcome')).toBe('warning')
      }
      expect(await violationsOn(page, { tags: wcagAndBestPractice }), path).toStrictEqual([])
      if (coloured.includes(path)) expect(await darkViolationsOn(page), path).toStrictEqual([])
    }
  })
})
