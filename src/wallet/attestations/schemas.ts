import { z } from 'zod'
import { closed } from '../../core/closed.ts'
import { requiredText, writtenAddress } from '../../core/fields.ts'
import { doc, MAX_ID, wholeNumber } from '../../http/schemas.ts'
import { address, optional, profile, readNumber } from '../schemas.ts'

const types = '1 learner, 2 academy, 3 business'

export const newAttestation = closed(
  z.object({
    verifier: writtenAddress.meta(doc('Wallet address of the verifier', '0x5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAed')),
    verifier_type: z
      .preprocess(readNumber, z.int().min(2, 'Must be 2 (academy) or 3 (business).').max(3))
      .meta(doc('Type of the verifier: 2 academy, 3 business', 2)),
    certificate: requiredText(100).meta(doc('Certificate ID', 'e0e433e9-477e-43a3-8e23-dfe2686202be')),
    granted_to_type: optional(z.int().min(1).max(3), readNumber).meta(
      doc('Type of the holder: 1 learner (default), 2 academy, 3 business', 1),
    ),
  }),
  {
    ignored: [
      ...['id', 'state', 'tx_hash', 'block_hash', 'block_number', 'granted_to', 'granted_to_eth_address'],
      ...['verifier_eth_address', 'meta_ipfs_hash', 'date_created', 'date_last_modified'],
    ],
  },
).meta({ id: 'NewVerification', description: 'A request for an attestation' })

const hash = z.string().nullable()
const time = z.iso.datetime()

export const verification = z
  .object({
    id: z.uuid().meta(doc('Attestation ID', '9ffd6ed3-fa64-4beb-903e-b1c4fd6d0c99')),
    state: z
      .enum(['requested', 'open', 'pending', 'verified', 'revoked', 'rejected'])
      .meta(
        doc(
          'requested: by the holder; open: by the issuer with the certificate, or by the verifier; pending: the ' +
            'verifier has sent its transaction; verified: on the chain; revoked; rejected: by the verifier',
          'verified',
        ),
      ),
    tx_hash: hash.meta(doc('Hash of the transaction that verified it', `0x${'5b'.repeat(32)}`)),
    block_hash: hash.meta(doc('Hash of the block with that transaction', `0x${'b1'.repeat(32)}`)),
    block_number: z.int().min(0).meta(doc('Number of that block; 0 if there is none', 6_500_000)),
    certificate: z
      .uuid()
      .nullable()
      .meta(doc('Certificate ID; null after the certificate was deleted', 'e0e433e9-477e-43a3-8e23-dfe2686202be')),
    granted_to: z.uuid().nullable().meta(doc('User ID of the holder', '0198c6f0-3c58-7b7e-a1de-0c5a1b6f2d11')),
    granted_to_eth_address: address
      .nullable()
      .meta(doc('Wallet address of the holder, lower case with 0x', '0xd2be64317eb1832309df8c8c18b09871809f3735')),
    granted_to_type: z
      .int()
      .min(1)
      .max(3)
      .meta(doc(`Type of the holder: ${types}`, 1)),
    verifier: z.uuid().meta(doc('User ID of the verifier', '0198c6f0-4d10-7c11-9f3e-5d1a1b6f2d12')),
    verifier_eth_address: address.meta(
      doc('Wallet address of the verifier, lower case with 0x', '0x5aaeb6053f3e94c9b9a09f33669435e7ef1beaed'),
    ),
    verifier_type: z.int().min(2).max(3).meta(doc('Type of the verifier: 2 academy, 3 business', 2)),
    meta_ipfs_hash: hash.meta(
      doc('CID of the JSON array that the transaction named', 'QmZtmD2qt6fJot32nabSP3CUjicnypEBz7bHVDhPQt9aAy'),
    ),
    date_created: time.meta(doc('Time of creation', '2026-12-01T11:00:00.000Z')),
    date_last_modified: time.meta(doc('Time of the last state change', '2026-12-01T12:00:00.000Z')),
  })
  .meta({ id: 'Verification', description: 'An attestation ("verification" in BDN’s terms)' })

export const attestationParams = z.object({
  verificationId: z.string().meta(doc('Attestation ID', '9ffd6ed3-fa64-4beb-903e-b1c4fd6d0c99')),
})

/** Default and maximum page size. */
const PAGE = 100
const MAX_PAGE = 1000

export const attestationsQuery = z.object({
  active_profile: optional(profile).meta(
    doc('Role of the caller as verifier; any by default. Learner returns an empty list.', 'Academy'),
  ),
  limit: optional(wholeNumber(1, MAX_PAGE))
    .transform((limit) => limit ?? PAGE)
    .meta({
      type: 'integer',
      minimum: 1,
      maximum: MAX_PAGE,
      description: `Maximum number of entries; ${PAGE} by default`,
      examples: [PAGE],
    }),
  offset: optional(wholeNumber(0, MAX_ID))
    .transform((offset) => offset ?? 0)
    .meta({ type: 'integer', minimum: 0, description: 'Number of entries to skip', examples: [0] }),
})

const page = z.string().nullable()

export const attestationsPage = z
  .object({
    count: z.int().min(0).meta(doc('Total number of attestations', 1)),
    next: page.meta(
      doc(
        'URL of the next page; null on the last page',
        'https://certificates.example/api/v1/verifications/?limit=100&offset=100',
      ),
    ),
    previous: page.meta(
      doc(
        'URL of the previous page; null on the first page',
        'https://certificates.example/api/v1/verifications/?limit=100',
      ),
    ),
    results: z.array(verification).meta({ description: 'Attestations on this page' }),
  })
  .meta({ id: 'VerificationsPage', description: 'A page of attestations' })
