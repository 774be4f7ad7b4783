import type { Sql } from '../database/sql.ts'

/** Locks a site, so that its keys change one after the other. */
export async function lockSite(tx: Sql, siteId: number): Promise<void> {
  await tx.$queryRaw`SELECT FROM sites WHERE id = ${siteId} FOR NO KEY UPDATE`
}

type NewKey = { siteId: number; publicKey: Uint8Array; sealed: Uint8Array; at: Date }

/** Inserts a site's key unless the site has a current one. Returns whether it was inserted. */
export async function insertKey(tx: Sql, { siteId, publicKey, sealed, at }: NewKey): Promise<boolean> {
  const inserted = await tx.$executeRaw`
    INSERT INTO site_keys (site_id, public_key, sealed, created_at)
    VALUES (${siteId}, ${publicKey}, ${sealed}, ${at}::timestamptz)
    ON CONFLICT (site_id) WHERE retired_at IS NULL DO NOTHING`
  return inserted === 1
}

/** Retires the current key of a site and deletes its private key. Returns the public key, or null if there is none. */
export async function retireKey(tx: Sql, siteId: number, at: Date): Promise<Uint8Array | null> {
  const [row] = await tx.$queryRaw<{ public_key: Uint8Array }[]>`
    UPDATE site_keys SET retired_at = ${at}::timestamptz, sealed = NULL
    WHERE site_id = ${siteId} AND retired_at IS NULL
    RETURNING public_key`
  return row?.public_key ?? null
}

/** Marks a retired key as compromised. Returns false if it was marked before. */
export async function markCompromised(tx: Sql, id: number, at: Date): Promise<boolean> {
  const marked = await tx.$executeRaw`
    UPDATE site_keys SET compromised_at = ${at}::timestamptz WHERE id = ${id} AND compromised_at IS NULL`
  return marked === 1
}

/** Records DIDs as published. The first site that published a DID keeps it. */
export async function insertDids(tx: Sql, siteId: number, dids: string[], at: Date): Promise<void> {
  await tx.$executeRaw`
    INSERT INTO site_dids (did, site_id, published_at)
    SELECT did, ${siteId}::int, ${at}::timestamptz FROM unnest(${dids}::text[]) AS did
    ON CONFLICT DO NOTHING`
}
