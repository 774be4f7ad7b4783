import fc from 'fast-check'
import { beforeAll, describe, expect, it } from 'vitest'
import type { Database } from '../../../src/database/client.ts'
import { writeLinks } from '../../../src/lms/certificates/links.ts'
import { toListedCertificate } from '../../../src/lms/certificates/listedCertificate.ts'
import { findCertificatePages } from '../../../src/lms/certificates/queries.ts'
import { certificatePage } from '../../../src/lms/certificates/schemas.ts'
import { anyTime, awkwardText } from '../../support/awkwardText.ts'
import { openFresh } from '../../support/database/openFresh.ts'

let db: Database
let siteId: number
beforeAll(async () => {
  db = await openFresh()
  siteId = (await db.prisma.site.create({ data: { name: 'Academy' } })).id
})

const facts = fc.record({
  name: awkwardText,
  description: awkwardText,
  courseName: awkwardText,
  userName: awkwardText,
  imageUrl: fc.oneof(fc.constant(''), awkwardText),
  publicId: fc.uuid(),
  revision: fc.integer({ min: 0, max: 32_767 }),
  timeZone: fc.constantFrom('UTC', 'Europe/Lisbon', 'Etc/GMT+5'),
  times: fc.uniqueArray(anyTime, { minLength: 2, maxLength: 2, selector: (time) => time.getTime() }),
  expires: fc.boolean(),
  revocation: fc.option(fc.record({ revokedAt: anyTime, revocationReason: awkwardText }), { nil: undefined }),
  user: fc.record({ id: awkwardText, email: awkwardText, roleAlias: awkwardText }),
})
type Facts = typeof facts extends fc.Arbitrary<infer Value> ? Value : never

/** Inserts a certificate without the API, which would reject some of these facts. */
async function insert(courseId: number, number: number, { times, expires, revocation, user, ...stated }: Facts) {
  const [achievedAt = new Date(0), expiresAt] = times.toSorted((a, b) => a.getTime() - b.getTime())
  const ids = { siteId, id: `${courseId}.${number} ${user.id}` }
  const role = { siteId_alias: { siteId, alias: user.roleAlias } }
  await db.prisma.role.upsert({ where: role, create: { siteId, alias: user.roleAlias, name: 'Role' }, update: {} })
  await db.prisma.user.create({ data: { ...user, ...ids, email: `${ids.id} ${user.email}`, name: 'Now otherwise' } })
  return db.prisma.courseCertificate.create({
    data: {
      ...stated,
      ...{ siteId, courseId, number, userId: ids.id, achievedAt },
      ...(expires && { expiresAt }),
      ...revocation,
    },
    include: { user: true },
  })
}

/** A page of a course, and what it must be. */
async function expectPage(courseId: number, publicUrl: string, totalCount: number): Promise<void> {
  const rows = await db.prisma.courseCertificate.findMany({
    where: { courseId },
    include: { user: true },
    orderBy: { number: 'asc' },
  })
  const limit = rows.length - 1
  const certificates = rows.slice(0, limit).map((row) => toListedCertificate(row, publicUrl))
  const wanted = { siteId, courseId, offset: 0, limit, next: '"next"' }
  const [page, none] = await findCertificatePages(db, [wanted, { ...wanted, courseId: 0 }])
  expect(none).toBeUndefined()
  const written = JSON.parse(writeLinks(page?.json ?? '', publicUrl))
  expect(written).toStrictEqual(JSON.parse(JSON.stringify({ certificates, totalCount, nextCursor: '"next"' })))
  expect(certificatePage.strict().parse(written)).toStrictEqual(written)
}

describe('JSON of listed certificates, written by PostgreSQL', () => {
  it('matches the schema and the rows', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(facts, { minLength: 10, maxLength: 20 }),
        fc.constantFrom('https://certificates.example', 'http://localhost:3000/"\\é'),
        async (certificates, publicUrl) => {
          const count = certificates.length
          const { id } = await db.prisma.course.create({ data: { siteId, name: 'Course', certificateCount: count } })
          for (const [index, one] of certificates.entries()) await insert(id, index + 1, one)
          await expectPage(id, publicUrl, count)
        },
      ),
      { numRuns: 3, endOnFailure: true },
    )
  })

  it('changes the version of a page with each column that it is made from', async () => {
    // Keys of rows never change, so that no trigger has to watch them.
    const keys = ['course_certificates.id', 'course_certificates.course_id']
    const watched = await namesOf(`
      SELECT event_object_table || '.' || event_object_column AS name FROM information_schema.triggered_update_columns
      WHERE trigger_name IN ('course_certificates_change', 'users_change')`)
    const read = await namesOf(`
      SELECT table_name || '.' || unnest(proargnames) AS name
      FROM pg_proc JOIN (VALUES ('course_certificates', 'listed_certificate'), ('users', 'listed_user')) AS made (table_name, function)
        ON proname = function`)
    expect(read.length).toBeGreaterThan(10)
    expect(read.filter((name) => !watched.includes(name) && !keys.includes(name))).toStrictEqual([])
  })
})

async function namesOf(query: string): Promise<string[]> {
  return (await db.pool.query<{ name: string }>(query)).rows.map(({ name }) => name)
}
