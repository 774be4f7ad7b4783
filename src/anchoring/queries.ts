import type { Config } from '../core/config.ts'
import { type Anchor, Prisma } from '../database/prisma/client.ts'
import type { Sql } from '../database/sql.ts'
import { type Confirming, trustedWalletsSql } from '../issuers/trust/queries.ts'

/** Whose certificates are anchored. Each value includes the ones before it: sites, confirmed, all. */
export type AnchorIssuers = Config['anchorIssuers']

/** Whose certificates are gathered now. */
export type Gathered = { issuers: AnchorIssuers } & Confirming

/** Finds certificates of these issuers without an anchor, by id. Skips those that are revoked or have no holder. */
export async function findUnanchored(
  tx: Sql,
  proofVersion: string,
  gathered: Gathered,
  atMost: number,
): Promise<Waiting[]> {
  const found: Waiting[] = []
  let part: Waiting[]
  do {
    const range = { after: found.at(-1)?.id, atMost: Math.min(FOUND_AT_ONCE, atMost - found.length) }
    part = await tx.$queryRaw<Waiting[]>(waitingCertificates(gathered, proofVersion, range))
    found.push(...part)
  } while (part.length === FOUND_AT_ONCE && found.length < atMost)
  return found
}

export type Waiting = { id: string; createdAt: Date }

/** SQL of certificates of these issuers that wait, by id. */
function waitingCertificates(
  gathered: Gathered,
  proofVersion: string,
  { after = NO_ID, atMost }: { after?: string | undefined; atMost: number },
): Prisma.Sql {
  const part = (whose: Prisma.Sql) => Prisma.sql`
    SELECT id, created_at AS "createdAt" FROM certificates
    WHERE ${isWaiting(proofVersion)} AND id > ${after}::uuid ${whose}
    ORDER BY id LIMIT ${atMost}::int`
  const { issuers, ...confirming } = gathered
  if (issuers === 'all') return part(Prisma.empty)
  const ofSites = part(Prisma.sql`AND course_certificate_id IS NOT NULL`)
  if (issuers === 'sites') return ofSites
  // Wallet by wallet, so that the certificates of strangers cost no time, however many wait.
  return Prisma.sql`
    SELECT id, "createdAt" FROM (
      (${ofSites})
      UNION ALL
      SELECT waiting.* FROM (${trustedWalletsSql(confirming)}) AS trusted (wallet_id), LATERAL (
        ${part(Prisma.sql`AND course_certificate_id IS NULL AND issuer_id = trusted.wallet_id`)}
      ) waiting
    ) either
    ORDER BY id LIMIT ${atMost}::int`
}

const NO_ID = '00000000-0000-0000-0000-000000000000'

const isWaiting = (proofVersion: string) => Prisma.sql`
  NOT anchored AND revoked_at IS NULL AND holder_id IS NOT NULL AND coalesce(proof_version = ${proofVersion}, true)`

/**
 * Returns the age (s) of the oldest unfinished anchor or due certificate, or 0. Looks at the first `batchSize`
 * certificates by id, like gathering.
 */
export async function longestDue(
  sql: Sql,
  { chainId, batchSize, everyMinutes, ...gathered }: Due,
  proofVersion: string,
): Promise<number> {
  const [found] = await sql.$queryRaw<{ seconds: number | null }[]>`
    SELECT extract(epoch FROM now() - least(
      (SELECT min(created_at) FROM anchors WHERE chain_id = ${chainId}::bigint AND state <> 'confirmed'),
      (SELECT min(created_at) + ${everyMinutes}::int * interval '1 minute' FROM (
        SELECT "createdAt" AS created_at FROM (${waitingCertificates(gathered, proofVersion, { atMost: batchSize })}) one) waiting)
    ))::float AS seconds`
  return Math.max(0, found?.seconds ?? 0)
}

type Due = { chainId: number; batchSize: number; everyMinutes: number } & Gathered

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

/** Counts waiting certificates of these issuers, up to `atMost`. */
export async function countUnanchored(
  sql: Sql,
  proofVersion: string,
  gathered: Gathered,
  atMost: number,
): Promise<number> {
  const [found] = await sql.$queryRaw<{ count: number }[]>`
    SELECT count(*)::int AS count FROM (${waitingCertificates(gathered, proofVersion, { atMost })}) waiting`
  return found?.count ?? 0
}

/** Counts waiting certificates of wallets that are not trusted, up to `atMost`. */
export async function countOfStrangers(
  sql: Sql,
  proofVersion: string,
  confirming: Confirming,
  atMost: number,
): Promise<number> {
  const [found] = await sql.$queryRaw<{ count: number }[]>`
    SELECT count(*)::int AS count FROM (
      SELECT FROM certificates
      WHERE ${isWaiting(proofVersion)} AND course_certificate_id IS NULL AND issuer_id NOT IN (${trustedWalletsSql(confirming)})
      LIMIT ${atMost}::int
    ) waiting`
  return found?.count ?? 0
}

/** Returns for each public id whether its waiting certificate is gathered; null if none waits under that id. */
export async function findGathered(
  sql: Sql,
  proofVersion: string,
  gathered: Gathered,
  publicIds: string[],
): Promise<(boolean | null)[]> {
  const { issuers, ...confirming } = gathered
  const isOfSite = issuers === 'all' ? Prisma.sql`true` : Prisma.sql`course_certificate_id IS NOT NULL`
  const isTrusted =
    issuers === 'confirmed' ? Prisma.sql`issuer_id IN (${trustedWalletsSql(confirming)})` : Prisma.sql`false`
  const rows = await sql.$queryRaw<{ gathered: boolean | null }[]>`
    SELECT (
      SELECT ${isOfSite} OR ${isTrusted} FROM certificates
      WHERE ${isWaiting(proofVersion)} AND (id = asked.id OR course_certificate_id = (
        SELECT id FROM course_certificates WHERE public_id = asked.id
      ))
    ) AS gathered
    FROM unnest(${publicIds}::uuid[]) WITH ORDINALITY AS asked (id, place)
    ORDER BY asked.place`
  return rows.map(({ gathered }) => gathered)
}

/** Counts transactions of a chain signed since a time. A replacement is not another transaction. */
export async function countSigned(sql: Sql, chainId: number, since: Date): Promise<number> {
  const [found] = await sql.$queryRaw<{ count: number }[]>`
    SELECT count(*)::int AS count FROM anchor_transactions
    WHERE chain_id = ${chainId}::bigint AND attempt = 1 AND signed_at >= ${since}::timestamptz`
  return found?.count ?? 0
}

/** Locks the transactions until the end of the transaction, so that processes count and sign one after the other. */
export async function lockTransactions(tx: Sql): Promise<void> {
  await tx.$executeRaw`LOCK TABLE anchor_transactions IN SHARE ROW EXCLUSIVE MODE`
}
