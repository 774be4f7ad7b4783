import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type BrowserContextOptions, chromium } from 'playwright-core'
import { readConfig } from '../src/core/config.ts'
import { issueCertificate } from '../src/lms/certificates/issue.ts'
import { revokeCertificate } from '../src/lms/certificates/revoke.ts'
import { createCourse } from '../src/lms/courses/service.ts'
import { findSite, renameSite } from '../src/lms/sites/service.ts'
import { createUser } from '../src/lms/users/service.ts'
import { startServer } from '../src/server/start.ts'
import { confirmSite } from '../test/support/issuers/confirmedIssuers.ts'
import { findChromium } from '../test/support/public/browser.ts'
import { createStating } from '../test/support/public/publicCertificates.ts'
import { freePort } from './freePort.ts'

// Takes screenshots of the public pages for README.md and docs/verifying.md, into docs/images.

const dataDir = await mkdtemp(join(tmpdir(), 'chancery-screenshots-'))
const publicUrl = 'https://certificates.example.edu'
const port = await freePort()
const config = { ...readConfig({ LOG_LEVEL: 'warn' }), port, dataDir, publicUrl }
const server = await startServer(config, { jobs: false })
const browser = await chromium.launch({ executablePath: findChromium() ?? '', args: ['--no-sandbox'] })
try {
  const { db } = server
  const { id: siteId } = await findSite(db, undefined, 'University of Example')
  const change = { siteId, author: { command: 'screenshots' }, at: new Date(), publicUrl }
  await renameSite(db, siteId, 'University of Example', change)
  const course = await createCourse({ db, ...change }, { name: 'Advanced Sales Techniques' })
  const issue = async (name: string) => {
    const email = `${name.slice(0, 3).toLowerCase()}@example.com`
    const { id: userId } = await createUser({ db, ...change }, { name, email, roleAlias: 'learner' })
    return issueCertificate({ db, ...change }, course.id, {
      userId,
      description:
        'A course of twelve weeks on negotiation, pricing and the care of customers, concluded by an oral and a written examination.',
      achievedAt: new Date('2026-05-01'),
      expiresAt: new Date('2028-05-01'),
    })
  }
  const { publicId: valid } = await issue('Amélie Wałęsa-Laurent')
  const unconfirmed = await createStating(server, {
    ...{ institutionTitle: 'Harvard University', institutionLink: 'https://www.example.com' },
    ...{ programTitle: null, certificateTitle: 'Doctor of Medicine', courseLink: null, skills: [], industries: [] },
  })
  const { id, publicId: revoked } = await issue('John Doe')
  await revokeCertificate({ db, ...change }, id, 'Another person took the exam.')

  const take = async (name: string, path: string, options: BrowserContextOptions) => {
    const page = await browser.newPage(options)
    await page.goto(`http://127.0.0.1:${port}${path}`, { waitUntil: 'networkidle' })
    await page.screenshot({ path: `docs/images/${name}.png` })
    await page.close()
  }
  await take('verify-operator', `/verify/${valid}?lang=en`, { viewport: { width: 1000, height: 800 } })
  await confirmSite(db, siteId, { domain: 'uni.example' })
  await take('verify-valid', `/verify/${valid}?lang=en`, { viewport: { width: 1000, height: 800 } })
  await take('verify-not-confirmed', `/verify/${unconfirmed}?lang=en`, { viewport: { width: 1000, height: 800 } })
  await take('issuer', `/issuers/${siteId}?lang=en`, { viewport: { width: 1000, height: 900 } })
  await take('verify-phone-russian', `/verify/${valid}?lang=ru`, { viewport: { width: 390, height: 1000 } })
  await take('verify-phone-arabic', `/verify/${valid}?lang=ar`, { viewport: { width: 390, height: 1000 } })
  await take('front', '/?lang=en', { viewport: { width: 1000, height: 720 } })
  await take('verify-revoked-dark', `/verify/${revoked}?lang=de`, {
    viewport: { width: 1120, height: 1200 },
    colorScheme: 'dark',
  })
} finally {
  await browser.close()
  await server.close()
  await rm(dataDir, { recursive: true, force: true })
}
