import { SILENCE_MS } from '@chancery/verify/checks/identity'
import { insertJobs } from '../../database/jobs.ts'
import { Prisma } from '../../database/prisma/client.ts'
import type { Sql } from '../../database/sql.ts'

/** Which confirmations count, and when. */
export type Confirming = { trustRegistries: string[]; at: Date }

/**
 * SQL that says whether the row `issuer` is confirmed now: as `judgeIdentity` finds it, and neither blocked nor with a
 * compromised key. The operator confirms sites.
 */
export function confirmedSql({ trustRegistries, at }: Confirming): Prisma.Sql {
  const seenSince = new Date(at.getTime() - SILENCE_MS)
  return Prisma.sql`(
    issuer.blocked_at IS NULL AND issuer.compromised_at IS NULL AND (
      SELECT CASE
        WHEN bool_or(way <> 'registry') THEN bool_or(way <> 'registry' AND is_current)
        WHEN bool_or(is_open) THEN bool_or(is_current)
        ELSE issuer.site_id IS NOT NULL
      END
      FROM (
        SELECT way, ended_at IS NULL AS is_open,
               ended_at IS NULL AND last_seen_at >= ${seenSince}::timestamptz AS is_current
        FROM confirmations
        WHERE issuer_id = issuer.id AND confirmed_at IS NOT NULL
          AND (ended_at IS NULL OR issuer.released_at IS NULL OR ended_at > issuer.released_at)
          AND (way <> 'registry' OR source = ANY (${trustRegistries}::text[]))
      ) counting
    )
  )`
}

/** Who may use more resources: `admitted` by the operator, or `confirmed` by a domain or a registry. No verdict uses it. */
export type Trust = 'admitted' | 'confirmed' | null

/** Returns the trust of each address, in order. */
export async function findTrust(sql: Sql, addresses: string[], confirming: Confirming): Promise<Trust[]> {
  const rows = await sql.$queryRaw<{ trust: Trust }[]>`
    SELECT CASE
      WHEN EXISTS (SELECT FROM admitted_wallets WHERE address = given.address) THEN 'admitted'
      WHEN EXISTS (
        SELECT FROM wallets wallet
        JOIN issuers issuer ON issuer.wallet_id = wallet.id
        WHERE wallet.address = given.address AND ${confirmedSql(confirming)}
      ) THEN 'confirmed'
    END AS trust
    FROM unnest(${addresses}::text[]) WITH ORDINALITY AS given (address, place)
    ORDER BY place`
  return rows.map(({ trust }) => trust)
}

/** SQL of the ids of wallets that are confirmed now, or that the operator admitted and did not block. */
export function trustedWalletsSql(confirming: Confirming): Prisma.Sql {
  return Prisma.sql`
    SELECT wallet.id
    FROM admitted_wallets admitted
    JOIN wallets wallet ON wallet.address = admitted.address
    WHERE NOT EXISTS (
      SELECT FROM issuers WHERE wallet_id = wallet.id AND (blocked_at IS NOT NULL OR compromised_at IS NOT NULL)
    )
    UNION
    SELECT issuer.wallet_id FROM issuers issuer WHERE issuer.wallet_id IS NOT NULL AND ${confirmedSql(confirming)}`
}

/** Queues the job of every issuer whose confirmation changed by itself: no lookup succeeded for days. */
export function queueChangedGroups(sql: Sql, confirming: Confirming): Promise<number> {
  const job = { from: Prisma.sql`changed`, data: Prisma.sql`'issuerId', changed.id`, key: Prisma.sql`changed.id::text` }
  return sql.$executeRaw`
    WITH changed AS (SELECT id FROM issuers issuer WHERE confirmed IS DISTINCT FROM ${confirmedSql(confirming)})
    ${insertJobs('group-certificates', job, null)}
    ON CONFLICT (name, coalesce(singleton_key, '')) WHERE state = 'created' AND policy = 'short' DO NOTHING`
}

/** Stores whether an issuer is confirmed now. Waits for certificates that are being inserted. */
export async function storeConfirmed(tx: Sql, id: number | bigint, confirming: Confirming): Promise<void> {
  await tx.$queryRaw`SELECT FROM issuers WHERE id = ${id}::bigint FOR NO KEY UPDATE`
  await tx.$executeRaw`
    UPDATE issuers issuer SET confirmed = ${confirmedSql(confirming)}
    WHERE id = ${id}::bigint AND confirmed IS DISTINCT FROM ${confirmedSql(confirming)}`
}

/** Certificates per statement. A change of the issuer waits for it. */
const GROUPED_AT_ONCE = 1000

type Part = { last: string | null; moved: number }

/** Moves an issuer's certificates to the group of `issuers.confirmed`, except hidden ones. Returns how many. */
export async function groupCertificates(sql: Sql, id: number | bigint): Promise<number> {
  const [issuer] = await sql.$queryRaw<{ isSite: boolean }[]>`
    SELECT site_id IS NOT NULL AS "isSite" FROM issuers WHERE id = ${id}::bigint`
  if (!issuer) return 0
  const certificatesAfter = issuer.isSite ? certificatesOfSite : certificatesOfWallet
  let moved = 0
  let last: string | null = null
  do {
    const [part]: Part[] = await sql.$queryRaw`
      WITH issuer AS MATERIALIZED (
        SELECT wallet_id, site_id, CASE WHEN confirmed THEN 'confirmed' ELSE 'unconfirmed' END::list_group AS list_group
        FROM issuers WHERE id = ${id}::bigint FOR SHARE
      ), part AS MATERIALIZED (
        ${certificatesAfter(last)} LIMIT ${GROUPED_AT_ONCE}
      ), moved AS (
        UPDATE certificates certificate SET list_group = issuer.list_group
        FROM part, issuer
        WHERE certificate.id = part.id AND certificate.list_group NOT IN ('hidden', issuer.list_group)
        RETURNING 1
      )
      SELECT (SELECT place FROM part OFFSET ${GROUPED_AT_ONCE - 1} LIMIT 1) AS last,
             (SELECT count(*)::int FROM moved) AS moved`
    moved += part?.moved ?? 0
    last = part?.last ?? null
  } while (last !== null)
  return moved
}

function certificatesOfWallet(after: string | null): Prisma.Sql {
  return Prisma.sql`
    SELECT id, id::text AS place
    FROM certificates
    WHERE issuer_id = (SELECT wallet_id FROM issuer) AND course_certificate_id IS NULL
      AND (${after}::uuid IS NULL OR id > ${after}::uuid)
    ORDER BY certificates.id`
}

/** Published ones, by course certificate. */
function certificatesOfSite(after: string | null): Prisma.Sql {
  return Prisma.sql`
    SELECT certificate.id, origin.id::text AS place
    FROM course_certificates origin
    LEFT JOIN certificates certificate ON certificate.course_certificate_id = origin.id
    WHERE origin.site_id = (SELECT site_id FROM issuer) AND origin.id > ${Number(after ?? 0)}::int
    ORDER BY origin.id`
}
