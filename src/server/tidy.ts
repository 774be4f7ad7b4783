import { IDEMPOTENCY_HOURS } from '../core/idempotency.ts'
import type { Database } from '../database/client.ts'
import { statementsOn } from '../database/transaction.ts'
import { EVENT_DAYS } from '../lms/webhooks/events.ts'
import { REQUEST_NONCE_HOURS } from '../wallet/sessions/verifyRequest.ts'

/**
 * Forgets what is kept for a time only: answers to idempotent requests, nonces, sessions, events that are told or of no
 * interest (those of the chain, too), and templates that nothing refers to any more.
 */
export async function tidy(db: Database, now: Date): Promise<void> {
  const ago = (hours: number) => new Date(now.getTime() - hours * 3_600_000)
  const { $executeRaw: execute } = statementsOn(db.pool)
  await execute`DELETE FROM idempotency_keys WHERE created_at <= ${ago(IDEMPOTENCY_HOURS)}::timestamptz`
  await execute`DELETE FROM request_nonces WHERE signed_at <= ${ago(REQUEST_NONCE_HOURS)}::timestamptz`
  await execute`DELETE FROM sign_in_nonces WHERE expires_at <= ${now}::timestamptz`
  await execute`DELETE FROM sessions WHERE expires_at <= ${now}::timestamptz`
  await execute`
    DELETE FROM verification_events
    WHERE state IN ('ignored', 'given_up') AND noted_at < ${ago(EVENT_DAYS * 24)}::timestamptz`
  // Those that somebody has delivered again at this moment are left for the next time.
  await execute`
    DELETE FROM events
    WHERE id IN (
      SELECT id FROM events event
      WHERE occurred_at < ${ago(EVENT_DAYS * 24)}::timestamptz
        AND NOT EXISTS (SELECT FROM deliveries WHERE event_id = event.id AND state <> 'delivered')
      FOR UPDATE SKIP LOCKED
    )`
  // A day old: issuing that began under the name that it had is over.
  await execute`
    DELETE FROM templates template
    WHERE created_at < ${ago(24)}::timestamptz
      AND NOT EXISTS (SELECT FROM template_names name WHERE name.site_id = template.site_id AND name.hash = template.hash)
      AND NOT EXISTS (
        SELECT FROM course_certificates certificate
        WHERE certificate.site_id = template.site_id AND certificate.template_hash = template.hash
      )`
}
