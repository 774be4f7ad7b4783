import { insideJson } from '../../core/jsonSql.ts'
import type { WalletCertificateFacts } from '../../core/recordDigest.ts'
import type { StoredChecksum } from '../../core/storedSecrets.ts'
import { type DocumentStatus, type GrantedTo, Prisma, type WalletCertificate } from '../../database/prisma/client.ts'
import { prepared, type Sql } from '../../database/sql.ts'
import { shownCertificateSql } from './shownCertificate.ts'
import { industriesSql, lookedUpTopicsSql, skillsSql, topicsSql } from './topics.ts'

// Subqueries here and below hide the number of rows from PostgreSQL, so that it reuses one generic plan.

// Returns no row for a missing certificate.
const byIds = {
  name: 'wallet-certificates-by-ids',
  text: `
    SELECT asked.place::int, ${shownCertificateSql} AS json
    FROM (
      SELECT id, reader, place, $3::timestamptz AS now, $4::text AS public_url
      FROM unnest((SELECT $1::uuid[]), (SELECT $2::uuid[])) WITH ORDINALITY AS given (id, reader, place)
    ) asked
    JOIN certificates certificate ON certificate.id = asked.id
    JOIN wallets issuer ON issuer.id = certificate.issuer_id
    LEFT JOIN wallets holder ON holder.id = certificate.holder_id`,
}

/** Finds certificates by id, each for its reader, as JSON for `reveal`. Returns undefined for a missing one. */
export async function findCertificates(
  sql: Sql,
  asked: { id: string; reader: string | null }[],
  { publicUrl, now }: { publicUrl: string; now: Date },
): Promise<(string | undefined)[]> {
  const values = [asked.map(({ id }) => id), asked.map(({ reader }) => reader), now, insideJson(publicUrl)]
  const rows = await sql.$queryRaw<{ place: number; json: string }[]>(prepared(byIds, values))
  const found = new Array<string | undefined>(asked.length)
  for (const { place, json } of rows) found[place - 1] = json
  return found
}

/** A new certificate: facts, wallets, and the status of its document. */
export type CertificateRow = Omit<WalletCertificateFacts, 'checksum'> &
  StoredChecksum & {
    grantedTo: GrantedTo
    documentStatus: DocumentStatus
    digest: string
  } & Partial<
    Pick<
      WalletCertificate,
      'issuedAt' | 'salt' | 'proofVersion' | 'issuerSignature' | 'signatureChainId' | 'signedByContract'
    >
  >

// Inserts certificates with their skills and industries in one statement, and so one transaction. Skips certificates
// with an unknown wallet, skill or industry.
const insertion = {
  name: 'wallet-certificates-insert',
  text: `
    WITH known AS MATERIALIZED (
      SELECT given.*, holder.id AS holder_id, issuer.id AS issuer_id, skill.ids AS skill_ids, industry.ids AS industry_ids,
             ${topicsSql('industry.json', 'skill.json')} AS topics
      FROM ROWS FROM (json_to_recordset($1::json) AS (
             "id" uuid, "holder" text, "issuer" text, "grantedTo" granted_to, "institutionTitle" text, "institutionLink" text,
             "programTitle" text, "certificateTitle" text, "courseLink" text, "score" float, "duration" smallint,
             "expirationDate" timestamptz, "ipfsHash" text, "checksumHash" text, "sealedChecksum" bytea, "documentStatus" document_status, "digest" text,
             "industries" text[], "skills" text[], "issuedAt" timestamptz, "salt" bytea, "proofVersion" text,
             "issuerSignature" bytea, "signedByContract" boolean, "signatureChainId" bigint, "holderName" text
           )) WITH ORDINALITY AS given (
             id, holder, issuer, granted_to, institution_title, institution_link, program_title, certificate_title, course_link,
             score, duration, expiration_date, ipfs_hash, checksum_hash, sealed_checksum, document_status, digest, industries, skills, issued_at,
             salt, proof_version, issuer_signature, signed_by_contract, signature_chain_id, holder_name, place
           )
      JOIN wallets holder ON holder.address = given.holder
      JOIN wallets issuer ON issuer.address = given.issuer
      CROSS JOIN LATERAL (
        SELECT coalesce(array_agg(id), '{}') AS ids, ${skillsSql} AS json
        FROM skills topic
        WHERE name = ANY (given.skills)
      ) skill
      CROSS JOIN LATERAL (
        SELECT coalesce(array_agg(id), '{}') AS ids, ${industriesSql} AS json
        FROM industries topic
        WHERE name = ANY (given.industries)
      ) industry
      WHERE cardinality(skill.ids) = cardinality(given.skills) AND cardinality(industry.ids) = cardinality(given.industries)
    ), certificate AS (
      INSERT INTO certificates (id, holder_id, issuer_id, granted_to, institution_title, institution_link, program_title,
                                certificate_title, course_link, score, duration, expiration_date, ipfs_hash, checksum_hash, sealed_checksum,
                                document_status, digest, topics, topics_revision, issued_at, salt, proof_version,
                                issuer_signature, signed_by_contract, signature_chain_id, holder_name)
      SELECT id, holder_id, issuer_id, granted_to, institution_title, institution_link, program_title, certificate_title,
             course_link, score, duration, expiration_date, ipfs_hash, checksum_hash, sealed_checksum, document_status, digest, topics,
             (SELECT revision FROM catalogue), issued_at, salt, proof_version, issuer_signature,
             coalesce(signed_by_contract, false), signature_chain_id, holder_name
      FROM known
      ORDER BY place
      RETURNING id
    ), skilled AS (
      INSERT INTO certificate_skills (certificate_id, skill_id)
      SELECT id, unnest(skill_ids) FROM certificate JOIN known USING (id)
    ), industrial AS (
      INSERT INTO certificate_industries (certificate_id, industry_id)
      SELECT id, unnest(industry_ids) FROM certificate JOIN known USING (id)
    )
    SELECT place::int FROM known`,
}

/** Adds certificates. Returns for each whether its wallets, skills and industries (each named once) are known. */
export async function insertCertificates(sql: Sql, certificates: CertificateRow[]): Promise<boolean[]> {
  const given = certificates.map(({ salt, sealedChecksum, issuerSignature, signatureChainId, ...row }) => ({
    ...row,
    sealedChecksum: sealedChecksum && byteaOf(sealedChecksum),
    salt: salt && byteaOf(salt),
    issuerSignature: issuerSignature && byteaOf(issuerSignature),
    signatureChainId: signatureChainId?.toString(),
  }))
  const rows = await sql.$queryRaw<{ place: number }[]>(prepared(insertion, [JSON.stringify(given)]))
  const added = new Array<boolean>(certificates.length).fill(false)
  for (const { place } of rows) added[place - 1] = true
  return added
}

/** Encodes bytes as PostgreSQL's text form of bytea. */
function byteaOf(bytes: Uint8Array): string {
  return `\\x${Buffer.from(bytes).toString('hex')}`
}

/**
 * Adds missing skills and industries. Known names use up no ids, which ON CONFLICT would take. All writers use the same
 * order to prevent deadlocks.
 */
export async function insertTopics(sql: Sql, { skills, industries }: CertificateRow): Promise<void> {
  for (const [name, names] of [
    ['industries', industries],
    ['skills', skills],
  ] as const) {
    if (names.length === 0) continue
    const table = Prisma.raw(name)
    await sql.$executeRaw`
      INSERT INTO ${table} (name)
      SELECT name FROM unnest(${names.toSorted()}::text[]) AS given (name)
      WHERE NOT EXISTS (SELECT FROM ${table} known WHERE known.name = given.name)
      ON CONFLICT DO NOTHING`
  }
}

/** Updates the stored topics of certificates whose skills or industries changed. Returns how many. */
export async function refreshTopics(sql: Sql): Promise<number> {
  let refreshed = 0
  let after: string | null = '00000000-0000-0000-0000-000000000000'
  while (after) {
    const rows: { last: string | null; count: number }[] = await sql.$queryRaw`
      WITH batch AS MATERIALIZED (
        SELECT id FROM certificates WHERE id > ${after}::uuid ORDER BY id LIMIT 5000
      ), written AS (
        UPDATE certificates certificate
        SET topics = ${Prisma.raw(lookedUpTopicsSql)}, topics_revision = (SELECT revision FROM catalogue)
        FROM batch
        WHERE certificate.id = batch.id
          AND certificate.topics_revision IS DISTINCT FROM (SELECT revision FROM catalogue)
        RETURNING 1
      )
      SELECT (SELECT id FROM batch ORDER BY id DESC LIMIT 1) AS last, (SELECT count(*)::int FROM written) AS count`
    refreshed += rows[0]?.count ?? 0
    after = rows[0]?.last ?? null
  }
  return refreshed
}
