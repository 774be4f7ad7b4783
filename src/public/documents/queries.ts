import type { Sql } from '../../database/sql.ts'

type NewServedPdf = { publicId: string; sha256: Uint8Array; orderHash: Uint8Array; at: Date }

/** Records a PDF as the current version. Marks versions with another order hash as replaced. */
export async function insertServedPdf(sql: Sql, { publicId, sha256, orderHash, at }: NewServedPdf): Promise<void> {
  await sql.$executeRaw`
    WITH replaced AS (
      UPDATE served_pdfs SET replaced_at = ${at}::timestamptz
      WHERE public_id = ${publicId}::uuid AND order_hash <> ${orderHash} AND sha256 <> ${sha256} AND replaced_at IS NULL
    )
    INSERT INTO served_pdfs AS known (public_id, sha256, order_hash, served_at)
    VALUES (${publicId}::uuid, ${sha256}, ${orderHash}, ${at}::timestamptz)
    ON CONFLICT (public_id, sha256) DO UPDATE SET order_hash = excluded.order_hash, replaced_at = NULL
    WHERE known.order_hash <> excluded.order_hash OR known.replaced_at IS NOT NULL`
}

type ServedPdfRow = { sha256: Buffer; orderHash: Buffer; servedAt: Date; replacedAt: Date | null }

/** Returns the PDFs that were served for a certificate, newest first: at most `limit`. */
export function findServedPdfs(sql: Sql, publicId: string, limit: number): Promise<ServedPdfRow[]> {
  return sql.$queryRaw`
    SELECT sha256, order_hash AS "orderHash", served_at AS "servedAt", replaced_at AS "replacedAt"
    FROM served_pdfs WHERE public_id = ${publicId}::uuid
    ORDER BY served_at DESC LIMIT ${limit}`
}

/** Deletes the records of a certificate's PDFs. */
export async function deleteServedPdfs(sql: Sql, publicId: string): Promise<void> {
  await sql.$executeRaw`DELETE FROM served_pdfs WHERE public_id = ${publicId}::uuid`
}

/** Deletes the records of PDFs whose certificate no longer exists. */
export async function deleteOrphanedPdfs(sql: Sql): Promise<void> {
  await sql.$executeRaw`
    DELETE FROM served_pdfs served
    WHERE NOT EXISTS (SELECT FROM course_certificates WHERE public_id = served.public_id)
      AND NOT EXISTS (SELECT FROM certificates WHERE id = served.public_id)`
}

/** Removes a document from IPFS at this time, unless a certificate names it then. */
export async function removeDocumentAt(sql: Sql, cid: string, dueAt: Date): Promise<void> {
  await sql.$executeRaw`
    INSERT INTO document_removals (cid, due_at) VALUES (${cid}, ${dueAt}::timestamptz)
    ON CONFLICT (cid) DO UPDATE SET due_at = excluded.due_at`
}

/** Cancels the removal of a document that a certificate names now. */
export async function keepDocument(sql: Sql, cid: string): Promise<void> {
  await sql.$executeRaw`DELETE FROM document_removals WHERE cid = ${cid}`
}

/** Removes documents from IPFS, and pictures and PDFs of certificates, as soon as possible. */
export async function removeDocuments(
  sql: Sql,
  { cids, publicIds }: { cids: string[]; publicIds: string[] },
  now: Date,
): Promise<void> {
  await sql.$executeRaw`
    INSERT INTO document_removals (cid, due_at) SELECT unnest(${cids}::text[]), ${now}::timestamptz
    ON CONFLICT (cid) DO UPDATE SET due_at = excluded.due_at`
  await sql.$executeRaw`
    INSERT INTO document_removals (public_id, due_at) SELECT unnest(${publicIds}::uuid[]), ${now}::timestamptz
    ON CONFLICT (public_id) DO UPDATE SET due_at = excluded.due_at`
}

export type Removal = { id: bigint } & ({ cid: string; publicId: null } | { cid: null; publicId: string })

/** Returns due removals, at most `limit`. */
export function findDueRemovals(sql: Sql, now: Date, limit: number): Promise<Removal[]> {
  return sql.$queryRaw`
    SELECT id, cid, public_id AS "publicId" FROM document_removals
    WHERE due_at <= ${now}::timestamptz ORDER BY due_at, id LIMIT ${limit}`
}

export async function deleteRemoval(sql: Sql, { id }: Pick<Removal, 'id'>, now: Date): Promise<void> {
  await sql.$executeRaw`DELETE FROM document_removals WHERE id = ${id} AND due_at <= ${now}::timestamptz`
}

/** Returns the CIDs of the documents that certificates name. */
export async function findNamedDocuments(sql: Sql): Promise<string[]> {
  const rows = await sql.$queryRaw<{ cid: string }[]>`
    SELECT DISTINCT ipfs_hash AS cid FROM certificates WHERE ipfs_hash IS NOT NULL`
  return rows.map(({ cid }) => cid)
}

/** Returns whether a certificate names the document by one of these forms of its CID. */
export async function isDocumentNamed(sql: Sql, cids: string[]): Promise<boolean> {
  const rows = await sql.$queryRaw<unknown[]>`
    SELECT FROM certificates WHERE ipfs_hash = ANY (${cids}::text[]) LIMIT 1`
  return rows.length > 0
}
