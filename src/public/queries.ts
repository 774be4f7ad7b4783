import { parseTyped } from '../database/parseTyped.ts'
import type {
  Anchor,
  AnchoredCertificate,
  CourseCertificate,
  Site,
  Wallet,
  WalletCertificate,
} from '../database/prisma/client.ts'
import { prepared, type Sql } from '../database/sql.ts'
import type { IdentityRow } from '../issuers/identity.ts'
import { identityJson } from '../issuers/queries.ts'
import type { TombstoneRow } from './tombstone.ts'

// Reads everything about a public id in one statement: reading it table by table takes ten times as long. The columns
// are named as in prisma/schema.prisma; a test compares the result with Prisma's.

type Named<Kind extends string> = Record<Kind, { name: string }>[]

/** Public id of the replacement that a reader may see; null without one. Read for revoked certificates only. */
type Replaced = { replacedBy: string | null }

/** Certificate of the wallet API, as `walletJson` builds it. */
export type WalletCertificateRow = Omit<
  WalletCertificate,
  | 'holderId'
  | 'issuerId'
  | 'documentStatus'
  | 'listGroup'
  | 'topics'
  | 'topicsRevision'
  | 'courseCertificateId'
  | 'anchored'
> & {
  holder: Pick<Wallet, 'address' | 'name'> | null
  /** Its identity does not count if a site published the certificate: then the site is the issuer. */
  issuer: Pick<Wallet, 'address'> & { identity: IdentityRow | null }
  industries: Named<'industry'>
  skills: Named<'skill'>
  courseCertificate:
    | (Pick<
        CourseCertificate,
        'publicId' | 'revision' | 'imageUrl' | 'userName' | 'achievedAt' | 'timeZone' | 'description'
      > &
        Replaced & { siteId: number; linkedIn: string | null; identity: IdentityRow | null })
    | null
  attestedBy: string[]
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
  | ('number' | 'language' | 'templateHash' | 'expiryAnnounced' | 'replacesId' | 'publishedAt')
  | ('criteria' | 'achievementType' | 'notify')
> &
  Replaced & {
    course: {
      link: string | null
      /** `linkedIn`: number of its page there. `publicKey`: of its current key; null if there is none yet. */
      site: Pick<Site, 'name' | 'link'> & {
        linkedIn: string | null
        identity: IdentityRow | null
        publicKey: Uint8Array | null
      }
    }
    published: WalletCertificateRow | null
  }

export type PublicRows = {
  issued: CourseCertificateRow | null
  created: WalletCertificateRow | null
  tombstone: TombstoneRow | null
}

function named(kind: 'skill' | 'industry', table: string): string {
  return `(
    SELECT coalesce(json_agg(json_build_object('${kind}', json_build_object('name', ${kind}.name)) ORDER BY ${kind}.id), '[]')
    FROM certificate_${table} named
    JOIN ${table} ${kind} ON ${kind}.id = named.${kind}_id
    WHERE named.certificate_id = certificate.id
  )`
}

/** A wallet leads to wallet certificates only: a course certificate may show what its wallet certificate hides. */
const replacementInWallet = `CASE WHEN certificate.revoked_at IS NOT NULL THEN (
  SELECT published.id
  FROM course_certificates successor
  JOIN certificates published ON published.course_certificate_id = successor.id
  WHERE successor.replaces_id = origin.id
) END`

/**
 * The page of a private course certificate shows what its encrypted document hides, so only the page of another one that
 * no wallet leads to may name it. Private: published encrypted, or to be, or published and deleted (then it is unknown).
 */
const replacementOfCourse = `CASE WHEN issued.revoked_at IS NOT NULL THEN (
  SELECT CASE
    WHEN EXISTS (SELECT FROM certificates own WHERE own.course_certificate_id = issued.id AND own.encrypted)
      OR NOT coalesce(published.encrypted, successor.published_at IS NOT NULL OR course.publishing = 'encrypted')
    THEN successor.public_id
    ELSE published.id
  END
  FROM course_certificates successor
  JOIN courses course ON course.id = successor.course_id
  LEFT JOIN certificates published ON published.course_certificate_id = successor.id
  WHERE successor.replaces_id = issued.id
) END`

// Each column follows its name, so that a search for the name finds it.
const walletFields = `
  'id', certificate.id, 'grantedTo', certificate.granted_to, 'institutionTitle', certificate.institution_title,
  'institutionLink', certificate.institution_link, 'programTitle', certificate.program_title,
  'certificateTitle', certificate.certificate_title, 'courseLink', certificate.course_link, 'score', certificate.score,
  'duration', certificate.duration, 'expirationDate', certificate.expiration_date, 'holderName', certificate.holder_name,
  'ipfsHash', certificate.ipfs_hash,
  'checksumHash', certificate.checksum_hash, 'sealedChecksum', certificate.sealed_checksum, 'digest', certificate.digest, 'createdAt', certificate.created_at,
  'encrypted', certificate.encrypted, 'issuedAt', certificate.issued_at, 'salt', certificate.salt,
  'proofVersion', certificate.proof_version, 'issuerSignature', certificate.issuer_signature,
  'signedByContract', certificate.signed_by_contract, 'signatureChainId', certificate.signature_chain_id,
  'revocationChainId', certificate.revocation_chain_id, 'revokedAt', certificate.revoked_at,
  'revocationReason', certificate.revocation_reason, 'revocationSignature', certificate.revocation_signature,
  'holder', (SELECT json_build_object('address', address, 'name', name) FROM wallets WHERE id = certificate.holder_id),
  'issuer', (
    SELECT json_build_object('address', wallet.address, 'identity', ${identityJson})
    FROM wallets wallet
    LEFT JOIN issuers issuer ON issuer.wallet_id = wallet.id
    WHERE wallet.id = certificate.issuer_id
  ),
  'industries', ${named('industry', 'industries')},
  'skills', ${named('skill', 'skills')},
  'courseCertificate', (
    SELECT json_build_object(
      'publicId', origin.public_id, 'revision', origin.revision, 'userName', origin.user_name, 'achievedAt', origin.achieved_at, 'timeZone', origin.time_zone,
      'description', origin.description, 'imageUrl', origin.image_url, 'replacedBy', ${replacementInWallet},
      'siteId', origin.site_id, 'linkedIn', site.social_ids ->> 'linkedin', 'identity', ${identityJson}
    )
    FROM course_certificates origin
    JOIN sites site ON site.id = origin.site_id
    LEFT JOIN issuers issuer ON issuer.site_id = origin.site_id
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
  )`

/** Domains that confirm a wallet now which attested the certificate (BDN's verification, on a chain). */
const attestedBy = `(
  SELECT coalesce(json_agg(DISTINCT confirmation.source), '[]')
  FROM verifications attestation
  JOIN issuers verifier ON verifier.wallet_id = attestation.verifier_id
  JOIN confirmations confirmation ON confirmation.issuer_id = verifier.id
  WHERE attestation.certificate_id = certificate.id AND attestation.state = 'verified'
    AND verifier.blocked_at IS NULL AND verifier.compromised_at IS NULL
    AND confirmation.way <> 'registry' AND confirmation.ended_at IS NULL
    AND confirmation.last_seen_at > $2::timestamptz - interval '7 days'
)`

/** `attestedBy`: SQL of the domains that attested the certificate. */
const courseJson = (attestedBy: string) => `json_build_object(
  'id', issued.id, 'siteId', issued.site_id, 'courseId', issued.course_id, 'userId', issued.user_id, 'name', issued.name,
  'description', issued.description, 'courseName', issued.course_name, 'userName', issued.user_name,
  'institutionName', issued.institution_name, 'publicId', issued.public_id, 'revision', issued.revision,
  'imageUrl', issued.image_url,
  'achievedAt', issued.achieved_at, 'expiresAt', issued.expires_at, 'timeZone', issued.time_zone, 'issuedAt', issued.issued_at,
  'revokedAt', issued.revoked_at, 'revocationReason', issued.revocation_reason, 'digest', issued.digest,
  'replacedBy', ${replacementOfCourse},
  'course', (
    SELECT json_build_object(
      'link', course.link, 'site', json_build_object('name', site.name, 'link', site.link,
      'linkedIn', site.social_ids ->> 'linkedin', 'identity', ${identityJson},
      'publicKey', (SELECT public_key FROM site_keys WHERE site_id = site.id AND retired_at IS NULL))
    )
    FROM courses course
    JOIN sites site ON site.id = course.site_id
    LEFT JOIN issuers issuer ON issuer.site_id = site.id
    WHERE course.id = issued.course_id
  ),
  'published', (
    SELECT json_build_object(${walletFields}, 'attestedBy', ${attestedBy}) FROM certificates certificate
    WHERE certificate.course_certificate_id = issued.id
  )
)`

const tombstoneJson = `json_build_object(
  'kind', tombstone.kind, 'deletedAt', tombstone.deleted_at, 'revokedAt', tombstone.revoked_at,
  'revocationReason', tombstone.revocation_reason, 'revocationSignature', tombstone.revocation_signature,
  'revocationChainId', tombstone.revocation_chain_id,
  'issuer', (SELECT json_build_object('address', address) FROM wallets WHERE id = tombstone.issuer_id)
)`

// The subquery hides the number of ids from PostgreSQL, so it plans the statement once.
const byPublicIds = (name: string, attestedBy: string) => ({
  ...{ name, isLoggable: true },
  text: `
    SELECT (SELECT ${courseJson(attestedBy)} FROM course_certificates issued WHERE issued.public_id = asked.id)::text AS issued,
           (SELECT json_build_object(${walletFields}, 'attestedBy', ${attestedBy})
            FROM certificates certificate WHERE certificate.id = asked.id)::text AS created,
           (SELECT ${tombstoneJson} FROM tombstones tombstone WHERE certificate_id = asked.id)::text AS tombstone
    FROM unnest((SELECT $1::uuid[])) WITH ORDINALITY AS asked (id, place)
    ORDER BY asked.place`,
})

const statements = {
  attested: byPublicIds('public-certificates-attested', attestedBy),
  // Each part of a statement costs time, also where it finds nothing.
  plain: byPublicIds('public-certificates', `'[]'::json`),
}

/**
 * Returns the rows for each of these public ids, in the same order. Reads who attested the certificates only if
 * `hasAttestations`. `at` is the time of the page.
 */
export async function findPublicRows(
  sql: Sql,
  publicIds: string[],
  { hasAttestations, at }: { hasAttestations: boolean; at: Date },
): Promise<PublicRows[]> {
  type Row = { [Kind in keyof PublicRows]: string | null }
  const rows = await sql.$queryRaw<Row[]>(
    hasAttestations ? prepared(statements.attested, [publicIds, at]) : prepared(statements.plain, [publicIds]),
  )
  return rows.map(({ issued, created, tombstone }) => ({
    issued: issued === null ? null : parseTyped(issued),
    created: created === null ? null : parseTyped(created),
    tombstone: tombstone === null ? null : parseTyped(tombstone),
  }))
}

/** Returns those of the given public ids that belong to a certificate of either API. */
export async function findPublicIds(sql: Sql, ids: string[]): Promise<string[]> {
  const rows = await sql.$queryRaw<{ id: string }[]>`
    SELECT public_id AS id FROM course_certificates WHERE public_id = ANY (${ids}::uuid[])
    UNION ALL
    SELECT id FROM certificates WHERE id = ANY (${ids}::uuid[])`
  return rows.map(({ id }) => id)
}
