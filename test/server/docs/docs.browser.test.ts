import { type Browser, chromium, type Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it, onTestFinished, vi } from 'vitest'
import { violationsOn } from '../../support/public/axe.ts'
import { findChromium } from '../../support/public/browser.ts'
import { newSite, startTestApp, type TestApp } from '../../support/server/app.ts'

vi.setConfig({ testTimeout: 120_000 })

const chromiumPath = findChromium()

describe.skipIf(!chromiumPath)('/docs in Chromium', () => {
  let server: TestApp
  let key: string
  let browser: Browser

  beforeAll(async () => {
    server = await startTestApp()
    key = (await newSite(server.db)).key
    browser = await chromium.launch({ executablePath: chromiumPath ?? '', args: ['--no-sandbox'] })
  })
  afterAll(() => browser?.close())

  async function open(): Promise<Page> {
    const context = await browser.newContext({ locale: 'en-GB', viewport: { width: 1280, height: 900 } })
    onTestFinished(() => context.close())
    const page = await context.newPage()
    const complaints: string[] = []
    page.on('pageerror', (error) => complaints.push(error.message))
    onTestFinished(() => expect(complaints).toStrictEqual([]))
    await page.goto(`${server.url}/docs`)
    await page.locator('#operations-Courses-listCourses').waitFor()
    return page
  }

  async function authorize(page: Page) {
    await page.locator('button.authorize').first().click()
    await page.locator('.modal-ux input').fill(key)
    await page.locator('.modal-ux button.authorize').click()
    await page.locator('.modal-ux .btn-done').click()
    await page.locator('.modal-ux').waitFor({ state: 'detached' })
  }

  /** Sends an operation as it is prefilled. Returns the status that the page shows. */
  async function execute(page: Page, operation: string): Promise<string> {
    const block = page.locator(`#operations-${operation}`)
    if (!(await block.getAttribute('class'))?.includes('is-open')) {
      await block.locator('.opblock-summary-control').click()
    }
    await block.locator('.try-out__btn').click()
    await block.locator('.execute').click()
    return (await block.locator('.live-responses-table .response-col_status').last().innerText()).trim()
  }

  it('sends a GET and a POST with the key, as they are prefilled', async () => {
    const page = await open()
    await authorize(page)
    expect(await execute(page, 'Courses-listCourses')).toMatch(/^200/)
    expect(await execute(page, 'Users-createUser')).toMatch(/^201/)
  })

  it('has no serious fault that axe finds, with an open operation and the dialog for the key', async () => {
    const page = await open()
    /** Checks a part of the page. The whole page takes seconds. */
    const faultsIn = async (part: string) => {
      const violations = await violationsOn(page, { part })
      return violations.filter(({ impact }) => impact === 'serious' || impact === 'critical').map(({ rule }) => rule)
    }
    expect(await faultsIn('html')).toStrictEqual([])
    const operation = '#operations-Courses-createCourse'
    await page.locator(`${operation} .opblock-summary-control`).click()
    await page.locator(`${operation} .try-out__btn`).click()
    expect(await faultsIn(operation)).toStrictEqual([])
    await page.locator('button.authorize').first().click()
    expect(await faultsIn('.modal-ux')).toStrictEqual([])
  })

  it('keeps the key over a reload, and only for the session of the browser', async () => {
    const page = await open()
    await authorize(page)
    expect(await page.evaluate('Object.values(sessionStorage).join()')).toContain(key)
    await page.reload()
    await page.locator('button.authorize.locked').first().waitFor()
    expect(await execute(page, 'Courses-listCourses')).toMatch(/^200/)
    expect(JSON.stringify(await page.context().storageState())).not.toContain(key)
    const other = await open()
    expect(await execute(other, 'Courses-listCourses')).toMatch(/^401/)
  })

  it('forgets the key on logout', async () => {
    const page = await open()
    await authorize(page)
    expect(await page.evaluate('Object.values(sessionStorage).join()')).toContain(key)
    await page.locator('button.authorize').first().click()
    await page.locator('.modal-ux button:has-text("Logout")').click()
    expect(await page.evaluate('Object.values(sessionStorage).join()')).not.toContain(key)
  })
})
