import { describe, expect, it } from 'vitest'
import { emptyDatabase } from '../support/database/database.ts'
import { earlierDatabases, makeAsAt } from '../support/database/upgrades.ts'
import { startTestApp } from '../support/server/app.ts'

const KEY = 'key-of-the-tests-of-upgrades'

type Shown = { checks: { check: string; outcome: string }[]; issuer: { confirmedBy: string | null } }

describe.each(earlierDatabases)('upgrade of a database from %s', (name) => {
  it('keeps all data, and all certificates verify', async () => {
    const fresh = await emptyDatabase()
    await makeAsAt(name, fresh)
    const server = await startTestApp({}, undefined, fresh)
    const { rows } = await server.db.pool.query<{ id: string; isOfSite: boolean }>(
      `SELECT public_id AS id, true AS "isOfSite" FROM course_certificates
       UNION ALL SELECT id, course_certificate_id IS NOT NULL FROM certificates`,
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
    const issued = await ask('/openapi/v1/courses/1/certificates', { userId: 'bob', achievedAt: 1_777_593_600 })
    expect(issued.id).toBeGreaterThan(Math.max(...certificates.map(({ id }: { id: number }) => id)))

    const [, issuedId] = /\/images\/(.+)-\d+\.png$/.exec(issued.imageUrl) ?? []
    for (const { id, isOfSite } of [...rows, { id: issuedId, isOfSite: true }]) {
      const answer = await fetch(`${server.url}/verify/${id}.json`)
      // A published certificate leads to its wallet certificate.
      expect(answer.status).toBe(200)
      const { checks, issuer } = (await answer.json()) as Shown
      const failed = checks.filter(({ outcome }) => outcome === 'failed').map(({ check }) => check)
      // The operator has approved the sites. No earlier version knew who confirms a wallet.
      expect(
        failed.filter((check) => check !== 'revocation'),
        JSON.stringify(checks),
      ).toEqual(isOfSite ? [] : ['identity'])
      expect(issuer.confirmedBy).toBe(isOfSite ? 'operator' : null)
    }
  })
})
