import { Prisma } from '../database/prisma/client.ts'
import type { Sql } from '../database/sql.ts'

/** Credentials of a status list: its length in bits. */
export const LIST_SIZE = 131_072

/** A certificate that a site exports. `isPublished`: the public id is that of its wallet certificate. */
export type Exported = {
  courseCertificateId: number
  siteId: number
  isPublished: boolean
  criteria: string | null
  achievementType: string
}

/** Finds the course certificate of a public id: its own, or that of what was published of it. */
export async function findExported(sql: Sql, publicId: string): Promise<Exported | null> {
  const [row] = await sql.$queryRaw<Exported[]>`
    SELECT issued.id AS "courseCertificateId", issued.site_id AS "siteId", issued.public_id <> ${publicId}::uuid AS "isPublished",
           issued.criteria, issued.achievement_type AS "achievementType"
    FROM course_certificates issued
    WHERE issued.public_id = ${publicId}::uuid
       OR issued.id = (SELECT course_certificate_id FROM certificates WHERE id = ${publicId}::uuid)`
  return row ?? null
}

/**
 * `did` and `list`: issuer and address of its status list. `issuedPublicId`: public id of the course certificate. `signed`:
 * null before it is signed.
 */
export type ReservedCredential = {
  id: bigint
  issuedPublicId: string
  siteId: number
  did: string
  list: string
  index: number
  createdAt: Date
  signed: string | null
}

/** Finds the credential that states the present facts of a certificate. */
export function findCurrent(sql: Sql, publicId: string): Promise<ReservedCredential | null> {
  return findReserved(sql, Prisma.sql`credential.public_id = ${publicId}::uuid AND credential.is_current`)
}

async function findReserved(sql: Sql, which: Prisma.Sql): Promise<ReservedCredential | null> {
  const [row] = await sql.$queryRaw<ReservedCredential[]>`
    SELECT credential.id, list.site_id AS "siteId", list.did, list.url AS list, credential.index,
           credential.created_at AS "createdAt", credential.signed, issued.public_id AS "issuedPublicId"
    FROM credentials credential
    JOIN course_certificates issued ON issued.id = credential.course_certificate_id
    JOIN status_lists list ON list.id = credential.list_id
    WHERE ${which}`
  return row ?? null
}

/** When a certificate was revoked, and when it expires. */
export type Validity = { revokedAt: Date | null; expiresAt: Date | null }

/**
 * Locks a certificate against changes of its facts, and other reservations, until the transaction ends. Returns its validity,
 * or null if there is none.
 */
export async function lockFacts(
  tx: Sql,
  publicId: string,
  { courseCertificateId: id, isPublished }: Pick<Exported, 'courseCertificateId' | 'isPublished'>,
): Promise<Validity | null> {
  const [issued] = await tx.$queryRaw<Validity[]>`
    SELECT revoked_at AS "revokedAt", expires_at AS "expiresAt" FROM course_certificates
    WHERE id = ${id} FOR NO KEY UPDATE`
  if (!issued || !isPublished) return issued ?? null
  const published = await tx.$queryRaw<unknown[]>`SELECT FROM certificates WHERE id = ${publicId}::uuid FOR SHARE`
  return published.length > 0 ? issued : null
}

type NewList = { siteId: number; did: string; url: string; at: Date }

/** Takes a place in the first list of a site and DID that has room. Locks it until the transaction ends. Null: none has room. */
export async function takePlace(tx: Sql, { siteId, did, url }: Omit<NewList, 'at'>): Promise<bigint | null> {
  const [list] = await tx.$queryRaw<{ id: bigint }[]>`
    UPDATE status_lists SET used = used + 1
    WHERE used < ${LIST_SIZE} AND id = (
      SELECT id FROM status_lists
      WHERE site_id = ${siteId} AND did = ${did} AND starts_with(url, ${url}) AND used < ${LIST_SIZE}
      ORDER BY number LIMIT 1
      FOR UPDATE
    )
    RETURNING id`
  return list?.id ?? null
}

/** Adds the next list of a site, unless a concurrent transaction does. `url`: address without its number. */
export async function insertList(tx: Sql, { siteId, did, url, at }: NewList): Promise<void> {
  await tx.$executeRaw`
    INSERT INTO status_lists (site_id, number, did, url, created_at)
    SELECT ${siteId}::int, number, ${did}, ${url} || number, ${at}::timestamptz
    FROM (SELECT coalesce(max(number), 0) + 1 AS number FROM status_lists WHERE site_id = ${siteId}) next
    ON CONFLICT (site_id, number) DO NOTHING`
}

/** `isCurrent`: false for a copy that is issued to a wallet. */
export type NewCredential = {
  listId: bigint
  publicId: string
  courseCertificateId: number
  isCurrent: boolean
  revokedAt: Date | null
  at: Date
}

/** Inserts a credential at the first of these indices that is free. Null if none is. */
export function insertCredential(
  tx: Sql,
  credential: NewCredential,
  indices: number[],
): Promise<ReservedCredential | null> {
  const given = Prisma.sql`unnest(${indices}::int[]) WITH ORDINALITY AS given (index, place)`
  return insertAt(tx, credential, given, Prisma.sql`place`)
}

/** Inserts a credential at any free index. Reads the whole list, which takes tens of milliseconds. */
export function insertCredentialAnywhere(tx: Sql, credential: NewCredential): Promise<ReservedCredential | null> {
  const given = Prisma.sql`generate_series(0, ${LIST_SIZE - 1}) AS given (index)`
  return insertAt(tx, credential, given, Prisma.sql`random()`)
}

async function insertAt(
  tx: Sql,
  credential: NewCredential,
  given: Prisma.Sql,
  order: Prisma.Sql,
): Promise<ReservedCredential | null> {
  const { listId, publicId, courseCertificateId, isCurrent, revokedAt, at } = credential
  const [inserted] = await tx.$queryRaw<{ id: bigint }[]>`
    INSERT INTO credentials (list_id, index, public_id, course_certificate_id, is_current, created_at, revoked_at)
    SELECT ${listId}::bigint, given.index, ${publicId}::uuid, ${courseCertificateId}::int, ${isCurrent}::boolean,
           ${at}::timestamptz, ${revokedAt}::timestamptz
    FROM ${given}
    WHERE NOT EXISTS (SELECT FROM credentials taken WHERE taken.list_id = ${listId}::bigint AND taken.index = given.index)
    ORDER BY ${order} LIMIT 1
    RETURNING id`
  return inserted ? findReserved(tx, Prisma.sql`credential.id = ${inserted.id}::bigint`) : null
}

/**
 * Stores a signed credential, unless another request did, its facts changed, or the key is compromised. Returns whether it
 * did. Waits for a report of the key as compromised.
 */
export async function storeSigned(sql: Sql, id: bigint, keyId: number, signed: string): Promise<boolean> {
  const stored = await sql.$executeRaw`
    WITH signing AS (SELECT id FROM site_keys WHERE id = ${keyId} AND compromised_at IS NULL FOR SHARE)
    UPDATE credentials SET signed = ${signed}, key_id = signing.id
    FROM signing
    WHERE credentials.id = ${id} AND is_current AND signed IS NULL`
  return stored === 1
}

/** Ends a credential whose issuer has another DID now. It stays valid. */
export async function retireCredential(tx: Sql, id: bigint): Promise<void> {
  await tx.$executeRaw`UPDATE credentials SET is_current = false, signed = NULL WHERE id = ${id}`
}

/** Sets the bits of all credentials of a certificate. */
export async function revokeCredentials(tx: Sql, courseCertificateId: number, at: Date): Promise<void> {
  await tx.$executeRaw`
    UPDATE credentials SET revoked_at = ${at}::timestamptz
    WHERE ${inOrder(Prisma.sql`course_certificate_id = ${courseCertificateId} AND revoked_at IS NULL`)}`
}

/** Sets the bits of all credentials of a certificate whose facts change. The next request gets a new one. */
export async function withdrawCredentials(tx: Sql, courseCertificateId: number, at: Date): Promise<void> {
  await withdraw(tx, Prisma.sql`course_certificate_id = ${courseCertificateId}`, at)
}

/** The same for what was published of it, which its holder deletes. */
export async function withdrawPublished(tx: Sql, publicId: string, at: Date): Promise<void> {
  await withdraw(
    tx,
    Prisma.sql`public_id = ${publicId}::uuid AND course_certificate_id = (
      SELECT course_certificate_id FROM tombstones WHERE certificate_id = ${publicId}::uuid
    )`,
    at,
  )
}

/** The same for everything that a compromised key has signed. */
export async function withdrawSignedBy(tx: Sql, keyId: number, at: Date): Promise<void> {
  await withdraw(tx, Prisma.sql`key_id = ${keyId}`, at)
}

/** Maximum of public ids that `findUnsigned` returns. */
const PAGE_SIZE = 1000

/**
 * Finds certificates of a site that have a credential by a compromised key and no current one: their public ids after a given
 * one, in order.
 */
export async function findUnsigned(sql: Sql, siteId: number, after: string | null): Promise<string[]> {
  const rows = await sql.$queryRaw<{ publicId: string }[]>`
    SELECT DISTINCT former.public_id AS "publicId"
    FROM site_keys key
    JOIN credentials former ON former.key_id = key.id
    WHERE key.site_id = ${siteId} AND key.compromised_at IS NOT NULL
      AND (${after}::uuid IS NULL OR former.public_id > ${after}::uuid)
      AND NOT EXISTS (
        SELECT FROM credentials WHERE public_id = former.public_id AND is_current AND signed IS NOT NULL
      )
      AND (
        EXISTS (SELECT FROM course_certificates WHERE public_id = former.public_id)
        OR EXISTS (SELECT FROM certificates WHERE id = former.public_id)
      )
    ORDER BY 1 LIMIT ${PAGE_SIZE}`
  return rows.map(({ publicId }) => publicId)
}

function withdraw(tx: Sql, which: Prisma.Sql, at: Date): Promise<number> {
  return tx.$executeRaw`
    UPDATE credentials SET is_current = false, signed = NULL, revoked_at = coalesce(revoked_at, ${at}::timestamptz)
    WHERE ${inOrder(Prisma.sql`${which} AND (is_current OR revoked_at IS NULL)`)}`
}

/** Locks the credentials in the order of their ids, to prevent deadlocks. */
function inOrder(condition: Prisma.Sql): Prisma.Sql {
  return Prisma.sql`id IN (SELECT id FROM credentials WHERE ${condition} ORDER BY id FOR UPDATE)`
}

/** Erases the credentials of certificates. Only their places in the lists remain, with the bits set. */
export async function eraseCredentials(tx: Sql, courseCertificateIds: number[], at: Date): Promise<void> {
  await tx.$executeRaw`
    UPDATE credentials
    SET is_current = false, signed = NULL, public_id = NULL, course_certificate_id = NULL,
        revoked_at = coalesce(revoked_at, ${at}::timestamptz)
    WHERE ${inOrder(Prisma.sql`course_certificate_id = ANY (${courseCertificateIds}::int[])`)}`
}
