import { z } from 'zod'
import { doc } from '../../http/schemas.ts'

export const fileForm = z
  .object({
    file: z.string().meta({
      format: 'binary',
      description: 'The document; at most 10 MB by default',
      examples: ['%PDF-1.7 …'],
    }),
  })
  .meta({ id: 'FileForm', description: 'A form with one file' })

export const storedFile = z
  .object({
    ipfs_hash: z
      .string()
      .meta(
        doc(
          'Content identifier (CID) of the file, as from `ipfs add --cid-version=1`',
          'bafkreifjjcie6lypi6ny7amxnfftagclbuxndqonfipmb64f2km2devei4',
        ),
      ),
    checksum_hash: z
      .string()
      .meta(doc('SHA-256 of the file, as hex', 'a948904f2f0f479b8f8197694b30184b0d2ed1c1cd2a1ec0fb85d299a192a447')),
    size: z.int().min(0).meta(doc('Size of the file in bytes', 12)),
  })
  .meta({ id: 'KeptFile', description: 'A file on IPFS' })
