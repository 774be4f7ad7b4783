import type { Sql } from '../database/sql.ts'

/** Subject of audit entries of erased users. No user can have this id. */
export const ERASED_USER = 'user/[erased]'

export type Erasure = { siteId: number; userId: string }

/** Locks the user until the transaction ends. Returns null if there is none. Includes deleted users. */
export async function lockUser(tx: Sql, { siteId, userId }: Erasure): Promise<{ roleAlias: string } | null> {
  const rows = await tx.$queryRaw<{ roleAlias: string }[]>`
    SELECT role_alias AS "roleAlias" FROM users WHERE site_id = ${siteId} AND id = ${userId} FOR UPDATE`
  return rows[0] ?? null
}

export async function isErased(sql: Sql, { siteId, userId }: Erasure): Promise<boolean> {
  const rows = await sql.$queryRaw<unknown[]>`
    SELECT FROM erased_users WHERE site_id = ${siteId} AND id_hash = user_id_hash(${siteId}::int, ${userId})`
  return rows.length > 0
}

/** Returns whether the audit names the user, as it does after the deletion of a user without certificates. */
export async function isAudited(sql: Sql, { siteId, userId }: Erasure): Promise<boolean> {
  const rows = await sql.$queryRaw<unknown[]>`
    SELECT FROM audit_entries WHERE site_id = ${siteId} AND subject = ${`user/${userId}`} LIMIT 1`
  return rows.length > 0
}

/** Records an erasure, which a job completes if this process does not. */
export async function insertErasure(tx: Sql, { siteId, userId }: Erasure, at: Date): Promise<void> {
  await tx.$executeRaw`
    INSERT INTO erased_users (site_id, id_hash, erased_at, user_id)
    VALUES (${siteId}, user_id_hash(${siteId}::int, ${userId}), ${at}::timestamptz, ${userId})
    ON CONFLICT (site_id, id_hash) DO UPDATE SET user_id = excluded.user_id`
}

/** Deletes the user's data except the row itself, which certificates need. Prevents new certificates. */
export async function blankUser(tx: Sql, { siteId, userId }: Erasure, at: Date): Promise<void> {
  await tx.$executeRaw`
    UPDATE users
    SET name = '', email = '', language = 'en', occupation = NULL, location = NULL, bio = NULL, timezone = 'UTC',
        attributes = '{}', eth_address = NULL, unsubscribed_at = NULL, retired_at = coalesce(retired_at, ${at}::timestamptz),
        updated_at = ${at}::timestamptz
    WHERE site_id = ${siteId} AND id = ${userId}`
}

export type ErasedCertificate = { id: number; publicId: string; courseId: number; number: number }

/** Locks a user's certificates, oldest first. */
export function lockCertificates(tx: Sql, { siteId, userId }: Erasure, limit: number): Promise<ErasedCertificate[]> {
  return tx.$queryRaw`
    SELECT id, public_id AS "publicId", course_id AS "courseId", number FROM course_certificates
    WHERE site_id = ${siteId} AND user_id = ${userId}
    ORDER BY id LIMIT ${limit}
    FOR UPDATE`
}

/** Locks courses in the order of their ids, after certificates and before users, as reissuing does. */
export async function lockCourses(tx: Sql, ids: number[]): Promise<void> {
  await tx.$queryRaw`SELECT FROM courses WHERE id = ANY (${ids}::int[]) ORDER BY id FOR UPDATE`
}

export type ErasedPublication = { id: string; ipfsHash: string; holderId: string | null }

/** Returns whether a user has certificates other than these. */
export async function hasOtherCertificates(tx: Sql, { siteId, userId }: Erasure, ids: number[]): Promise<boolean> {
  const rows = await tx.$queryRaw<unknown[]>`
    SELECT FROM course_certificates
    WHERE site_id = ${siteId} AND user_id = ${userId} AND id <> ALL (${ids}::int[]) LIMIT 1`
  return rows.length > 0
}

/** Deletes what was published of these certificates. Their attestations, proofs and topics go with them. */
export async function deletePublished(tx: Sql, certificateIds: number[]): Promise<ErasedPublication[]> {
  await tx.$executeRaw`
    DELETE FROM verifications
    WHERE certificate_id IN (SELECT id FROM certificates WHERE course_certificate_id = ANY (${certificateIds}::int[]))`
  return tx.$queryRaw`
    DELETE FROM certificates WHERE course_certificate_id = ANY (${certificateIds}::int[])
    RETURNING id, ipfs_hash AS "ipfsHash", holder_id AS "holderId"`
}

/**
 * Leaves only id and time of what the holder had deleted of these certificates. Returns the CIDs of the documents, which
 * remained on IPFS.
 */
export async function blankTombstones(tx: Sql, certificateIds: number[]): Promise<string[]> {
  const rows = await tx.$queryRaw<{ ipfsHash: string }[]>`
    SELECT ipfs_hash AS "ipfsHash" FROM tombstones
    WHERE course_certificate_id = ANY (${certificateIds}::int[]) AND ipfs_hash IS NOT NULL`
  await tx.$executeRaw`
    UPDATE tombstones
    SET kind = 'erased', issuer_id = NULL, digest = NULL, signature_chain_id = NULL, revoked_at = NULL,
        revocation_reason = NULL, revocation_signature = NULL, revocation_chain_id = NULL, course_certificate_id = NULL,
        ipfs_hash = NULL
    WHERE course_certificate_id = ANY (${certificateIds}::int[])`
  return rows.map(({ ipfsHash }) => ipfsHash)
}

/** Leaves only id and time of deleted certificates. */
export async function bury(tx: Sql, publicIds: string[], at: Date): Promise<void> {
  await tx.$executeRaw`
    INSERT INTO tombstones (certificate_id, deleted_at, kind)
    SELECT unnest(${publicIds}::uuid[]), ${at}::timestamptz, 'erased'`
}

export async function deleteCertificates(tx: Sql, certificates: ErasedCertificate[]): Promise<void> {
  const ids = certificates.map(({ id }) => id)
  await tx.$executeRaw`UPDATE course_certificates SET replaces_id = NULL WHERE replaces_id = ANY (${ids}::int[])`
  await tx.$executeRaw`DELETE FROM course_certificates WHERE id = ANY (${ids}::int[])`
  await tx.$executeRaw`
    UPDATE courses
    SET certificate_count = certificate_count - cardinality(gone.numbers),
        erased_numbers = ARRAY(SELECT unnest(erased_numbers || gone.numbers) ORDER BY 1)
    FROM (
      SELECT "courseId" AS course_id, array_agg(number) AS numbers
      FROM json_to_recordset(${JSON.stringify(certificates)}::json) AS erased ("courseId" int, number int)
      GROUP BY "courseId"
    ) gone
    WHERE courses.id = gone.course_id`
}

/** Deletes the records of PDFs that the server sent. */
export async function deleteServed(tx: Sql, publicIds: string[]): Promise<void> {
  await tx.$executeRaw`DELETE FROM served_pdfs WHERE public_id = ANY (${publicIds}::uuid[])`
}

/** Deletes wallets of holders that nothing else uses. */
export async function deleteUnusedWallets(tx: Sql, ids: string[]): Promise<void> {
  await tx.$executeRaw`
    DELETE FROM wallets wallet
    WHERE id = ANY (${ids}::uuid[])
      AND NOT EXISTS (SELECT FROM certificates WHERE holder_id = wallet.id)
      AND NOT EXISTS (SELECT FROM certificates WHERE issuer_id = wallet.id)
      AND NOT EXISTS (SELECT FROM tombstones WHERE issuer_id = wallet.id)
      AND NOT EXISTS (SELECT FROM verifications WHERE granted_to_id = wallet.id OR verifier_id = wallet.id)
      AND NOT EXISTS (SELECT FROM sessions WHERE wallet_id = wallet.id)
      AND NOT EXISTS (SELECT FROM issuers WHERE wallet_id = wallet.id)`
}

/** Deletes events with these subjects, and their deliveries. */
export async function deleteEvents(tx: Sql, siteId: number, subjects: string[]): Promise<void> {
  await tx.$executeRaw`DELETE FROM events WHERE site_id = ${siteId} AND subject = ANY (${subjects}::text[])`
}

/** Removes details from audit entries. Author, time and action stay, without the id of a user. */
export async function blankAudit(tx: Sql, siteId: number, subjects: string[]): Promise<void> {
  await tx.$executeRaw`SELECT set_config('chancery.erasing', 'on', true)`
  await tx.$executeRaw`
    UPDATE audit_entries
    SET subject = CASE WHEN subject LIKE 'user/%' THEN ${ERASED_USER} ELSE subject END, before = NULL, after = NULL
    WHERE site_id = ${siteId} AND subject = ANY (${subjects}::text[])`
  await tx.$executeRaw`SELECT set_config('chancery.erasing', 'off', true)`
}

/** Removes stored responses of a site. They are encrypted, so their people are unknown. */
export async function blankReplays(tx: Sql, siteId: number, until: Date): Promise<void> {
  await tx.$executeRaw`
    UPDATE idempotency_keys SET answer = NULL
    WHERE owner = ${`site/${siteId}`} AND status IS NOT NULL AND created_at <= ${until}::timestamptz`
}

/** Deletes the user's row and id. */
export async function finishErasure(tx: Sql, { siteId, userId }: Erasure): Promise<void> {
  await tx.$executeRaw`DELETE FROM users WHERE site_id = ${siteId} AND id = ${userId}`
  await tx.$executeRaw`
    UPDATE erased_users SET user_id = NULL
    WHERE site_id = ${siteId} AND id_hash = user_id_hash(${siteId}::int, ${userId})`
}

/** Returns erasures that began before this time and are not complete. */
export function findUnfinished(sql: Sql, before: Date): Promise<(Erasure & { erasedAt: Date })[]> {
  return sql.$queryRaw`
    SELECT site_id AS "siteId", user_id AS "userId", erased_at AS "erasedAt" FROM erased_users
    WHERE user_id IS NOT NULL AND erased_at <= ${before}::timestamptz
    ORDER BY erased_at LIMIT 100`
}

/** `user`: SHA-256 of `<site id>/<user id>`, lower-case hex. */
export type ErasedEntry = { site: number; user: string; erasedAt: Date }

export function listErased(sql: Sql): Promise<ErasedEntry[]> {
  return sql.$queryRaw`
    SELECT site_id AS site, encode(id_hash, 'hex') AS "user", erased_at AS "erasedAt" FROM erased_users
    ORDER BY erased_at, site_id, id_hash`
}

/** Adds entries of a list of erased users that this database does not have. Returns which of those users it has. */
export async function insertMissing(tx: Sql, entries: ErasedEntry[]): Promise<Erasure[]> {
  const given = JSON.stringify(entries)
  return tx.$queryRaw`
    WITH missing AS (
      INSERT INTO erased_users (site_id, id_hash, erased_at)
      SELECT site, decode("user", 'hex'), "erasedAt"
      FROM json_to_recordset(${given}::json) AS entry (site int, "user" text, "erasedAt" timestamptz)
      WHERE EXISTS (SELECT FROM sites WHERE id = site)
      ON CONFLICT DO NOTHING
      RETURNING site_id, id_hash
    ), known AS (
      SELECT site_id, id FROM users WHERE site_id IN (SELECT site_id FROM missing)
      UNION
      SELECT site_id, substr(subject, 6) FROM audit_entries
      WHERE site_id IN (SELECT site_id FROM missing) AND subject LIKE 'user/%'
    )
    SELECT known.site_id AS "siteId", known.id AS "userId" FROM known
    JOIN missing ON missing.site_id = known.site_id AND missing.id_hash = user_id_hash(known.site_id, known.id)`
}
