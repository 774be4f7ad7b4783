import { insertJobs } from '../database/jobs.ts'
import { parseTyped } from '../database/parseTyped.ts'
import { type Issuer, Prisma } from '../database/prisma/client.ts'
import type { Sql } from '../database/sql.ts'
import type { IdentityRow } from './identity.ts'
import type { NewEntry } from './registries.ts'

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

/** Deletes registries that are not among the given ones, and what they confirmed. */
export async function deleteOtherRegistries(sql: Sql, urls: string[]): Promise<void> {
  await sql.$executeRaw`DELETE FROM confirmations WHERE way = 'registry' AND source <> ALL (${urls}::text[])`
  await sql.$executeRaw`DELETE FROM registries WHERE url <> ALL (${urls}::text[])`
}

export async function insertEntries(tx: Sql, url: string, entries: NewEntry[]): Promise<void> {
  await tx.$executeRaw`
    INSERT INTO registry_entries (url, did, address, name, skeleton, domain)
    SELECT ${url}, entry.did, entry.address, entry.name, entry.skeleton, entry.domain
    FROM json_to_recordset(${JSON.stringify(entries)}::json)
         AS entry (did text, address text, name text, skeleton text, domain text)`
}

/** Makes the issuers due that a registry lists or has confirmed. Adds listed wallets that have issued certificates. */
export async function queueListedIssuers(tx: Sql, url: string, at: Date): Promise<void> {
  await tx.$executeRaw`
    INSERT INTO issuers (wallet_id, due_at)
    SELECT wallet.id, ${at}::timestamptz
    FROM registry_entries entry
    JOIN wallets wallet ON wallet.address = entry.address
    WHERE entry.url = ${url} AND EXISTS (SELECT FROM certificates WHERE issuer_id = wallet.id)
    ON CONFLICT (wallet_id) DO NOTHING`
  await tx.$executeRaw`
    UPDATE issuers SET due_at = ${at}::timestamptz
    WHERE site_id IN (SELECT dids.site_id FROM registry_entries entry JOIN site_dids dids USING (did) WHERE entry.url = ${url})
       OR wallet_id IN (SELECT id FROM wallets JOIN registry_entries entry USING (address) WHERE entry.url = ${url})
       OR id IN (SELECT issuer_id FROM confirmations WHERE source = ${url})`
}

/**
 * Locks an issuer, so that its confirmations change one after the other. Returns false if its claim is another one now, or
 * if the result of a later lookup is stored.
 */
export async function lockClaim(
  tx: Sql,
  { id, domain, claimedAt }: Pick<Issuer, 'id' | 'domain' | 'claimedAt'>,
  at: Date,
): Promise<boolean> {
  type Row = Record<'claimedAt' | 'checkedAt', Date | null> & { domain: string | null }
  const [row] = await tx.$queryRaw<Row[]>`
    SELECT domain, claimed_at AS "claimedAt", checked_at AS "checkedAt" FROM issuers WHERE id = ${id} FOR NO KEY UPDATE`
  const isSame = row?.domain === domain && row.claimedAt?.getTime() === claimedAt?.getTime()
  return isSame && !(row.checkedAt && row.checkedAt > at)
}

const issuerJob = {
  from: Prisma.sql`due`,
  data: Prisma.sql`'issuerId', due.id`,
  key: Prisma.sql`due.id::text`,
}

const unlessQueued = Prisma.sql`
  ON CONFLICT (name, coalesce(singleton_key, '')) WHERE state <= 'active' AND policy = 'exclusive' DO NOTHING`

/**
 * Queues lookups of issuers that are due, those with a confirmation first, until `atMost` lookups are queued. An issuer is
 * queued once.
 */
export function queueDueIssuers(sql: Sql, at: Date, atMost: number): Promise<number> {
  return sql.$executeRaw`
    WITH due AS (
      SELECT id FROM issuers
      WHERE due_at <= ${at}::timestamptz
      ORDER BY shown::text = '[]', due_at
      LIMIT greatest(0, ${atMost}::int - (
        SELECT count(*) FROM jobs.job_common WHERE name = 'confirm-issuer' AND state <= 'active'
      )::int)
    )
    ${insertJobs('confirm-issuer', issuerJob, null)} ${unlessQueued}`
}

/** Queues a lookup of one issuer, unless it is queued already. */
export function queueIssuer(sql: Sql, id: number | bigint): Promise<number> {
  return sql.$executeRaw`
    WITH due AS (SELECT ${id}::bigint AS id) ${insertJobs('confirm-issuer', issuerJob, null)} ${unlessQueued}`
}

/** SQL of an issuer's identity as JSON, as `IdentityRow`. Null without a row `issuer`. */
export const identityJson = `CASE WHEN issuer.id IS NOT NULL THEN json_build_object(
  'id', issuer.id, 'dueAt', issuer.due_at, 'blockedAt', issuer.blocked_at, 'compromisedAt', issuer.compromised_at,
  'releasedAt', issuer.released_at, 'confirmations', issuer.shown
) END`

/** Finds an entry that gives a name, or one that looks like it, to an issuer of another domain. */
export async function findNameOwner(
  sql: Sql,
  { skeleton, registries, ownDids, ownAddress, ownDomain }: NameQuery,
): Promise<{ registry: string; listedName: string; domain: string | null } | null> {
  const [row] = await sql.$queryRaw<{ registry: string; listedName: string; domain: string | null }[]>`
    SELECT registry.name AS registry, entry.name AS "listedName", entry.domain
    FROM registry_entries entry
    JOIN registries registry USING (url)
    WHERE entry.skeleton = ${skeleton} AND entry.url = ANY (${registries}::text[])
      AND entry.did <> ALL (${ownDids}::text[])
      AND entry.address IS DISTINCT FROM ${ownAddress}::text
      AND (entry.domain IS NULL OR entry.domain IS DISTINCT FROM ${ownDomain}::text)
      -- An issuer that the registry lists under this name itself is not an impostor.
      AND NOT EXISTS (
        SELECT FROM registry_entries own
        WHERE own.url = entry.url AND own.skeleton = entry.skeleton
          AND (own.did = ANY (${ownDids}::text[]) OR own.address = ${ownAddress}::text)
      )
    ORDER BY registry.url, entry.did
    LIMIT 1`
  return row ?? null
}

type NameQuery = {
  skeleton: string
  registries: string[]
  ownDids: string[]
  ownAddress: string | null
  ownDomain: string | null
}

type FoundIssuer = {
  siteId: number | null
  name: string | null
  address: string | null
  domain: string | null
  identity: IdentityRow
}

/** Lists all issuers with their identity, sites first. */
export async function findIssuers(sql: Sql): Promise<FoundIssuer[]> {
  type Row = Omit<FoundIssuer, 'identity'> & { identity: string }
  const rows = await sql.$queryRaw<Row[]>(Prisma.sql`
    SELECT issuer.site_id AS "siteId", coalesce(site.name, issuer.name) AS name, wallet.address, issuer.domain,
           (${Prisma.raw(identityJson)})::text AS identity
    FROM issuers issuer
    LEFT JOIN sites site ON site.id = issuer.site_id
    LEFT JOIN wallets wallet ON wallet.id = issuer.wallet_id
    ORDER BY issuer.site_id NULLS LAST, issuer.id`)
  return rows.map(({ identity, ...row }) => ({ ...row, identity: parseTyped(identity) }))
}

/** Returns the identity of a site or of a wallet. Null if there is none. */
export async function findIdentity(
  sql: Sql,
  owner: { siteId: number } | { address: string },
): Promise<{ domain: string | null; identity: IdentityRow } | null> {
  const isOwned =
    'siteId' in owner
      ? Prisma.sql`issuer.site_id = ${owner.siteId}`
      : Prisma.sql`issuer.wallet_id = (SELECT id FROM wallets WHERE address = ${owner.address})`
  const [row] = await sql.$queryRaw<{ domain: string | null; identity: string }[]>(Prisma.sql`
    SELECT issuer.domain, (${Prisma.raw(identityJson)})::text AS identity
    FROM issuers issuer
    WHERE ${isOwned}`)
  return row ? { domain: row.domain, identity: parseTyped(row.identity) } : null
}

/** Locks the row of a wallet, so that its claims are stored one after the other. Creates it if there is none. */
export async function lockWalletIssuer(tx: Sql, walletId: string): Promise<void> {
  await tx.$executeRaw`
    INSERT INTO issuers (wallet_id)
    SELECT ${walletId}::uuid WHERE NOT EXISTS (SELECT FROM issuers WHERE wallet_id = ${walletId}::uuid)
    ON CONFLICT (wallet_id) DO NOTHING`
  await tx.$queryRaw`SELECT FROM issuers WHERE wallet_id = ${walletId}::uuid FOR NO KEY UPDATE`
}
