import { z } from 'zod'
import { doc } from '../http/schemas.ts'

/** Returns the schema of typed data (EIP-712) that a wallet signs. `message` is the signed structure. */
export function typedDataSchema<Type extends string, Message extends z.ZodType>(primaryType: Type, message: Message) {
  const field = z.object({
    name: z.string().meta(doc('Name', 'issuer')),
    type: z.string().meta(doc('Type', 'address')),
  })
  return z
    .object({
      domain: z
        .object({
          name: z.string().meta(doc('Always `Chancery`', 'Chancery')),
          version: z.string().meta(doc('Version of the typed data', '1')),
          chainId: z.int().meta(doc('Chain ID of the server', 1)),
        })
        .meta({ description: 'EIP-712 domain' }),
      types: z
        .record(z.string(), z.array(field))
        .meta(doc('Fields of each struct type', { [primaryType]: [{ name: 'issuer', type: 'address' }] })),
      primaryType: z.literal(primaryType).meta(doc(`Always \`${primaryType}\``, primaryType)),
      message,
    })
    .meta({ description: 'Typed data for `eth_signTypedData_v4`' })
}
