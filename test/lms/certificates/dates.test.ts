import { randomUUID } from 'node:crypto'
import { verify } from '@chancery/verify'
import { beforeAll, describe, expect, it, onTestFinished } from 'vitest'
import type { IssuerKey } from '../../../src/chain/keys/issuerKey.ts'
import { subjectOf } from '../../../src/public/documents/service.ts'
import { verify as verifyIndependently } from '../../packages/verify/independent/verify.mjs'
import { freshDatabase } from '../../support/database/database.ts'
import { downloadPdf } from '../../support/public/downloadPdf.ts'
import { issueStating } from '../../support/public/publicCertificates.ts'
import { readPdf } from '../../support/public/readDocuments.ts'
import { newSite, startTestApp, type TestApp, type TestSite } from '../../support/server/app.ts'
import { isEmbedded } from '../../support/setup/templates.ts'
import { newWallet } from '../../support/wallet/wallets.ts'

const issuerKey: IssuerKey = '0x59c6995e998f97a5a0044966f0945389dc9e86dae88c7a8412f4603b6b78690d'

let server: TestApp
let site: TestSite
let courseId: number

beforeAll(async () => {
  server = await startTestApp({ issuerKeys: new Map([[1, issuerKey]]) })
  site = await newSite(server.db)
  courseId = (await post('/courses', { name: 'Advanced Sales Techniques' }).expect(201)).body.id
})

const seconds = (time: string) => Date.parse(time) / 1000

const request = (method: 'get' | 'post' | 'patch', path: string) =>
  server.http[method](`/openapi/v1${path}`).set('X-API-KEY', site.key)
const get = (path: string) => request('get', path)
const post = (path: string, body: object) => request('post', path).send(body)
const patch = (path: string, body: object) => request('patch', path).send(body)

async function newUser(more: object = {}): Promise<string> {
  const user = { name: 'Amélie Laurent', email: `${randomUUID()}@example.com`, password: 'correct horse', ...more }
  return (await post('/users', { ...user, roleAlias: 'learner' }).expect(201)).body.id
}

async function issue(facts: object, userId?: string) {
  const body = { userId: userId ?? (await newUser()), ...facts }
  return (await post(`/courses/${courseId}/certificates`, body).expect(201)).body
}

async function batch(content: string, type: string, query = '') {
  return request('post', `/courses/${courseId}/certificates/batch${query}`).type(type).send(content)
}

/** Sets the time zone of the site until the end of the test. */
async function useTimeZone(timezone: string): Promise<void> {
  await patch('/site', { timezone }).expect(200)
  onTestFinished(async () => {
    await patch('/site', { timezone: 'UTC' }).expect(200)
  })
}

const misread = [46143, 2026, 202605, 20260501, 1_777_593_600_000, 1_777_593_600.5, -1, 0, 100_000_000_000]
const unclear = ['03/04/2026', '26-05-01', '2026-05', '2026-05-01T12:00:00', '1.5.2026', '1777593600', 'May 2026', '']

describe('dates of a certificate', () => {
  it.each([...misread, ...unclear, null, [], true])('rejects achievedAt %j, and names value and forms', async (at) => {
    const [userId, { id }] = [await newUser(), await issue({})]
    const responses = [
      await post(`/courses/${courseId}/certificates`, { userId, achievedAt: at }),
      await post(`/certificates/${id}/reissue`, { achievedAt: at }),
    ]
    for (const { status, body } of responses) {
      expect(status).toBe(400)
      const [message] = body.errors.achievedAt
      expect(message).toContain(`achievedAt is ${JSON.stringify(at)}.`)
      expect(message).toContain('2030-01-31T12:00:00Z, or Unix seconds from 100000000 to 99999999999.')
    }
    expect((await get(`/users/${userId}/certificates`).expect(200)).body.totalCount).toBe(0)
    expect((await get(`/certificates/${id}`).expect(200)).body.revokedAt).toBeUndefined()
  })

  it.each([...misread, ...unclear, '1970-01-01'])('rejects expiresAt %j, also of a key', async (at) => {
    const { id } = await issue({})
    for (const response of [
      await post(`/courses/${courseId}/certificates`, { userId: await newUser(), expiresAt: at }),
      await post(`/certificates/${id}/reissue`, { expiresAt: at }),
      await patch(`/certificates/${id}`, { expiresAt: at }),
      await post('/keys', { label: 'test', expiresAt: at }),
    ]) {
      expect(response.body.errors?.expiresAt?.[0]).toContain(`expiresAt is ${JSON.stringify(at)}.`)
    }
    expect((await get(`/certificates/${id}`).expect(200)).body.expiresAt).toBeUndefined()
  })

  it.each([
    [1_777_593_600, 1_777_593_600],
    [100_000_000, 100_000_000],
    ['2026-05-01', 1_777_593_600],
    ['2026-05-01T02:00:00+02:00', 1_777_593_600],
    ['2026-05-01T00:00Z', 1_777_593_600],
    ['2026-05-01T00:00:00.750Z', 1_777_593_600],
  ])('accepts achievedAt %j', async (given, achievedAt) => {
    const certificate = await issue({ achievedAt: given })
    expect(certificate.achievedAt).toBe(achievedAt)
    const corrected = await post(`/certificates/${certificate.id}/reissue`, { achievedAt: given }).expect(201)
    expect(corrected.body.achievedAt).toBe(achievedAt)
  })

  it('may begin and end on one day, and may not end before it begins', async () => {
    expect(await issue({ achievedAt: '2040-01-31', expiresAt: '2040-01-31' })).toMatchObject({
      achievedAt: seconds('2040-01-31T00:00:00Z'),
      expiresAt: seconds('2040-01-31T23:59:59Z'),
    })
    const early = { userId: await newUser(), achievedAt: '2040-02-01T00:00:00Z', expiresAt: '2040-01-31' }
    const { body } = await post(`/courses/${courseId}/certificates`, early).expect(400)
    expect(body.errors).toStrictEqual({ expiresAt: ['expiresAt must be later than achievedAt.'] })
    const { body: summary } = await batch(JSON.stringify([early]), 'application/json')
    expect(summary.outcomes[0].errors).toStrictEqual(body.errors)
  })
})

describe('dates of filters', () => {
  it('include the days that they name, in the time zone of the site', async () => {
    await useTimeZone('America/New_York')
    const userId = await newUser()
    const at = ['2021-03-14T04:59:59Z', '2021-03-14T05:00:00Z', '2021-03-15T03:59:59Z', '2021-03-15T04:00:00Z']
    for (const achievedAt of at) await issue({ achievedAt }, userId)
    const found = async (query: string) => {
      const { body } = await get(`/certificates?userId=${userId}&${query}`).expect(200)
      return body.certificates.map(({ achievedAt }: { achievedAt: number }) => at.map(seconds).indexOf(achievedAt))
    }
    expect(await found('achievedFrom=2021-03-14')).toStrictEqual([1, 2, 3])
    expect(await found('achievedTo=2021-03-14')).toStrictEqual([0, 1, 2])
    expect(await found('achievedFrom=2021-03-14&achievedTo=2021-03-14')).toStrictEqual([1, 2])
    expect(await found('achievedFrom=2021-03-15T04:00:00Z')).toStrictEqual([3])
    expect(await found(`achievedTo=${seconds(at[0] ?? '')}`)).toStrictEqual([0])
    expect(await found('achievedFrom=1900-01-01&achievedTo=1999-12-31')).toStrictEqual([])
    expect(await found('achievedFrom=2021-03-14T04:59:59.999%2B00:00')).toStrictEqual([1, 2, 3])
  })

  it('include the second that a list shows', async () => {
    const userId = await newUser()
    const { id, achievedAt } = await issue({ achievedAt: '2021-03-14T12:00:00.500Z' }, userId)
    const { body } = await get(`/certificates?userId=${userId}&achievedTo=${achievedAt}`).expect(200)
    expect(body.certificates).toMatchObject([{ id }])
  })

  it('of the audit are the same', async () => {
    const { body } = await post('/courses', { name: 'Audited' }).expect(201)
    const found = async (query: string) =>
      (await get(`/audit?subject=course/${body.id}&${query}`).expect(200)).body.totalCount
    const today = new Date().toISOString().slice(0, 10)
    const [yesterday, tomorrow] = [-1, 1].map((days) =>
      new Date(Date.now() + days * 86_400_000).toISOString().slice(0, 10),
    )
    expect(await found(`from=${today}`)).toBe(1)
    expect(await found(`to=${today}`)).toBe(1)
    expect(await found(`from=${tomorrow}`)).toBe(0)
    expect(await found(`to=${yesterday}`)).toBe(0)
    expect(await found(`from=${body.createdAt}&to=${body.createdAt}`)).toBe(1)
  })

  it.each(['46143', '2026', '202605', '20260501', '1777593600000', '03/04/2026', '26-05-01', 'yesterday', '-1', ''])(
    'reject %j, and name it',
    async (at) => {
      for (const [path, name] of [
        ['/certificates', 'achievedFrom'],
        ['/certificates', 'achievedTo'],
        ['/audit', 'from'],
        ['/audit', 'to'],
      ]) {
        const { body } = await get(`${path}?${name}=${encodeURIComponent(at)}`).expect(400)
        expect(body.errors?.[name ?? '']?.[0]).toMatch(at === '' ? 'Is empty.' : `${name} is "${at}".`)
      }
    },
  )
})

describe('dates of a batch', () => {
  const invalid = (field: string, start: string) => ({
    status: 'invalid',
    errors: { [field]: [expect.stringMatching(new RegExp(`^${start}.* Use an ISO date from .* to 99999999999\\.$`))] },
  })

  it('are rejected with entry, field, value and forms in JSON and NDJSON', async () => {
    const email = 'ann@example.com'
    const entries = [...misread, ...unclear].map((achievedAt) => ({ email, achievedAt }))
    const { body } = await batch(JSON.stringify(entries), 'application/json')
    expect(body).toMatchObject({ issued: 0, exists: 0, invalid: entries.length })
    expect(body.outcomes[0]).toMatchObject(invalid('achievedAt', 'achievedAt is 46143 in entry 1\\.'))
    const lines = [...misread, ...unclear].map((expiresAt) => JSON.stringify({ email, expiresAt })).join('\n')
    const { body: ofLines } = await batch(lines, 'application/x-ndjson')
    expect(ofLines).toMatchObject({ issued: 0, invalid: entries.length })
    expect(ofLines.outcomes[2]).toMatchObject(invalid('expiresAt', 'expiresAt is 202605 in line 3\\.'))
  })

  it('are rejected with row, column, value and forms in CSV', async () => {
    const rows = ['2026-05-01', '46143', '2026', '202605', '20260501', '1777593600000', '03/04/2026', '01.05.26']
    const { body } = await batch(`email,achievedAt\n${rows.map((at) => `a@b.cd,${at}\n`).join('')}`, 'text/csv')
    const starts = [
      'achievedAt is 46143 in row 3\\. If it is a day of Excel, send dates=excel\\.',
      'achievedAt is 2026 in row 4\\.',
      'achievedAt is 202605 in row 5\\.',
      'achievedAt is 20260501 in row 6\\.',
      'achievedAt is 1777593600000 in row 7\\. It looks like milliseconds\\.',
      'achievedAt is "03/04/2026" in row 8\\.',
      'achievedAt is "01.05.26" in row 9\\.',
    ]
    expect(body.outcomes.slice(1)).toMatchObject(starts.map((start) => invalid('achievedAt', start)))
  })

  it('are days of Excel where a column has nothing else, and the outcome reports it', async () => {
    const [first, second] = [await newUser(), await newUser()]
    const csv = `userId;achievedAt;expiresAt\n${first};46143;\n${second};46144;47604\n`
    const { body } = await batch(csv, 'text/csv')
    expect(body.outcomes).toMatchObject([
      { status: 'issued', excelDays: { achievedAt: '2026-05-01' } },
      { status: 'issued', excelDays: { achievedAt: '2026-05-02', expiresAt: '2030-05-01' } },
    ])
    expect((await get(`/certificates/${body.outcomes[1].certificateId}`)).body).toMatchObject({
      achievedAt: seconds('2026-05-02T00:00:00Z'),
      expiresAt: seconds('2030-05-01T23:59:59Z'),
    })
    const { body: again } = await batch(csv, 'text/csv')
    expect(again.outcomes).toMatchObject([{ status: 'exists', excelDays: {} }, { status: 'exists' }])
  })

  it('are days of Excel where the caller declares it, beside other forms', async () => {
    const [first, second] = [await newUser(), await newUser()]
    const csv = `userId,achievedAt\n${first},46143\n${second},2026-05-01\n`
    expect((await batch(csv, 'text/csv')).body).toMatchObject({ issued: 1, invalid: 1 })
    const { body } = await batch(csv, 'text/csv', '?dates=excel')
    expect(body).toMatchObject({ issued: 1, exists: 1, invalid: 0 })
    const [{ certificateId }] = body.outcomes
    expect((await get(`/certificates/${certificateId}`)).body.achievedAt).toBe(seconds('2026-05-01T00:00:00Z'))
  })

  it('with a time of Excel are in the time zone of the site', async () => {
    await useTimeZone('America/New_York')
    const { body } = await batch(`userId,achievedAt\n${await newUser()},46143.75\n`, 'text/csv')
    const [{ certificateId, excelDays }] = body.outcomes
    expect(excelDays).toStrictEqual({ achievedAt: '2026-05-01T18:00:00' })
    expect((await get(`/certificates/${certificateId}`)).body.achievedAt).toBe(seconds('2026-05-01T22:00:00Z'))
  })

  it.each([
    ['dates=excel', 'application/json', '[]'],
    ['dates=excel', 'application/x-ndjson', '{}'],
    ['dates=lotus', 'text/csv', 'email\n'],
  ])('reject %s of %s', async (query, type, content) => {
    const { status, body } = await batch(content, type, `?${query}`)
    expect([status, Object.keys(body.errors)]).toStrictEqual([400, ['dates']])
  })
})

describe('days in the time zone of the site', () => {
  /** Returns everything that shows the days of a certificate. */
  async function shownDays(publicId: string) {
    const [page, json, subject, pdf] = [
      (await server.http.get(`/verify/${publicId}`).expect(200)).text,
      (await server.http.get(`/verify/${publicId}.json`).expect(200)).body,
      await subjectOf(server.db, publicId, server.url),
      (await readPdf(await downloadPdf(server, publicId))).text,
    ]
    return { page, json, drawn: [subject.facts.date, subject.facts.expiry], pdf }
  }

  it.each([
    ['America/New_York', '2026-05-01T04:00:00Z', '2040-02-01T04:59:59Z'],
    ['Asia/Tokyo', '2026-04-30T15:00:00Z', '2040-01-31T14:59:59Z'],
    ['Pacific/Kiritimati', '2026-04-30T10:00:00Z', '2040-01-31T09:59:59Z'],
    ['UTC', '2026-05-01T00:00:00Z', '2040-01-31T23:59:59Z'],
  ])('in %s begin and end there, and every view shows them', async (timeZone, start, end) => {
    await useTimeZone(timeZone)
    const days = { achievedAt: '2026-05-01', expiresAt: '2040-01-31' }
    const issued = await issue(days)
    const times = { achievedAt: seconds(start), expiresAt: seconds(end) }
    const zoned = timeZone === 'UTC' ? {} : { timeZone }
    expect(issued).toMatchObject({ ...times, ...zoned })
    expect('timeZone' in issued).toBe(timeZone !== 'UTC')

    const csv = `userId,achievedAt,expiresAt\n${await newUser()},2026-05-01,2040-01-31\n`
    const [outcome] = (await batch(csv, 'text/csv')).body.outcomes
    const { body: listed } = await get(`/courses/${courseId}/certificates?limit=1000`).expect(200)
    const ofCourse = listed.certificates.filter(({ id }: { id: number }) =>
      [issued.id, outcome.certificateId].includes(id),
    )
    expect(ofCourse).toMatchObject([
      { ...times, ...zoned },
      { ...times, ...zoned },
    ])
    const { body: found } = await get(`/certificates?userId=${issued.user.id}`).expect(200)
    expect(found.certificates).toMatchObject([{ ...times, ...zoned }])

    const { page, json, drawn, pdf } = await shownDays(issued.publicId)
    expect(json.certificate).toMatchObject({
      timeZone,
      achievedAt: new Date(start).toISOString(),
      expiresAt: new Date(end).toISOString(),
    })
    expect(json.checks.find(({ check }: { check: string }) => check === 'expiry').message).toContain('31 January 2040')
    expect(drawn).toStrictEqual(['2026-05-01', '2040-01-31'])
    for (const text of [page, pdf]) {
      expect(text).toContain('1 May 2026')
      expect(text).toContain('31 January 2040')
      expect(text).not.toMatch(/30 April 2026|2 May 2026|30 January 2040|1 February 2040/)
    }
    expect(page).toMatch(/issueYear=2026&#38;issueMonth=5&#38;expirationYear=2040&#38;expirationMonth=1&#38;/)
  })

  it('without dates are those of the issue there', async () => {
    onTestFinished(() => server.setNow(null))
    await useTimeZone('Asia/Tokyo')
    server.setNow(new Date('2026-12-31T20:00:00Z'))
    const { publicId } = await issue({})
    const { page, drawn } = await shownDays(publicId)
    expect(drawn).toStrictEqual(['2027-01-01', null])
    // The summary, the list of facts, and the preview.
    expect(page.match(/1 January 2027/g)).toHaveLength(3)
    expect(page).not.toContain('>31 December 2026<')
    expect(page).toContain('issueYear=2027&#38;issueMonth=1&#38;')
  })

  it('end with their last second', async () => {
    onTestFinished(() => server.setNow(null))
    await useTimeZone('America/New_York')
    const { id, publicId } = await issue({ achievedAt: '2026-05-01', expiresAt: '2040-01-31' })
    const status = async () => {
      const { body } = await server.http.get(`/verify/${publicId}.json`).expect(200)
      const { body: expired } = await get(`/certificates?courseId=${courseId}&status=expired&limit=1000`)
      return [body.verdict, expired.certificates.some((one: { id: number }) => one.id === id), body.message]
    }
    server.setNow(new Date('2040-02-01T04:59:58Z'))
    expect((await status()).slice(1, 2)).toStrictEqual([false])
    server.setNow(new Date('2040-02-01T04:59:59Z'))
    expect(await status()).toStrictEqual(['not_valid', true, expect.stringContaining('Expired on 31 January 2040')])
  })

  it('of a certificate stay the same when the site changes its time zone', async () => {
    const { id, publicId } = await issue({ achievedAt: '2026-05-01' })
    await useTimeZone('Asia/Tokyo')
    const { body } = await patch(`/certificates/${id}`, { expiresAt: '2040-01-31' }).expect(200)
    expect(body).toMatchObject({ achievedAt: 1_777_593_600, expiresAt: seconds('2040-01-31T23:59:59Z') })
    expect((await patch(`/certificates/${id}`, { expiresAt: body.expiresAt }).expect(200)).body).toStrictEqual(body)
    expect((await shownDays(publicId)).drawn).toStrictEqual(['2026-05-01', '2040-01-31'])
    const { body: newer } = await post(`/certificates/${id}/reissue`, { expiresAt: '2041-01-31' }).expect(201)
    expect(newer).toMatchObject({ achievedAt: 1_777_593_600, expiresAt: seconds('2041-01-31T23:59:59Z') })
    expect('timeZone' in newer).toBe(false)
    expect((await shownDays(newer.publicId)).drawn).toStrictEqual(['2026-05-01', '2041-01-31'])
  })

  it('in a repeated import are the same after the site has changed its time zone', async () => {
    const csv = `userId,achievedAt\n${await newUser()},2026-05-01\n`
    expect((await batch(csv, 'text/csv')).body.issued).toBe(1)
    await useTimeZone('Asia/Tokyo')
    expect((await batch(csv, 'text/csv')).body).toMatchObject({ issued: 0, exists: 1 })
    expect((await batch(csv.replace('05-01', '05-02'), 'text/csv')).body).toMatchObject({ issued: 1, exists: 0 })
    await useTimeZone('America/New_York')
    expect((await batch(csv.replace('05-01', '05-02'), 'text/csv')).body).toMatchObject({ issued: 0, exists: 1 })
  })

  it('begin after a midnight that clocks skip', async () => {
    await useTimeZone('America/Sao_Paulo')
    const { publicId, achievedAt } = await issue({ achievedAt: '2018-11-04' })
    expect(achievedAt).toBe(seconds('2018-11-04T03:00:00Z'))
    expect((await shownDays(publicId)).drawn).toStrictEqual(['2018-11-04', null])
  })

  it('end the validity of a key there', async () => {
    await useTimeZone('America/New_York')
    const { body } = await post('/keys', { label: 'test', expiresAt: '2040-01-31' }).expect(201)
    expect(body.expiresAt).toBe(seconds('2040-02-01T04:59:59Z'))
  })

  it('are part of the digest: the server notices another time zone', async () => {
    await useTimeZone('Asia/Tokyo')
    const { id, publicId } = await issue({ achievedAt: '2026-05-01' })
    const record = async () => {
      const { body } = await server.http.get(`/verify/${publicId}.json`).expect(200)
      return body.checks.find(({ check }: { check: string }) => check === 'record').code
    }
    expect(await record()).toBe('record.unaltered')
    await server.db.prisma.courseCertificate.update({ where: { id }, data: { timeZone: 'UTC' } })
    expect(await record()).toBe('record.altered')
  })

  it('of a published certificate are shown by its bundle and its page, and its proof does not change', async () => {
    expect(site.id).toBe(1)
    await useTimeZone('Asia/Tokyo')
    const userId = await newUser({ eth_address: newWallet().address })
    const { id } = await issue({ achievedAt: '2026-05-01', expiresAt: '2040-01-31' }, userId)
    const { body: published } = await post(`/certificates/${id}/publish`, {}).expect(200)
    const { text, body: bundle } = await server.http.get(`/verify/${published.certificateId}/bundle.json`).expect(200)
    expect(bundle).toMatchObject({
      timeZone: 'Asia/Tokyo',
      certificate: { expiresAt: seconds('2040-01-31T14:59:59Z') },
    })
    const { checks } = await verify(text)
    expect(checks).toContainEqual(expect.objectContaining({ check: 'record', outcome: 'passed' }))
    expect(checks).toContainEqual(
      expect.objectContaining({ check: 'expiry', message: 'It is valid until 31 January 2040.' }),
    )
    expect(await verifyIndependently(text)).not.toMatch(/unreadable|not_valid/)
    const { drawn } = await shownDays(published.certificateId)
    expect(drawn).toStrictEqual([expect.any(String), '2040-01-31'])
    const { text: page } = await server.http.get(`/verify/${published.certificateId}`).expect(200)
    expect(page).toContain('1 May 2026')
    expect(page).toContain('31 January 2040')
    const { body: ofWallet } = await server.http.get(`/api/v1/certificates/${published.certificateId}/`)
    expect(ofWallet.expiration_date).toBe('2040-01-31T14:59:59.000Z')
  })
})

describe('PATCH /site', () => {
  it('accepts the time zone as timezone or timeZone', async () => {
    await useTimeZone('Asia/Tokyo')
    expect((await get('/site').expect(200)).body.timezone).toBe('Asia/Tokyo')
    expect((await patch('/site', { timeZone: 'Europe/Lisbon' }).expect(200)).body.timezone).toBe('Europe/Lisbon')
    await patch('/site', { timeZone: 'UTC', timezone: 'UTC' }).expect(200)
    const { body } = await patch('/site', { timeZone: 'Asia/Tokyo', timezone: 'UTC' }).expect(400)
    expect(body.errors).toStrictEqual({ timeZone: ['Must be the same as timezone. Send one of them.'] })
    expect((await patch('/site', { timeZone: 'Mars/Olympus' }).expect(400)).body.errors).toHaveProperty('timeZone')
  })
})

describe('achievements before 1970', () => {
  it('are accepted from 1900 on, and answered as negative seconds', async () => {
    const first = await issue({ achievedAt: '1900-01-01' })
    expect(first.achievedAt).toBe(seconds('1900-01-01T00:00:00Z'))
    expect(first.achievedAt).toBeLessThan(0)
    const user = await newUser()
    const csv = `userId,achievedAt,expiresAt\n${user},1912-06-23,2040-01-31\n`
    const [{ certificateId }] = (await batch(csv, 'text/csv')).body.outcomes
    const { body: listed } = await get(`/courses/${courseId}/certificates?limit=1000`).expect(200)
    const found = listed.certificates.find(({ id }: { id: number }) => id === certificateId)
    expect(found.achievedAt).toBe(seconds('1912-06-23T00:00:00Z'))
    const { body } = await get(`/certificates?userId=${user}&achievedTo=1969-12-31`).expect(200)
    expect(body.certificates).toMatchObject([{ id: certificateId }])
    expect((await batch(csv, 'text/csv')).body).toMatchObject({ exists: 1 })
  })

  it.each(['1899-12-31', '1899-12-31T23:59:59Z', '0000-01-01', '1066-10-14', -1])('are rejected for %j', async (at) => {
    const body = { userId: await newUser(), achievedAt: at }
    expect((await post(`/courses/${courseId}/certificates`, body).expect(400)).body.errors.achievedAt[0]).toContain(
      'Use an ISO date from 1900-01-01 on',
    )
  })

  it('show their day, also in a zone whose offset had seconds, and verify', async () => {
    await useTimeZone('Europe/Lisbon')
    const userId = await newUser({ eth_address: newWallet().address })
    const { id, publicId } = await issue({ achievedAt: '1905-01-01' }, userId)
    const { text } = await server.http.get(`/verify/${publicId}`).expect(200)
    expect(text).toContain('1 January 1905')
    expect(text).toContain('issueYear=1905&#38;issueMonth=1&#38;')
    expect((await readPdf(await downloadPdf(server, publicId))).text).toContain('1 January 1905')
    const { body: published } = await post(`/certificates/${id}/publish`, {}).expect(200)
    const { text: bundle } = await server.http.get(`/verify/${published.certificateId}/bundle.json`).expect(200)
    const { checks } = await verify(bundle)
    expect(checks).toContainEqual(expect.objectContaining({ check: 'record', outcome: 'passed' }))
  })

  it.skipIf(isEmbedded)('are read right, whatever the time zone of the database is', async () => {
    const fresh = await freshDatabase()
    // In 1905, its offset from UTC had seconds, which JSON of PostgreSQL has and JavaScript cannot read.
    const databaseUrl = `${fresh.databaseUrl}?options=-c%20TimeZone%3DAfrica%2FMonrovia`
    const other = await startTestApp({}, undefined, { ...fresh, databaseUrl })
    const { id } = await newSite(other.db)
    const { publicId } = await issueStating(other, id, { achievedAt: { day: '1905-01-01' } })
    const { body } = await other.http.get(`/verify/${publicId}.json`).expect(200)
    expect(body.certificate.achievedAt).toBe('1905-01-01T00:00:00.000Z')
  })
})
