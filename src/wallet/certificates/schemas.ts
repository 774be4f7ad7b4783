import { z } from 'zod'
import { givenTimestamp, requiredText } from '../../core/fields.ts'
import { doc, MAX_ID, wholeNumber } from '../../http/schemas.ts'
import { allOrNone, optional, readNumber, SIGNATURE, signature } from '../schemas.ts'

export const certificateParams = z.object({
  id: z.string().meta(doc('Certificate id', 'e0e433e9-477e-43a3-8e23-dfe2686202be')),
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
  role: optional(z.enum(['issuer', 'holder'], { error: 'Must be issuer or holder.' })).meta(
    doc('issuer (also where it is absent): what the caller issued; holder: what it holds', 'issuer'),
  ),
  eth_address: learnerAddress.meta({
    type: 'string',
    description: 'Lists what this wallet address holds instead, as `get_certificates_by_learner` does',
    examples: ['0xD2BE64317Eb1832309DF8c8C18B09871809f3735'],
  }),
  ...page,
})

export const newRevocation = z
  .object({
    reason: requiredText(1000).meta(doc('Why, for everybody to read', 'Issued to the wrong person.')),
    revoked_at: optional(givenTimestamp, readNumber).meta(
      doc('The time in what the issuer signed, in Unix seconds, five minutes off at most', 1795867200),
    ),
    issuer_signature: optional(signature).meta(
      doc(
        'The issuer’s signature of `Revocation`; required where the request has no better signature than BDN’s',
        SIGNATURE,
      ),
    ),
  })
  .superRefine(allOrNone(['revoked_at', 'issuer_signature']))
  .meta({ id: 'NewWalletRevocation', description: 'Why a certificate is revoked' })
