import { type Anchor, Prisma } from '../database/prisma/client.ts'
import type { Sql } from '../database/sql.ts'

/** Finds certificates without an anchor, by id. Skips those that are revoked or have no holder. */
export async function findUnanchored(tx: Sql, proofVersion: string, atMost: number): Promise<Waiting[]> {
  const found: Waiting[] = []
  let part: Waiting[]
  do {
    const after = found.at(-1)?.id ?? '00000000-0000-0000-0000-000000000000'
    part = await tx.$queryRaw<Waiting[]>`
      SELECT id, created_at AS "createdAt" FROM certificates
      WHERE ${waits(proofVersion)} AND id > ${after}::uuid
      ORDER BY id
      LIMIT ${Math.min(FOUND_AT_ONCE, atMost - found.length)}`
    found.push(...part)
  } while (part.length === FOUND_AT_ONCE && found.length < atMost)
  return found
}

export type Waiting = { id: string; createdAt: Date }

const waits = (proofVersion: string) => Prisma.sql`
  NOT anchored AND revoked_at IS NULL AND holder_id IS NOT NULL AND coalesce(proof_version = ${proofVersion}, true)`

/**
 * Returns the age (s) of the oldest unfinished anchor or due certificate, or 0. Looks at the first `batchSize`
 * certificates by id, like gathering.
 */
export async function longestDue(
  sql: Sql,
  { chainId, batchSize, everyMinutes }: { chainId: number; batchSize: number; everyMinutes: number },
  proofVersion: string,
): Promise<number> {
  const [found] = await sql.$queryRaw<{ seconds: number | null }[]>`
    SELECT extract(epoch FROM now() - least(
      (SELECT min(created_at) FROM anchors WHERE chain_id = ${chainId}::bigint AND state <> 'confirmed'),
      (SELECT min(created_at) + ${everyMinutes}::int * interval '1 minute' FROM (
        SELECT created_at FROM certificates WHERE ${waits(proofVersion)} ORDER BY id LIMIT ${batchSize}::int) waiting)
    ))::float AS seconds`
  return Math.max(0, found?.seconds ?? 0)
}

/** Rows per statement. Converting more of them would delay other requests. */
const FOUND_AT_ONCE = 1000

/** Sets a salt and proof version for those of these certificates that have no salt. */
export async function addSalts(
  tx: Sql,
  proofVersion: string,
  salts: { id: string; salt: Uint8Array }[],
): Promise<void> {
  await tx.$executeRaw`
    UPDATE certificates certificate SET salt = fresh.salt, proof_version = ${proofVersion}
    FROM unnest(${salts.map(({ id }) => id)}::uuid[], ${salts.map(({ salt }) => salt)}::bytea[]) AS fresh (id, salt)
    WHERE certificate.id = fresh.id AND certificate.salt IS NULL`
}

export type Leaf = { id: string; digest: Uint8Array; proof: Uint8Array }

/** Rows per insert: about half a megabyte. */
const ROWS_AT_ONCE = 500

/**
 * Stores an anchor; returns its number of certificates. Skips deleted ones and those in another anchor, even an
 * uncommitted one. Their leaves stay in the tree.
 */
export async function insertAnchor(
  tx: Sql,
  anchor: Pick<Anchor, 'root' | 'size' | 'chainId' | 'contract' | 'createdAt'>,
  leaves: Leaf[],
): Promise<number> {
  const { root, size, chainId, contract, createdAt } = anchor
  const [inserted] = await tx.$queryRaw<{ id: number }[]>`
    INSERT INTO anchors (root, size, chain_id, contract, created_at)
    VALUES (${Buffer.from(root)}, ${size}, ${chainId}, ${contract}, ${createdAt})
    ON CONFLICT (root) DO NOTHING
    RETURNING id`
  if (!inserted) return 0
  let added = 0
  for (let from = 0; from < leaves.length; from += ROWS_AT_ONCE) {
    const rows = leaves.slice(from, from + ROWS_AT_ONCE)
    const ids = rows.map(({ id }) => id)
    added += await tx.$executeRaw`
      WITH free AS (
        SELECT id FROM certificates WHERE id = ANY (${ids}::uuid[]) AND NOT anchored FOR UPDATE SKIP LOCKED
      ), taken AS (
        UPDATE certificates certificate SET anchored = true FROM free WHERE certificate.id = free.id RETURNING certificate.id
      )
      INSERT INTO anchored_certificates (certificate_id, anchor_id, digest, proof)
      SELECT id, ${inserted.id}::int, leaf.digest, leaf.proof
      FROM unnest(${ids}::uuid[], ${rows.map(({ digest }) => digest)}::bytea[], ${rows.map(({ proof }) => proof)}::bytea[])
        AS leaf (id, digest, proof)
      JOIN taken USING (id)`
  }
  return added
}
