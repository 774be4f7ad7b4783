import { randomUUID } from 'node:crypto'
import { expect } from 'vitest'
import type { Answer } from '../server/balancer.ts'
import { keyed, type Lms } from './requests.ts'

const BATCH = 5

/** Creates a course. `round` issues a certificate and a batch, and repeats both requests on another server. */
export async function repeatedRequests(lms: Lms) {
  const { body: course } = await lms('POST', '/courses', { name: 'Repeats' })
  const user = { name: 'Bob', email: 'bob@example.com', roleAlias: 'learner', password: 'none' }
  const { body: learner } = await lms('POST', '/users', user)
  const list = `/courses/${course.id}/certificates`
  const issued: number[] = []

  /** Returns the answer, after the same request got the same one from another server. */
  async function twice(path: string, body: object | string, headers: Record<string, string> = {}): Promise<Answer> {
    const sent = { ...headers, ...keyed() }
    const first = await lms('POST', path, body, { headers: sent })
    expect(first.status, first.text).toBeLessThan(300)
    const again = await lms('POST', path, body, { headers: sent, unlike: first.by })
    expect([again.status, again.text]).toStrictEqual([first.status, first.text])
    expect(again.headers.get('idempotent-replayed')).toBe('true')
    return first
  }

  return {
    ...{ list, issued },
    async round(): Promise<void> {
      issued.push((await twice(list, { userId: learner.id })).body.id)
      const people = Array.from({ length: BATCH }, (_, index) => `${randomUUID()}@example.com,Person ${index}`)
      const csv = ['email,name', ...people].join('\n')
      const { body } = await twice(`${list}/batch?createUsers=true`, csv, { 'content-type': 'text/csv' })
      expect(body).toMatchObject({ issued: BATCH, exists: 0, invalid: 0 })
      issued.push(...body.outcomes.map(({ certificateId }: { certificateId: number }) => certificateId))
    },
  }
}
