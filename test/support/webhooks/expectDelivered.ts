import type pg from 'pg'
import { expect, vi } from 'vitest'
import { type Receiver, verified } from './webhookReceiver.ts'

/** Waits until each event of a certificate was delivered. Expects the events of each one in order, and valid signatures. */
export async function expectDelivered(receiver: Receiver, secret: string, pool: Pick<pg.Pool, 'query'>): Promise<void> {
  const { rows } = await pool.query<{ id: string; subject: string }>(
    `SELECT 'event_' || id AS id, subject FROM events WHERE type LIKE 'Certificate/%' ORDER BY events.id`,
  )
  const delivered = () => [...new Set(receiver.requests.map(({ headers }) => headers['webhook-id'] ?? ''))]
  await vi.waitFor(() => expect(delivered().length).toBeGreaterThanOrEqual(rows.length), { timeout: 30_000 })
  const subjects = new Map(rows.map(({ id, subject }) => [id, subject]))
  // The order within a subject stays.
  const bySubject = (ids: string[]) =>
    ids.toSorted((one, other) => (subjects.get(one) ?? '').localeCompare(subjects.get(other) ?? ''))
  expect(bySubject(delivered())).toEqual(bySubject(rows.map(({ id }) => id)))
  for (const request of receiver.requests) verified(request, secret)
}
