import type { Sql } from '../../database/sql.ts'

// Every place with secrets. A new column for a sealed secret needs an entry here.

/** A stored secret: in the clear (`plain`) or encrypted (`sealed`). */
export type StoredSecret = { id: string; plain: Uint8Array | null; sealed: Uint8Array | null }

export type SiteKeySecret = StoredSecret & { siteId: number; publicKey: Uint8Array }

/** A newly encrypted secret that replaces the one in the clear, or `before`. */
export type NewlySealed = { id: string; before: Uint8Array | null; sealed: Uint8Array }

/** Rows of one statement. */
const BATCH = 1000

export type Which = { after: string | null; onlyPlain: boolean }

export function findChecksums(sql: Sql, { after, onlyPlain }: Which): Promise<StoredSecret[]> {
  return sql.$queryRaw`
    SELECT id::text, decode(checksum_hash, 'hex') AS plain, sealed_checksum AS sealed
    FROM certificates
    WHERE id > coalesce(${after}::uuid, '00000000-0000-0000-0000-000000000000')
      AND (checksum_hash IS NOT NULL OR (NOT ${onlyPlain}::boolean AND sealed_checksum IS NOT NULL))
    ORDER BY certificates.id
    LIMIT ${BATCH}`
}

/** Skips secrets that were replaced or deleted meanwhile. Returns the number of written ones. */
export function sealChecksums(sql: Sql, rows: NewlySealed[]): Promise<number> {
  return sql.$executeRaw`
    WITH fresh AS (
      SELECT certificates.id, fresh.sealed
      FROM unnest(${rows.map(({ id }) => id)}::uuid[], ${rows.map(({ before }) => before)}::bytea[],
                  ${rows.map(({ sealed }) => sealed)}::bytea[]) AS fresh (id, before, sealed)
      JOIN certificates ON certificates.id = fresh.id
      WHERE certificates.sealed_checksum IS NOT DISTINCT FROM fresh.before
      ORDER BY certificates.id
      FOR NO KEY UPDATE OF certificates
    )
    UPDATE certificates certificate SET checksum_hash = NULL, sealed_checksum = fresh.sealed
    FROM fresh
    WHERE certificate.id = fresh.id`
}

export function findWebhookSecrets(sql: Sql, { after, onlyPlain }: Which): Promise<StoredSecret[]> {
  return sql.$queryRaw`
    SELECT id::text, convert_to(secret, 'UTF8') AS plain, sealed_secret AS sealed
    FROM webhooks
    WHERE id > coalesce(${after}::int, 0) AND (secret IS NOT NULL OR NOT ${onlyPlain}::boolean)
    ORDER BY webhooks.id
    LIMIT ${BATCH}`
}

export async function sealWebhookSecrets(sql: Sql, rows: NewlySealed[]): Promise<number> {
  return sql.$executeRaw`
    UPDATE webhooks webhook SET secret = NULL, sealed_secret = fresh.sealed
    FROM unnest(${rows.map(({ id }) => Number(id))}::int[], ${rows.map(({ before }) => before)}::bytea[],
                ${rows.map(({ sealed }) => sealed)}::bytea[]) AS fresh (id, before, sealed)
    WHERE webhook.id = fresh.id AND webhook.sealed_secret IS NOT DISTINCT FROM fresh.before`
}

/** Private keys of sites are never in the clear. */
export function findSiteKeys(sql: Sql, { after, onlyPlain }: Which): Promise<SiteKeySecret[]> {
  return sql.$queryRaw`
    SELECT id::text, NULL AS plain, sealed, site_id AS "siteId", public_key AS "publicKey"
    FROM site_keys
    WHERE id > coalesce(${after}::int, 0) AND sealed IS NOT NULL AND NOT ${onlyPlain}::boolean
    ORDER BY site_keys.id
    LIMIT ${BATCH}`
}

export function sealSiteKeys(sql: Sql, rows: NewlySealed[]): Promise<number> {
  return sql.$executeRaw`
    UPDATE site_keys site_key SET sealed = fresh.sealed
    FROM unnest(${rows.map(({ id }) => Number(id))}::int[], ${rows.map(({ before }) => before)}::bytea[],
                ${rows.map(({ sealed }) => sealed)}::bytea[]) AS fresh (id, before, sealed)
    WHERE site_key.id = fresh.id AND site_key.sealed = fresh.before`
}

/** Returns the text that shows whether a server has the key of this database. */
export async function findCheck(sql: Sql): Promise<Uint8Array | null> {
  const [row] = await sql.$queryRaw<{ sealed: Uint8Array }[]>`SELECT sealed FROM secrets_check`
  return row?.sealed ?? null
}

/** The first of concurrent servers wins. */
export async function insertCheck(sql: Sql, sealed: Uint8Array): Promise<void> {
  await sql.$executeRaw`INSERT INTO secrets_check (sealed) VALUES (${sealed}) ON CONFLICT DO NOTHING`
}

export async function replaceCheck(sql: Sql, sealed: Uint8Array): Promise<void> {
  await sql.$executeRaw`
    INSERT INTO secrets_check (sealed) VALUES (${sealed}) ON CONFLICT (id) DO UPDATE SET sealed = EXCLUDED.sealed`
}
