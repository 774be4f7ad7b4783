import { z } from 'zod'
import { closed } from '../../core/closed.ts'
import { exactRequiredText, givenTimestamp } from '../../core/fields.ts'
import { doc } from '../../http/schemas.ts'
import { allOrNone, optional, readNumber, SIGNATURE, signature } from '../schemas.ts'

export const certificateParams = z.object({
  id: z.string().meta(doc('Certificate ID', 'e0e433e9-477e-43a3-8e23-dfe2686202be')),
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
