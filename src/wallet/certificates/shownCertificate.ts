import { z } from 'zod'
import {
  booleanOf,
  concatSql,
  fieldsSql,
  isoTimeOf,
  jsonSql,
  numberOf,
  openObjectSql,
  plainOf,
  textOf,
} from '../../core/jsonSql.ts'
import { shownAttestation, shownAttestationsSql } from '../attestations/shownAttestation.ts'
import { address, SIGNATURE } from '../schemas.ts'
import { typeNumberOf } from '../walletTypes.ts'
import { lookedUpTopicsSql, topics } from './topics.ts'

// Decides what a reader sees: only the holder sees the checksum. `asked` has the reader (a wallet id, or null) and the
// current time.

const beforeTopics = {
  id: z
    .uuid()
    .meta({ description: 'Certificate id', examples: ['e0e433e9-477e-43a3-8e23-dfe2686202be'] })
    .register(jsonSql, plainOf('certificate.id')),
  holder: z
    .uuid()
    .nullable()
    .meta({ description: 'User id of the holder', examples: ['0198c6f0-3c58-7b7e-a1de-0c5a1b6f2d11'] })
    .register(jsonSql, plainOf('certificate.holder_id')),
  holder_names: z
    .string()
    .meta({ description: 'Name of the holder, where it is known', examples: [''] })
    .register(jsonSql, textOf(`coalesce(holder.name, '')`)),
  holder_eth_address: address
    .nullable()
    .meta({
      description: 'Wallet address of the holder, lower case with 0x',
      examples: ['0xd2be64317eb1832309df8c8c18b09871809f3735'],
    })
    .register(jsonSql, plainOf('holder.address')),
  user_eth_address: address
    .meta({
      description: 'Wallet address of the issuer, lower case with 0x',
      examples: ['0xd2be64317eb1832309df8c8c18b09871809f3735'],
    })
    .register(jsonSql, plainOf('issuer.address')),
  granted_to_type: z
    .int()
    .min(1)
    .max(3)
    .meta({ description: 'What the holder is: 1 learner, 2 academy, 3 business', examples: [1] })
    .register(jsonSql, typeNumberOf('certificate.granted_to')),
  institution_title: z
    .string()
    .meta({ description: 'Name of the institution', examples: ['Open Source University'] })
    .register(jsonSql, textOf('certificate.institution_title')),
  institution_link: z
    .string()
    .meta({ description: 'Web page of the institution', examples: ['http://example.com'] })
    .register(jsonSql, textOf('certificate.institution_link')),
  program_title: z
    .string()
    .nullable()
    .meta({ description: 'Name of the program', examples: ['Computer science'] })
    .register(jsonSql, textOf('certificate.program_title')),
  certificate_title: z
    .string()
    .meta({ description: 'Name of the certificate', examples: ['Introduction to Python'] })
    .register(jsonSql, textOf('certificate.certificate_title')),
  course_link: z
    .string()
    .nullable()
    .meta({ description: 'Web page of the course', examples: ['http://example.com/python'] })
    .register(jsonSql, textOf('certificate.course_link')),
}

const afterTopics = {
  score: z
    .number()
    .nullable()
    .meta({ description: 'Score', examples: [92.5] })
    .register(jsonSql, numberOf('(certificate.score + 0)')),
  duration: z
    .int()
    .nullable()
    .meta({ description: 'Duration of the course in hours', examples: [40] })
    .register(jsonSql, numberOf('certificate.duration')),
  expiration_date: z.iso
    .datetime()
    .nullable()
    .meta({ description: 'When it expires', examples: ['2030-01-01T00:00:00.000Z'] })
    .register(jsonSql, isoTimeOf('certificate.expiration_date')),
  verifications: z
    .array(z.array(shownAttestation))
    .meta({ description: 'Verifications that are on the chain, one inner list a verifier' })
    .register(jsonSql, { sql: [`'['`, shownAttestationsSql, `']'`] }),
  ipfs_hash: z
    .string()
    .meta({
      description: 'Content identifier (CID) of the document on IPFS',
      examples: ['Qme1WcHcEZU5uct9Wgfdn7S3mKbjSkvwdDTTfSUDjHTqjL'],
    })
    .register(jsonSql, textOf('certificate.ipfs_hash')),
  is_expired: z
    .boolean()
    .nullable()
    .meta({ description: 'Whether it has expired; null where it never does', examples: [false] })
    .register(jsonSql, booleanOf('certificate.expiration_date <= asked.now')),
  checksum: z
    .string()
    .nullable()
    .optional()
    .meta({
      description: 'SHA-256 of the document before encryption; shown to the holder only',
      examples: ['a948904f2f0f479b8f8197694b30184b0d2ed1c1cd2a1ec0fb85d299a192a447'],
    })
    .register(jsonSql, {
      sql: [
        `CASE WHEN certificate.holder_id = asked.reader THEN coalesce(to_json(certificate.checksum_hash), 'null') END`,
      ],
    }),
  issuer_signature: z
    .string()
    .nullable()
    .meta({ description: 'The issuer’s signature of all of it, where it signed it', examples: [SIGNATURE] })
    .register(jsonSql, plainOf(`'0x' || encode(certificate.issuer_signature, 'hex')`)),
  revoked_at: z.iso
    .datetime()
    .nullable()
    .meta({ description: 'When it was revoked', examples: [null] })
    .register(jsonSql, isoTimeOf('certificate.revoked_at')),
  revocation_reason: z
    .string()
    .nullable()
    .meta({ description: 'Why it was revoked', examples: [null] })
    .register(jsonSql, textOf(withoutEmail('certificate.revocation_reason'))),
}

export const shownCertificate = z
  .object({ ...beforeTopics, ...topics, ...afterTopics })
  .meta({ id: 'WalletCertificate', description: 'A certificate' })

/** SQL of `certificate` as JSON, with `issuer` and `holder`, for `asked`. Stored topics last one catalogue revision. */
export const shownCertificateSql = concatSql([
  ...openObjectSql(beforeTopics),
  `','`,
  `CASE
    WHEN certificate.topics_revision = (SELECT revision FROM catalogue) THEN certificate.topics
    ELSE ${lookedUpTopicsSql}
  END`,
  ...fieldsSql(afterTopics),
  `'}'`,
])

/** Removes email addresses, as `withoutEmail` of @chancery/verify does. */
function withoutEmail(text: string): string {
  const separators = `\\s<>()[\\],;:"''/`
  return `regexp_replace(${text}, '(?<=^|[${separators}])[^@${separators}]+(?=@[^\\s@]+\\.[^\\s@])', '…', 'g')`
}
