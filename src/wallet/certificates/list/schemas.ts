import { z } from 'zod'
import { exactText } from '../../../core/fields.ts'
import { givenCursor } from '../../../http/cursor.ts'
import { doc } from '../../../http/schemas.ts'
import { pageQuery } from '../../paging.ts'
import { optional } from '../../schemas.ts'

const place = z.tuple([z.enum(['confirmed', 'unconfirmed', 'hidden']), exactText(255), z.uuid()])

const flag = (description: string) =>
  optional(z.enum(['true', 'false'], { error: 'Must be true or false.' }))
    .transform((value) => value === 'true')
    .meta({ ...doc(description, 'true'), type: 'string', enum: ['true', 'false'] })

const learnerAddress = z
  .preprocess((value) => (typeof value === 'string' ? value : ''), z.string())
  .optional()
  .meta({
    type: 'string',
    description: 'Wallet address of the learner, in any letter case, with or without 0x',
    examples: ['0xD2BE64317Eb1832309DF8c8C18B09871809f3735'],
  })

const ofHolder = {
  confirmed: flag('Lists only certificates of confirmed issuers. Only for lists of a holder.'),
  hidden: flag('Also lists the certificates that the holder hides, as the last ones. Only for the holder itself.'),
  ...pageQuery,
  cursor: optional(givenCursor(place, 'Must be the cursor of a `Link` header of this list.')).meta({
    type: 'string',
    description: 'Continues after a page: its `Link` header has the complete URL. `offset` counts from there.',
    examples: ['WyJjb25maXJtZWQiLCJHbyIsImUwZTQzM2U5LTQ3N2UtNDNhMy04ZTIzLWRmZTI2ODYyMDJiZSJd'],
  }),
}

type Flags = { confirmed: boolean; hidden: boolean }

/** Hidden certificates come last, so that no part of the list has all confirmed ones. */
function notBoth({ confirmed, hidden }: Flags, context: z.RefinementCtx): void {
  if (confirmed && hidden) context.addIssue({ code: 'custom', path: ['hidden'], message: 'Send confirmed or hidden.' })
}

export const learnerQuery = z.object({ eth_address: learnerAddress, ...ofHolder }).superRefine(notBoth)

export const listQuery = z
  .object({
    role: optional(z.enum(['issuer', 'holder'], { error: 'Must be issuer or holder.' })).meta(
      doc('issuer (default): certificates that the caller issued; holder: certificates that it holds', 'issuer'),
    ),
    eth_address: learnerAddress.meta({
      type: 'string',
      description: 'Wallet address. Lists the certificates that it holds, as `get_certificates_by_learner` does.',
      examples: ['0xD2BE64317Eb1832309DF8c8C18B09871809f3735'],
    }),
    ...ofHolder,
  })
  .superRefine(notBoth)
  .superRefine(({ role, eth_address, ...flags }, context) => {
    if (role === 'holder' || eth_address !== undefined) return
    for (const name of ['confirmed', 'hidden'] as const) {
      const message = 'Only for lists of a holder: send role=holder or eth_address.'
      if (flags[name]) context.addIssue({ code: 'custom', path: [name], message })
    }
  })
