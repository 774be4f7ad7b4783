import { insideJson } from '../../../core/jsonSql.ts'
import { type ListGroup, Prisma } from '../../../database/prisma/client.ts'
import { prepared, type Sql } from '../../../database/sql.ts'
import { shownCertificateSql } from '../shownCertificate.ts'

/** Entries per statement, to bound memory. */
export const AT_ONCE = 100

/** Position in a list: the certificate before the next one. Lists of issuers use only the id. */
export type Place = [group: ListGroup, title: string, id: string]
const start: Place = ['confirmed', '', '00000000-0000-0000-0000-000000000000']

/**
 * SQL of one part of a list. `page` selects wallets and certificates. Parameters: `$1` owner, `$2` to `$4` last
 * certificate, `$5` last group, `$6` offset, `$7` maximum count, `$8` reader, `$9` now, `$10` this server's URL. Reads one
 * certificate more, to know whether another page follows. Subqueries hide the number of rows from PostgreSQL, so that it
 * reuses one generic plan.
 */
function partOf(name: string, from: (page: string) => string, where: string, columns: string[]) {
  const order = columns.map((column) => `certificate.${column}`).join(', ')
  const page = `(
    SELECT * FROM certificates
    WHERE ${where}
    ORDER BY ${columns.join(', ')}
    OFFSET (SELECT $6::bigint) LIMIT ${AT_ONCE + 1}
  ) certificate`
  return {
    name,
    text: `
      SELECT '[' || string_agg(json, ',') FILTER (WHERE place <= $7) || ']' AS json,
             json_agg(json_build_array(list_group, certificate_title, id)) FILTER (WHERE place = $7 AND is_followed) -> 0 AS next
      FROM (
        SELECT certificate.id, certificate.list_group, certificate.certificate_title, ${shownCertificateSql} AS json,
               row_number() OVER (ORDER BY ${order}) AS place,
               lead(true) OVER (ORDER BY ${order}) AS is_followed
        FROM ${from(page)}
        CROSS JOIN (SELECT $8::uuid AS reader, $9::timestamptz AS now, $10::text AS public_url) asked
        ORDER BY ${order}
        LIMIT $7::bigint + 1
      ) shown`,
  }
}

/** The list of a holder, which strangers can fill. A test looks at its plan. */
export const held = partOf(
  'wallet-certificates-held',
  (page) => `(SELECT * FROM wallets WHERE address = $1) holder
    CROSS JOIN LATERAL ${page}
    JOIN wallets issuer ON issuer.id = certificate.issuer_id`,
  `holder_id = holder.id AND list_group <= $5::list_group
    AND (list_group, certificate_title, certificates.id) > ($2::list_group, $3::text, $4::uuid)`,
  ['list_group', 'certificate_title', 'id'],
)
const issued = partOf(
  'wallet-certificates-issued',
  (page) => `(SELECT * FROM wallets WHERE address = $1) issuer
    CROSS JOIN LATERAL ${page}
    LEFT JOIN wallets holder ON holder.id = certificate.holder_id`,
  'issuer_id = issuer.id AND certificates.id > $4::uuid AND num_nulls($2::list_group, $3::text, $5::list_group) = 0',
  ['id'],
)

export type ListedCertificates = {
  /** Held certificates by group and title, or issued ones by id. */
  of: { heldBy: string } | { issuedBy: string }
  /** Last group of held certificates. */
  through: ListGroup
  reader: string | null
  publicUrl: string
  now: Date
}

export type ListPart = { after?: Place | undefined; offset: number; count: number }

/** Reads at most AT_ONCE certificates of a list as a JSON list; null without any. `next`: place if more follow. */
export async function readPart(
  sql: Sql,
  { of, through, reader, publicUrl, now }: ListedCertificates,
  { after = start, offset, count }: ListPart,
): Promise<{ json: string | null; next: Place | undefined }> {
  const [statement, address] = 'heldBy' in of ? [held, of.heldBy] : [issued, of.issuedBy]
  const values = [address, ...after, through, offset, count, reader, now, insideJson(publicUrl)]
  const [part] = await sql.$queryRaw<{ json: string | null; next: Place | null }[]>(prepared(statement, values))
  return { json: part?.json ?? null, next: part?.next ?? undefined }
}

/** Hides a certificate from the list of its holder, or shows it again. Returns whether the wallet holds it. */
export async function hideCertificate(sql: Sql, id: string, holderId: string, isHidden: boolean): Promise<boolean> {
  const group = isHidden
    ? Prisma.sql`'hidden'`
    : Prisma.sql`CASE list_group WHEN 'hidden' THEN list_group_of(issuer_id, course_certificate_id) ELSE list_group END`
  const changed = await sql.$executeRaw`
    UPDATE certificates SET list_group = ${group} WHERE id = ${id}::uuid AND holder_id = ${holderId}::uuid`
  return changed > 0
}
