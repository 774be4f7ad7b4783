import { SILENCE_MS } from '@chancery/verify/checks/identity'
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
