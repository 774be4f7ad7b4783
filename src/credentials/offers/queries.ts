import type { Sql } from '../../database/sql.ts'

export type NewOffer = {
  tokenHash: Uint8Array
  publicId: string
  courseCertificateId: number
  isToHolder: boolean
  at: Date
  expiresAt: Date
}

/** Maximum number of offers that readers of a certificate's page can make in a day. Each gives one credential at most. */
export const PAGE_OFFERS_PER_DAY = 50

/**
 * Inserts an offer, unless readers of the page have made too many. Returns whether it did. The caller has locked the
 * certificate.
 */
export async function insertOffer(tx: Sql, offer: NewOffer): Promise<boolean> {
  const { tokenHash, publicId, courseCertificateId: id, isToHolder, at, expiresAt } = offer
  const inserted = await tx.$executeRaw`
    INSERT INTO offers (token_hash, public_id, course_certificate_id, is_to_holder, created_at, expires_at)
    SELECT ${tokenHash}::bytea, ${publicId}::uuid, ${id}::int, ${isToHolder}::boolean, ${at}::timestamptz,
           ${expiresAt}::timestamptz
    WHERE ${isToHolder}::boolean OR ${PAGE_OFFERS_PER_DAY} > (
      SELECT count(*) FROM offers
      WHERE course_certificate_id = ${id}::int AND created_at > ${at}::timestamptz - interval '1 day' AND NOT is_to_holder
    )`
  return inserted === 1
}

/** `email`: the holder's, if the offer is to the holder. */
export type StoredOffer = {
  id: bigint
  publicId: string
  expiresAt: Date
  usedAt: Date | null
  revokedAt: Date | null
  certificateExpiresAt: Date | null
  email: string | null
}

export async function findOffer(sql: Sql, tokenHash: Uint8Array): Promise<StoredOffer | null> {
  const [row] = await sql.$queryRaw<StoredOffer[]>`
    SELECT offer.id, offer.public_id AS "publicId", offer.expires_at AS "expiresAt", offer.used_at AS "usedAt",
           issued.revoked_at AS "revokedAt", issued.expires_at AS "certificateExpiresAt",
           CASE WHEN offer.is_to_holder THEN holder.email END AS email
    FROM offers offer
    JOIN course_certificates issued ON issued.id = offer.course_certificate_id
    JOIN users holder ON holder.site_id = issued.site_id AND holder.id = issued.user_id
    WHERE offer.token_hash = ${tokenHash}::bytea`
  return row ?? null
}

/** Notes that a wallet has taken an offer. Returns whether it was still open. */
export async function useOffer(tx: Sql, id: bigint, at: Date): Promise<boolean> {
  const used = await tx.$executeRaw`
    UPDATE offers SET used_at = ${at}::timestamptz
    WHERE id = ${id} AND used_at IS NULL AND expires_at > ${at}::timestamptz`
  return used === 1
}

/**
 * Notes which key signed a credential that a wallet gets. Returns false if its facts changed, or the key is compromised. Waits
 * for a report of the key as compromised.
 */
export async function noteSigned(tx: Sql, credentialId: bigint, keyId: number): Promise<boolean> {
  const noted = await tx.$executeRaw`
    WITH signing AS (SELECT id FROM site_keys WHERE id = ${keyId} AND compromised_at IS NULL FOR SHARE)
    UPDATE credentials SET key_id = signing.id
    FROM signing
    WHERE credentials.id = ${credentialId} AND revoked_at IS NULL`
  return noted === 1
}

/** Deletes offers that have expired, when they no longer count for the limit of a day. */
export async function deleteExpiredOffers(sql: Sql, now: Date): Promise<void> {
  await sql.$executeRaw`
    DELETE FROM offers
    WHERE expires_at <= ${now}::timestamptz AND created_at <= ${now}::timestamptz - interval '1 day'`
}
