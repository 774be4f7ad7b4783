import { expect } from 'vitest'
import type { Lms } from './requests.ts'
import type { Rounds } from './run.ts'

// Writers and readers of one course. After a server acknowledges a write, every server must return it.

/** A certificate, and when its request was sent and answered among all requests. */
type Issued = { id: number; userId: string; sent: number; acknowledged: number }

/** Creates a course with learners. The rounds issue, change, revoke and read its certificates. */
export async function courseTraffic(lms: Lms, { learners, readers }: { learners: number; readers: number }) {
  const { body: course } = await lms('POST', '/courses', { name: 'Consistency' })
  for (let learner = 0; learner < learners; learner++) {
    const id = `u${learner}`
    const user = { id, name: 'Learner', email: `${id}.0@example.com`, roleAlias: 'learner', password: 'none' }
    expect((await lms('POST', '/users', user)).status).toBe(201)
  }
  const list = `/courses/${course.id}/certificates`

  // Acknowledged writes: certificates, revocations, expiries, and the latest email of each user.
  const issued: Issued[] = []
  const revoked = new Set<number>()
  const expires = new Map<number, number>()
  const emails = new Map<string, number>()
  const seen = { read: 0, unchanged: 0 }
  /** The pages by their ETags. */
  const pages = new Map<string, string>()
  let clock = 0

  function issuer(learner: number): () => Promise<void> {
    const userId = `u${learner}`
    let round = 0
    return async () => {
      round += 1
      clock += 1
      const sent = clock
      const { status, body } = await lms('POST', list, { userId })
      expect(status).toBe(201)
      clock += 1
      issued.push({ id: body.id, userId, sent, acknowledged: clock })
      const expiresAt = 4_000_000_000 + round
      expect((await lms('PATCH', `/certificates/${body.id}`, { expiresAt })).status).toBe(200)
      expires.set(body.id, expiresAt)
      const email = `${userId}.${round}@example.com`
      expect((await lms('PATCH', `/users/${userId}`, { email })).status).toBe(200)
      emails.set(userId, round)
      if (round % 3 !== 0) return
      expect((await lms('POST', `/certificates/${body.id}/revoke`, { reason: 'A test.' })).status).toBe(200)
      revoked.add(body.id)
    }
  }

  function reader(): () => Promise<void> {
    let tag = ''
    return async () => {
      const before = { issued: [...issued], revoked: [...revoked], expires: [...expires], emails: new Map(emails) }
      const headers: Record<string, string> = tag ? { 'if-none-match': tag } : {}
      const answer = await lms('GET', `${list}?limit=1000`, undefined, { headers })
      expect([200, 304]).toContain(answer.status)
      tag = answer.headers.get('etag') ?? ''
      // Servers give the same ETag to equal pages only.
      if (answer.status === 200) expect(pages.get(tag) ?? answer.text).toBe(answer.text)
      if (answer.status === 200) pages.set(tag, answer.text)
      seen[answer.status === 200 ? 'read' : 'unchanged'] += 1
      const page = JSON.parse(pages.get(tag) ?? '')
      // biome-ignore lint/suspicious/noExplicitAny: each check knows the shape of a certificate.
      const shown = new Map<number, any>(page.certificates.map((one: { id: number }) => [one.id, one]))
      expect(page.totalCount).toBe(shown.size)
      expect(page.totalCount).toBeGreaterThanOrEqual(before.issued.length)
      for (const { id, userId } of before.issued) {
        const [, round] = /\.(\d+)@/.exec(shown.get(id).user.email) ?? []
        expect(Number(round)).toBeGreaterThanOrEqual(before.emails.get(userId) ?? 0)
      }
      for (const id of before.revoked) expect(shown.get(id).revocationReason).toBe('A test.')
      for (const [id, expiresAt] of before.expires) expect(shown.get(id).expiresAt).toBe(expiresAt)
      ensureOrder([...shown.keys()])
    }
  }

  /** Expects that no certificate comes after one that was requested after its acknowledgement. */
  function ensureOrder(ids: number[]): void {
    const known = new Map(issued.map((one) => [one.id, one]))
    let earliest = Number.POSITIVE_INFINITY
    for (const one of ids.toReversed().flatMap((id) => known.get(id) ?? [])) {
      expect(one.sent).toBeLessThan(earliest)
      earliest = Math.min(earliest, one.acknowledged)
    }
  }

  const several = (count: number, name: string, make: (index: number) => () => Promise<void>): Rounds =>
    Object.fromEntries(Array.from({ length: count }, (_, index) => [`${name} ${index}`, make(index)]))
  return {
    list,
    issued,
    revoked,
    seen,
    rounds: { ...several(learners, 'issue', issuer), ...several(readers, 'read', reader) },
  }
}
