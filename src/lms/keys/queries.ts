import type pg from 'pg'
import type { ApiKey } from '../../database/prisma/client.ts'

export type FoundKey = Pick<ApiKey, 'id' | 'siteId' | 'scopes' | 'expiresAt' | 'revokedAt' | 'lastUsedAt'>

// How many hashes there are is in a subquery: so PostgreSQL guesses, and plans the statement once.
const byHashes = {
  name: 'api-keys-by-hashes',
  text: `
    SELECT asked.place::int, key.id, site_id AS "siteId", scopes::text[], expires_at AS "expiresAt",
           revoked_at AS "revokedAt", last_used_at AS "lastUsedAt"
    FROM unnest((SELECT $1::text[])) WITH ORDINALITY AS asked (hash, place)
    JOIN api_keys key ON key.hash = decode(asked.hash, 'base64')`,
}

/** The keys of these SHA-256 hashes in base64; undefined for one of no key. */
export async function findKeys(pool: pg.Pool, hashes: string[]): Promise<(FoundKey | undefined)[]> {
  // Requests that come together often have the same key.
  const different = [...new Set(hashes)]
  const { rows } = await pool.query<FoundKey & { place: number }>({ ...byHashes, values: [different] })
  const found = new Map(rows.map(({ place, ...key }) => [different[place - 1], key]))
  return hashes.map((hash) => found.get(hash))
}
