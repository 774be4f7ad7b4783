import type { MailKind, MailState } from '../database/prisma/client.ts'
import { Prisma } from '../database/prisma/client.ts'
import type { Sql } from '../database/sql.ts'

type Queued = { siteId: number; at: Date }

/** Queues a mail for each of these new certificates, in the transaction that issues them. */
export async function queueMails(
  tx: Sql,
  { siteId, at }: Queued,
  kind: 'issued' | 'replaced',
  certificateIds: number[],
): Promise<void> {
  await tx.$executeRaw`
    INSERT INTO mails (site_id, course_certificate_id, kind, created_at)
    SELECT ${siteId}::int, id, ${kind}::mail_kind, ${at}::timestamptz FROM unnest(${certificateIds}::int[]) AS given (id)`
}

/** SQL of whether the holder of a certificate gets mails. */
const isNotified = Prisma.sql`coalesce(certificate.notify, course.notify, site.notify)`

/** Queues the mail about a revocation, if the holder gets mails. */
export async function queueRevocationMail(tx: Sql, { siteId, at }: Queued, certificateId: number): Promise<void> {
  await tx.$executeRaw`
    INSERT INTO mails (site_id, course_certificate_id, kind, created_at)
    SELECT site.id, certificate.id, 'revoked', ${at}::timestamptz
    FROM course_certificates certificate
    JOIN courses course ON course.id = certificate.course_id
    JOIN sites site ON site.id = certificate.site_id
    WHERE certificate.site_id = ${siteId} AND certificate.id = ${certificateId} AND ${isNotified}
    ON CONFLICT DO NOTHING`
}

/** Days before its expiry on which a certificate's holder gets a mail. */
export const EXPIRY_DAYS = 30

/**
 * Queues mails about certificates that expire within EXPIRY_DAYS, a number of them. Leaves out those that were issued in
 * that time: their first mail names the expiry. Safe to run concurrently. Returns how many it queued.
 */
export function queueExpiring(sql: Sql, now: Date, atMost: number): Promise<number> {
  return sql.$executeRaw`
    INSERT INTO mails (site_id, course_certificate_id, kind, expires_at, created_at)
    SELECT certificate.site_id, certificate.id, 'expiring', certificate.expires_at, ${now}::timestamptz
    FROM course_certificates certificate
    JOIN courses course ON course.id = certificate.course_id
    JOIN sites site ON site.id = certificate.site_id
    WHERE certificate.expires_at > ${now}::timestamptz
      AND certificate.expires_at <= ${now}::timestamptz + ${EXPIRY_DAYS} * interval '1 day'
      AND certificate.issued_at <= certificate.expires_at - ${EXPIRY_DAYS} * interval '1 day'
      AND certificate.revoked_at IS NULL AND NOT certificate.expiry_told AND ${isNotified}
      AND NOT EXISTS (
        SELECT FROM mails known
        WHERE known.course_certificate_id = certificate.id AND known.kind = 'expiring'
          AND known.expires_at = certificate.expires_at
      )
    ORDER BY certificate.expires_at
    LIMIT ${atMost}
    ON CONFLICT DO NOTHING`
}

/** A mail that a worker has claimed until `claimedUntil`, with its certificate, learner and site at that time. */
export type ClaimedMail = {
  id: string
  kind: MailKind
  /** Including this one. */
  attempts: number
  claimedUntil: Date
  /** Expiry that an `expiring` mail announces. */
  announcedExpiry: Date | null
  publicId: string
  expiresAt: Date | null
  revokedAt: Date | null
  siteId: number
  siteName: string
  siteLogo: string | null
  siteEmail: string | null
  siteLanguage: string
  /** Whether the operator blocked the site. */
  isBlocked: boolean
  userId: string
  /** '' while the user is being erased. */
  email: string
  language: string
  isRetired: boolean
  isUnsubscribed: boolean
}

/** Longer than one attempt to send can take. The database's clock decides, which all workers share. */
const CLAIM = Prisma.sql`interval '10 minutes'`

/** Returns whether a mail is due. Avoids a transaction in the common case. */
export async function isAnyMailDue(sql: Sql): Promise<boolean> {
  const rows = await sql.$queryRaw<unknown[]>`
    SELECT FROM mails WHERE state = 'pending' AND due_at <= now() LIMIT 1`
  return rows.length > 0
}

/** Times in milliseconds by the database's clock. */
export type Pace = { now: number; next: number }

/** Locks the shared pace until the transaction ends: one worker claims at a time. */
export async function lockPace(tx: Sql): Promise<Pace> {
  const [pace] = await tx.$queryRaw<Pace[]>`
    SELECT (extract(epoch FROM clock_timestamp()) * 1000)::float AS now, (extract(epoch FROM next_at) * 1000)::float AS next
    FROM mailing FOR UPDATE`
  if (!pace) throw new Error('The table mailing is empty.')
  return pace
}

export async function savePace(tx: Sql, next: number): Promise<void> {
  await tx.$executeRaw`UPDATE mailing SET next_at = to_timestamp(${next}::float / 1000)`
}

/** Claims due mails for one attempt each, the same number of each site as far as possible. */
export function claimMails(tx: Sql, atMost: number): Promise<ClaimedMail[]> {
  return tx.$queryRaw<ClaimedMail[]>`
    WITH next AS (
      SELECT mail.id
      FROM sites site
      CROSS JOIN LATERAL (
        SELECT id, due_at, row_number() OVER (ORDER BY due_at, id) AS place
        FROM mails
        WHERE site_id = site.id AND state = 'pending' AND due_at <= now()
        ORDER BY due_at, id
        LIMIT ${atMost}
      ) mail
      ORDER BY mail.place, mail.due_at, mail.id
      LIMIT ${atMost}
    ), claimed AS (
      UPDATE mails
      SET attempts = attempts + 1, due_at = date_trunc('milliseconds', now() + ${CLAIM})
      WHERE id IN (SELECT id FROM next) AND state = 'pending' AND due_at <= now()
      RETURNING id, kind, attempts, due_at, expires_at, course_certificate_id
    )
    SELECT claimed.id::text, claimed.kind::text, claimed.attempts, claimed.due_at AS "claimedUntil",
           claimed.expires_at AS "announcedExpiry", certificate.public_id AS "publicId",
           certificate.expires_at AS "expiresAt", certificate.revoked_at AS "revokedAt",
           site.id AS "siteId", site.name AS "siteName", site.logo AS "siteLogo", site.email AS "siteEmail",
           site.language AS "siteLanguage", issuer.blocked_at IS NOT NULL AS "isBlocked",
           learner.id AS "userId", learner.email, learner.language, learner.retired_at IS NOT NULL AS "isRetired",
           learner.unsubscribed_at IS NOT NULL AS "isUnsubscribed"
    FROM claimed
    JOIN course_certificates certificate ON certificate.id = claimed.course_certificate_id
    JOIN users learner ON learner.site_id = certificate.site_id AND learner.id = certificate.user_id
    JOIN sites site ON site.id = certificate.site_id
    LEFT JOIN issuers issuer ON issuer.site_id = site.id`
}

/** End of an attempt. `retryMs` is set exactly for pending mails; `counts`: whether the attempt counts. */
export type Attempt = Pick<ClaimedMail, 'id' | 'claimedUntil'> & {
  state: MailState
  error: string | null
  retryMs: number
  counts: boolean
}

/** Records attempts. Ignores those whose claim another worker has taken over. */
export async function finishAttempts(sql: Sql, attempts: Attempt[], now: Date): Promise<void> {
  await sql.$executeRaw`
    UPDATE mails
    SET state = given.state::mail_state,
        error = CASE given.state WHEN 'pending' THEN coalesce(given.error, mails.error) ELSE given.error END,
        attempts = attempts - CASE WHEN given.counts THEN 0 ELSE 1 END,
        due_at = CASE given.state WHEN 'pending' THEN now() + given.retry_ms * interval '1 millisecond' ELSE due_at END,
        finished_at = CASE given.state WHEN 'pending' THEN NULL ELSE ${now}::timestamptz END
    FROM unnest(${attempts.map(({ id }) => id)}::bigint[], ${attempts.map(({ claimedUntil }) => claimedUntil)}::timestamptz[],
                ${attempts.map(({ state }) => state)}::text[], ${attempts.map(({ error }) => error)}::text[],
                ${attempts.map(({ retryMs }) => retryMs)}::float[], ${attempts.map(({ counts }) => counts)}::boolean[])
         AS given (id, claimed_until, state, error, retry_ms, counts)
    WHERE mails.id = given.id AND mails.state = 'pending' AND mails.due_at = given.claimed_until`
}

/** `createdAt`: oldest first. */
export type ListedMail = {
  kind: MailKind
  state: MailState
  attempts: number
  error: string | null
  createdAt: Date
  dueAt: Date
  finishedAt: Date | null
}

export function mailsOf(sql: Sql, certificateId: number): Promise<ListedMail[]> {
  return sql.$queryRaw<ListedMail[]>`
    SELECT kind::text, state::text, attempts, error, created_at AS "createdAt", due_at AS "dueAt",
           finished_at AS "finishedAt"
    FROM mails WHERE course_certificate_id = ${certificateId} ORDER BY id`
}

/** Counts the mails that wait, and the seconds since the oldest of them was queued. */
export async function waitingMails(sql: Sql, now: Date): Promise<{ count: number; oldestSeconds: number }> {
  const [waiting] = await sql.$queryRaw<{ count: number; oldestSeconds: number }[]>`
    SELECT count(*)::int AS count,
           coalesce(greatest(0, extract(epoch FROM ${now}::timestamptz - min(created_at))), 0)::float AS "oldestSeconds"
    FROM mails WHERE state = 'pending'`
  return waiting ?? { count: 0, oldestSeconds: 0 }
}

/** Returns the key that signs the links with which holders unsubscribe; null before the first mail. */
export async function findUnsubscribeKey(sql: Sql): Promise<Uint8Array | null> {
  const [row] = await sql.$queryRaw<{ key: Uint8Array }[]>`SELECT unsubscribe_key AS key FROM mailing`
  return row?.key ?? null
}

/** Returns that key. Stores `newKey` if there is none. */
export async function ensureUnsubscribeKey(sql: Sql, newKey: Uint8Array): Promise<Uint8Array> {
  await sql.$executeRaw`INSERT INTO mailing (unsubscribe_key) VALUES (${newKey}::bytea) ON CONFLICT DO NOTHING`
  return (await findUnsubscribeKey(sql)) ?? newKey
}

/** Unsubscribes a user from the site's mails, or subscribes them again. Ignores an unknown user. */
export async function setSubscription(
  sql: Sql,
  { siteId, userId }: { siteId: number; userId: string },
  unsubscribedAt: Date | null,
): Promise<void> {
  await sql.$executeRaw`
    UPDATE users SET unsubscribed_at = CASE WHEN ${unsubscribedAt}::timestamptz IS NULL THEN NULL
                                            ELSE coalesce(unsubscribed_at, ${unsubscribedAt}::timestamptz) END
    WHERE site_id = ${siteId} AND id = ${userId}`
}

export async function siteNameOf(sql: Sql, siteId: number): Promise<string | null> {
  const [site] = await sql.$queryRaw<{ name: string }[]>`SELECT name FROM sites WHERE id = ${siteId}`
  return site?.name ?? null
}
