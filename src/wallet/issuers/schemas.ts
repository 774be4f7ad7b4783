import { z } from 'zod'
import { closed } from '../../core/closed.ts'
import { exactName, exactWebUrl, givenTimestamp, LATEST, text } from '../../core/fields.ts'
import { doc, wholeNumber } from '../../http/schemas.ts'
import { toDomain } from '../../issuers/confirm/domain.ts'
import { address, optional, readNumber, SIGNATURE, signature } from '../schemas.ts'
import { typedDataSchema } from '../typedDataSchema.ts'

/** Wallet of `chancery demo` that claims a domain. */
const ADDRESS = '0x1a642f0e3c3af545e7acbd38b07251b3990914f1'
const AT = 1795867200

export const issuerParams = z.object({
  address: z.string().meta(doc('Wallet address in any letter case, with or without 0x', ADDRESS)),
})

const content = z.object({
  domain: text(1000).transform(toDomain).meta(doc('Domain of the institution', 'uni.example')),
  name: optional(exactName(130)).meta(doc('Name of the institution. Not checked.', 'University of Example')),
  link: optional(exactWebUrl(200)).meta(doc('Web page of the institution', 'https://uni.example')),
})

/** Fields of an issuer in responses, and of what it signs, that a claim does not have. */
const ignored = [
  ...['address', 'record', 'confirmed_by', 'confirmed_since', 'last_checked', 'compromised_at', 'blocked'],
  'typed_data',
]

export const claimToSign = closed(content, { ignored: [...ignored, 'at', 'issuer_signature'] }).meta({
  id: 'ClaimToSign',
  description: 'Claim of a domain to sign',
})

export const newClaim = closed(
  content.extend({
    at: z
      .preprocess(readNumber, givenTimestamp)
      .meta({ ...doc('Signed time in Unix seconds, within the last 24 hours', AT), type: 'integer' }),
    issuer_signature: signature.meta(
      doc('The wallet’s signature of the typed data (`typed_data/`), as hex, with or without 0x', SIGNATURE),
    ),
  }),
  { ignored },
).meta({ id: 'NewClaim', description: 'Signed claim of a domain' })

const typedData = typedDataSchema(
  'Issuer',
  z
    .object({
      domain: z.string().meta(doc('Domain in lower case and punycode', 'uni.example')),
      issuer: address,
      at: z.int().meta(doc('Time in Unix seconds', AT)),
    })
    .meta({ description: 'The claim' }),
)

export const signableClaim = z
  .object({
    at: z.int().meta(doc('Time to send with the signature, in Unix seconds', AT)),
    typed_data: typedData,
  })
  .meta({ id: 'SignableClaim', description: 'Typed data for the wallet to sign' })

export const withdrawal = z.object({
  compromised_at: optional(wholeNumber(1, LATEST)).meta({
    type: 'integer',
    minimum: 1,
    description: 'Time from which the key of the wallet may have been in other hands, in Unix seconds',
    examples: [AT],
  }),
})

const time = z.iso.datetime().nullable()

export const shownIssuer = z
  .object({
    address,
    domain: z
      .string()
      .nullable()
      .meta(doc('Domain that the wallet claims, in punycode. Null: none. Not confirmed by itself.', 'uni.example')),
    name: z.string().nullable().meta(doc('Name that the wallet claims. Not checked.', 'University of Example')),
    link: z.string().nullable().meta(doc('Web page that the wallet claims', 'https://uni.example')),
    record: z
      .string()
      .meta(
        doc(
          'TXT record to publish in the DNS of the domain',
          `openatts a=dns-did; p=did:ethr:${ADDRESS}#controller; v=1.0;`,
        ),
      ),
    confirmed_by: z
      .enum(['dns', 'did_web', 'registry'])
      .nullable()
      .meta(
        doc(
          'Who confirms the wallet now. `dns`: a TXT record of the domain. `did_web`: the file did.json of the domain. ' +
            '`registry`: a registry, which does not confirm the domain. Null: not confirmed.',
          'dns',
        ),
      ),
    confirmed_since: time.meta(doc('Start of the confirmation', '2026-11-28T12:05:00.000Z')),
    last_checked: time.meta(
      doc(
        'Last lookup that found the confirmation. If the wallet is not confirmed: the last lookup.',
        '2026-11-28T12:05:00.000Z',
      ),
    ),
    compromised_at: time.meta(doc('Time from which the key counts as compromised', null)),
    blocked: z.boolean().meta(doc('Whether the operator of this server has blocked the wallet', false)),
  })
  .meta({ id: 'WalletIssuer', description: 'A wallet as issuer, with the domain that it claims' })
