import { z } from 'zod'
import { requiredText } from '../../core/fields.ts'
import { MAX_ID, wholeNumber } from '../../http/schemas.ts'
import { address, givenAddress, optional, profile, readNumber } from '../schemas.ts'

const types = '1 learner, 2 academy, 3 business'

export const newAttestation = z
  .object({
    verifier: givenAddress.meta({
      description: 'Wallet address of who is to verify',
      examples: ['0x5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAed'],
    }),
    verifier_type: z
      .preprocess(readNumber, z.int().min(2, 'Must be 2 (academy) or 3 (business).').max(3))
      .meta({ description: 'What the verifier is: 2 academy, 3 business', examples: [2] }),
    certificate: requiredText(100).meta({
      description: 'Certificate id',
      examples: ['e0e433e9-477e-43a3-8e23-dfe2686202be'],
    }),
    granted_to_type: optional(z.int().min(1).max(3), readNumber).meta({
      description: `What the holder is: ${types}; 1 where it is absent`,
      examples: [1],
    }),
  })
  .meta({ id: 'NewVerification', description: 'What is to be verified by whom' })

const hash = z.string().nullable()
const time = z.iso.datetime()

export const verification = z
  .object({
    id: z.uuid().meta({ description: 'Verification id', examples: ['9ffd6ed3-fa64-4beb-903e-b1c4fd6d0c99'] }),
    state: z.enum(['requested', 'open', 'pending', 'verified', 'revoked', 'rejected']).meta({
      description:
        'requested by the holder; open, made by the issuer with the certificate; pending, where the verifier says that it ' +
        'sent its transaction; verified on the chain; revoked; rejected by the verifier',
      examples: ['verified'],
    }),
    tx_hash: hash.meta({ description: 'The transaction that verified it', examples: [`0x${'5b'.repeat(32)}`] }),
    block_hash: hash.meta({ description: 'The block with that transaction', examples: [`0x${'b1'.repeat(32)}`] }),
    block_number: z
      .int()
      .min(0)
      .meta({ description: 'The number of that block; 0 where there is none', examples: [6_500_000] }),
    certificate: z
      .uuid()
      .nullable()
      .meta({
        description: 'Certificate id; null once the certificate was deleted',
        examples: ['e0e433e9-477e-43a3-8e23-dfe2686202be'],
      }),
    granted_to: z
      .uuid()
      .nullable()
      .meta({ description: 'User id of the holder', examples: ['0198c6f0-3c58-7b7e-a1de-0c5a1b6f2d11'] }),
    granted_to_eth_address: address.nullable().meta({
      description: 'Wallet address of the holder, lower case with 0x',
      examples: ['0xd2be64317eb1832309df8c8c18b09871809f3735'],
    }),
    granted_to_type: z
      .int()
      .min(1)
      .max(3)
      .meta({ description: `What the holder is: ${types}`, examples: [1] }),
    verifier: z
      .uuid()
      .meta({ description: 'User id of the verifier', examples: ['0198c6f0-4d10-7c11-9f3e-5d1a1b6f2d12'] }),
    verifier_eth_address: address.meta({
      description: 'Wallet address of the verifier, lower case with 0x',
      examples: ['0x5aaeb6053f3e94c9b9a09f33669435e7ef1beaed'],
    }),
    verifier_type: z
      .int()
      .min(2)
      .max(3)
      .meta({ description: 'What the verifier is: 2 academy, 3 business', examples: [2] }),
    meta_ipfs_hash: hash.meta({
      description: 'CID of the JSON array that the transaction named',
      examples: ['QmZtmD2qt6fJot32nabSP3CUjicnypEBz7bHVDhPQt9aAy'],
    }),
    date_created: time.meta({ description: 'When it was made', examples: ['2026-12-01T11:00:00.000Z'] }),
    date_last_modified: time.meta({
      description: 'When its state changed last',
      examples: ['2026-12-01T12:00:00.000Z'],
    }),
  })
  .meta({ id: 'Verification', description: 'A verification' })

export const attestationParams = z.object({
  verificationId: z
    .string()
    .meta({ description: 'Verification id', examples: ['9ffd6ed3-fa64-4beb-903e-b1c4fd6d0c99'] }),
})

/** Default and maximum page size. */
const PAGE = 100
const MAX_PAGE = 1000

export const attestationsQuery = z.object({
  active_profile: optional(profile).meta({
    description: 'As what the caller verifies; where it is absent, whatever it verifies. A Learner verifies nothing.',
    examples: ['Academy'],
  }),
  limit: optional(wholeNumber(1, MAX_PAGE))
    .transform((limit) => limit ?? PAGE)
    .meta({
      type: 'integer',
      minimum: 1,
      maximum: MAX_PAGE,
      description: `How many entries at most; ${PAGE} where it is absent`,
      examples: [PAGE],
    }),
  offset: optional(wholeNumber(0, MAX_ID))
    .transform((offset) => offset ?? 0)
    .meta({ type: 'integer', minimum: 0, description: 'Entry to start from', examples: [0] }),
})

const page = z.string().nullable()

export const attestationsPage = z
  .object({
    count: z
      .int()
      .min(0)
      .meta({ description: 'How many there are', examples: [1] }),
    next: page.meta({
      description: 'Address of the next page; null on the last one',
      examples: ['https://certificates.example/api/v1/verifications/?limit=100&offset=100'],
    }),
    previous: page.meta({
      description: 'Address of the page before; null on the first one',
      examples: ['https://certificates.example/api/v1/verifications/?limit=100'],
    }),
    results: z.array(verification).meta({ description: 'The entries of this page' }),
  })
  .meta({ id: 'VerificationsPage', description: 'A page of verifications' })
