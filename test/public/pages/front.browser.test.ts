import { toNumber } from '@chancery/verify/certificateNumber'
import { languages } from '@chancery/verify/texts/languages'
import { type Browser, type BrowserContextOptions, chromium, type Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it, onTestFinished, vi } from 'vitest'
import { violationsOn, wcagAndBestPractice } from '../../support/public/axe.ts'
import { findChromium } from '../../support/public/browser.ts'
import { createStating } from '../../support/public/publicCertificates.ts'
import { startTestApp, type TestApp } from '../../support/server/app.ts'

// Some tests open many pages while other tests use the machine.
vi.setConfig({ testTimeout: 180_000 })

const chromiumPath = findChromium()
const { scan, search, front } = languages.en

/** Replaces the browser's detector, which Chromium lacks on Linux. It sees what `seen` says. Records the streams. */
const withDetector = `
  globalThis.seen = null
  globalThis.streams = []
  globalThis.BarcodeDetector = class {
    static getSupportedFormats = async () => ['aztec', 'qr_code']
    detect = async (video) => {
      if (video.readyState < 2) throw new DOMException('No picture.', 'InvalidStateError')
      return seen === null ? [] : [{ rawValue: seen }]
    }
  }
  const own = navigator.mediaDevices.getUserMedia.bind(navigator.mediaDevices)
  navigator.mediaDevices.getUserMedia = async (wanted) => {
    const stream = await own(wanted)
    streams.push(stream)
    return stream
  }
`

describe.skipIf(!chromiumPath)('front page in Chromium', () => {
  let server: TestApp
  let browser: Browser

  beforeAll(async () => {
    server = await startTestApp()
    browser = await chromium.launch({
      executablePath: chromiumPath ?? '',
      args: [
        ...['--no-sandbox', '--disable-background-networking'],
        ...['--use-fake-device-for-media-stream', '--use-fake-ui-for-media-stream'],
      ],
    })
  })
  afterAll(() => browser?.close())

  async function open(path: string, scripts: string[] = [], options: BrowserContextOptions = {}, on = server) {
    const context = await browser.newContext({ locale: 'en-GB', ...options })
    onTestFinished(() => context.close())
    for (const content of scripts) await context.addInitScript(content)
    const page = await context.newPage()
    const complaints: string[] = []
    page.on('pageerror', (error) => complaints.push(error.message))
    onTestFinished(() => expect(complaints).toStrictEqual([]))
    await page.goto(on.url + path)
    return page
  }

  const statusOf = (page: Page) => page.locator('.scan [role=status]')
  const startScan = (page: Page) => page.getByRole('button', { name: scan.start }).click()
  const show = (page: Page, text: string) => page.evaluate(`seen = ${JSON.stringify(text)}`)
  const tracks = (page: Page) =>
    page.evaluate<string[]>('streams.flatMap((stream) => stream.getTracks().map(({ readyState }) => readyState))')

  it('opens the certificate that a QR code names', async () => {
    const publicId = await createStating(server)
    const texts = [`${server.url}/verify/${publicId}?lang=ru`, toNumber(publicId), `urn:uuid:${publicId}`]
    for (const [index, text] of texts.entries()) {
      const page = await open(index === 0 ? '/?lang=pl' : '/verify', [withDetector])
      await page.getByRole('button', { name: languages[index === 0 ? 'pl' : 'en'].scan.start }).click()
      await show(page, text)
      await page.waitForURL(`**/verify/${publicId}${index === 0 ? '?lang=pl' : ''}`)
    }
  })

  it('opens an address of PUBLIC_URL on this server, whatever its host here', async () => {
    const named = await startTestApp({ publicUrl: 'https://certs.example' })
    const publicId = await createStating(named)
    const page = await open('/', [withDetector], {}, named)
    await startScan(page)
    await show(page, `HTTPS://CERTS.EXAMPLE/verify/${publicId.toUpperCase()}`)
    await page.waitForURL(`${named.url}/verify/${publicId}`)
  })

  it.each([
    ['https://certs.example@evil.example/verify/1', 'evil.example'],
    ['https://\u0441erts.example/verify/1', 'xn--erts-k6d.example'],
    ['http://127.0.0.1:1/verify/1', '127.0.0.1:1'],
  ])('names the server of %s, and does not open it', async (text, host) => {
    const page = await open('/', [withDetector])
    const asked: string[] = []
    await startScan(page)
    await expect.poll(() => page.locator('.scan video').isVisible()).toBe(true)
    page.on('request', (request) => asked.push(request.url()))
    await show(page, text)
    await expect.poll(() => statusOf(page).textContent()).toBe(scan.elsewhere(host))
    expect(page.url()).toBe(`${server.url}/`)
    expect(asked).toStrictEqual([])
    expect(await tracks(page)).toStrictEqual(['ended'])
    expect(await page.locator('.scan video').isVisible()).toBe(false)
  })

  it.each(['WIFI:S:guest;P:secret;;', 'javascript:alert(1)', 'mailto:a@b.example', '<img src=x onerror=alert(1)>'])(
    'shows that the QR code %s names no certificate',
    async (text) => {
      const page = await open('/', [withDetector])
      await startScan(page)
      await show(page, text)
      await expect.poll(() => statusOf(page).textContent()).toBe(scan.unnamed)
      expect(await tracks(page)).toStrictEqual(['ended'])
    },
  )

  it('stops the camera by its button, and starts it again', async () => {
    const page = await open('/', [withDetector])
    await startScan(page)
    await expect.poll(() => page.locator('.scan video').isVisible()).toBe(true)
    expect(await statusOf(page).textContent()).toBe(scan.hint)
    await page.getByRole('button', { name: scan.stop }).click()
    // The page imports the script again at each click, so the camera stops a moment later.
    await expect.poll(() => tracks(page)).toStrictEqual(['ended'])
    expect(await statusOf(page).textContent()).toBe('')
    await startScan(page)
    await expect.poll(() => tracks(page)).toStrictEqual(['ended', 'live'])
  })

  it('stops the camera when the reader leaves the page', async () => {
    const page = await open('/', [withDetector])
    await startScan(page)
    await expect.poll(() => tracks(page)).toStrictEqual(['live'])
    await page.evaluate(`dispatchEvent(new PageTransitionEvent('pagehide'))`)
    expect(await tracks(page)).toStrictEqual(['ended'])
  })

  it.each([
    ['NotAllowedError', scan.denied],
    ['NotFoundError', scan.failed],
    ['NotReadableError', scan.failed],
  ])('shows what to do when the camera fails with %s', async (name, message) => {
    const failing = `navigator.mediaDevices.getUserMedia = async () => { throw new DOMException('', '${name}') }`
    const page = await open('/', [withDetector, failing])
    await startScan(page)
    await expect.poll(() => statusOf(page).textContent()).toBe(message)
    expect(await page.getByRole('button', { name: scan.start }).isVisible()).toBe(true)
  })

  it('shows what to do when the detector fails', async () => {
    const failing = `BarcodeDetector = class extends BarcodeDetector {
      detect = async () => { throw new DOMException('', 'NotSupportedError') }
    }`
    const page = await open('/', [withDetector, failing])
    await startScan(page)
    await expect.poll(() => statusOf(page).textContent()).toBe(scan.failed)
    expect(await tracks(page)).toStrictEqual(['ended'])
  })

  it('offers no camera without a detector of QR codes', async () => {
    const others = `BarcodeDetector.getSupportedFormats = async () => ['ean_13']`
    for (const scripts of [[`delete globalThis.BarcodeDetector`], [withDetector, others]]) {
      const page = await open('/', scripts)
      const asked: string[] = []
      page.on('request', (request) => asked.push(request.url()))
      await page.reload({ waitUntil: 'networkidle' })
      expect(await page.locator('.scan button').isVisible()).toBe(false)
      expect(asked.filter((url) => url.endsWith('/scan.js'))).toStrictEqual([])
    }
  })

  it('cannot use the camera on other pages', async () => {
    const page = await open('/verify/nonsense')
    const use = (on: Page) =>
      on.evaluate(`navigator.mediaDevices.getUserMedia({ video: true }).then(() => 'used', ({ name }) => name)`)
    expect(await use(page)).toBe('NotAllowedError')
    expect(await use(await open('/'))).toBe('used')
  })

  it('finds a certificate without JavaScript', async () => {
    const publicId = await createStating(server)
    const page = await open('/', [], { javaScriptEnabled: false })
    await page.getByLabel(search.label).fill(`Nr. ${toNumber(publicId)}.`)
    await page.getByRole('button').click()
    expect(page.url()).toBe(`${server.url}/verify/${publicId}`)
    await page.getByRole('link', { name: 'Chancery' }).click()
    expect(page.url()).toBe(`${server.url}/`)
  })

  it('links to the document of the wallet API', async () => {
    const page = await open('/')
    const document = page.waitForRequest('**/api/v1/openapi.json')
    await page.getByRole('link', { name: front.walletApi }).click()
    await document
    expect(page.url()).toContain('/docs')
  })

  it.each([
    ['en', 'light'],
    ['ru', 'dark'],
    ['ar', 'dark'],
  ] as const)(
    'has no violation that axe finds, and fits a small screen, in %s and %s',
    async (language, colorScheme) => {
      const page = await open(`/?lang=${language}`, [withDetector], { colorScheme })
      const start = page.locator('.scan button')
      await start.waitFor()
      if (language === 'ru') {
        await start.click()
        await page.locator('.scan video').waitFor()
      }
      expect(await violationsOn(page, { tags: wcagAndBestPractice })).toStrictEqual([])
      await page.setViewportSize({ width: 320, height: 640 })
      expect(await page.evaluate('document.documentElement.scrollWidth - innerWidth')).toBeLessThanOrEqual(0)
    },
  )
})
