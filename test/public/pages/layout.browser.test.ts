import { randomBytes } from 'node:crypto'
import { codes, languages } from '@chancery/verify/texts/languages'
import { type Browser, type BrowserContextOptions, chromium, type Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it, onTestFinished, vi } from 'vitest'
import { confirmWallet } from '../../support/issuers/confirmedIssuers.ts'
import { revokeOne } from '../../support/lms/certificates.ts'
import { findChromium } from '../../support/public/browser.ts'
import { createStating, issuer, issueStating } from '../../support/public/publicCertificates.ts'
import { newSite, startTestApp, type TestApp } from '../../support/server/app.ts'
import { createSigned } from '../../support/wallet/signedCertificates.ts'
import { newWallet } from '../../support/wallet/wallets.ts'

vi.setConfig({ testTimeout: 180_000 })

/** Returns the words that a page breaks inside. Addresses, which have no spaces, may break. */
const brokenWords = `(() => {
  const broken = []
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT)
  while (walker.nextNode()) {
    const node = walker.currentNode
    if (node.parentElement.closest('script, code, template, .address, .names, .languages ul')) continue
    for (const { 0: word, index } of node.data.matchAll(/[^\\s\\u2010-\\u2015\\/-]+/gu)) {
      if (/0x[0-9a-f]{40}|^(Qm|bafy|bafk)/.test(word)) continue
      const range = document.createRange()
      range.setStart(node, index)
      range.setEnd(node, index + word.length)
      const lines = new Set([...range.getClientRects()].filter(({ width }) => width > 0).map(({ bottom }) => Math.round(bottom / 8)))
      if (lines.size > 1) broken.push(word)
    }
  }
  return broken
})()`

const chromiumPath = findChromium()

describe.skipIf(!chromiumPath)('layout of the public pages in Chromium', () => {
  let server: TestApp
  let browser: Browser
  let valid: string
  let states: string[]

  beforeAll(async () => {
    server = await startTestApp({ secretsKey: randomBytes(32) })
    const { id: siteId } = await newSite(server.db)
    await confirmWallet(server.db, issuer)
    browser = await chromium.launch({
      executablePath: chromiumPath ?? '',
      args: ['--no-sandbox', '--disable-background-networking'],
    })
    const description = 'Twelve weeks on negotiation, pricing and the care of customers, with an oral examination.'
    const dates = { achievedAt: new Date('2026-05-01'), expiresAt: new Date('2999-05-01') }
    valid = `/verify/${(await issueStating(server, siteId, { description, ...dates })).publicId}`
    const revoked = await issueStating(server, siteId)
    await revokeOne(server.db, siteId, revoked.id)
    const unconfirmed = await createSigned(server, newWallet(), newWallet())
    const paths = [revoked.publicId, unconfirmed, await createStating(server), 'nonsense'].map((id) => `/verify/${id}`)
    const { headers } = await server.http.post(`${valid}/offers`).expect(303)
    const { pathname: offer } = new URL(headers.location ?? '')
    states = [valid, ...paths, offer, '/verify', '/', `/issuers/${siteId}`, `/issuers/${issuer}`]
  })
  afterAll(() => browser?.close())

  async function open(path: string, options: BrowserContextOptions = {}): Promise<Page> {
    const context = await browser.newContext(options)
    onTestFinished(() => context.close())
    const page = await context.newPage()
    await page.goto(server.url + path)
    return page
  }

  it('breaks no word and does not scroll sideways, 320 and 1280 pixels wide', async () => {
    const page = await open('/verify')
    for (const path of states) {
      for (const language of codes) {
        await page.goto(`${server.url}${path}?lang=${language}`)
        await page.evaluate('document.querySelectorAll("main details").forEach((each) => { each.open = true })')
        for (const width of [320, 1280]) {
          await page.setViewportSize({ width, height: 800 })
          const found = await page.evaluate(
            `[innerWidth, ${brokenWords}, document.documentElement.scrollWidth - innerWidth]`,
          )
          expect([path, language, found]).toStrictEqual([path, language, [width, [], 0]])
        }
      }
    }
  })

  it.each(codes)('prints a certificate on one sheet of A4 (%s)', async (language) => {
    const page = await open('/verify')
    for (const path of [valid, states[2] ?? '', states[3] ?? '']) {
      await page.goto(`${server.url}${path}?lang=${language}`)
      const pdf = (await page.pdf({ format: 'A4' })).toString('latin1')
      expect(pdf.match(/\/Type\s*\/Page\b/g)).toHaveLength(1)
    }
  })

  it.each(['ar', 'he'] as const)('runs from right to left (%s)', async (language) => {
    const page = await open(`${valid}?lang=${language}`, { viewport: { width: 1280, height: 800 } })
    const sides = await page.evaluate<number[]>(
      `['.verdict .icon', '.verdict h1', 'figure', '.actions'].map((each) => document.querySelector(each).getBoundingClientRect().left)`,
    )
    const [icon = 0, heading = 0, picture = 0, actions = 0] = sides
    expect(icon).toBeGreaterThan(heading)
    expect(picture).toBeGreaterThan(actions)
    expect(await page.locator('h1').textContent()).toContain(languages[language].verdicts.operator('', '').slice(0, 3))
  })

  it('needs less than 30 kB of HTML and CSS, and one script, to show a certificate', async () => {
    const check = async (language: (typeof codes)[number]) => {
      const context = await browser.newContext()
      const page = await context.newPage()
      const sizes = new Map<string, number>()
      page.on('response', async (response) => {
        sizes.set(new URL(response.url()).pathname, (await response.body()).byteLength)
      })
      await page.goto(`${server.url}${valid}?lang=${language}`, { waitUntil: 'networkidle' })
      const paths = [...sizes.keys()]
      const needed = paths.filter((path) => path === valid || path.endsWith('.css'))
      expect(needed).toHaveLength(2)
      expect(needed.reduce((sum, path) => sum + (sizes.get(path) ?? 0), 0)).toBeLessThan(30_000)
      expect(paths.filter((path) => path.endsWith('.js')).map((path) => path.split('/').at(-1))).toStrictEqual([
        'page.js',
      ])
      await context.close()
    }
    // All at once, because each waits for half a second without requests.
    await Promise.all(codes.map(check))
  })
})
