import { z } from 'zod'
import { booleanText } from '../lms/schemas.ts'

const address = '0xd2be64317eb1832309df8c8c18b09871809f3735'
const cid = 'bafkreigh2akiscaildcqabsyg3dfr6chu3fgpregiymsck7e7aqa4s52zy'

export const publishQuery = z.object({
  encrypt: booleanText.optional().meta({
    description: 'Whether to encrypt the document with its checksum. Default: the setting of the course.',
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
      .meta({ description: 'Wallet of the holder', examples: [address] }),
    issuer: z.string().meta({ description: 'Wallet of the site, which is the issuer', examples: [address] }),
    encrypted: z.boolean().meta({ description: 'Whether the document on IPFS is encrypted', examples: [true] }),
    ipfsHash: z.string().meta({ description: 'CID of the document on IPFS', examples: [cid] }),
    issuerSignature: z
      .string()
      .nullable()
      .meta({
        description: 'Signature of the issuer. null for certificates published before signatures existed.',
        examples: [`0x${'5b'.repeat(64)}1c`],
      }),
    verificationUrl: z.string().meta({
      description: 'Public verification page',
      examples: ['https://certificates.example/verify/01a20007-b865-77c5-87d6-e73d12494d08'],
    }),
  })
  .meta({ id: 'Publication', description: 'The published certificate in the wallet API' })
