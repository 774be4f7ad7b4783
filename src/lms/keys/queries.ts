import type { ApiKey } from '../../database/prisma/client.ts'
import { prepared, type Sql } from '../../database/sql.ts'

export type FoundKey = Pick<ApiKey, 'id' | 'siteId' | 'scopes' | 'expiresAt' | 'revokedAt' | 'lastUsedAt'>

// The subquery hides the number of hashes, so that PostgreSQL reuses one generic plan.
const byHashes = {
  name: 'api-keys-by-hashes',
  isLoggable: true,
  text: `
    SELECT asked.place::int, key.id, site_id AS "siteId", scopes::text[], expires_at AS "expiresAt",
           revoked_at AS "revokedAt", last_used_at AS "lastUsedAt"
    FROM unnest((SELECT $1::text[])) WITH ORDINALITY AS asked (hash, place)
    JOIN api_keys key ON key.hash = decode(asked.hash, 'base64')`,
}

/** Finds keys by SHA-256 hash (base64). Returns undefined for an unknown hash. */
export async function findKeys(sql: Sql, hashes: string[]): Promise<(FoundKey | undefined)[]> {
  // Concurrent requests often share a key.
  const different = [...new Set(hashes)]
  const rows = await sql.$queryRaw<(FoundKey & { place: number })[]>(prepared(byHashes, [different]))
  const found = new Map(rows.map(({ place, ...key }) => [different[place - 1], key]))
  return hashes.map((hash) => found.get(hash))
}

export async function lockKeyRow(tx: Sql, siteId: number, id: number): Promise<void> {
  await tx.$queryRaw`SELECT FROM api_keys WHERE site_id = ${siteId} AND id = ${id} FOR UPDATE`
}

export async function hasAnyKey(sql: Sql): Promise<boolean> {
  return (await sql.$queryRaw<unknown[]>`SELECT FROM api_keys LIMIT 1`).length > 0
}

/** Records the last use, unless the stored one is `old` or later. */
export async function setLastUse(sql: Sql, id: number, { now, old }: { now: Date; old: Date }): Promise<void> {
  await sql.$executeRaw`
    UPDATE api_keys SET last_used_at = ${now}::timestamptz
    WHERE id = ${id} AND coalesce(last_used_at < ${old}::timestamptz, true)`
}
