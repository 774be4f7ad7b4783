import type { Sql, Tx } from '../../database/sql.ts'

/** Replaces a wallet's certificate by a tombstone. Returns whether the wallet held it. */
export async function buryCertificate(tx: Tx, id: string, holderId: string): Promise<boolean> {
  // A revocation locks the course certificate first. The tombstone refers to it, so the other order would deadlock.
  await tx.$queryRaw`
    SELECT FROM course_certificates origin
    JOIN certificates published ON published.course_certificate_id = origin.id
    WHERE published.id = ${id}::uuid AND published.holder_id = ${holderId}::uuid
    FOR KEY SHARE OF origin`
  const buried = await tx.$executeRaw`
    WITH deleted AS (
      DELETE FROM certificates WHERE id = ${id}::uuid AND holder_id = ${holderId}::uuid RETURNING *
    )
    INSERT INTO tombstones (certificate_id, issuer_id, digest, signature_chain_id, revoked_at, revocation_reason,
      revocation_signature, revocation_chain_id, course_certificate_id, ipfs_hash)
    SELECT id, issuer_id, digest, signature_chain_id, revoked_at, revocation_reason, revocation_signature,
      revocation_chain_id, course_certificate_id, CASE WHEN course_certificate_id IS NOT NULL THEN ipfs_hash END
    FROM deleted`
  return buried > 0
}

/** Returns whether a course certificate or a tombstone has this public id. */
export async function isIdUsed(tx: Sql, id: string): Promise<boolean> {
  const used = await tx.$queryRaw<unknown[]>`
    SELECT FROM tombstones WHERE certificate_id = ${id}::uuid
    UNION ALL
    SELECT FROM course_certificates WHERE public_id = ${id}::uuid`
  return used.length > 0
}
