import type { StatusList } from '../../database/prisma/client.ts'
import type { Sql } from '../../database/sql.ts'

export type ListRow = Pick<
  StatusList,
  'id' | 'did' | 'url' | 'createdAt' | 'signed' | 'signedBits' | 'signedBy' | 'validUntil'
> & {
  /** Number of set bits now. */
  bits: number
}

export async function findList(sql: Sql, siteId: number, number: number): Promise<ListRow | null> {
  const [row] = await sql.$queryRaw<ListRow[]>`
    SELECT id, did, url, created_at AS "createdAt", signed, signed_bits AS "signedBits", signed_by AS "signedBy",
           valid_until AS "validUntil",
           (SELECT count(*)::int FROM credentials WHERE list_id = list.id AND revoked_at IS NOT NULL) AS bits
    FROM status_lists list
    WHERE site_id = ${siteId} AND number = ${number}`
  return row ?? null
}

/** Returns the indices of the bits that are set. */
export async function setBits(sql: Sql, listId: bigint): Promise<number[]> {
  // As text, because an array of numbers takes ten times as long to read.
  const [row] = await sql.$queryRaw<{ indices: string | null }[]>`
    SELECT string_agg(index::text, ',') AS indices FROM credentials
    WHERE list_id = ${listId} AND revoked_at IS NOT NULL`
  return row?.indices ? row.indices.split(',').map(Number) : []
}

type SignedList = { signed: string; signedBits: number; signedBy: Uint8Array; validUntil: Date }

/** Stores a signed list, unless a concurrent request stored one with more bits. */
export async function storeList(sql: Sql, id: bigint, list: SignedList): Promise<void> {
  await sql.$executeRaw`
    UPDATE status_lists
    SET signed = ${list.signed}, signed_bits = ${list.signedBits}, signed_by = ${list.signedBy},
        valid_until = ${list.validUntil}::timestamptz
    WHERE id = ${id} AND (signed_bits IS NULL OR signed_bits <= ${list.signedBits})`
}
