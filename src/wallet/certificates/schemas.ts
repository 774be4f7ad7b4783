import { parseAddress } from '@chancery/verify/ethereum/address'
import { parseSignature } from '@chancery/verify/ethereum/signer'
import { z } from 'zod'
import { givenTimestamp, requiredText, webUrl } from '../../core/fields.ts'
import { MAX_ID, wholeNumber } from '../../http/schemas.ts'
import { parseCid } from '../../ipfs/cid.ts'

// The shapes of the wallet API: validation, types and OpenAPI document in one. Names and quirks are BDN's.

const isBlank = (value: unknown) => value === null || (typeof value === 'string' && value.trim() === '')

/** A field that may be absent, null or, as real clients send it, an empty text. */
export function optional<Schema extends z.ZodType>(
  schema: Schema,
  read: (value: unknown) => unknown = (value) => value,
) {
  return z.preprocess((value) => (isBlank(value) ? undefined : read(value)), schema.optional()).optional()
}

const decimal = /^\s*[+-]?(\d+(\.\d*)?|\.\d+)(e[+-]?\d+)?\s*$/i

/** Numbers come as text too, in forms and from clients that do not care. */
export const readNumber = (value: unknown) => (typeof value === 'string' && decimal.test(value) ? Number(value) : value)

/** A list of names comes as one text too. Blank ones are dropped. */
const readNames = (value: unknown) =>
  (Array.isArray(value) ? value : [value]).filter((name) => !(typeof name === 'string' && isBlank(name)))

function names(what: string, example: string) {
  return optional(z.array(requiredText(130)).max(100, 'At most 100.'), readNames).meta({
    description: `${what}, each by its name`,
    examples: [[example]],
  })
}

/** Short of the greatest number: Prisma rounds that one up, to what PostgreSQL cannot keep. */
const MAX_SCORE = 1e308
const outOfRange = `Must be between -${MAX_SCORE} and ${MAX_SCORE}.`

const DAWN = Date.UTC(1970, 0, 1)
const DUSK = Date.UTC(10_000, 0, 1)

/** `2030-01-01` (midnight UTC) or an ISO date-time; UTC where it names no offset. */
const dateTime = z
  .union([z.iso.date(), z.iso.datetime({ offset: true, local: true })], {
    error: 'Must be a date such as 2030-01-01, or an ISO date-time.',
  })
  .refine((value) => readDate(value).getTime() >= DAWN, 'Must not be before 1970.')
  .refine((value) => readDate(value).getTime() < DUSK, 'Must not be after 9999.')

/** Reads what the `dateTime` schema lets through. */
export function readDate(value: string): Date {
  const zoned = /(Z|[+-]\d\d:\d\d)$/.test(value) || !value.includes('T')
  return new Date(zoned ? value : `${value}Z`)
}

export const givenAddress = z
  .string()
  .refine((value) => parseAddress(value) !== null, 'Enter an Ethereum address: 40 hexadecimal digits.')

/** BDN's names of what somebody signs as. */
export const profile = z.enum(['Academy', 'Business', 'Learner'], { error: 'Must be Academy, Business or Learner.' })

export const certificateToSign = z
  .object({
    holder_eth_address: givenAddress.meta({
      description: 'Wallet address of who receives the certificate',
      examples: ['0xD2BE64317Eb1832309DF8c8C18B09871809f3735'],
    }),
    granted_to_type: optional(z.int().min(1).max(3), readNumber).meta({
      description: 'What the holder is: 1 learner (also where it is absent), 2 academy, 3 business',
      examples: [1],
    }),
    institution_title: requiredText(130).meta({
      description: 'Name of the institution',
      examples: ['Open Source University'],
    }),
    institution_link: webUrl(200).meta({
      description: 'Web page of the institution',
      examples: ['http://example.com'],
    }),
    program_title: optional(requiredText(130)).meta({
      description: 'Name of the program',
      examples: ['Computer science'],
    }),
    certificate_title: requiredText(130).meta({
      description: 'Name of the certificate',
      examples: ['Introduction to Python'],
    }),
    course_link: optional(webUrl(200)).meta({
      description: 'Web page of the course',
      examples: ['http://example.com/python'],
    }),
    industries: names('Industries', 'E-Learning'),
    skills: names('Skills', 'Python'),
    score: optional(
      z.number('Must be a number.').min(-MAX_SCORE, outOfRange).max(MAX_SCORE, outOfRange),
      readNumber,
    ).meta({
      description: 'Score',
      examples: [92.5],
    }),
    duration: optional(z.int('Must be a whole number.').min(0).max(32_767), readNumber).meta({
      description: 'Duration of the course in hours',
      examples: [40],
    }),
    expiration_date: optional(dateTime).meta({
      description: 'When it expires: a date (midnight UTC) or an ISO date-time',
      examples: ['2030-01-01'],
    }),
    ipfs_hash: z
      .string()
      // Not read when it is longer: that takes quadratic time.
      .max(128, { error: 'At most 128 characters.', abort: true })
      .refine((value) => parseCid(value) !== null, 'Enter an IPFS content identifier (CID), version 0 or 1.')
      .meta({
        description: 'Content identifier (CID) of the document on IPFS',
        examples: ['Qme1WcHcEZU5uct9Wgfdn7S3mKbjSkvwdDTTfSUDjHTqjL'],
      }),
    checksum_hash: optional(z.string().regex(/^[0-9a-fA-F]{64}$/, 'Enter a SHA-256: 64 hexadecimal digits.')).meta({
      description: 'SHA-256 of the document before encryption, as hex',
      examples: ['a948904f2f0f479b8f8197694b30184b0d2ed1c1cd2a1ec0fb85d299a192a447'],
    }),
    active_profile: optional(profile).meta({
      description:
        'What the issuer is, for this certificate: as Academy or Business it opens a verification of what it issues to ' +
        'somebody else. Nothing is opened as Learner or where it is absent. (In BDN it is a setting of the issuer.)',
      examples: ['Academy'],
    }),
  })
  .meta({ id: 'WalletCertificateToSign', description: 'What a certificate is to state' })

/** A longer one is not even read: that would hold everybody up. */
export const MAX_SIGNATURE = 8192

const signature = z
  .string()
  .max(MAX_SIGNATURE, { error: `At most ${MAX_SIGNATURE} characters.`, abort: true })
  .refine((value) => parseSignature(value) !== null, 'Enter a signature as hexadecimal digits.')

export const SIGNATURE = `0x${'5b'.repeat(64)}1c`
const ID = '01a20007-b865-77c5-87d6-e73d12494d08'
const SALT = `0x${'c4'.repeat(32)}`
const ISSUED_AT = '2026-11-28T12:00:00.000Z'

/** Refuses a part of what belongs together. */
function batched<Field extends string>(names: readonly Field[]) {
  return (body: { [Name in Field]?: unknown }, context: z.RefinementCtx) => {
    const missing = names.filter((name) => body[name] === undefined)
    if (missing.length === names.length) return
    for (const name of missing) {
      context.addIssue({ code: 'custom', path: [name], message: `Must be there with ${names.join(', ')}.` })
    }
  }
}

export const newCertificate = certificateToSign
  .extend({
    id: optional(
      z.string().regex(/^[0-9a-f]{8}-[0-9a-f]{4}-[47][0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/i, {
        error: 'Must be a UUID of version 4 or 7.',
      }),
    ).meta({ description: 'Of a certificate that its issuer signed: the id in what was signed', examples: [ID] }),
    issued_at: optional(z.iso.datetime({ offset: true, error: 'Must be an ISO date-time.' })).meta({
      description: 'Of one that its issuer signed: the time in what was signed, within the last 24 hours',
      examples: [ISSUED_AT],
    }),
    salt: optional(z.string().regex(/^(0x)?[0-9a-f]{64}$/i, 'Must be 32 bytes: 64 hexadecimal digits.')).meta({
      description: 'Of one that its issuer signed: what the salts of its facts were made from',
      examples: [SALT],
    }),
    issuer_signature: optional(signature).meta({
      description: 'The issuer’s signature of the typed data (`typed_data/`), as hex, with or without 0x',
      examples: [SIGNATURE],
    }),
  })
  .superRefine(batched(['id', 'issued_at', 'salt', 'issuer_signature']))
  .meta({ id: 'NewWalletCertificate', description: 'What a certificate is created from' })

const typedField = z.object({
  name: z.string().meta({ description: 'Name', examples: ['holder'] }),
  type: z.string().meta({ description: 'Type', examples: ['address'] }),
})

const typedData = z.object({
  domain: z
    .object({
      name: z.string().meta({ description: 'Always so', examples: ['Chancery'] }),
      version: z.string().meta({ description: 'Version of what is signed', examples: ['1'] }),
      chainId: z.int().meta({ description: 'Chain of the server', examples: [1] }),
    })
    .meta({ description: 'The domain' }),
  types: z.record(z.string(), z.array(typedField)).meta({
    description: 'The fields of each structure',
    examples: [{ Fact: [{ name: 'name', type: 'string' }] }],
  }),
  primaryType: z.literal('Certificate').meta({ description: 'Always so', examples: ['Certificate'] }),
  message: z
    .object({
      id: z.uuid().meta({ description: 'Id of the certificate', examples: [ID] }),
      issuer: z
        .string()
        .meta({ description: 'Wallet that signs', examples: ['0xd2be64317eb1832309df8c8c18b09871809f3735'] }),
      holder: z
        .string()
        .meta({ description: 'Wallet that receives it', examples: ['0x19e7e376e7c213b7e7e7e46cc70a5dd086daff2a'] }),
      issuedAt: z.int().meta({ description: 'Unix seconds', examples: [1795867200] }),
      expiresAt: z.int().meta({ description: 'Unix seconds; 0 is never', examples: [0] }),
      document: z
        .string()
        .meta({ description: 'CID of the document', examples: ['Qme1WcHcEZU5uct9Wgfdn7S3mKbjSkvwdDTTfSUDjHTqjL'] }),
      facts: z
        .array(
          z.object({
            name: z.string().meta({ description: 'Which fact', examples: ['certificate_title'] }),
            value: z.string().meta({ description: 'What it says', examples: ['Introduction to Python'] }),
            salt: z.string().meta({ description: 'Hides it from guessing', examples: [SALT] }),
          }),
        )
        .meta({ description: 'What it certifies' }),
    })
    .meta({ description: 'The certificate' }),
})

export const toSign = z
  .object({
    id: z.uuid().meta({ description: 'Id that the certificate will have', examples: [ID] }),
    issued_at: z.iso.datetime().meta({ description: 'When it is issued', examples: [ISSUED_AT] }),
    salt: z.string().meta({ description: 'What the salts of its facts are made from', examples: [SALT] }),
    typed_data: typedData.meta({ description: 'As `eth_signTypedData_v4` takes it' }),
  })
  .meta({ id: 'ToSign', description: 'What the issuer signs, and what goes to the server together with the signature' })

export const newRevocation = z
  .object({
    reason: requiredText(1000).meta({
      description: 'Why, for everybody to read',
      examples: ['Issued to the wrong person.'],
    }),
    revoked_at: optional(givenTimestamp, readNumber).meta({
      description: 'The time in what the issuer signed, in Unix seconds, five minutes off at most',
      examples: [1795867200],
    }),
    issuer_signature: optional(signature).meta({
      description:
        'The issuer’s signature of `Revocation`; required where the request has no better signature than BDN’s',
      examples: [SIGNATURE],
    }),
  })
  .superRefine(batched(['revoked_at', 'issuer_signature']))
  .meta({ id: 'NewWalletRevocation', description: 'Why a certificate is revoked' })

export const created = z
  .object({
    status: z.literal('ok').meta({ description: 'Always so', examples: ['ok'] }),
    certificate_pk: z
      .uuid()
      .meta({ description: 'Certificate id', examples: ['e0e433e9-477e-43a3-8e23-dfe2686202be'] }),
  })
  .meta({ id: 'Created', description: 'The certificate was created' })

export const done = z
  .object({ status: z.literal('ok').meta({ description: 'Always so', examples: ['ok'] }) })
  .meta({ id: 'Done', description: 'It was done' })

const named = {
  id: z.int().meta({ description: 'Its number here', examples: [7] }),
  name: z.string().meta({ description: 'Name', examples: ['Python'] }),
}

export const address = z.string().meta({
  description: 'Wallet address, lower case with 0x',
  examples: ['0xd2be64317eb1832309df8c8c18b09871809f3735'],
})

/** A verification in the certificate that it is of. */
export const shownAttestation = z.object({
  id: z.uuid().meta({ description: 'Verification id', examples: ['9ffd6ed3-fa64-4beb-903e-b1c4fd6d0c99'] }),
  state: z.enum(['verified', 'revoked']).meta({ description: 'State', examples: ['verified'] }),
  verifier_type: z.int().meta({ description: 'What the verifier is: 2 academy, 3 business', examples: [2] }),
  verifier_name: z.string().meta({ description: 'Name of the verifier, where it is known', examples: [''] }),
  verifier_eth_address: address.meta({
    description: 'Wallet address of the verifier, lower case with 0x',
    examples: ['0xd2be64317eb1832309df8c8c18b09871809f3735'],
  }),
  date_last_modified: z.iso
    .datetime()
    .meta({ description: 'When its state changed last', examples: ['2026-12-01T12:00:00.000Z'] }),
  tx_hash: z
    .string()
    .nullable()
    .meta({ description: 'The transaction that verified it', examples: [`0x${'5b'.repeat(32)}`] }),
})

export const certificate = z
  .object({
    id: z.uuid().meta({ description: 'Certificate id', examples: ['e0e433e9-477e-43a3-8e23-dfe2686202be'] }),
    holder: z
      .uuid()
      .nullable()
      .meta({ description: 'User id of the holder', examples: ['0198c6f0-3c58-7b7e-a1de-0c5a1b6f2d11'] }),
    holder_names: z.string().meta({ description: 'Name of the holder, where it is known', examples: [''] }),
    holder_eth_address: address.nullable().meta({
      description: 'Wallet address of the holder, lower case with 0x',
      examples: ['0xd2be64317eb1832309df8c8c18b09871809f3735'],
    }),
    user_eth_address: address.meta({
      description: 'Wallet address of the issuer, lower case with 0x',
      examples: ['0xd2be64317eb1832309df8c8c18b09871809f3735'],
    }),
    granted_to_type: z
      .int()
      .min(1)
      .max(3)
      .meta({ description: 'What the holder is: 1 learner, 2 academy, 3 business', examples: [1] }),
    institution_title: z
      .string()
      .meta({ description: 'Name of the institution', examples: ['Open Source University'] }),
    institution_link: z.string().meta({ description: 'Web page of the institution', examples: ['http://example.com'] }),
    program_title: z
      .string()
      .nullable()
      .meta({ description: 'Name of the program', examples: ['Computer science'] }),
    certificate_title: z
      .string()
      .meta({ description: 'Name of the certificate', examples: ['Introduction to Python'] }),
    course_link: z
      .string()
      .nullable()
      .meta({ description: 'Web page of the course', examples: ['http://example.com/python'] }),
    industries: z
      .array(z.object(named))
      .meta({ description: 'Industries', examples: [[{ id: 132, name: 'E-Learning' }]] }),
    skills: z
      .array(
        z.object({
          ...named,
          standardized: z.boolean().meta({ description: 'Whether it is in the catalogue of skills', examples: [true] }),
        }),
      )
      .meta({ description: 'Skills', examples: [[{ id: 7, name: 'Python', standardized: true }]] }),
    score: z
      .number()
      .nullable()
      .meta({ description: 'Score', examples: [92.5] }),
    duration: z
      .int()
      .nullable()
      .meta({ description: 'Duration of the course in hours', examples: [40] }),
    expiration_date: z.iso
      .datetime()
      .nullable()
      .meta({ description: 'When it expires', examples: ['2030-01-01T00:00:00.000Z'] }),
    verifications: z
      .array(z.array(shownAttestation))
      .meta({ description: 'Verifications that are on the chain, one inner list a verifier' }),
    ipfs_hash: z.string().meta({
      description: 'Content identifier (CID) of the document on IPFS',
      examples: ['Qme1WcHcEZU5uct9Wgfdn7S3mKbjSkvwdDTTfSUDjHTqjL'],
    }),
    is_expired: z
      .boolean()
      .nullable()
      .meta({ description: 'Whether it has expired; null where it never does', examples: [false] }),
    checksum: z
      .string()
      .nullable()
      .optional()
      .meta({
        description: 'SHA-256 of the document before encryption; shown to the holder only',
        examples: ['a948904f2f0f479b8f8197694b30184b0d2ed1c1cd2a1ec0fb85d299a192a447'],
      }),
    issuer_signature: z
      .string()
      .nullable()
      .meta({ description: 'The issuer’s signature of all of it, where it signed it', examples: [SIGNATURE] }),
    revoked_at: z.iso
      .datetime()
      .nullable()
      .meta({ description: 'When it was revoked', examples: [null] }),
    revocation_reason: z
      .string()
      .nullable()
      .meta({ description: 'Why it was revoked', examples: [null] }),
  })
  .meta({ id: 'WalletCertificate', description: 'A certificate' })

export const certificateParams = z.object({
  id: z.string().meta({ description: 'Certificate id', examples: ['e0e433e9-477e-43a3-8e23-dfe2686202be'] }),
})

const page = {
  offset: optional(wholeNumber(0, MAX_ID)).meta({
    type: 'integer',
    minimum: 0,
    description: 'Entry to start from',
    examples: [0],
  }),
  limit: optional(wholeNumber(1, MAX_ID)).meta({
    type: 'integer',
    minimum: 1,
    description: 'How many entries at most; all of them where it is absent',
    examples: [100],
  }),
}

const learnerAddress = z
  .preprocess((value) => (typeof value === 'string' ? value : ''), z.string())
  .optional()
  .meta({
    type: 'string',
    description: 'Wallet address of the learner, in any letter case, with or without 0x',
    examples: ['0xD2BE64317Eb1832309DF8c8C18B09871809f3735'],
  })

export const learnerQuery = z.object({ eth_address: learnerAddress, ...page })

export const listQuery = z.object({
  role: optional(z.enum(['issuer', 'holder'], { error: 'Must be issuer or holder.' })).meta({
    description: 'issuer (also where it is absent): what the caller issued; holder: what it holds',
    examples: ['issuer'],
  }),
  eth_address: learnerAddress.meta({
    type: 'string',
    description: 'Lists what this wallet address holds instead, as `get_certificates_by_learner` does',
    examples: ['0xD2BE64317Eb1832309DF8c8C18B09871809f3735'],
  }),
  ...page,
})

export const fileForm = z
  .object({
    file: z.string().meta({
      format: 'binary',
      description: 'The document, of 10 MB at most unless the server says otherwise',
      examples: ['%PDF-1.7 …'],
    }),
  })
  .meta({ id: 'FileForm', description: 'A form with one file' })

export const keptFile = z
  .object({
    ipfs_hash: z.string().meta({
      description: 'Content identifier (CID) of the file: the one that `ipfs add --cid-version=1` gives',
      examples: ['bafkreifjjcie6lypi6ny7amxnfftagclbuxndqonfipmb64f2km2devei4'],
    }),
    checksum_hash: z.string().meta({
      description: 'SHA-256 of the file, as hex',
      examples: ['a948904f2f0f479b8f8197694b30184b0d2ed1c1cd2a1ec0fb85d299a192a447'],
    }),
    size: z
      .int()
      .min(0)
      .meta({ description: 'Length of the file in bytes', examples: [12] }),
  })
  .meta({ id: 'KeptFile', description: 'A file that is on IPFS' })

export const refusal = z
  .object({
    error: z.union([z.string(), z.record(z.string(), z.array(z.string()))]).meta({
      description: 'What is wrong: a text, or texts for each field',
      examples: [{ institution_link: ['Enter a valid http or https URL.'] }],
    }),
  })
  .meta({ id: 'Refusal', description: 'A request that is refused' })

export const detail = z
  .object({ detail: z.string().meta({ description: 'Error message', examples: ['Not found.'] }) })
  .meta({ id: 'Detail', description: 'An error' })
