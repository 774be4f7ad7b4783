import { beforeAll, expect, it } from 'vitest'
import { type AuditFilter, countEntries, findEntryIds } from '../../src/core/auditFilter.ts'
import { explained } from '../support/database/rowsRead.ts'
import { newSite, startTestApp, type TestApp, type TestSite } from '../support/server/app.ts'

const ROWS = 10_050
const START = 1_000_000_000
/** An API key that has made every thousandth change. */
const RARE = 1_999_999_999

let server: TestApp
let site: TestSite
let ids: number[] = []

// Entry n is an hour later than entry n - 1, except the last one, which is the earliest.
beforeAll(async () => {
  server = await startTestApp()
  site = await newSite(server.db)
  const added = await server.db.$queryRaw<{ id: number }[]>`
    INSERT INTO audit_entries (site_id, at, key_id, action, subject)
    SELECT ${site.id}::int, to_timestamp(${START}::int + CASE WHEN n = ${ROWS}::int THEN 0 ELSE n END * 3600::bigint),
           CASE WHEN n % 1000 = 0 THEN ${RARE}::int ELSE 1 END, 'course.update', 'course/1'
    FROM generate_series(1, ${ROWS}::int) n
    RETURNING id::float`
  ids = added.map(({ id }) => id).toSorted((a, b) => a - b)
  await server.db.$executeRaw`ANALYZE audit_entries`
})

const at = (n: number) => new Date((START + n * 3600) * 1000)

const filters: [by: string, filter: AuditFilter, matches: number[]][] = [
  ['key', { keyId: RARE }, [10_000, 9000, 8000, 7000, 6000, 5000, 4000, 3000, 2000, 1000]],
  ['time', { from: at(20), to: at(22) }, [22, 21, 20]],
  ['an end', { to: at(2) }, [ROWS, 2, 1]],
  ['key and time', { keyId: RARE, from: at(1500), to: at(3000) }, [3000, 2000]],
]

it.each(filters)('finds entries by %s, newest first', async (_, filter, matches) => {
  const wanted = matches.map((n) => BigInt(ids[n - 1] ?? 0))
  expect(await findEntryIds(server.db, site.id, filter, { offset: 0, limit: 100 })).toStrictEqual(wanted)
  expect(await findEntryIds(server.db, site.id, filter, { offset: 1, limit: 0 })).toStrictEqual(wanted.slice(1, 2))
  const after = Number(wanted[0])
  expect(await findEntryIds(server.db, site.id, filter, { offset: 0, limit: 100, after })).toStrictEqual(
    wanted.slice(1),
  )
  expect(await countEntries(server.db, site.id, filter)).toStrictEqual({ totalCount: matches.length, isExact: true })
})

it('counts up to 10,000 entries', async () => {
  expect(await countEntries(server.db, site.id, { keyId: 1 })).toStrictEqual({ totalCount: 10_000, isExact: false })
})

it.each(filters)('reads only matches by %s', async (_, filter, matches) => {
  const { sql, reads } = explained(server.db, 'audit_entries')
  await findEntryIds(sql, site.id, filter, { offset: 0, limit: 100 })
  await countEntries(sql, site.id, filter)
  // PostgreSQL reports rounded averages of rows. Each statement also reads the lowest and the highest id.
  for (const rows of reads.rows) expect(Math.abs(rows - matches.length - 2)).toBeLessThan(3)
})
