import { randomBytes } from 'node:crypto'
import { once } from 'node:events'
import { readFile } from 'node:fs/promises'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { fileURLToPath } from 'node:url'
import { build } from 'esbuild'
import { Wallet } from 'ethers/wallet'
import { type Browser, chromium, type Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { findChromium } from '../../support/public/browser.ts'
import { newSite, startTestApp, type TestApp } from '../../support/server/app.ts'
import { createSigned } from '../../support/wallet/signedCertificates.ts'
import { newWallet } from '../../support/wallet/wallets.ts'

// @chancery/client in Chromium: on a page of the server, and on a page of another origin with a browser wallet.

const chromiumFile = findChromium()
const root = fileURLToPath(new URL('../../..', import.meta.url))

describe.skipIf(!chromiumFile)('@chancery/client in Chromium', () => {
  let server: TestApp
  let browser: Browser
  let page: Page
  let other: string
  let pages: Server
  beforeAll(async () => {
    // Chromium lets only pages of loopback call it, so this origin has a server.
    pages = createServer((_request, response) => response.setHeader('content-type', 'text/html').end('<!doctype html>'))
    await once(pages.listen(0, '127.0.0.1'), 'listening')
    other = `http://127.0.0.1:${(pages.address() as AddressInfo).port}` // TCP servers have an AddressInfo.
    server = await startTestApp({ corsOrigins: [other] })
    const { outputFiles } = await build({
      ...{ absWorkingDir: root, entryPoints: ['packages/client/src/index.ts'], conditions: ['@chancery/source'] },
      ...{ bundle: true, format: 'iife', globalName: 'client', platform: 'browser', write: false },
    })
    browser = await chromium.launch({ executablePath: chromiumFile ?? '', args: ['--no-sandbox'] })
    page = await browser.newPage()
    await page.route(`${server.url}/empty`, (route) => {
      return route.fulfill({ contentType: 'text/html', body: '<!doctype html>' })
    })
    await page.addInitScript({ content: `${outputFiles[0]?.text}\nglobalThis.client = client` })
  })
  afterAll(async () => {
    await browser?.close()
    pages?.close()
  })

  it('calls the LMS API, and verifies a webhook', async () => {
    await page.goto(`${server.url}/empty`)
    const { key } = await newSite(server.db)
    const names = await page.evaluate(
      `(async () => {
        const chancery = new client.Chancery({ baseUrl: location.origin, apiKey: '${key}' })
        await chancery.courses.create({ name: 'Python' })
        const names = []
        for await (const { name } of chancery.courses.list()) names.push(name)
        const error = await chancery.courses.create({ name: '' }).catch((thrown) => thrown)
        const forged = await client.webhooks.verify('{}', { 'webhook-id': 'a', 'webhook-timestamp': '1', 'webhook-signature': 'v1,AAAA' }, 'whsec_AAAA').catch((thrown) => thrown)
        return [...names, error.code, forged.code]
      })()`,
    )
    expect(names).toStrictEqual(['Python', 'input.invalid', 'webhook.wrong_signature'])
  })

  it('signs as a browser wallet on a page of another origin, with a clock that is an hour off', async () => {
    const wallet = new Wallet(`0x${randomBytes(32).toString('hex')}`)
    await page.exposeFunction('callWallet', async (method: string, params: string[]) => {
      if (method === 'eth_requestAccounts') return [wallet.address.toLowerCase()]
      if (method === 'personal_sign') return wallet.signMessage(Buffer.from(params[0]?.slice(2) ?? '', 'hex'))
      const { domain, types, message } = JSON.parse(params[1] ?? '')
      const { EIP712Domain: _, ...rest } = types // ethers adds it.
      return wallet.signTypedData(domain, rest, message)
    })
    await page.goto(other)
    const shown = await page.evaluate(
      `(async () => {
        const now = Date.now
        Date.now = () => now() - 3_600_000
        const signer = { request: ({ method, params }) => callWallet(method, params) }
        const wallet = new client.WalletClient({ baseUrl: '${server.url}', signer })
        const { ipfs_hash } = await wallet.files.upload(new Blob(['a document']))
        const { certificate_pk: id, verification_url } = await wallet.certificates.create({
          institution_title: 'Open Source University', institution_link: 'http://example.com',
          certificate_title: 'Introduction to Python', holder_eth_address: await wallet.address(), ipfs_hash,
        })
        await wallet.signIn()
        await wallet.certificates.revoke(id, 'A mistake.')
        const { issuer, revocationReason } = await client.readCertificate(verification_url)
        const pages = []
        for await (const { items } of wallet.certificates.list({ pageSize: 1 }).pages()) pages.push(items.length)
        await wallet.signOut()
        return [issuer.address, revocationReason, pages]
      })()`,
    )
    expect(shown).toStrictEqual([wallet.address.toLowerCase(), 'A mistake.', [1]])
  })
  it('runs the example of the README for browsers', async () => {
    const wallet = newWallet()
    await createSigned(server, newWallet(), wallet)
    const readme = await readFile(new URL('../../../packages/client/README.md', import.meta.url), 'utf8')
    const code = /```js\n\/\/ browser\.js\n([\s\S]*?)```/.exec(readme)?.[1] ?? ''
    const { outputFiles } = await build({
      ...{ stdin: { contents: code.replace('https://certificates.example', server.url), resolveDir: root } },
      ...{ conditions: ['@chancery/source'], bundle: true, format: 'esm', platform: 'browser', write: false },
    })
    await page.exposeFunction('askWallet', (method: string, params: string[]) =>
      method === 'personal_sign'
        ? wallet.signMessage(Buffer.from(params[0]?.slice(2) ?? '', 'hex').toString())
        : [wallet.address],
    )
    await page.goto(other)
    await page.evaluate('window.ethereum = { request: ({ method, params }) => askWallet(method, params) }')
    await page.addScriptTag({ type: 'module', content: outputFiles[0]?.text ?? '' })
    await page.waitForFunction("document.body.textContent.includes('Introduction to Python')")
  })
})
