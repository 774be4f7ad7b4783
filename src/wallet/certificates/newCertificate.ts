import { z } from 'zod'
import { requiredText, webUrl } from '../../core/fields.ts'
import { doc } from '../../http/schemas.ts'
import { parseCid } from '../../ipfs/cid.ts'
import { allOrNone, givenAddress, isBlank, optional, profile, readNumber, SIGNATURE, signature } from '../schemas.ts'

/** Accepts one text or a list of names. Drops blank names. */
const readNames = (value: unknown) =>
  (Array.isArray(value) ? value : [value]).filter((name) => !(typeof name === 'string' && isBlank(name)))

function names(what: string, example: string) {
  return optional(z.array(requiredText(130)).max(100, 'At most 100.'), readNames).meta(
    doc(`${what}, each by its name`, [example]),
  )
}

/** Below the maximum double: Prisma rounds that up to a number PostgreSQL rejects. */
const MAX_SCORE = 1e308
const outOfRange = `Must be between -${MAX_SCORE} and ${MAX_SCORE}.`

const DAWN = Date.UTC(1970, 0, 1)
const DUSK = Date.UTC(10_000, 0, 1)

/** `2030-01-01` (midnight UTC) or an ISO date-time, UTC without an offset. */
const dateTime = z
  .union([z.iso.date(), z.iso.datetime({ offset: true, local: true })], {
    error: 'Must be a date such as 2030-01-01, or an ISO date-time.',
  })
  .refine((value) => readDate(value).getTime() >= DAWN, 'Must not be before 1970.')
  .refine((value) => readDate(value).getTime() < DUSK, 'Must not be after 9999.')

/** Parses a value that `dateTime` accepts. */
export function readDate(value: string): Date {
  const zoned = /(Z|[+-]\d\d:\d\d)$/.test(value) || !value.includes('T')
  return new Date(zoned ? value : `${value}Z`)
}

export const certificateToSign = z
  .object({
    holder_eth_address: givenAddress.meta(
      doc('Wallet address of who receives the certificate', '0xD2BE64317Eb1832309DF8c8C18B09871809f3735'),
    ),
    granted_to_type: optional(z.int().min(1).max(3), readNumber).meta(
      doc('What the holder is: 1 learner (also where it is absent), 2 academy, 3 business', 1),
    ),
    institution_title: requiredText(130).meta(doc('Name of the institution', 'Open Source University')),
    institution_link: webUrl(200).meta(doc('Web page of the institution', 'http://example.com')),
    program_title: optional(requiredText(130)).meta(doc('Name of the program', 'Computer science')),
    certificate_title: requiredText(130).meta(doc('Name of the certificate', 'Introduction to Python')),
    course_link: optional(webUrl(200)).meta(doc('Web page of the course', 'http://example.com/python')),
    industries: names('Industries', 'E-Learning'),
    skills: names('Skills', 'Python'),
    score: optional(
      z.number('Must be a number.').min(-MAX_SCORE, outOfRange).max(MAX_SCORE, outOfRange),
      readNumber,
    ).meta(doc('Score', 92.5)),
    duration: optional(z.int('Must be a whole number.').min(0).max(32_767), readNumber).meta(
      doc('Duration of the course in hours', 40),
    ),
    expiration_date: optional(dateTime).meta(
      doc('When it expires: a date (midnight UTC) or an ISO date-time', '2030-01-01'),
    ),
    ipfs_hash: z
      .string()
      // A longer text is not parsed: that takes quadratic time.
      .max(128, { error: 'At most 128 characters.', abort: true })
      .refine((value) => parseCid(value) !== null, 'Enter an IPFS content identifier (CID), version 0 or 1.')
      .meta(doc('Content identifier (CID) of the document on IPFS', 'Qme1WcHcEZU5uct9Wgfdn7S3mKbjSkvwdDTTfSUDjHTqjL')),
    checksum_hash: optional(z.string().regex(/^[0-9a-fA-F]{64}$/, 'Enter a SHA-256: 64 hexadecimal digits.')).meta(
      doc(
        'SHA-256 of the document before encryption, as hex',
        'a948904f2f0f479b8f8197694b30184b0d2ed1c1cd2a1ec0fb85d299a192a447',
      ),
    ),
    active_profile: optional(profile).meta(
      doc(
        'What the issuer is, for this certificate: as Academy or Business it opens a verification of what it issues to ' +
          'somebody else. Nothing is opened as Learner or where it is absent. (In BDN it is a setting of the issuer.)',
        'Academy',
      ),
    ),
  })
  .meta({ id: 'WalletCertificateToSign', description: 'What a certificate is to state' })

const ID = '01a20007-b865-77c5-87d6-e73d12494d08'
const SALT = `0x${'c4'.repeat(32)}`
const ISSUED_AT = '2026-11-28T12:00:00.000Z'

export const newCertificate = certificateToSign
  .extend({
    id: optional(
      z.string().regex(/^[0-9a-f]{8}-[0-9a-f]{4}-[47][0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/i, {
        error: 'Must be a UUID of version 4 or 7.',
      }),
    ).meta(doc('Of a certificate that its issuer signed: the id in what was signed', ID)),
    issued_at: optional(z.iso.datetime({ offset: true, error: 'Must be an ISO date-time.' })).meta(
      doc('Of one that its issuer signed: the time in what was signed, within the last 24 hours', ISSUED_AT),
    ),
    salt: optional(z.string().regex(/^(0x)?[0-9a-f]{64}$/i, 'Must be 32 bytes: 64 hexadecimal digits.')).meta(
      doc('Of one that its issuer signed: what the salts of its facts were made from', SALT),
    ),
    issuer_signature: optional(signature).meta(
      doc('The issuer’s signature of the typed data (`typed_data/`), as hex, with or without 0x', SIGNATURE),
    ),
  })
  .superRefine(allOrNone(['id', 'issued_at', 'salt', 'issuer_signature']))
  .meta({ id: 'NewWalletCertificate', description: 'What a certificate is created from' })

const typedField = z.object({
  name: z.string().meta(doc('Name', 'holder')),
  type: z.string().meta(doc('Type', 'address')),
})

const typedData = z.object({
  domain: z
    .object({
      name: z.string().meta(doc('Always so', 'Chancery')),
      version: z.string().meta(doc('Version of what is signed', '1')),
      chainId: z.int().meta(doc('Chain of the server', 1)),
    })
    .meta({ description: 'The domain' }),
  types: z
    .record(z.string(), z.array(typedField))
    .meta(doc('The fields of each structure', { Fact: [{ name: 'name', type: 'string' }] })),
  primaryType: z.literal('Certificate').meta(doc('Always so', 'Certificate')),
  message: z
    .object({
      id: z.uuid().meta(doc('Id of the certificate', ID)),
      issuer: z.string().meta(doc('Wallet that signs', '0xd2be64317eb1832309df8c8c18b09871809f3735')),
      holder: z.string().meta(doc('Wallet that receives it', '0x19e7e376e7c213b7e7e7e46cc70a5dd086daff2a')),
      issuedAt: z.int().meta(doc('Unix seconds', 1795867200)),
      expiresAt: z.int().meta(doc('Unix seconds; 0 is never', 0)),
      document: z.string().meta(doc('CID of the document', 'Qme1WcHcEZU5uct9Wgfdn7S3mKbjSkvwdDTTfSUDjHTqjL')),
      facts: z
        .array(
          z.object({
            name: z.string().meta(doc('Which fact', 'certificate_title')),
            value: z.string().meta(doc('What it says', 'Introduction to Python')),
            salt: z.string().meta(doc('Hides it from guessing', SALT)),
          }),
        )
        .meta({ description: 'What it certifies' }),
    })
    .meta({ description: 'The certificate' }),
})

export const toSign = z
  .object({
    id: z.uuid().meta(doc('Id that the certificate will have', ID)),
    issued_at: z.iso.datetime().meta(doc('When it is issued', ISSUED_AT)),
    salt: z.string().meta(doc('What the salts of its facts are made from', SALT)),
    typed_data: typedData.meta({ description: 'As `eth_signTypedData_v4` takes it' }),
  })
  .meta({ id: 'ToSign', description: 'What the issuer signs, and what goes to the server together with the signature' })

export const created = z
  .object({
    status: z.literal('ok').meta(doc('Always so', 'ok')),
    certificate_pk: z.uuid().meta(doc('Certificate id', 'e0e433e9-477e-43a3-8e23-dfe2686202be')),
  })
  .meta({ id: 'Created', description: 'The certificate was created' })
