import { z } from 'zod'
import { closed } from '../../core/closed.ts'
import { exactName, exactRequiredText, exactTitle, exactWebUrl, writtenAddress } from '../../core/fields.ts'
import { doc } from '../../http/schemas.ts'
import { allOrNone, isBlank, optional, profile, readNumber, SIGNATURE, signature } from '../schemas.ts'
import { typedDataSchema } from '../typedDataSchema.ts'
import { documentHash } from './documentHash.ts'
import { verificationUrl } from './shownCertificate.ts'

/** Accepts one text or a list of names. Drops blank names. */
const readNames = (value: unknown) =>
  (Array.isArray(value) ? value : [value]).filter((name) => !(typeof name === 'string' && isBlank(name)))

function names(topics: string, example: string) {
  return optional(z.array(exactRequiredText(130)).max(100, 'At most 100 entries.'), readNames).meta(
    doc(`Names of the ${topics}`, [example]),
  )
}

/** Below the maximum double: Prisma rounds that up to a number PostgreSQL rejects. */
const MAX_SCORE = 1e308
const outOfRange = `Must be between -${MAX_SCORE} and ${MAX_SCORE}.`

const MIN_TIME = Date.UTC(1970, 0, 1)
const MAX_TIME = Date.UTC(10_000, 0, 1)

/** `2030-01-01` (midnight UTC) or an ISO date-time, UTC without an offset. */
const dateTime = z
  .union([z.iso.date(), z.iso.datetime({ offset: true, local: true })], {
    error: 'Must be a date such as 2030-01-01, or an ISO date-time.',
  })
  .refine((value) => readDate(value).getTime() >= MIN_TIME, 'Must not be before 1970.')
  .refine((value) => readDate(value).getTime() < MAX_TIME, 'Must not be after 9999.')

/** Parses a value that `dateTime` accepts. */
export function readDate(value: string): Date {
  const zoned = /(Z|[+-]\d\d:\d\d)$/.test(value) || !value.includes('T')
  return new Date(zoned ? value : `${value}Z`)
}

const content = z.object({
  holder_eth_address: writtenAddress.meta(
    doc('Wallet address of the holder', '0xD2BE64317Eb1832309DF8c8C18B09871809f3735'),
  ),
  holder_name: optional(exactName(130)).meta(
    doc('Name of the holder. The public page shows it, and the signature covers it.', 'Ada Lovelace'),
  ),
  granted_to_type: optional(z.int().min(1).max(3), readNumber).meta(
    doc('Type of the holder: 1 learner (default), 2 academy, 3 business', 1),
  ),
  institution_title: exactTitle(130).meta(doc('Name of the institution', 'Open Source University')),
  institution_link: exactWebUrl(200).meta(doc('Web page of the institution', 'http://example.com')),
  program_title: optional(exactTitle(130)).meta(doc('Name of the program', 'Computer science')),
  certificate_title: exactTitle(130).meta(doc('Name of the certificate', 'Introduction to Python')),
  course_link: optional(exactWebUrl(200)).meta(doc('Web page of the course', 'http://example.com/python')),
  industries: names('industries', 'E-Learning'),
  skills: names('skills', 'Python'),
  score: optional(
    z.number('Must be a number.').min(-MAX_SCORE, outOfRange).max(MAX_SCORE, outOfRange),
    readNumber,
  ).meta(doc('Score', 92.5)),
  duration: optional(z.int('Must be a whole number.').min(0).max(32_767), readNumber).meta(
    doc('Duration of the course in hours', 40),
  ),
  expiration_date: optional(dateTime).meta(
    doc('Time of expiry: a date (midnight UTC) or an ISO date-time', '2030-01-01'),
  ),
  ipfs_hash: documentHash.meta(
    doc(
      'Content identifier (CID) of the document on IPFS. Also `ipfs://` and the CID, or its address at a gateway: the ' +
        'certificate has only the CID.',
      'Qme1WcHcEZU5uct9Wgfdn7S3mKbjSkvwdDTTfSUDjHTqjL',
    ),
  ),
  checksum_hash: optional(z.string().regex(/^[0-9a-fA-F]{64}$/, 'Enter a SHA-256: 64 hexadecimal digits.')).meta(
    doc(
      'SHA-256 of the document before encryption, as hex',
      'a948904f2f0f479b8f8197694b30184b0d2ed1c1cd2a1ec0fb85d299a192a447',
    ),
  ),
  active_profile: optional(profile).meta(
    doc(
      'Role of the issuer. Academy and Business also open an attestation by the issuer, if another wallet is the ' +
        'holder. Learner (default) opens none. (In BDN this is a setting of the issuer.)',
      'Academy',
    ),
  ),
})

/** Fields that BDN's clients send, also with whole certificates, and that do not belong to a new certificate. */
const ignored = [
  ...['academy_title', 'academy_address', 'academy_link', 'course_title', 'subject', 'learner_eth_address'],
  ...['verified', 'verifications', 'is_expired', 'holder', 'holder_names', 'user_eth_address'],
  ...['revoked_at', 'revocation_reason', 'verification_url', 'certificate_pk', 'status', 'typed_data'],
]

export const certificateToSign = closed(content, {
  ignored: [...ignored, 'id', 'issued_at', 'salt', 'issuer_signature'],
}).meta({ id: 'WalletCertificateToSign', description: 'Content of a certificate to sign' })

const ID = '01a20007-b865-77c5-87d6-e73d12494d08'
const SALT = `0x${'c4'.repeat(32)}`
const ISSUED_AT = '2026-11-28T12:00:00.000Z'

export const newCertificate = closed(
  content.extend({
    id: optional(
      z.string().regex(/^[0-9a-f]{8}-[0-9a-f]{4}-[47][0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/i, {
        error: 'Must be a UUID of version 4 or 7.',
      }),
    ).meta(doc('Signed ID, from `typed_data/`. Only with `issuer_signature`.', ID)),
    issued_at: optional(z.iso.datetime({ offset: true, error: 'Must be an ISO date-time.' })).meta(
      doc('Signed time of issue, within the last 24 hours. Only with `issuer_signature`.', ISSUED_AT),
    ),
    salt: optional(z.string().regex(/^(0x)?[0-9a-f]{64}$/i, 'Must be 32 bytes: 64 hexadecimal digits.')).meta(
      doc('Seed of the signed facts’ salts. Only with `issuer_signature`.', SALT),
    ),
    issuer_signature: optional(signature).meta(
      doc('The issuer’s signature of the typed data (`typed_data/`), as hex, with or without 0x', SIGNATURE),
    ),
  }),
  { ignored },
)
  .superRefine(allOrNone(['id', 'issued_at', 'salt', 'issuer_signature']))
  .meta({
    id: 'NewWalletCertificate',
    description: 'A new certificate',
    // Without the signature, which no example can have.
    examples: [
      {
        holder_eth_address: '0xD2BE64317Eb1832309DF8c8C18B09871809f3735',
        holder_name: 'Ada Lovelace',
        institution_title: 'Open Source University',
        institution_link: 'http://example.com',
        certificate_title: 'Introduction to Python',
        skills: ['Python'],
        ipfs_hash: 'Qme1WcHcEZU5uct9Wgfdn7S3mKbjSkvwdDTTfSUDjHTqjL',
      },
    ],
  })

const typedData = typedDataSchema(
  'Certificate',
  z
    .object({
      id: z.uuid().meta(doc('Certificate ID', ID)),
      issuer: z.string().meta(doc('Wallet address of the issuer', '0xd2be64317eb1832309df8c8c18b09871809f3735')),
      holder: z.string().meta(doc('Wallet address of the holder', '0x19e7e376e7c213b7e7e7e46cc70a5dd086daff2a')),
      issuedAt: z.int().meta(doc('Time of issue, in Unix seconds', 1795867200)),
      expiresAt: z.int().meta(doc('Time of expiry, in Unix seconds; 0 if it never expires', 0)),
      document: z.string().meta(doc('CID of the document', 'Qme1WcHcEZU5uct9Wgfdn7S3mKbjSkvwdDTTfSUDjHTqjL')),
      facts: z
        .array(
          z.object({
            name: z.string().meta(doc('Name of the fact', 'certificate_title')),
            value: z.string().meta(doc('Value of the fact', 'Introduction to Python')),
            salt: z.string().meta(doc('Salt, so that the hash does not reveal the value', SALT)),
          }),
        )
        .meta({ description: 'Certified facts' }),
    })
    .meta({ description: 'The certificate' }),
)

export const toSign = z
  .object({
    id: z.uuid().meta(doc('ID of the new certificate', ID)),
    issued_at: z.iso.datetime().meta(doc('Time of issue', ISSUED_AT)),
    salt: z.string().meta(doc('Seed of the facts’ salts', SALT)),
    typed_data: typedData,
  })
  .meta({ id: 'ToSign', description: 'Typed data for the issuer to sign, and fields to send with the signature' })

export const created = z
  .object({
    status: z.literal('ok').meta(doc('Always `ok`', 'ok')),
    certificate_pk: z.uuid().meta(doc('Certificate ID', 'e0e433e9-477e-43a3-8e23-dfe2686202be')),
    verification_url: verificationUrl,
  })
  .meta({ id: 'Created', description: 'The certificate was created' })
