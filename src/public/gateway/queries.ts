import type { Sql } from '../../database/sql.ts'

/** Returns whether a site of this server published a document, named by one of these forms of its CID. */
export async function isPublishedBySite(sql: Sql, cids: string[]): Promise<boolean> {
  const rows = await sql.$queryRaw<unknown[]>`
    SELECT FROM certificates WHERE ipfs_hash = ANY (${cids}::text[]) AND course_certificate_id IS NOT NULL LIMIT 1`
  return rows.length > 0
}
