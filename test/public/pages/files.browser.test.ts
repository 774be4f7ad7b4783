import { randomBytes, randomUUID } from 'node:crypto'
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
import { downloadPdf } from '../../support/public/downloadPdf.ts'
import { writePdf } from '../../support/public/pdfs.ts'
import { certified, createStating, holder, issuer, issueStating } from '../../support/public/publicCertificates.ts'
import { newSite, startTestApp, type TestApp } from '../../support/server/app.ts'
import { contextOfWallet } from '../../support/wallet/context.ts'
import { createSigned } from '../../support/wallet/signedCertificates.ts'
import { newWallet } from '../../support/wallet/wallets.ts'

// Some tests read large files while other tests use the machine.
vi.setConfig({ testTimeout: 180_000 })

const chromiumPath = findChromium()
const { file: texts, messages, verdicts, notices, formats } = languages.en

describe.skipIf(!chromiumPath)('files on the public pages in Chromium', () => {
  let server: TestApp
  let browser: Browser
  let siteId: number
  /** A course certificate without a checksum, and its PDF. */
  let publicId: string
  let number: string
  let pdf: Buffer
  /** Headline of course certificates. */
  let genuine: string

  beforeAll(async () => {
    server = await startTestApp()
    siteId = (await newSite(server.db)).id
    await confirmWallet(server.db, issuer)
    genuine = verdicts.operator('Test site', new URL(server.url).host)
    publicId = (await issueStating(server, siteId)).publicId
    number = toNumber(publicId)
    pdf = await downloadPdf(server, publicId)
    browser = await chromium.launch({
      executablePath: chromiumPath ?? '',
      args: ['--no-sandbox', '--disable-background-networking'],
    })
  })
  afterAll(() => browser?.close())

  /** Opens a path. The test fails on any error in the browser, and on any request to another server. */
  async function open(path: string, options: BrowserContextOptions = {}) {
    const context = await browser.newContext({ locale: 'en-GB', ...options })
    onTestFinished(() => context.close())
    const page = await context.newPage()
    const complaints: string[] = []
    const requests: string[] = []
    page.on('pageerror', ({ message }) => complaints.push(message))
    page.on('console', (message) => {
      // Chromium reports every answer that is not 2xx.
      if (message.type() === 'error' && !/status of \d+/.test(message.text())) complaints.push(message.text())
    })
    context.on('request', (request) => {
      if (!request.url().startsWith(`${server.url}/`)) complaints.push(request.url())
      requests.push(request.url().slice(server.url.length) + (request.postData() ?? ''))
    })
    // Scripts of workers are not among the requests.
    page.on('worker', (worker) => requests.push(worker.url().slice(server.url.length)))
    onTestFinished(() => expect(complaints).toStrictEqual([]))
    await page.goto(server.url + path)
    return { page, requests }
  }

  let chosen = ''
  let count = 0

  /** Chooses a file. Its name is new, so that its result differs from earlier ones. */
  async function choose(page: Page, content: Uint8Array, name = 'certificate.pdf'): Promise<void> {
    count += 1
    chosen = `${count} ${name}`
    const file = { name: chosen, mimeType: '', buffer: Buffer.from(content) }
    await page.locator('.file input[type=file]').setInputFiles(file)
  }

  type Result = { outcome: string; lines: string[]; link: string | null }

  /** Returns the result of the chosen file: its outcome, its lines, and the target of its link. */
  async function resultOn(page: Page): Promise<Result> {
    const read = () =>
      page.evaluate<Result>(`(() => {
        const result = document.querySelector('.file .result')
        const lines = [...result.querySelectorAll('p:not(:has(a))')].map((line) => line.textContent)
        const link = result.querySelector('a')?.getAttribute('href') ?? null
        return { outcome: result.dataset.outcome, lines, link }
      })()`)
    const start = `\u2068${chosen}\u2069: `
    await expect.poll(async () => (await read()).lines[0], { timeout: 120_000 }).toContain(start)
    const { lines, ...result } = await read()
    return { ...result, lines: lines.map((line) => line.replace(start, '')) }
  }

  async function check(path: string, content: Uint8Array, name?: string) {
    const { page } = await open(path)
    await choose(page, content, name)
    return resultOn(page)
  }

  const verdictOn = async (page: Page) => ({
    className: await page.locator('section.verdict').getAttribute('class'),
    headline: await page.locator('h1').textContent(),
    icon: await page.locator('section.verdict > svg').getAttribute('class'),
    aboutFile: await page.locator('.about-file').allTextContents(),
  })

  /** What the record of `publicId` states. */
  const statement = ['Course Completion Certificate', 'Advanced Sales Techniques', 'Amélie Laurent']
    .map((part) => `\u2068${part}\u2069`)
    .join(' · ')

  const addressOf = (id: string) => `/verify/${id}`
  const everywhere = () => [addressOf(publicId), '/verify', '/']

  it('loads one small script, and others only when a file is chosen', async () => {
    const { page, requests } = await open(addressOf(publicId))
    const scripts = () => requests.flatMap((url) => /[^/]+\.js$/.exec(url)?.[0] ?? [])
    expect(scripts()).toStrictEqual(['page.js'])
    await choose(page, pdf)
    await resultOn(page)
    expect(scripts()).not.toContain('readPdf.js')
    await choose(page, Buffer.concat([pdf, Buffer.from('\n')]))
    await resultOn(page)
    expect(scripts()).toContain('readPdf.js')
    expect(scripts()).not.toContain('checkProof.js')
  })

  it('recognises the current PDF on its page, without reading it', async () => {
    const { page, requests } = await open(addressOf(publicId))
    await choose(page, pdf)
    expect(await resultOn(page)).toStrictEqual({
      outcome: 'passed',
      lines: [messages['file.current_pdf']()],
      link: null,
    })
    expect((await verdictOn(page)).headline).toBe(genuine)
    expect(requests.filter((url) => !/\/(assets|images)\//.test(url)).slice(1)).toStrictEqual([
      expect.stringMatching(new RegExp(`^/verify/${publicId}\\.json\\?lang=en&file=[0-9a-f]{64}$`)),
    ])
  })

  it.each(['/verify', '/', '/verify?lang=ru'])('finds the certificate of a PDF on %s', async (path) => {
    const { verdicts, messages } = languages[path.endsWith('ru') ? 'ru' : 'en']
    const { page } = await open(path)
    await choose(page, pdf)
    const result = await resultOn(page)
    const headline = verdicts.operator('Test site', new URL(server.url).host)
    expect(result).toMatchObject({ outcome: 'passed', lines: [headline, messages['file.current_pdf']()] })
    await page.locator('.file .result a').click()
    expect(await page.locator('h1').textContent()).toBe(headline)
    expect(page.url()).toBe(`${server.url}${addressOf(publicId)}${new URL(path, server.url).search}`)
  })

  it('names the certificate of a PDF on the page of another', async () => {
    const other = await issueStating(server, siteId)
    const { page } = await open(addressOf(other.publicId))
    await choose(page, pdf)
    const lines = [texts.otherCertificate(number)]
    expect(await resultOn(page)).toStrictEqual({ outcome: 'warning', lines, link: addressOf(publicId) })
    expect(await verdictOn(page)).toMatchObject({ className: 'verdict passed', aboutFile: [] })
  })

  it('says that a PDF is an earlier version, and shows the record as it is now', async () => {
    const { id, publicId: revoked } = await issueStating(server, siteId)
    const earlier = await downloadPdf(server, revoked)
    await revokeOne(server.db, siteId, id)
    const [first = ''] = (await check(addressOf(revoked), earlier)).lines
    expect(first).toMatch(/^This is an earlier version of the PDF/)
    expect(await check('/verify', earlier)).toStrictEqual({
      outcome: 'failed',
      lines: [first, texts.record(verdicts.revoked(new Date())), statement],
      link: addressOf(revoked),
    })
  })

  it('says that a PDF was saved again, and keeps the verdict of a certificate without a checksum', async () => {
    const saved = Buffer.concat([pdf, Buffer.from('\n% Saved again.\n')])
    const { page } = await open(addressOf(publicId))
    await choose(page, saved)
    expect(await resultOn(page)).toStrictEqual({
      outcome: 'warning',
      lines: [messages['file.not_served']()],
      link: null,
    })
    expect(await verdictOn(page)).toMatchObject({ className: 'verdict passed', headline: genuine, aboutFile: [] })
    const lines = [messages['file.not_served'](), texts.record(genuine), statement]
    expect(await check('/verify', saved)).toStrictEqual({ outcome: 'warning', lines, link: addressOf(publicId) })
  })

  it('turns the headline red for a file that is not the certified one, until another file is right', async () => {
    const { page } = await open(addressOf(await createStating(server)))
    const genuine = verdicts.domain('uni.example')
    const before = { className: 'verdict passed', headline: genuine, icon: 'icon passed', aboutFile: [] }
    expect(await verdictOn(page)).toStrictEqual(before)
    await choose(page, certified.with(0, 0), 'wrong.pdf')
    expect(await resultOn(page)).toMatchObject({ outcome: 'failed', lines: [messages['file.different']()] })
    const wrong = {
      className: 'verdict failed',
      headline: verdicts.other_file,
      icon: 'icon failed',
      aboutFile: [texts.record(genuine)],
    }
    expect(await verdictOn(page)).toStrictEqual(wrong)
    await choose(page, certified.with(1, 0), 'wrong as well.pdf')
    await resultOn(page)
    expect(await verdictOn(page)).toStrictEqual(wrong)
    await choose(page, certified, 'right.pdf')
    expect(await resultOn(page)).toMatchObject({ outcome: 'passed', lines: [messages['file.equal']()] })
    expect(await verdictOn(page)).toStrictEqual(before)
    expect(await page.locator('h1 strong').textContent()).toBe('uni.example')
  })

  it('says on /verify that a PDF is not the certified file of the certificate that it names', async () => {
    const id = await createStating(server)
    expect(await check('/verify', await writePdf({ text: toNumber(id) }))).toStrictEqual({
      outcome: 'failed',
      lines: [
        messages['file.different'](),
        texts.record(verdicts.domain('uni.example')),
        `\u2068Introduction to Python\u2069 · \u2068Data Science for Everybody\u2069 · \u2068${holder}\u2069`,
      ],
      link: addressOf(id),
    })
  })

  it('turns the headline red for a wrong file, whatever other certificate it names', async () => {
    const unknown = toNumber(randomUUID())
    for (const [name, about] of [
      [number, texts.otherCertificate(number)],
      [unknown, texts.unknown(unknown)],
    ] as const) {
      const { page } = await open(addressOf(await createStating(server)))
      await choose(page, await writePdf({ text: name }))
      expect(await resultOn(page)).toMatchObject({ outcome: 'failed', lines: [messages['file.different'](), about] })
      expect(await verdictOn(page)).toMatchObject({ className: 'verdict failed', headline: verdicts.other_file })
    }
  })

  it('shows the result of the latest file, while an earlier one is being read', async () => {
    const { page } = await open(addressOf(publicId))
    const first = join(await newFolder(), 'first.pdf')
    await writeFile(first, await writePdf({ text: number, padding: randomBytes(20_000_000) }))
    await page.locator('.file input[type=file]').setInputFiles(first)
    // Chromium hands over a file of the disk later than one of the test.
    await page.locator('.file .result[data-outcome=working]').waitFor({ state: 'attached' })
    await choose(page, Buffer.concat([pdf, Buffer.from('\n')]), 'second.pdf')
    expect(await resultOn(page)).toMatchObject({ outcome: 'warning', lines: [messages['file.not_served']()] })
    await choose(page, Buffer.from('A text.'), 'third.txt')
    expect(await resultOn(page)).toMatchObject({ outcome: 'warning', lines: [messages['file.not_served']()] })
  })

  it('does not take every text that begins with a brace for a proof', async () => {
    const rtf = Buffer.from('{\\rtf1 Diploma}')
    expect(await check('/verify', rtf, 'diploma.rtf')).toMatchObject({ outcome: 'unknown', lines: [texts.unnamed] })
    const json = await check('/verify', Buffer.from('{}'), 'data.json')
    expect(json).toMatchObject({ outcome: 'unknown', lines: [languages.en.page.proofUnreadable] })
  })

  it('keeps the headline of a certificate with a checksum if the file belongs to another one', async () => {
    const { page } = await open(addressOf(await createStating(server)))
    await choose(page, pdf)
    expect(await resultOn(page)).toMatchObject({ outcome: 'warning', lines: [texts.otherCertificate(number)] })
    expect(await verdictOn(page)).toMatchObject({ className: 'verdict passed', aboutFile: [] })
  })

  it('finds nothing wrong in a PDF that names other certificates if it is the certified one', async () => {
    const transcript = await writePdf({ text: `${number} ${toNumber(randomUUID())}` })
    const checksumHash = Buffer.from(await crypto.subtle.digest('SHA-256', transcript)).toString('hex')
    const id = await createStating(server, { checksum: checksumHash })
    expect(await check(addressOf(id), transcript)).toMatchObject({
      outcome: 'passed',
      lines: [messages['file.equal']()],
    })
  })

  it('reads a PDF of 40 MB, and none above 50 MB', async () => {
    const folder = await newFolder()
    const { page } = await open('/verify')
    const changed = [messages['file.not_served'](), texts.record(genuine), statement]
    for (const [megabytes, expected] of [
      [40, { outcome: 'warning', lines: changed, link: addressOf(publicId) }],
      [51, { outcome: 'unknown', lines: [texts.tooLarge(50)], link: null }],
    ] as const) {
      const large = await writePdf({ text: number, padding: randomBytes(megabytes * 1_000_000) })
      chosen = `${megabytes}.pdf`
      await writeFile(`${folder}/${chosen}`, large)
      await page.locator('.file input[type=file]').setInputFiles(`${folder}/${chosen}`)
      expect(await resultOn(page)).toStrictEqual(expected)
    }
  })

  it('says why it found no certificate in a file', async () => {
    const png = await server.http.get(`/images/${publicId}-1.png`).buffer(true).redirects(1)
    const files: [Uint8Array, string, string][] = [
      [await writePdf({ text: number, password: 'secret' }), 'locked.pdf', texts.locked],
      [pdf.subarray(0, 900), 'damaged.pdf', texts.unreadable],
      [Buffer.from('A renamed text file.'), 'renamed.pdf', texts.unreadable],
      [await writePdf({}), 'other.pdf', texts.unnamed],
      [png.body, 'photo.png', texts.unnamed],
      [Buffer.from(number), 'text.txt', texts.unnamed],
      [new Uint8Array(), 'empty', texts.unnamed],
    ]
    const { page } = await open('/verify')
    for (const [content, name, reason] of files) {
      await choose(page, content, name)
      expect(await resultOn(page), name).toStrictEqual({ outcome: 'unknown', lines: [reason], link: null })
    }
    const own = await open(addressOf(publicId))
    for (const [content, name] of files) {
      await choose(own.page, content, name)
      const lines = [messages['file.not_served']()]
      expect(await resultOn(own.page), name).toStrictEqual({ outcome: 'warning', lines, link: null })
    }
  })

  it('stops reading a PDF after 20 seconds', async () => {
    const { page } = await open('/verify')
    await page.route('**/readPdf.js', (route) => route.fulfill({ contentType: 'text/javascript', body: 'for (;;);' }))
    await page.clock.install()
    await choose(page, pdf)
    await expect.poll(() => page.workers().length).toBe(1)
    await page.clock.fastForward(20_000)
    expect(await resultOn(page)).toMatchObject({ outcome: 'unknown', lines: [texts.unreadable] })
    // Chromium gives a busy worker some seconds.
    await expect.poll(() => page.workers().length, { timeout: 60_000 }).toBe(0)
  })

  it('reads a PDF where it cannot make requests or run code of the file', async () => {
    const { page } = await open('/verify')
    await page.route('**/readPdf.js', async (route) => {
      const answer = await route.fetch()
      const tries = `
        const isBlocked = (act) => act().then(() => false, () => true)
        onmessage = async () => postMessage({ state: 'read', certificates: [], isAmbiguous: false, hosts: [
          await isBlocked(() => fetch('/verify')), await isBlocked(async () => new Function('')),
        ] })`
      await route.fulfill({ response: answer, body: tries })
    })
    page.removeAllListeners('console')
    await choose(page, pdf)
    expect((await resultOn(page)).lines).toContain(texts.elsewhere('true, true'))
  })

  it.each<[string, () => Parameters<typeof writePdf>[0], string]>([
    [
      'data of another server',
      () => ({ text: number, data: [{ number, verificationUrl: `https://certs.example/verify/${publicId}` }] }),
      'certs.example',
    ],
    [
      'a link to a look-alike domain',
      () => ({ text: number, links: [`https://127.0.0.1.evil.example/verify/${publicId}`] }),
      '127.0.0.1.evil.example',
    ],
  ])('names the server of %s, and opens neither it nor the certificate', async (_, content, host) => {
    const file = await writePdf(content())
    for (const path of ['/verify', '/']) {
      const { page, requests } = await open(path)
      await choose(page, file)
      const lines = [texts.unnamed, texts.elsewhere(host)]
      expect(await resultOn(page)).toStrictEqual({ outcome: 'warning', lines, link: null })
      expect(requests.filter((url) => url.includes('.json'))).toStrictEqual([])
    }
    const lines = [messages['file.not_served'](), texts.elsewhere(host)]
    expect(await check(addressOf(publicId), file)).toStrictEqual({ outcome: 'warning', lines, link: null })
  })

  it('warns of other servers beside a certificate of this one, unless the PDF is known', async () => {
    const links = [`${server.url}/verify/${publicId}`, 'https://evil.example/']
    const file = await writePdf({ links })
    const lines = [messages['file.not_served'](), texts.record(genuine), statement, texts.elsewhere('evil.example')]
    expect(await check('/verify', file)).toMatchObject({ outcome: 'warning', lines, link: addressOf(publicId) })
  })

  it('says that a PDF with the data of two certificates was changed', async () => {
    const data = [{ number }, { number: toNumber(randomUUID()) }]
    const file = await writePdf({ data })
    for (const path of everywhere())
      expect(await check(path, file)).toStrictEqual({ outcome: 'warning', lines: [texts.ambiguous], link: null })
  })

  it('says that a named certificate was not issued here, or was deleted', async () => {
    const unknown = toNumber(randomUUID())
    const forged = await writePdf({ text: unknown, links: ['https://evil.example/'] })
    const lines = [texts.unknown(unknown), texts.elsewhere('evil.example')]
    expect(await check('/verify', forged)).toStrictEqual({ outcome: 'warning', lines, link: null })
    expect(await check(addressOf(publicId), forged)).toMatchObject({
      outcome: 'warning',
      lines: [messages['file.not_served'](), ...lines],
    })

    const deleted = await createStating(server)
    await deleteCertificate(await contextOfWallet(server.db, holder), deleted)
    const { title, text } = notices.deleted
    expect(await check('/verify', await writePdf({ text: toNumber(deleted) }))).toMatchObject({
      outcome: 'warning',
      lines: [`${title} ${text(formats.date(new Date()))}`],
    })
  })

  it.each([429, 500, 503])('says that a file could not be checked when the server answers %i', async (status) => {
    for (const path of everywhere()) {
      const { page } = await open(path)
      await page.route('**/verify/*.json*', (route) => route.fulfill({ status, json: { status, message: 'No.' } }))
      await choose(page, pdf)
      expect(await resultOn(page)).toStrictEqual({ outcome: 'unknown', lines: [texts.failed], link: null })
    }
  })

  it('says that a file could not be checked when a script cannot be loaded', async () => {
    for (const script of ['file', 'readPdf']) {
      const { page } = await open('/verify')
      page.removeAllListeners('console')
      await page.route(`**/${script}.js`, (route) => route.abort())
      await choose(page, pdf)
      await expect.poll(() => page.locator('.file .result').textContent()).toContain(texts.failed)
    }
  })

  it('takes a file that is dropped anywhere, and leaves dropped text to the browser', async () => {
    const { page } = await open(addressOf(publicId))
    const drop = async (fill: string) => {
      const dataTransfer = await page.evaluateHandle(
        `(() => { const data = new DataTransfer(); ${fill}; return data })()`,
      )
      await page.dispatchEvent('h1', 'dragover', { dataTransfer })
      const isOver = await page.locator('.file.over').count()
      await page.dispatchEvent('h1', 'drop', { dataTransfer })
      return isOver
    }
    expect(await drop(`data.setData('text/plain', 'text')`)).toBe(0)
    expect(await page.locator('.file .result').textContent()).toBe('')
    chosen = '<img src=x>.pdf'
    expect(await drop(`data.items.add(new File(['x'], ${JSON.stringify(chosen)}))`)).toBe(1)
    expect((await resultOn(page)).outcome).toBe('warning')
    expect(await page.locator('.file.over').count()).toBe(0)
  })

  it('shows the result of the latest file', async () => {
    const { page } = await open(addressOf(publicId))
    const held: (() => Promise<void>)[] = []
    await page.route('**/verify/*.json*', (route) => {
      if (held.length === 0) held.push(() => route.continue())
      else return route.continue()
    })
    await choose(page, pdf, 'first')
    await expect.poll(() => held.length).toBe(1)
    await choose(page, Buffer.from('x'), 'second')
    const second = await resultOn(page)
    expect(second.outcome).toBe('warning')
    const answered = page.waitForResponse(/\.json/)
    await held[0]?.()
    await (await answered).finished()
    // Until the page has nothing left to do.
    await page.evaluate('new Promise(requestIdleCallback)')
    expect(await resultOn(page)).toStrictEqual(second)
  })

  it('has no violation that axe finds, with every kind of result, light and dark', async () => {
    const signed = await createSigned(server, newWallet(), newWallet())
    const { body: bundle } = await server.http.get(`/verify/${signed}/bundle.json`)
    const wallet = addressOf(await createStating(server))
    const saved = Buffer.concat([pdf, Buffer.from('\n')])
    const results: [string, Uint8Array, string][] = [
      [wallet, certified, 'right.pdf'],
      [wallet, certified.with(0, 0), 'wrong.pdf'],
      [addressOf(publicId), saved, 'saved.pdf'],
      ['/verify', pdf, 'certificate.pdf'],
      ['/verify', saved, 'saved.pdf'],
      ['/?lang=ar', new Uint8Array(), 'empty'],
      ['/', Buffer.from(JSON.stringify(bundle)), 'bundle.json'],
    ]
    const { page } = await open('/verify')
    for (const [path, content, name] of results) {
      await page.goto(server.url + path)
      await choose(page, content, name)
      await resultOn(page)
      expect(await violationsOn(page, { tags: wcagAndBestPractice }), name).toStrictEqual([])
      expect(await darkViolationsOn(page), name).toStrictEqual([])
    }
  })
})
