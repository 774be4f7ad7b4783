import { z } from 'zod'
import { booleanText } from '../lms/schemas.ts'

const address = '0xd2be64317eb1832309df8c8c18b09871809f3735'
const cid = 'bafkreigh2akiscaildcqabsyg3dfr6chu3fgpregiymsck7e7aqa4s52zy'

export const publishQuery = z.object({
  encrypt: booleanText.optional().meta({
    description: 'Whether only those who have its checksum can read it on IPFS; by default what the course says',
    examples: [true],
  }),
})

export const publication = z
  .object({
    certificateId: z.uuid().meta({
      description: 'ID of the certificate in the wallet API',
      examples: ['01a20007-b865-77c5-87d6-e73d12494d08'],
    }),
    holder: z
      .string()
      .nullable()
      .meta({ description: 'Wallet that has it', examples: [address] }),
    issuer: z.string().meta({ description: 'Wallet of the site, which issued it', examples: [address] }),
    encrypted: z.boolean().meta({ description: 'Whether the document on IPFS is encrypted', examples: [true] }),
    ipfsHash: z.string().meta({ description: 'CID of the document on IPFS', examples: [cid] }),
    checksumHash: z
      .string()
      .nullable()
      .meta({ description: 'SHA-256 of the document before encryption: keep it from others', examples: ['9f86…'] }),
    issuerSignature: z
      .string()
      .nullable()
      .meta({
        description: 'The wallet’s signature of it; null where it was published before there were any',
        examples: [`0x${'5b'.repeat(64)}1c`],
      }),
    verificationUrl: z.string().meta({
      description: 'Page where anybody checks it',
      examples: ['https://certificates.example/verify/01a20007-b865-77c5-87d6-e73d12494d08'],
    }),
  })
  .meta({ id: 'Publication', description: 'What a certificate became in the wallet API' })
