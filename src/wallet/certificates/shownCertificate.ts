import { z } from 'zod'
import {
  booleanOf,
  concatSql,
  fieldsSql,
  isoTimeOf,
  numberOf,
  openObjectSql,
  plainOf,
  textOf,
} from '../../core/jsonSql.ts'
import { doc } from '../../http/schemas.ts'
import { shownAttestation, shownAttestationsSql } from '../attestations/shownAttestation.ts'
import { address, SIGNATURE } from '../schemas.ts'
import { typeNumberOf } from '../walletTypes.ts'
import { checksumSql, ownSql } from './reveal.ts'
import { lookedUpTopicsSql, topics } from './topics.ts'

// Decides what a reader sees: only the holder sees the checksum. `asked` has the reader (a wallet id, or null) and the
// current time, and `public_url`, which is escaped for JSON. `reveal` completes the JSON.

const ID = 'e0e433e9-477e-43a3-8e23-dfe2686202be'

export const verificationUrl = z
  .string()
  .meta(doc('URL of the public page, which verifies the certificate', `https://certificates.example.com/verify/${ID}`))

const beforeTopics = {
  id: z.uuid().meta(doc('Certificate ID', ID)),
  holder: z.uuid().nullable().meta(doc('User ID of the holder', '0198c6f0-3c58-7b7e-a1de-0c5a1b6f2d11')),
  holder_names: z
    .string()
    .meta(
      doc('Name of the holder: as the issuer states it, else the name of the wallet; empty if unknown', 'Ada Lovelace'),
    ),
  holder_eth_address: address
    .nullable()
    .meta(doc('Wallet address of the holder, lower case with 0x', '0xd2be64317eb1832309df8c8c18b09871809f3735')),
  user_eth_address: address.meta(
    doc('Wallet address of the issuer, lower case with 0x', '0xd2be64317eb1832309df8c8c18b09871809f3735'),
  ),
  granted_to_type: z.int().min(1).max(3).meta(doc('Type of the holder: 1 learner, 2 academy, 3 business', 1)),
  institution_title: z.string().meta(doc('Name of the institution', 'Open Source University')),
  institution_link: z.string().meta(doc('Web page of the institution', 'http://example.com')),
  program_title: z.string().nullable().meta(doc('Name of the program', 'Computer science')),
  certificate_title: z.string().meta(doc('Name of the certificate', 'Introduction to Python')),
  course_link: z.string().nullable().meta(doc('Web page of the course', 'http://example.com/python')),
}

const afterTopics = {
  score: z.number().nullable().meta(doc('Score', 92.5)),
  duration: z.int().nullable().meta(doc('Duration of the course in hours', 40)),
  expiration_date: z.iso.datetime().nullable().meta(doc('Time of expiry', '2030-01-01T00:00:00.000Z')),
  verifications: z
    .array(z.array(shownAttestation))
    .meta({ description: 'Attestations on the chain: one inner list for each verifier' }),
  ipfs_hash: z
    .string()
    .meta(doc('Content identifier (CID) of the document on IPFS', 'Qme1WcHcEZU5uct9Wgfdn7S3mKbjSkvwdDTTfSUDjHTqjL')),
  is_expired: z.boolean().nullable().meta(doc('Whether it has expired; null if it never expires', false)),
  checksum: z
    .string()
    .nullable()
    .optional()
    .meta(
      doc(
        'SHA-256 of the document before encryption; only the holder sees it',
        'a948904f2f0f479b8f8197694b30184b0d2ed1c1cd2a1ec0fb85d299a192a447',
      ),
    ),
  hidden: z
    .boolean()
    .optional()
    .meta(doc('Whether the holder hides it from its list; only the holder sees this', false)),
  issuer_signature: z
    .string()
    .nullable()
    .meta(doc('The issuer’s signature of the certificate; null if it has not signed', SIGNATURE)),
  revoked_at: z.iso.datetime().nullable().meta(doc('Time of revocation', null)),
  revocation_reason: z.string().nullable().meta(doc('Reason for the revocation', null)),
  verification_url: verificationUrl,
}

export const shownCertificate = z
  .object({ ...beforeTopics, ...topics, ...afterTopics })
  .meta({ id: 'WalletCertificate', description: 'A certificate' })

/** SQL of `certificate` as JSON, with `issuer` and `holder`, for `asked`. Stored topics last one catalogue revision. */
export const shownCertificateSql = concatSql([
  ownSql,
  ...openObjectSql(beforeTopics, {
    id: plainOf('certificate.id'),
    holder: plainOf('certificate.holder_id'),
    holder_names: textOf(`coalesce(certificate.holder_name, holder.name, '')`),
    holder_eth_address: plainOf('holder.address'),
    user_eth_address: plainOf('issuer.address'),
    granted_to_type: typeNumberOf('certificate.granted_to'),
    institution_title: textOf('certificate.institution_title'),
    institution_link: textOf('certificate.institution_link'),
    program_title: textOf('certificate.program_title'),
    certificate_title: textOf('certificate.certificate_title'),
    course_link: textOf('certificate.course_link'),
  }),
  `','`,
  `CASE
    WHEN certificate.topics_revision = (SELECT revision FROM catalogue) THEN certificate.topics
    ELSE ${lookedUpTopicsSql}
  END`,
  ...fieldsSql(afterTopics, {
    score: numberOf('(certificate.score + 0)'),
    duration: numberOf('certificate.duration'),
    expiration_date: isoTimeOf('certificate.expiration_date'),
    verifications: [`'['`, shownAttestationsSql, `']'`],
    ipfs_hash: textOf('certificate.ipfs_hash'),
    is_expired: booleanOf('certificate.expiration_date <= asked.now'),
    checksum: [checksumSql],
    hidden: [
      `CASE WHEN certificate.holder_id = asked.reader THEN to_json(certificate.list_group = 'hidden')::text END`,
    ],
    issuer_signature: plainOf(`'0x' || encode(certificate.issuer_signature, 'hex')`),
    revoked_at: isoTimeOf('certificate.revoked_at'),
    revocation_reason: textOf('certificate.revocation_reason'),
    verification_url: [`'"'`, 'asked.public_url', `'/verify/'`, 'certificate.id', `'"'`],
  }),
  `'}'`,
  ownSql,
])
