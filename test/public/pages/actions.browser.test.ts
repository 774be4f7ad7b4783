import { randomBytes } from 'node:crypto'
import { once } from 'node:events'
import { readFile } from 'node:fs/promises'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { type Language, languages } from '@chancery/verify/texts/languages'
import { type Browser, chromium, type Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it, onTestFinished, vi } from 'vitest'
import { darkViolationsOn, violationsOn } from '../../support/public/axe.ts'
import { findChromium } from '../../support/public/browser.ts'
import { downloadPdf } from '../../support/public/downloadPdf.ts'
import { issueStating } from '../../support/public/publicCertificates.ts'
import { newSite, startTestApp, type TestApp } from '../../support/server/app.ts'

vi.setConfig({ testTimeout: 180_000 })

const chromiumPath = findChromium()
const sizes = { phone: { width: 360, height: 740 }, desktop: { width: 1280, height: 800 } }
const spoken: Language[] = ['en', 'ar', 'ru']

type View = { language: Language; size: keyof typeof sizes }

const views: View[] = spoken.flatMap((language) => (['phone', 'desktop'] as const).map((size) => ({ language, size })))

describe.skipIf(!chromiumPath)('actions of a valid certificate in Chromium', () => {
  let server: TestApp
  let browser: Browser
  let publicId: string
  let pdf: Buffer

  beforeAll(async () => {
    server = await startTestApp({ secretsKey: randomBytes(32) })
    publicId = (await issueStating(server, (await newSite(server.db)).id)).publicId
    pdf = await downloadPdf(server, publicId)
    browser = await chromium.launch({
      executablePath: chromiumPath ?? '',
      args: ['--no-sandbox', '--disable-background-networking'],
    })
  })
  afterAll(() => browser?.close())

  async function open({ language, size }: View): Promise<Page> {
    const context = await browser.newContext({
      viewport: sizes[size],
      permissions: ['clipboard-read', 'clipboard-write'],
    })
    onTestFinished(() => context.close())
    const page = await context.newPage()
    await page.addInitScript('navigator.share = async (shared) => { globalThis.shared = shared }')
    await page.goto(`${server.url}/verify/${publicId}?lang=${language}`)
    return page
  }

  /** Expects that axe finds nothing. The dark scheme changes only colours, so that all other steps need only one scheme. */
  async function expectNoViolation(page: Page) {
    expect(await violationsOn(page)).toStrictEqual([])
    expect(await darkViolationsOn(page)).toStrictEqual([])
  }

  const copied = (page: Page) => page.evaluate<string>('navigator.clipboard.readText()')

  async function downloaded(page: Page, link: string): Promise<Buffer> {
    const [download] = await Promise.all([
      page.waitForEvent('download'),
      page.getByRole('link', { name: link }).click(),
    ])
    return readFile(await download.path())
  }

  it.each(views)('downloads, copies, shares, embeds and checks ($language, $size)', async (view) => {
    const { actions, file, messages } = languages[view.language]
    const page = await open(view)
    const url = `${server.url}/verify/${publicId}`
    expect((await downloaded(page, actions.pdf)).equals(pdf)).toBe(true)
    expect((await downloaded(page, actions.picture)).subarray(1, 4).toString()).toBe('PNG')

    await page.getByRole('button', { name: actions.copy }).click()
    await expect.poll(() => page.locator('.done').first().textContent()).toBe(actions.copied)
    expect(await copied(page)).toBe(url)

    const linkedIn = new URL((await page.getByRole('link', { name: actions.linkedIn }).getAttribute('href')) ?? '')
    expect(linkedIn.searchParams.get('certUrl')).toBe(url)

    await page.getByRole('button', { name: actions.share }).click()
    expect(await page.evaluate('shared')).toStrictEqual({
      ...{ url, title: 'Course Completion Certificate · Advanced Sales Techniques' },
    })
    await page.getByText(actions.elsewhere).click()
    expect(await page.getByRole('link', { name: actions.email }).getAttribute('href')).toContain(
      encodeURIComponent(url),
    )

    await page.getByText(actions.embed).click()
    await page.getByRole('button', { name: actions.embedCopy }).click()
    await expect.poll(() => page.locator('.done').last().textContent()).toBe(actions.copied)
    expect(await copied(page)).toBe(await page.locator('pre').textContent())

    await page.getByLabel(file.choose).setInputFiles({ name: 'a.pdf', mimeType: 'application/pdf', buffer: pdf })
    await expect.poll(() => page.locator('.file .result').textContent()).toContain(messages['file.current_pdf']())

    await expectNoViolation(page)
  })

  it.each(views.filter(({ size }) => size === 'phone'))('offers it to a wallet, in $language', async (view) => {
    const { actions, offer } = languages[view.language]
    const page = await open(view)
    await page.getByRole('button', { name: offer.add }).click()
    await page.waitForURL('**/offers/*')
    expect(await page.locator('h1').textContent()).toBe(offer.title)
    expect(await page.locator('html').getAttribute('lang')).toBe(view.language)
    expect(await page.getByRole('img').count()).toBe(2)
    await page.getByRole('button', { name: actions.copy }).first().click()
    await expect.poll(() => page.locator('.done').first().textContent()).toBe(actions.copied)
    const url = await copied(page)
    const answer = await fetch(url, { headers: { accept: 'application/json' } })
    const exchange = `${server.url}${new URL(url).pathname}/exchange`
    expect(await answer.json()).toStrictEqual({ protocols: { vcapi: exchange } })
    await expectNoViolation(page)
    await page.getByRole('link', { name: offer.back }).click()
    await page.waitForURL(`**/verify/${publicId}?lang=${view.language}`)
  })

  it('shows the picture on another website, with a link to the page', async () => {
    const page = await open({ language: 'en', size: 'desktop' })
    const code = (await page.locator('pre').textContent()) ?? ''
    const blog = createServer((_request, response) => response.setHeader('content-type', 'text/html').end(code))
    await once(blog.listen(0, '127.0.0.1'), 'listening')
    onTestFinished(() => void blog.close())
    const other = await page.context().newPage()
    await other.goto(`http://127.0.0.1:${(blog.address() as AddressInfo).port}/`) // It listens on a port.
    const width = `(async () => {
      const image = document.querySelector('a > img')
      await image.decode()
      return image.naturalWidth
    })()`
    expect(await other.evaluate(width)).toBe(1600)
    expect(await other.locator('a').getAttribute('href')).toBe(`${server.url}/verify/${publicId}`)
  })

  it('says that copying did not work', async () => {
    const { actions } = languages.en
    const page = await open({ language: 'en', size: 'desktop' })
    await page.evaluate('Object.defineProperty(navigator, "clipboard", { value: undefined })')
    await page.getByRole('button', { name: actions.copy }).click()
    await expect.poll(() => page.locator('.done').first().textContent()).toBe(actions.notCopied)
  })

  it('says nothing when the reader closes the dialog for sharing', async () => {
    const page = await open({ language: 'en', size: 'phone' })
    await page.evaluate(
      `navigator.share = async () => { globalThis.dismissed = true; throw new DOMException('', 'AbortError') }`,
    )
    await page.getByRole('button', { name: languages.en.actions.share }).click()
    await expect.poll(() => page.evaluate('globalThis.dismissed')).toBe(true)
    expect(await page.locator('.done').allTextContents()).toStrictEqual(['', ''])
  })

  it('offers sharing only in a browser that has it', async () => {
    const page = await browser.newPage()
    onTestFinished(() => page.close())
    await page.goto(`${server.url}/verify/${publicId}`)
    expect(await page.evaluate('navigator.share')).toBeUndefined()
    expect(await page.getByRole('button', { name: languages.en.actions.copy }).isVisible()).toBe(true)
    expect(await page.getByText(languages.en.actions.share).isVisible()).toBe(false)
  })
})
