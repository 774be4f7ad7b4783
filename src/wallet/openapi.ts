import { z } from 'zod'
import { definitionOf, type ProblemCode } from '../core/problemCodes.ts'
import { type AnswerHeader, type ApiDescription, describeFailures } from '../http/openapi.ts'
import { detail, refusal } from './schemas.ts'

export const description: ApiDescription = {
  info: {
    title: 'Chancery: wallet API',
    version: '1.0.0',
    description:
      'Certificates between wallets, with documents on IPFS, in the manner of BDN. A wallet says who it is in one of three ways:\n\n' +
      '- It signs in (EIP-4361) and sends the token of its session as `Authorization: Bearer`.\n' +
      '- It signs each request (EIP-712): `Auth-Eth-Address`, `Auth-Timestamp` (Unix seconds, five minutes off at most), ' +
      '`Auth-Nonce` (8 to 64 letters, digits, - and _, never the same again) and `Auth-Signature`, the signature of ' +
      '`Request(address wallet,string method,string url,bytes32 bodySha256,uint256 timestamp,string nonce)` in the domain ' +
      '`name` Chancery, `version` 1, `chainId` of the server.\n' +
      '- As with BDN, deprecated and not everywhere allowed: `Auth-Eth-Address` and, in `Auth-Signature`, the ' +
      '`personal_sign` signature (EIP-191) of that header’s value exactly as sent. Who sees it once may use it for ever; ' +
      'answers to such requests have a `Deprecation` header.\n\n' +
      'The spellings `AUTH_ETH_ADDRESS`, `AUTH_SIGNATURE` and so on work too. Paths work with and without the slash at their end.',
    license: { name: 'MIT', identifier: 'MIT' },
  },
  servers: [{ url: '/', description: 'This server' }],
  components: {
    securitySchemes: {
      address: {
        type: 'apiKey',
        in: 'header',
        name: 'Auth-Eth-Address',
        description: 'Wallet address in any letter case, with or without 0x',
      },
      signature: {
        type: 'apiKey',
        in: 'header',
        name: 'Auth-Signature',
        description: 'Signature of the request or of the address as sent, as hex, with or without 0x',
      },
      timestamp: {
        type: 'apiKey',
        in: 'header',
        name: 'Auth-Timestamp',
        description: 'When the request was signed, in Unix seconds',
      },
      nonce: {
        type: 'apiKey',
        in: 'header',
        name: 'Auth-Nonce',
        description: 'What no other request of the wallet has: 8 to 64 letters, digits, - and _',
      },
      session: { type: 'http', scheme: 'bearer', description: 'Token of a session' },
    },
  },
  tags: [
    { name: 'Sessions', description: 'Wallets that sign in' },
    { name: 'Certificates', description: 'Certificates that wallets issue to wallets' },
    { name: 'Verifications', description: 'What academies and companies say of certificates, on the chain' },
    { name: 'Files', description: 'Documents on IPFS' },
  ],
}

const wallets: Record<string, string[]>[] = [
  { session: [] },
  { address: [], signature: [], timestamp: [], nonce: [] },
  { address: [], signature: [] },
]

/** Requires a wallet, shows more to a wallet, or ignores wallets. */
export const security: Record<'required' | 'optional' | 'none', Record<string, string[]>[]> = {
  required: wallets,
  optional: [...wallets, {}],
  none: [],
}

export const headers: Record<string, AnswerHeader> = {
  'X-Error-Code': {
    description: 'Stable code of the error',
    schema: { type: 'string' },
    example: 'input.invalid',
    statuses: /^[45]/,
  },
  'WWW-Authenticate': {
    description:
      'How to authenticate: by a signature, or by a new session where the old one is over; absent where the signature is good but not the holder’s',
    schema: { type: 'string' },
    example: 'EthereumSignature',
    statuses: /^401$/,
  },
  Deprecation: {
    description:
      'Since when (RFC 9745) signatures of the address alone are deprecated; on answers to requests that had one',
    schema: { type: 'string' },
    example: '@1795305600',
  },
  'Retry-After': {
    description: 'Seconds to wait before the next try',
    schema: { type: 'integer' },
    example: 5,
    statuses: /^(409|429|503)$/,
  },
}

export const invalidFields = { institution_link: ['Enter a valid http or https URL.'] }

const denied = z.union([
  detail,
  z.object({ status: z.literal('denied').meta({ description: 'Always so', examples: ['denied'] }) }),
])

/** Describes the error responses of a route by their codes. */
export function failuresOf<Code extends ProblemCode>(...codes: Code[]) {
  return describeFailures(codes, (status, ofStatus) => {
    if (ofStatus.some((code) => definitionOf(code).wallet === 'denied')) return denied
    return status === 400 || status === 413 ? refusal : detail
  })
}

const unsigned = ['signature.invalid', 'signature.expired', 'signature.replayed', 'signature.static'] as const
const unauthenticated = ['session.invalid', ...unsigned] as const

export const failures = failuresOf(
  ...(['input.invalid', 'request.malformed', ...unauthenticated, 'rate.limited', 'internal'] as const),
  ...(['database.unavailable', 'ipfs.unavailable', 'chain.unavailable', 'server.busy'] as const),
)

export const bodyFailures = { ...failures, ...failuresOf('request.too_large', 'request.unsupported_media_type') }

export const postFailures = { ...bodyFailures, ...failuresOf('idempotency.in_flight', 'idempotency.key_reused') }

export const createFailures = {
  ...postFailures,
  ...failuresOf('input.invalid', 'request.malformed', 'issuer_signature.invalid', 'document.not_found'),
  ...failuresOf('certificate.exists', 'idempotency.in_flight'),
  ...failuresOf('database.unavailable', 'document.unchecked', 'chain.unavailable', 'server.busy'),
}

export const notSigned = failuresOf('signature.missing', ...unauthenticated)
export const notHolder = failuresOf('signature.missing', ...unauthenticated, 'certificate.not_holder')
export const notIssuer = failuresOf('signature.missing', ...unauthenticated, 'certificate.not_issuer')
export const notParty = failuresOf('signature.missing', ...unauthenticated, 'verification.not_party')
export const noAttestation = failuresOf('verification.not_found')
export const notFound = failuresOf('certificate.not_found')
export const noRoom = failuresOf('ipfs.full')

export const askFailures = {
  ...postFailures,
  ...failuresOf('input.invalid', 'request.malformed', 'verification.own', 'verification.duplicate'),
}

export const moveFailures = {
  ...postFailures,
  ...failuresOf('verification.moved', 'idempotency.in_flight', 'verification.not_found'),
}
