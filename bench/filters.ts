import pg from 'pg'
import type { Bench } from './context.ts'
import { BIG_COURSE } from './database.ts'
import { onPostgres } from './lms.ts'
import { type Load, quantile, requestOf } from './load.ts'
import { costs, takeTurns } from './turns.ts'

const DAY = 86_400

/** Filtered lists, requested one after the other. `place` makes requests different. */
const lists: Record<string, (place: number) => string> = {
  'certificates by status, active': (place) => `/certificates?status=active&offset=${place % 1000}`,
  'certificates by status, expired': (place) => `/certificates?status=expired&offset=${place % 1000}`,
  'certificates by status, revoked': (place) => `/certificates?status=revoked&offset=${place % 10}`,
  'certificates by date': (place) =>
    `/certificates?achievedFrom=${1_704_067_200 + (place % 600) * DAY}&achievedTo=${1_704_067_200 + ((place % 600) + 7) * DAY}`,
  'certificates by email': (place) => `/certificates?email=learner.${place % 10_000}@example.com`,
  'certificates of a large course': (place) => `/certificates?courseId=${BIG_COURSE}&offset=${place % 1000}`,
  'certificates of a large course by date': (place) =>
    `/certificates?courseId=${BIG_COURSE}&achievedFrom=${1_704_067_200 + (place % 600) * DAY}`,
  'audit by subject': (place) => `/audit?subject=course/${place % 900}`,
  'audit by key, rare': (place) => `/audit?keyId=${1000 + (place % 10)}`,
  'audit by key, frequent': (place) => `/audit?keyId=1&offset=${place % 100}`,
  'audit by time, oldest week': (place) =>
    `/audit?from=${1_704_067_200 + (place % 60) * 60}&to=${1_704_067_200 + 7 * DAY}`,
  'audit by key and time': (place) => `/audit?keyId=1000&to=${1_704_067_200 + 300 * DAY + (place % 60)}`,
}

/** Lists of the LMS API with filters, among all certificates and as many audit entries. */
export const filters: Bench = {
  name: 'filters',
  async measure(context) {
    const { databaseUrl, size } = context
    const entries = size.courses * size.ofCourse
    await fillAudit(databaseUrl, entries)
    const loads = await onPostgres(context, ({ url, key }) => {
      const targetOf = (path: (place: number) => string) => {
        let place = 0
        return { url, next: () => requestOf(url + path(place++), { headers: { 'x-api-key': key } }) }
      }
      const targets = Object.fromEntries(Object.entries(lists).map(([name, path]) => [name, targetOf(path)]))
      return takeTurns(targets, { ...context, seconds: Math.min(context.seconds, 1) }, { connections: 1 })
    })
    return Object.entries(loads).map(([name, found]: [string, Load[]]) => ({
      what: `List of ${name}, one request at a time`,
      unit: 'ms' as const,
      target: { most: 20 },
      rounds: found.map((one) => quantile(one, 0.5)),
      costs: costs(found),
    }))
  },
}

/** Adds entries of 700 days, most of them by one key, to a database that has few. */
async function fillAudit(databaseUrl: string, count: number): Promise<void> {
  const client = new pg.Client(databaseUrl)
  await client.connect()
  try {
    const { rows } = await client.query<{ many: boolean }>(
      'SELECT EXISTS (SELECT FROM audit_entries OFFSET $1) AS many',
      [count / 2],
    )
    if (rows[0]?.many) return
    await client.query(`
      INSERT INTO audit_entries (site_id, at, key_id, action, subject, before, after)
      SELECT site.id, timestamptz '2024-01-01' + interval '700 days' * n / ${count},
             CASE WHEN n % 10000 = 7 THEN 1000 + n / 10000 % 10 ELSE 1 END, 'course.update', 'course/' || n % 900, '{}', '{}'
      FROM sites site, generate_series(1, ${count}) n
      ORDER BY n`)
    await client.query('VACUUM ANALYZE audit_entries')
  } finally {
    await client.end()
  }
}
