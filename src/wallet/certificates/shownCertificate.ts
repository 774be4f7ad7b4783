import { z } from 'zod'
import { address, SIGNATURE } from '../schemas.ts'

const named = {
  id: z.int().meta({ description: 'Its number here', examples: [7] }),
  name: z.string().meta({ description: 'Name', examples: ['Python'] }),
}

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

export const shownCertificate = z
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
