import { describe, expect, it } from 'vitest'
import { emptyDatabase } from '../support/database/database.ts'
import { earlierDatabases, makeAsAt } from '../support/database/upgrades.ts'
import { startTestApp } from '../support/server/app.ts'

const KEY = 'key-of-the-tests-of-upgrades'

describe.each(earlierDatabases)('upgrade of a database from %s', (name) => {
  it('keeps all data, and all certificates verify', async () => {
    const fresh = await emptyDatabase()
    await makeAsAt(name, fresh)
    const server = await startTestApp({}, undefined, fresh)
    const { rows } = await server.db.pool.query<{ id: string }>(
      'SELECT public_id AS id FROM course_certificates UNION ALL SELECT id FROM certificates',
    )
    expect(rows.length).toBeGreaterThan(5)

    const ask = async (path: string, body?: object) => {
      const answer = await fetch(server.url + path, {
        headers: { 'x-api-key': KEY, 'content-type': 'application/json' },
        ...(body && { method: 'POST', body: JSON.stringify(body) }),
      })
      expect(answer.status, path).toBeLessThan(300)
      // biome-ignore lint/suspicious/noExplicitAny: responses of many routes; each line below knows their shape.
      return (await answer.json()) as any
    }

    const { certificates, totalCount } = await ask('/openapi/v1/courses/1/certificates')
    expect(totalCount).toBe(3)
    expect(certificates.map(({ user }: { user: { id: string } }) => user.id)).toEqual(['ada', 'ada', 'bob'])
    expect((await ask('/openapi/v1/courses')).totalCount).toBe(2)
    expect((await ask('/openapi/v1/users')).totalCount).toBe(2)

    // New certificates continue the ids.
    const issued = await ask('/openapi/v1/courses/1/certificates', { userId: 'bob', achievedAt: 5 })
    expect(issued.id).toBeGreaterThan(Math.max(...certificates.map(({ id }: { id: number }) => id)))

    const [, issuedId] = /\/images\/(.+)-\d+\.png$/.exec(issued.imageUrl) ?? []
    for (const id of [...rows.map((row) => row.id), issuedId]) {
      const answer = await fetch(`${server.url}/verify/${id}.json`)
      // A published certificate leads to its wallet certificate.
      expect(answer.status).toBe(200)
      const { checks } = (await answer.json()) as { checks: { check: string; outcome: string }[] }
      const failed = checks.filter(({ outcome }) => outcome === 'failed').map(({ check }) => check)
      expect(
        failed.filter((check) => check !== 'revocation'),
        JSON.stringify(checks),
      ).toEqual([])
    }
  })
})
