import { hash } from 'node:crypto'
import { readdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { toNumber } from '@chancery/verify/certificateNumber'
import { codes, languages } from '@chancery/verify/texts/languages'
import { describe, expect, it, onTestFinished } from 'vitest'
import { reissueCertificate } from '../../../src/lms/certificates/reissue.ts'
import { revokeCertificate } from '../../../src/lms/certificates/revoke.ts'
import { createCourse } from '../../../src/lms/courses/service.ts'
import { deleteCertificate } from '../../../src/wallet/certificates/service.ts'
import { startKubo } from '../../support/ipfs/kuboServer.ts'
import { CONFIRMED_SINCE, confirmWallet } from '../../support/issuers/confirmedIssuers.ts'
import { contextIn } from '../../support/lms/context.ts'
import { proofOf } from '../../support/public/fileProof.ts'
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

const server = await startTestApp()
const site = await newSite(server.db)
const { host } = new URL(server.url)
// A domain confirms the issuer of the wallet certificates (identity.test.ts has other cases).
await confirmWallet(server.db, issuer)
const { verdicts, advice } = languages.en

const page = (path: string, { http }: TestApp = server) => http.get(`/verify/${path}`).set('Accept', 'text/html')

/** Returns the JSON of a certificate. Expects its message to be the heading of the page. */
async function check(publicId: string, of: TestApp = server) {
  const json = await of.http.get(`/verify/${publicId}.json`).expect(200)
  const { text } = await page(publicId, of).expect(200)
  expect(headingOf(text)).toBe(json.body.message)
  return json.body
}

/** Returns the heading of a page as text. It emphasizes the domain of the issuer. */
const headingOf = (page: string) => /<h1[^>]*>(.*?)<\/h1>/.exec(page)?.[1]?.replace(/<[^>]+>/g, '')

/** Starts another server, on which a domain confirms the issuer too. */
async function startAnother(config: Parameters<typeof startTestApp>[0]): Promise<TestApp> {
  const another = await startTestApp(config)
  await confirmWallet(another.db, issuer)
  return another
}

const outcomes = (body: { checks: { check: string; outcome: string }[] }) =>
  Object.fromEntries(body.checks.map(({ check, outcome }) => [check, outcome]))

describe('GET /verify/{public id} of a course certificate', () => {
  it('shows a valid certificate with every fact except email addresses', async () => {
    const expiresAt = new Date('2999-01-02T03:04:05Z')
    const { publicId } = await issueStating(server, site.id, { achievedAt: new Date('2026-05-03'), expiresAt })
    const body = await check(publicId)
    expect(body).toMatchObject({
      verdict: 'valid',
      message: verdicts.operator('Test site', host),
      advice: null,
      url: `${server.url}/verify/${publicId}`,
      certificate: {
        id: publicId,
        number: toNumber(publicId),
        title: 'Course Completion Certificate',
        course: 'Advanced Sales Techniques',
        holder: { name: 'Amélie Laurent' },
        issuer: { name: 'Test site' },
        achievedAt: '2026-05-03T00:00:00.000Z',
        expiresAt: '2999-01-02T03:04:05.000Z',
      },
      issuer: {
        ...{ name: 'Test site', nameConfirmed: false, did: null, address: null, domain: null },
        ...{ confirmedBy: 'operator', confirmedSince: null, lastChecked: null },
      },
      attestedBy: [],
      testServer: true,
    })
    expect(outcomes(body)).toStrictEqual({
      record: 'passed',
      issuer: 'passed',
      identity: 'passed',
      revocation: 'passed',
      expiry: 'passed',
      document: 'skipped',
      file: 'skipped',
      anchor: 'skipped',
    })
    const { text } = await page(publicId)
    const facts = ['Amélie Laurent', 'Course Completion Certificate', 'Advanced Sales Techniques', 'Test site']
    for (const fact of [...facts, '3 May 2026', '2 January 2999', toNumber(publicId)]) expect(text).toContain(fact)
    expect(text).toContain(`/images/${publicId}-0.png`)
    expect(text + JSON.stringify(body)).not.toContain('secret.example')
  })

  it('hides email addresses in names and reasons', async () => {
    const reason = 'Ask (registrar@office.example), please.'
    const { id, publicId } = await issueStating(server, site.id, { holder: 'amelie@home.example' })
    await revokeCertificate(contextIn(server.db, site.id), id, reason)
    const shown = JSON.stringify(await check(publicId)) + (await page(publicId)).text
    expect(shown).toContain('…@office.example')
    expect(shown).not.toMatch(/amelie@|registrar@/)
  })

  it('shows a revocation at once, with its reason', async () => {
    const { id, publicId } = await issueStating(server, site.id)
    expect((await check(publicId)).verdict).toBe('valid')
    await revokeCertificate(contextIn(server.db, site.id), id, 'Another person took the exam.')
    const body = await check(publicId)
    expect([body.verdict, body.message, body.advice]).toStrictEqual([
      ...['not_valid', verdicts.revoked(new Date(body.certificate.revokedAt)), advice.not_valid],
    ])
    expect(body.checks).toContainEqual(
      expect.objectContaining({
        check: 'revocation',
        dimension: 'status',
        outcome: 'failed',
        code: 'revocation.revoked',
        message: expect.stringContaining('Another person took the exam.'),
      }),
    )
  })

  it('links to the certificate that replaced this one', async () => {
    const { id, publicId } = await issueStating(server, site.id)
    const { publicId: newer } = await reissueCertificate(contextIn(server.db, site.id), id, {})
    expect((await check(publicId)).certificate.replacedBy).toBe(newer)
    expect((await page(publicId)).text).toContain(`href="/verify/${newer}"`)
    expect((await check(newer)).verdict).toBe('valid')
  })

  it('expires a certificate to the millisecond', async () => {
    onTestFinished(() => server.setNow(null))
    const expiresAt = new Date('2030-01-01')
    const { publicId } = await issueStating(server, site.id, { achievedAt: new Date('2026-05-03'), expiresAt })
    server.setNow(new Date(expiresAt.getTime() - 1))
    expect((await check(publicId)).verdict).toBe('valid')
    server.setNow(expiresAt)
    const message = verdicts.expired_genuine(expiresAt)
    expect(await check(publicId)).toMatchObject({ verdict: 'not_valid', message, advice: null })
  })

  it('does not call an expired certificate genuine if another check failed or is unknown', async () => {
    onTestFinished(() => server.setNow(null))
    const expiresAt = new Date('2030-01-01')
    const { publicId, id } = await issueStating(server, site.id, { achievedAt: new Date('2026-05-03'), expiresAt })
    const created = await createStating(server, { expirationDate: expiresAt, document: missingDocument() })
    await revokeCertificate(contextIn(server.db, site.id), id, 'A mistake.')
    server.setNow(expiresAt)
    await confirmWallet(server.db, issuer, { seenAt: expiresAt })
    onTestFinished(() => confirmWallet(server.db, issuer))
    const both = await check(publicId)
    expect(both.message).toBe(verdicts.revoked(new Date(both.certificate.revokedAt)))
    expect(await check(created)).toMatchObject({
      ...{ verdict: 'not_valid', message: verdicts.expired(expiresAt), advice: advice.not_valid },
    })
  })

  it.each(['name', 'course_name', 'user_name', 'user_id', 'achieved_at'])(
    'is not valid when its %s was changed in the database, even if it is revoked too',
    async (column) => {
      const { id, publicId } = await issueStating(server, site.id)
      await revokeCertificate(contextIn(server.db, site.id), id, 'A mistake.')
      const { userId } = await server.db.prisma.courseCertificate.findUniqueOrThrow({ where: { publicId } })
      await server.db.pool.query(
        `INSERT INTO users (site_id, id, name, email, role_alias)
         SELECT site_id, $3, name, $4, role_alias FROM users WHERE site_id = $1 AND id = $2`,
        [site.id, userId, `${userId}x`, `${userId}@x.example`],
      )
      await server.db.pool.query(
        `UPDATE course_certificates SET ${column} = ${column === 'achieved_at' ? "achieved_at - interval '1 ms'" : `${column} || 'x'`} WHERE id = $1`,
        [id],
      )
      const body = await check(publicId)
      expect([body.verdict, body.message]).toStrictEqual(['not_valid', verdicts.changed])
      expect(outcomes(body)).toMatchObject({ record: 'failed', revocation: 'failed' })
    },
  )

  it('passes the record check of a certificate that was issued in a batch', async () => {
    const { id: courseId } = await createCourse(contextIn(server.db, site.id), { name: 'Juggling' })
    const { body } = await server.http
      .post(`/openapi/v1/courses/${courseId}/certificates/batch?createUsers=true`)
      .set({ 'X-API-KEY': site.key, 'Content-Type': 'text/csv' })
      .send('email,name,achievedAt,expiresAt\nmany@secret.example,Zoë,2026-05-03,2999-01-01\n')
      .expect(200)
    const { publicId } = await server.db.prisma.courseCertificate.findUniqueOrThrow({
      where: { id: body.outcomes[0].certificateId },
    })
    expect(outcomes(await check(publicId))).toMatchObject({ record: 'passed', expiry: 'passed' })
  })

  it('is valid without a digest, with a skipped record check', async () => {
    const { id, publicId } = await issueStating(server, site.id)
    await server.db.pool.query('UPDATE course_certificates SET digest = NULL WHERE id = $1', [id])
    const body = await check(publicId)
    expect(body.verdict).toBe('valid')
    expect(body.checks[0]).toMatchObject({ check: 'record', outcome: 'skipped', code: 'record.no_digest' })
  })
})

describe('GET /verify/{public id} of a wallet certificate', () => {
  it('shows a valid certificate with every fact except the checksum', async () => {
    const publicId = await createStating(server)
    const body = await check(publicId)
    expect(body).toMatchObject({
      verdict: 'valid',
      message: verdicts.domain('uni.example'),
      issuer: {
        ...{ name: 'Open Source University', nameConfirmed: false, did: `did:pkh:eip155:1:${issuer}`, address: issuer },
        ...{ domain: 'uni.example', confirmedBy: 'dns', confirmedSince: CONFIRMED_SINCE.toISOString() },
      },
      certificate: {
        title: 'Introduction to Python',
        program: 'Data Science for Everybody',
        holder: { name: null, address: holder },
        issuer: { name: 'Open Source University', link: 'https://os.university/', address: issuer },
        skills: ['Python', 'Statistics'],
        industries: ['E-Learning'],
        score: 92.5,
        duration: 40,
      },
    })
    expect(outcomes(body)).toMatchObject({ record: 'passed', document: 'passed', file: 'skipped' })
    const { text } = await page(publicId)
    const facts = ['Introduction to Python', holder, issuer, 'Statistics', 'E-Learning', '92.5', 'a learner']
    for (const fact of [...facts, body.certificate.document]) expect(text).toContain(fact)
    expect(text + JSON.stringify(body)).not.toContain(hash('sha256', certified))
  })

  it('hides email addresses in links, and does not link the shortened addresses', async () => {
    const links = {
      courseLink: 'https://os.university/enrol?mail=amelie%40home.example',
      institutionLink: 'https://os.university/by/registrar@office.example',
    }
    const publicId = await createStating(server, links)
    const body = await check(publicId)
    expect(body.certificate).toMatchObject({
      courseLink: 'https://os.university/…%40home.example',
      issuer: { link: 'https://os.university/by/…@office.example' },
    })
    const { text } = await page(publicId)
    expect(text).toContain('https://os.university/…%40home.example')
    expect(text + JSON.stringify(body)).not.toMatch(/amelie|registrar/)
    expect(text).not.toMatch(/href="https?:\/\/os\./)
  })

  it('is not valid when one byte of its stored document has changed', async () => {
    const publicId = await createStating(server)
    expect((await check(publicId)).verdict).toBe('valid')
    const [block = expect.fail('Which file?')] = await blocksIn(server.dataDir)
    const bytes = await readFile(block)
    onTestFinished(() => writeFile(block, bytes))
    await writeFile(block, bytes.with(3, (bytes[3] ?? 0) ^ 1))
    const body = await check(publicId)
    expect([body.verdict, outcomes(body).document]).toStrictEqual(['not_valid', 'failed'])
  })

  it('is not_checked when its document is not found', async () => {
    const body = await check(await createStating(server, { document: missingDocument() }))
    expect([body.verdict, outcomes(body).document]).toStrictEqual(['not_checked', 'unknown'])
  })

  it('fails the record check when one of its skills was changed in the database', async () => {
    const publicId = await createStating(server, { skills: ['Juggling'] })
    await server.db.pool.query(
      `UPDATE certificate_skills SET skill_id = (SELECT id FROM skills WHERE name = 'Python') WHERE certificate_id = $1`,
      [publicId],
    )
    expect(outcomes(await check(publicId)).record).toBe('failed')
  })

  it.each([
    [
      'with a CID of version 0 and no optional facts',
      {
        programTitle: null,
        courseLink: null,
        skills: [],
        industries: [],
        score: null,
        duration: null,
        checksum: null,
      },
    ],
    ['with numbers that have no exact decimal form', { score: -0.1 + 0.3, duration: 0 }],
  ])('passes the record check %s', async (_, facts) => {
    expect(outcomes(await check(await createStating(server, facts)))).toMatchObject({ record: 'passed' })
  })
})

describe('GET /verify/{public id} with an IPFS node', () => {
  it('is not valid with a wrong byte, and not_checked while the node is unavailable', async () => {
    const kubo = await startKubo()
    const remote = await startAnother({ ipfsApiUrl: kubo.url })
    const publicId = await createStating(remote)
    expect((await check(publicId, remote)).verdict).toBe('valid')

    const { ipfsHash } = await remote.db.prisma.walletCertificate.findUniqueOrThrow({ where: { id: publicId } })
    kubo.put(ipfsHash, certified.with(3, 0))
    expect((await check(publicId, remote)).verdict).toBe('not_valid')
    kubo.put(ipfsHash, certified)
    expect((await check(publicId, remote)).verdict).toBe('valid')

    await kubo.close()
    const body = await check(publicId, remote)
    expect([body.verdict, body.message]).toStrictEqual(['not_checked', verdicts.not_checked])
    expect(body.checks).toContainEqual(
      expect.objectContaining({ check: 'document', outcome: 'unknown', code: 'document.unavailable' }),
    )
  })

  it('is not_checked with another server or a search that finds nothing, and names the reason', async () => {
    const kubo = await startKubo()
    onTestFinished(() => kubo.close())
    const remote = await startAnother({ ipfsApiUrl: kubo.url })
    const publicId = await createStating(remote)
    const checked = async (id: string) => {
      const { body } = await remote.http.get(`/verify/${id}.json`).expect(200)
      const document = body.checks.find(({ check }: { check: string }) => check === 'document')
      return [body.verdict, document.code]
    }
    for (const mode of ['nonsense', 'login', 'silent'] as const) {
      kubo.mode = mode
      expect([mode, ...(await checked(publicId))]).toStrictEqual([mode, 'not_checked', 'document.unavailable'])
    }
    kubo.mode = 'offline'
    expect(await checked(publicId)).toStrictEqual(['valid', 'document.intact'])
    const missing = await createStating(remote, { document: missingDocument() })
    kubo.mode = 'online'
    expect(await checked(missing)).toStrictEqual(['not_checked', 'document.late'])
  })
})

describe('GET /verify/{public id}.json?file=', () => {
  const compare = async (publicId: string, proof: string) => {
    const { body } = await server.http.get(`/verify/${publicId}.json?file=${proof}`).expect(200)
    return outcomes(body).file
  }

  it('passes for the file of the certificate, and fails for another', async () => {
    const publicId = await createStating(server)
    expect(await compare(publicId, proofOf(publicId, certified))).toBe('passed')
    expect(await compare(publicId, proofOf(publicId, certified.with(0, 0)))).toBe('failed')
    expect(await compare(publicId, hash('sha256', certified))).toBe('failed')
    expect(await compare(publicId, '')).toBe('failed')
    expect(await compare(publicId, `${proofOf(publicId, certified)}&file=x`)).toBe('failed')
  })

  it('fails with a proof for another certificate', async () => {
    const [one, other] = [await createStating(server), await createStating(server)]
    expect(await compare(other, proofOf(one, certified))).toBe('failed')
  })

  it('is ignored by the page of a certificate', async () => {
    const publicId = await createStating(server)
    const { text } = await page(`${publicId}?file=deadbeef&lang=de&file=x`).expect(200)
    expect(headingOf(text)).toBe(languages.de.verdicts.domain('uni.example'))
    expect(text).toContain('href="?lang=fr"')
    expect(text).not.toContain('deadbeef')
  })

  it('skips the check when the certificate has no checksum', async () => {
    const publicId = await createStating(server, { checksum: null })
    expect(await compare(publicId, proofOf(publicId, certified))).toBe('skipped')
  })
})

describe('GET /verify/{public id} errors', () => {
  it.each(['01a20230-01a0-7931-8cb4-7fd6a58c38fd', 'nonsense', '1', '%00', '0'.repeat(2000)])(
    'returns 404 for %s',
    async (id) => {
      const { text, headers } = await page(id).expect(404)
      expect(text).toContain(languages.en.notices.unknown.title)
      expect(headers['x-error-code']).toBe('certificate.not_found')
      const { body } = await server.http.get(`/verify/${id}.json`).expect(404)
      expect(body).toStrictEqual({ status: 404, message: expect.stringContaining('There is no such certificate.') })
    },
  )

  it('returns 410 for a certificate that its holder deleted', async () => {
    const publicId = await createStating(server)
    await deleteCertificate(await contextOfWallet(server.db, holder), publicId)
    const { text, headers } = await page(publicId).expect(410)
    expect(text).toContain(languages.en.notices.deleted.title)
    expect(text).not.toContain('Introduction to Python')
    expect(headers['x-error-code']).toBe('certificate.deleted')
    await server.http.get(`/verify/${publicId}.json`).expect(410)
  })
})

describe('GET /verify/{public id} responses', () => {
  it('returns a page by default, and JSON to clients that prefer it', async () => {
    const { publicId } = await issueStating(server, site.id)
    const typeFor = async (accept: string) =>
      (await server.http.get(`/verify/${publicId}`).set('Accept', accept)).headers['content-type']
    expect(await typeFor('text/html,application/xhtml+xml,*/*;q=0.8')).toBe('text/html; charset=utf-8')
    expect(await typeFor('*/*')).toBe('text/html; charset=utf-8')
    expect(await typeFor('image/png')).toBe('text/html; charset=utf-8')
    expect(await typeFor('application/json')).toBe('application/json; charset=utf-8')
    expect(await typeFor('text/html;q=0.1, application/json')).toBe('application/json; charset=utf-8')
  })

  it('forbids foreign scripts, framing, caching and indexing', async () => {
    const { publicId } = await issueStating(server, site.id)
    for (const path of [publicId, `${publicId}.json`, 'nonsense']) {
      const { headers } = await page(path)
      expect(headers).toMatchObject({
        'cache-control': 'private, no-cache',
        vary: 'Accept, Accept-Language',
        'x-content-type-options': 'nosniff',
        'referrer-policy': 'no-referrer',
        'permissions-policy': expect.stringContaining('camera=()'),
        'x-robots-tag': 'noindex',
      })
      const policy = headers['content-security-policy']
      expect(policy).toContain("default-src 'none'")
      expect(policy).toContain("frame-ancestors 'none'")
      expect(policy).not.toContain('unsafe')
      expect(headers['set-cookie']).toBeUndefined()
    }
  })

  it('gives social sites a preview without a verdict', async () => {
    const { publicId } = await issueStating(server, site.id)
    const { text } = await page(publicId)
    const metas = [...text.matchAll(/<meta (?:property|name)="(?:og|twitter):(\S+)" content="([^"]*)">/g)]
    const preview = Object.fromEntries(metas.map(([, name, content]) => [name, content]))
    expect(preview).toMatchObject({
      title: 'Course Completion Certificate · Advanced Sales Techniques – Amélie Laurent',
      url: `${server.url}/verify/${publicId}`,
      image: `${server.url}/images/${publicId}-0.png`,
      card: 'summary_large_image',
    })
    const { message } = await check(publicId)
    for (const shown of Object.values(preview)) expect(shown).not.toContain(message)
    expect(preview.description).toMatch(/^Issued by Test site on \d+ \w+ \d{4}\. Check it here\.$/)
  })

  it('uses paths below the path of PUBLIC_URL', async () => {
    const below = await startAnother({ publicUrl: 'https://university.example/certificates' })
    const publicId = await createStating(below)
    const { text } = await page(publicId, below)
    expect(text).toContain(`<link rel="canonical" href="https://university.example/certificates/verify/${publicId}">`)
    const paths = [...text.matchAll(/(?:href|src|action|data-address)="(\/[^"]*)"/g)].map(([, path]) => path)
    expect(paths.length).toBeGreaterThan(10)
    for (const path of paths) expect(path).toMatch(/^\/certificates\/(verify|images|documents|issuers|$)/)
  })
})

describe('language of verification pages', () => {
  it('uses ?lang, else the browser’s language, else English', async () => {
    const { publicId } = await issueStating(server, site.id)
    const titleFor = async (header: string, query = '') => {
      const { text } = await page(publicId + query).set('Accept-Language', header)
      return /<html lang="(\w+)"/.exec(text)?.[1]
    }
    expect(await titleFor('de-AT,de;q=0.9,en;q=0.8')).toBe('de')
    expect(await titleFor('ja,pl;q=0.5')).toBe('pl')
    expect(await titleFor('ja')).toBe('en')
    expect(await titleFor('*')).toBe('en')
    expect(await titleFor('de', '?lang=fr')).toBe('fr')
    expect(await titleFor('de', '?lang=xx&lang=fr')).toBe('de')
    expect(await titleFor('de', '?lang=constructor')).toBe('de')
  })

  it('falls back from a regional form to its language', async () => {
    const { publicId } = await issueStating(server, site.id)
    const languageFor = async (query: string, header = 'de') => {
      const { text } = await page(publicId + query).set('Accept-Language', header)
      const language = /<html lang="(\w+)"/.exec(text)?.[1]
      // Links keep the language that the page has.
      if (query !== '') expect(text).toContain(`href="/verify?lang=${language}"`)
      return language
    }
    expect(await languageFor('?lang=pt-BR')).toBe('pt')
    expect(await languageFor('?lang=en-US')).toBe('en')
    expect(await languageFor('?lang=PT_br')).toBe('pt')
    expect(await languageFor('?lang=iw')).toBe('he')
    expect(await languageFor('', 'pt-BR, pt;q=0.9, en;q=0.8')).toBe('pt')
    expect(await languageFor('', 'fr;q=0.5, en-US;q=0.7, ar-EG;q=0.9, ja')).toBe('ar')
    expect(await languageFor('', 'iw-IL')).toBe('he')
    expect(await languageFor('', 'ja, *;q=0.5')).toBe('en')
    expect(await languageFor('', 'de;q=0, fr-CA;q=0.1')).toBe('fr')
    for (const malformed of ['', ';;q=1', 'de;q=oops', ',,,', 'en-US-', '<b>', 'x'.repeat(4000)]) {
      expect(await languageFor('', malformed), malformed).toBe('en')
    }
  })

  it.each(codes)('shows every text in the language %s', async (code) => {
    const publicId = await createStating(server, { expirationDate: new Date('2040-02-03') })
    const { text } = await page(`${publicId}?lang=${code}`).expect(200)
    const texts = languages[code]
    expect(headingOf(text)).toBe(texts.verdicts.domain('uni.example'))
    expect(text).toContain(texts.formats.date(new Date('2040-02-03')))
    expect(text).toContain(texts.page.testServer)
    // The link keeps the language.
    expect(text).toContain(`href="/verify?lang=${code}"`)
    const { file: _, ...checks } = texts.checks
    for (const own of Object.values(checks)) expect(text).toContain(`<h3>${own} <`)
    const { body } = await server.http.get(`/verify/${publicId}.json?lang=${code}`)
    expect(body.message).toBe(texts.verdicts.domain('uni.example'))
  })
})

/** Returns the paths of the block files in an embedded store. */
async function blocksIn(dataDir: string): Promise<string[]> {
  const entries = await readdir(join(dataDir, 'ipfs'), { recursive: true, withFileTypes: true })
  return entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name))
}
