import { z } from 'zod'
import { requiredText } from '../../core/fields.ts'
import { doc, MAX_ID, wholeNumber } from '../../http/schemas.ts'
import { address, givenAddress, optional, profile, readNumber } from '../schemas.ts'

const types = '1 learner, 2 academy, 3 business'

export const newAttestation = z
  .object({
    verifier: givenAddress.meta(
      doc('Wallet address of who is to verify', '0x5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAed'),
    ),
    verifier_type: z
      .preprocess(readNumber, z.int().min(2, 'Must be 2 (academy) or 3 (business).').max(3))
      .meta(doc('What the verifier is: 2 academy, 3 business', 2)),
    certificate: requiredText(100).meta(doc('Certificate id', 'e0e433e9-477e-43a3-8e23-dfe2686202be')),
    granted_to_type: optional(z.int().min(1).max(3), readNumber).meta(
      doc(`What the holder is: ${types}; 1 where it is absent`, 1),
    ),
  })
  .meta({ id: 'NewVerification', description: 'What is to be verified by whom' })

const hash = z.string().nullable()
const time = z.iso.datetime()

export const verification = z
  .object({
    id: z.uuid().meta(doc('Verification id', '9ffd6ed3-fa64-4beb-903e-b1c4fd6d0c99')),
    state: z
      .enum(['requested', 'open', 'pending', 'verified', 'revoked', 'rejected'])
      .meta(
        doc(
          'requested by the holder; open, made by the issuer with the certificate; pending, where the verifier says that it ' +
            'sent its transaction; verified on the chain; revoked; rejected by the verifier',
          'verified',
        ),
      ),
    tx_hash: hash.meta(doc('The transaction that verified it', `0x${'5b'.repeat(32)}`)),
    block_hash: hash.meta(doc('The block with that transaction', `0x${'b1'.repeat(32)}`)),
    block_number: z.int().min(0).meta(doc('The number of that block; 0 where there is none', 6_500_000)),
    certificate: z
      .uuid()
      .nullable()
      .meta(doc('Certificate id; null once the certificate was deleted', 'e0e433e9-477e-43a3-8e23-dfe2686202be')),
    granted_to: z.uuid().nullable().meta(doc('User id of the holder', '0198c6f0-3c58-7b7e-a1de-0c5a1b6f2d11')),
    granted_to_eth_address: address
      .nullable()
      .meta(doc('Wallet address of the holder, lower case with 0x', '0xd2be64317eb1832309df8c8c18b09871809f3735')),
    granted_to_type: z
      .int()
      .min(1)
      .max(3)
      .meta(doc(`What the holder is: ${types}`, 1)),
    verifier: z.uuid().meta(doc('User id of the verifier', '0198c6f0-4d10-7c11-9f3e-5d1a1b6f2d12')),
    verifier_eth_address: address.meta(
      doc('Wallet address of the verifier, lower case with 0x', '0x5aaeb6053f3e94c9b9a09f33669435e7ef1beaed'),
    ),
    verifier_type: z.int().min(2).max(3).meta(doc('What the verifier is: 2 academy, 3 business', 2)),
    meta_ipfs_hash: hash.meta(
      doc('CID of the JSON array that the transaction named', 'QmZtmD2qt6fJot32nabSP3CUjicnypEBz7bHVDhPQt9aAy'),
    ),
    date_created: time.meta(doc('When it was made', '2026-12-01T11:00:00.000Z')),
    date_last_modified: time.meta(doc('When its state changed last', '2026-12-01T12:00:00.000Z')),
  })
  .meta({ id: 'Verification', description: 'A verification' })

export const attestationParams = z.object({
  verificationId: z.string().meta(doc('Verification id', '9ffd6ed3-fa64-4beb-903e-b1c4fd6d0c99')),
})

/** Default and maximum page size. */
const PAGE = 100
const MAX_PAGE = 1000

export const attestationsQuery = z.object({
  active_profile: optional(profile).meta(
    doc(
      'As what the caller verifies; where it is absent, whatever it verifies. A Learner verifies nothing.',
      'Academy',
    ),
  ),
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
    count: z.int().min(0).meta(doc('How many there are', 1)),
    next: page.meta(
      doc(
        'Address of the next page; null on the last one',
        'https://certificates.example/api/v1/verifications/?limit=100&offset=100',
      ),
    ),
    previous: page.meta(
      doc(
        'Address of the page before; null on the first one',
        'https://certificates.example/api/v1/verifications/?limit=100',
      ),
    ),
    results: z.array(verification).meta({ description: 'The entries of this page' }),
  })
  .meta({ id: 'VerificationsPage', description: 'A page of verifications' })
