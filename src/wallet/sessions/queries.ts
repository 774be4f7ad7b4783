import type { Wallet } from '../../database/prisma/client.ts'
import { prepared, type Sql } from '../../database/sql.ts'

export type UsedNonce = { address: string; nonce: string; signedAt: Date }

// Inserts in one fixed order to prevent deadlocks. If a nonce appears twice, only the first is new.
const insertion = {
  name: 'note-request-nonces',
  text: `
    WITH asked AS (
      SELECT place, address, nonce, signed_at, row_number() OVER (PARTITION BY address, nonce ORDER BY place) AS turn
      FROM unnest((SELECT $1::text[]), (SELECT $2::text[]), (SELECT $3::timestamptz[]))
           WITH ORDINALITY AS asked (address, nonce, signed_at, place)
    ), noted AS (
      INSERT INTO request_nonces (wallet_id, nonce, signed_at)
      SELECT wallet.id, asked.nonce, asked.signed_at
      FROM asked
      JOIN wallets wallet ON wallet.address = asked.address
      WHERE asked.turn = 1
      ORDER BY wallet.id, asked.nonce
      ON CONFLICT DO NOTHING
      RETURNING wallet_id, nonce
    )
    SELECT asked.place::int, wallet.id, wallet.address, wallet.name, wallet.created_at AS "createdAt",
           noted.nonce IS NOT NULL AND asked.turn = 1 AS "isNew"
    FROM asked
    JOIN wallets wallet ON wallet.address = asked.address
    LEFT JOIN noted ON noted.wallet_id = wallet.id AND noted.nonce = asked.nonce`,
}

/** Stores used nonces. Returns each wallet and whether its nonce is new, or undefined for an unknown wallet. */
export async function insertNonces(
  sql: Sql,
  used: UsedNonce[],
): Promise<({ wallet: Wallet; isNew: boolean } | undefined)[]> {
  const values = [
    used.map(({ address }) => address),
    used.map(({ nonce }) => nonce),
    used.map(({ signedAt }) => signedAt),
  ]
  const rows = await sql.$queryRaw<(Wallet & { place: number; isNew: boolean })[]>(prepared(insertion, values))
  const noted = new Array<{ wallet: Wallet; isNew: boolean } | undefined>(used.length)
  for (const { place, isNew, ...wallet } of rows) noted[place - 1] = { wallet, isNew }
  return noted
}

/** Deletes nonces of requests signed up to a time. */
export function deleteRequestNonces(sql: Sql, until: Date): Promise<number> {
  return sql.$executeRaw`DELETE FROM request_nonces WHERE signed_at <= ${until}::timestamptz`
}

export async function deleteExpiredSessions(sql: Sql, now: Date): Promise<void> {
  await sql.$executeRaw`DELETE FROM sign_in_nonces WHERE expires_at <= ${now}::timestamptz`
  await sql.$executeRaw`DELETE FROM sessions WHERE expires_at <= ${now}::timestamptz`
}
