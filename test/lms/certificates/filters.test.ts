import { beforeAll, describe, expect, it } from 'vitest'
import { countMatching, findMatchingIds } from '../../../src/lms/certificates/filtering/queries.ts'
import { explained } from '../../support/database/rowsRead.ts'
import { newSite, startTestApp, type TestApp, type TestSite } from '../../support/server/app.ts'

const ROWS = 10_050
const HOUR = 3600
const START = 1_000_000_000

let server: TestApp
let site: TestSite
let [courseId, userId, auditedSubject] = [0, '', '']
let ids: number[] = []

const get = async (path: string) =>
  (await server.http.get(`/openapi/v1${path}`).set('X-API-KEY', site.key).expect(200)).body
const post = async (path: string, body: object) =>
  (await server.http.post(`/openapi/v1${path}`).set('X-API-KEY', site.key).send(body).expect(201)).body

// Certificate n is achieved an hour before certificate n - 1, so that the latest have the lowest ids. Each 100th has expired,
// and each 1,000th is revoked instead.
beforeAll(async () => {
  server = await startTestApp()
  site = await newSite(server.db)
  courseId = (await post('/courses', { name: 'Large' })).id
  userId = (await post('/users', { name: 'Ann', email: 'ann@example.com', password: 'p', roleAlias: 'learner' })).id
  const added = await server.db.$queryRaw<{ id: number }[]>`
    INSERT INTO course_certificates (site_id, course_id, number, user_id, name, description, course_name, user_name,
                                     achieved_at, expires_at, revoked_at, revocation_reason)
    SELECT ${site.id}::int, ${courseId}::int, n, ${userId}, 'Large', '', 'Large', 'Ann',
           to_timestamp(${START}::int + (${ROWS}::int - n)::bigint * ${HOUR}::int),
           CASE WHEN n % 100 = 0 THEN to_timestamp(${START}::int + (${ROWS}::int - n)::bigint * ${HOUR}::int + 1) END,
           CASE WHEN n % 1000 = 0 THEN to_timestamp(${START}::int + 99999999999) END,
           CASE WHEN n % 1000 = 0 THEN 'Wrong' END
    FROM generate_series(1, ${ROWS}::int) n
    RETURNING id`
  ids = added.map(({ id }) => id).toSorted((a, b) => a - b)
  await server.db.$executeRaw`UPDATE courses SET certificate_count = ${ROWS} WHERE id = ${courseId}`
  await server.db.$executeRaw`ANALYZE course_certificates`
  auditedSubject = `course/${courseId}`
  await server.db.$executeRaw`
    INSERT INTO audit_entries (site_id, at, command, action, subject)
    SELECT ${site.id}::int, now(), 'test', 'course.update', ${auditedSubject} FROM generate_series(1, ${ROWS}::int)`
})

const timeOf = (n: number) => START + (ROWS - n) * HOUR
/** Returns the ids of the certificates with these numbers. */
const idsOf = (isWanted: (n: number) => boolean) => ids.filter((_, index) => isWanted(index + 1))

describe('totalCount of a filtered list', () => {
  it('is exact up to 10,000 matches', async () => {
    const body = await get(`/certificates?achievedFrom=${timeOf(10_000)}&limit=1`)
    expect(body).toMatchObject({ totalCount: 10_000 })
    expect(body).not.toHaveProperty('totalCountIsExact')
  })

  it('is a lower bound of more matches', async () => {
    const lists = [
      `/certificates?achievedFrom=${timeOf(10_001)}&`,
      '/certificates?email=ANN@example.com&',
      `/users/${userId}/certificates?`,
      `/audit?subject=${auditedSubject}&`,
    ]
    for (const list of lists) {
      expect(await get(`${list}limit=1`), list).toMatchObject({ totalCount: 10_000, totalCountIsExact: false })
    }
  })

  it('is exact for the whole site, a course and the whole audit', async () => {
    const lists = [
      '/certificates?',
      `/certificates?courseId=${courseId}&`,
      `/courses/${courseId}/certificates?`,
      '/audit?',
    ]
    for (const list of lists) {
      const body = await get(`${list}limit=1`)
      expect(body.totalCount, list).toBeGreaterThanOrEqual(ROWS)
      expect(body, list).not.toHaveProperty('totalCountIsExact')
    }
  })
})

const all = () => true
const isRevoked = (n: number) => n % 1000 === 0
const isExpired = (n: number) => n % 100 === 0 && !isRevoked(n)
const isLate = (n: number) => n >= 4000 && n <= 9000
const late = `achievedFrom=${timeOf(9000)}&achievedTo=${timeOf(4000)}`

describe.each([
  ['expired ones', 'status=expired', isExpired],
  ['revoked ones', 'status=revoked', isRevoked],
  ['active ones of a time', `status=active&${late}`, (n: number) => isLate(n) && n % 100 !== 0],
  ['a time', late, isLate],
  ['a user', 'email=ann@example.com&status=expired', isExpired],
  ['all', `achievedFrom=${START}`, all],
] as const)('GET /certificates with a filter by %s', (_, query, isWanted) => {
  it('returns each match once through cursors, sorted by id', async () => {
    const seen: number[] = []
    let next = ''
    do {
      const body = await get(`/certificates?${query}&limit=1000${next}`)
      seen.push(...body.certificates.map(({ id }: { id: number }) => id))
      next = body.nextCursor === undefined ? '' : `&cursor=${body.nextCursor}`
    } while (next)
    expect(seen).toStrictEqual(idsOf(isWanted))
  })
})

it('returns certificates of a large course, and of no unknown course', async () => {
  const { certificates, totalCount } = await get(`/certificates?courseId=${courseId}&status=revoked`)
  expect(certificates.map(({ id }: { id: number }) => id)).toStrictEqual(idsOf(isRevoked))
  expect(totalCount).toBe(10)
  expect(await get('/certificates?courseId=2000000000&status=active')).toStrictEqual({
    certificates: [],
    totalCount: 0,
  })
})

describe('the statements of filtered lists', () => {
  const at = (n: number) => new Date(timeOf(n) * 1000)

  it.each([
    ['time', { achievedFrom: at(9000), achievedTo: at(8990) }, 11],
    ['expiry', { status: 'expired' as const }, 90],
    ['revocation', { status: 'revoked' as const }, 10],
  ])('read only matches by %s', async (_, filter, matches) => {
    const { sql, reads } = explained(server.db, 'course_certificates')
    const matching = { siteId: site.id, now: new Date(), isNarrow: false, ...filter }
    await findMatchingIds(sql, matching, { offset: 0, limit: 1000 })
    await countMatching(sql, matching)
    // PostgreSQL reports rounded averages of rows. Each statement also reads the lowest and the highest id.
    expect(reads.rows).toStrictEqual([matches + 2, matches + 2])
  })

  it('read a page of a course from its index alone, and no more than the page', async () => {
    const { sql, reads } = explained(server.db, 'course_certificates')
    const matching = { siteId: site.id, courseId, now: new Date(), isNarrow: true }
    await findMatchingIds(sql, { ...matching, achievedTo: at(1) }, { offset: 0, limit: 20 })
    await findMatchingIds(sql, { ...matching, status: 'active' }, { offset: 0, limit: 20 })
    expect([...reads.scans]).toStrictEqual(['Index Only Scan'])
    for (const rows of reads.rows) expect(rows).toBeLessThan(100)
  })
})
