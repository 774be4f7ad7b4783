import { z } from 'zod'
import { closed } from '../../core/closed.ts'
import { exactRequiredText, givenTimestamp } from '../../core/fields.ts'
import { doc, MAX_ID, wholeNumber } from '../../http/schemas.ts'
import { allOrNone, optional, readNumber, SIGNATURE, signature } from '../schemas.ts'

export const certificateParams = z.object({
  id: z.string().meta(doc('Certificate ID', 'e0e433e9-477e-43a3-8e23-dfe2686202be')),
})

const page = {
  offset: optional(wholeNumber(0, MAX_ID)).meta({
    type: 'integer',
    minimum: 0,
    description: 'Number of entries to skip',
    examples: [0],
  }),
  limit: optional(wholeNumber(1, MAX_ID)).meta({
    type: 'integer',
    minimum: 1,
    description: 'Maximum number of entries. Default: unlimited.',
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
    doc('issuer (default): certificates that the caller issued; holder: certificates that it holds', 'issuer'),
  ),
  eth_address: learnerAddress.meta({
    type: 'string',
    description: 'Wallet address. Lists the certificates that it holds, as `get_certificates_by_learner` does.',
    examples: ['0xD2BE64317Eb1832309DF8c8C18B09871809f3735'],
  }),
  ...page,
})

export const newRevocation = closed(
  z.object({
    reason: exactRequiredText(1000).meta(doc('Public reason', 'Issued to the wrong person.')),
    revoked_at: optional(givenTimestamp, readNumber).meta(
      doc('Signed time of revocation, in Unix seconds; at most five minutes from the server’s time', 1795867200),
    ),
    issuer_signature: optional(signature).meta(
      doc('The issuer’s signature of `Revocation`; required if the request has only BDN’s static signature', SIGNATURE),
    ),
  }),
)
  .superRefine(allOrNone(['revoked_at', 'issuer_signature']))
  .meta({ id: 'NewWalletRevocation', description: 'A revocation' })
