import type {
  Anchor,
  AnchoredCertificate,
  CourseCertificate,
  Wallet,
  WalletCertificate,
} from '../database/prisma/client.ts'
import { prepared, type Sql } from '../database/sql.ts'

// Reads everything about a public id in one statement: reading it table by table takes ten times as long. The columns
// are named as in prisma/schema.prisma; a test compares the result with Prisma's.

type Named<Kind extends string> = Record<Kind, { name: string }>[]

type Replaced = { replacedBy: Pick<CourseCertificate, 'publicId'> | null }

/** Certificate of the wallet API, as `walletJson` builds it. */
export type WalletCertificateRow = Omit<
  WalletCertificate,
  'holderId' | 'issuerId' | 'documentStatus' | 'topics' | 'topicsRevision' | 'courseCertificateId' | 'anchored'
> & {
  holder: Pick<Wallet, 'address' | 'name'> | null
  issuer: Pick<Wallet, 'address'>
  industries: Named<'industry'>
  skills: Named<'skill'>
  courseCertificate:
    | (Pick<CourseCertificate, 'publicId' | 'revision' | 'userName' | 'achievedAt' | 'description'> & Replaced)
    | null
  inAnchor:
    | (Pick<AnchoredCertificate, 'proof'> & {
        anchor: Pick<
          Anchor,
          'root' | 'chainId' | 'contract' | 'state' | 'blockNumber' | 'blockTime' | 'transactionHash'
        >
      })
    | null
}

/** Certificate of the LMS API, as `courseJson` builds it. */
export type CourseCertificateRow = Omit<
  CourseCertificate,
  'number' | 'language' | 'templateHash' | 'imageUrl' | 'expiryAnnounced' | 'replacesId' | 'publishedAt'
> &
  Replaced & {
    course: { link: string | null; site: { name: string; link: string | null } }
    published: WalletCertificateRow | null
  }

export type PublicRows = {
  issued: CourseCertificateRow | null
  created: WalletCertificateRow | null
  deletedAt: Date | null
}

function named(kind: 'skill' | 'industry', table: string): string {
  return `(
    SELECT coalesce(json_agg(json_build_object('${kind}', json_build_object('name', ${kind}.name)) ORDER BY ${kind}.id), '[]')
    FROM certificate_${table} named
    JOIN ${table} ${kind} ON ${kind}.id = named.${kind}_id
    WHERE named.certificate_id = certificate.id
  )`
}

function replacement(certificate: string): string {
  return `(SELECT json_build_object('publicId', public_id) FROM course_certificates WHERE replaces_id = ${certificate}.id)`
}

// Each column follows its name, so that a search for the name finds it.
const walletJson = `json_build_object(
  'id', certificate.id, 'grantedTo', certificate.granted_to, 'institutionTitle', certificate.institution_title,
  'institutionLink', certificate.institution_link, 'programTitle', certificate.program_title,
  'certificateTitle', certificate.certificate_title, 'courseLink', certificate.course_link, 'score', certificate.score,
  'duration', certificate.duration, 'expirationDate', certificate.expiration_date, 'ipfsHash', certificate.ipfs_hash,
  'checksumHash', certificate.checksum_hash, 'digest', certificate.digest, 'createdAt', certificate.created_at,
  'encrypted', certificate.encrypted, 'issuedAt', certificate.issued_at, 'salt', certificate.salt,
  'proofVersion', certificate.proof_version, 'issuerSignature', certificate.issuer_signature,
  'signedByContract', certificate.signed_by_contract, 'signatureChainId', certificate.signature_chain_id,
  'revocationChainId', certificate.revocation_chain_id, 'revokedAt', certificate.revoked_at,
  'revocationReason', certificate.revocation_reason, 'revocationSignature', certificate.revocation_signature,
  'holder', (SELECT json_build_object('address', address, 'name', name) FROM wallets WHERE id = certificate.holder_id),
  'issuer', (SELECT json_build_object('address', address) FROM wallets WHERE id = certificate.issuer_id),
  'industries', ${named('industry', 'industries')},
  'skills', ${named('skill', 'skills')},
  'courseCertificate', (
    SELECT json_build_object(
      'publicId', origin.public_id, 'revision', origin.revision, 'userName', origin.user_name, 'achievedAt', origin.achieved_at,
      'description', origin.description, 'replacedBy', ${replacement('origin')}
    )
    FROM course_certificates origin
    WHERE origin.id = certificate.course_certificate_id
  ),
  'inAnchor', (
    SELECT json_build_object('proof', leaf.proof, 'anchor', json_build_object(
      'root', anchor.root, 'chainId', anchor.chain_id, 'contract', anchor.contract, 'state', anchor.state,
      'blockNumber', anchor.block_number, 'blockTime', anchor.block_time, 'transactionHash', anchor.transaction_hash
    ))
    FROM anchored_certificates leaf
    JOIN anchors anchor ON anchor.id = leaf.anchor_id
    WHERE leaf.certificate_id = certificate.id
  )
)`

const courseJson = `json_build_object(
  'id', issued.id, 'siteId', issued.site_id, 'courseId', issued.course_id, 'userId', issued.user_id, 'name', issued.name,
  'description', issued.description, 'courseName', issued.course_name, 'userName', issued.user_name,
  'institutionName', issued.institution_name, 'publicId', issued.public_id, 'revision', issued.revision,
  'achievedAt', issued.achieved_at, 'expiresAt', issued.expires_at, 'issuedAt', issued.issued_at,
  'revokedAt', issued.revoked_at, 'revocationReason', issued.revocation_reason, 'digest', issued.digest,
  'replacedBy', ${replacement('issued')},
  'course', (
    SELECT json_build_object('link', course.link, 'site', json_build_object('name', site.name, 'link', site.link))
    FROM courses course
    JOIN sites site ON site.id = course.site_id
    WHERE course.id = issued.course_id
  ),
  'published', (SELECT ${walletJson} FROM certificates certificate WHERE certificate.course_certificate_id = issued.id)
)`

// The subquery hides the number of ids from PostgreSQL, so it plans the statement once.
const byPublicIds = {
  name: 'public-certificates',
  text: `
    SELECT (SELECT ${courseJson} FROM course_certificates issued WHERE issued.public_id = asked.id)::text AS issued,
           (SELECT ${walletJson} FROM certificates certificate WHERE certificate.id = asked.id)::text AS created,
           (SELECT deleted_at FROM tombstones WHERE certificate_id = asked.id) AS "deletedAt"
    FROM unnest((SELECT $1::uuid[])) WITH ORDINALITY AS asked (id, place)
    ORDER BY asked.place`,
}

/** Returns the rows for each of these public ids, in the same order. */
export async function findPublicRows(sql: Sql, publicIds: string[]): Promise<PublicRows[]> {
  type Row = { issued: string | null; created: string | null; deletedAt: Date | null }
  const rows = await sql.$queryRaw<Row[]>(prepared(byPublicIds, [publicIds]))
  return rows.map(({ issued, created, deletedAt }) => ({
    issued: issued === null ? null : JSON.parse(issued, reviveTypes),
    created: created === null ? null : JSON.parse(created, reviveTypes),
    deletedAt,
  }))
}

const times = new Set(['createdAt', 'issuedAt', 'achievedAt', 'expiresAt', 'expirationDate', 'revokedAt', 'blockTime'])
const bytes = new Set(['salt', 'issuerSignature', 'revocationSignature', 'proof', 'root', 'transactionHash'])
const bigNumbers = new Set(['chainId', 'signatureChainId', 'revocationChainId', 'blockNumber'])

/** Restores types that JSON does not have. PostgreSQL writes bytes as `\x…`. */
function reviveTypes(name: string, value: unknown): unknown {
  if (typeof value === 'string') {
    if (times.has(name)) return new Date(value)
    return bytes.has(name) ? Buffer.from(value.slice(2), 'hex') : value
  }
  return typeof value === 'number' && bigNumbers.has(name) ? BigInt(value) : value
}

/** Returns those of the given public ids that belong to a certificate of either API. */
export async function findPublicIds(sql: Sql, ids: string[]): Promise<string[]> {
  const rows = await sql.$queryRaw<{ id: string }[]>`
    SELECT public_id AS id FROM course_certificates WHERE public_id = ANY (${ids}::uuid[])
    UNION ALL
    SELECT id FROM certificates WHERE id = ANY (${ids}::uuid[])`
  return rows.map(({ id }) => id)
}
