import { z } from 'zod'
import { definitionOf, type ProblemCode } from '../core/problemCodes.ts'
import { type AnswerHeader, type ApiDescription, describeFailures } from '../http/openapi.ts'
import { detail, refusal } from './schemas.ts'

export const description: ApiDescription = {
  info: {
    title: 'Chancery: wallet API',
    version: '1.0.0',
    description:
      'Certificates between wallets, with documents on IPFS. Compatible with BDN. A wallet authenticates in one of ' +
      'three ways:\n\n' +
      '- Session: sign in (EIP-4361) and send the session’s token as `Authorization: Bearer`.\n' +
      '- Signed request (EIP-712): send `Auth-Eth-Address`, `Auth-Timestamp` (Unix seconds, at most five minutes ' +
      'from the server’s time), `Auth-Nonce` (8 to 64 letters, digits, - and _; new for each request) and ' +
      '`Auth-Version: 2`, and `Auth-Signature`: the signature of `Request(address wallet,string method,string url,' +
      'string contentType,bytes32 bodySha256,uint256 timestamp,string nonce)` in the ' +
      'domain `name` Chancery, `version` 2, `chainId` of the server. Version 1, without `Auth-Version` and ' +
      '`contentType`, is accepted for JSON and without a body.\n' +
      '- BDN’s static signature (deprecated; servers may reject it): send `Auth-Eth-Address` and, in ' +
      '`Auth-Signature`, the `personal_sign` signature (EIP-191) of that header’s value exactly as sent. Anyone ' +
      'who sees it can reuse it permanently. Responses to such requests have a `Deprecation` header.\n\n' +
      'Header names may use underscores: `AUTH_ETH_ADDRESS`, `AUTH_SIGNATURE` and so on. The slash at the end of a ' +
      'path is optional.',
    license: { name: 'MIT', identifier: 'MIT' },
  },
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
        description: 'Signature of the request, or of the address as sent; hex, with or without 0x',
      },
      timestamp: {
        type: 'apiKey',
        in: 'header',
        name: 'Auth-Timestamp',
        description: 'Time of signing, in Unix seconds',
      },
      nonce: {
        type: 'apiKey',
        in: 'header',
        name: 'Auth-Nonce',
        description: 'Unique for each request of the wallet: 8 to 64 letters, digits, - and _',
      },
      version: {
        type: 'apiKey',
        in: 'header',
        name: 'Auth-Version',
        description: 'Version of the signed request: 2, or 1 (the default), which does not cover Content-Type',
      },
      session: { type: 'http', scheme: 'bearer', description: 'Session token' },
    },
  },
  tags: [
    { name: 'Sessions', description: 'Sign-in of wallets' },
    { name: 'Certificates', description: 'Certificates that wallets issue to wallets' },
    { name: 'Issuers', description: 'Domains that confirm wallets' },
    { name: 'Verifications', description: 'Attestations: academies and companies confirm certificates on the chain' },
    { name: 'Files', description: 'Documents on IPFS' },
  ],
}

const wallets: Record<string, string[]>[] = [
  { session: [] },
  { version: [], address: [], signature: [], timestamp: [], nonce: [] },
  { address: [], signature: [], timestamp: [], nonce: [] },
  { address: [], signature: [] },
]

/** A wallet is required, optional (it sees more), or ignored. */
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
    description: 'How to authenticate: sign, or sign in again. Absent if only the wallet is wrong.',
    schema: { type: 'string' },
    example: 'EthereumSignature',
    statuses: /^401$/,
  },
  Deprecation: {
    description:
      'Date from which signatures of the address alone are deprecated (RFC 9745). Sent if the request uses one.',
    schema: { type: 'string' },
    example: '@1795305600',
  },
  Link: {
    description: 'URL of the next page of a list (RFC 8288); absent on the last page',
    schema: { type: 'string' },
    example: '<https://certificates.example.com/api/v1/certificates/?limit=100&cursor=WyJ4Il0>; rel="next"',
    statuses: /^200$/,
    operations: /^list/,
  },
  'Retry-After': {
    description: 'Seconds to wait before the next attempt',
    schema: { type: 'integer' },
    example: 5,
    statuses: /^(409|429|503)$/,
  },
}

export const invalidFields = { institution_link: ['Enter a valid http or https URL.'] }

const denied = z.union([
  detail,
  z.object({ status: z.literal('denied').meta({ description: 'Always `denied`', examples: ['denied'] }) }),
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
  ...(['database.unavailable', 'ipfs.unavailable', 'chain.unavailable', 'secrets.unreadable'] as const),
  ...(['server.busy'] as const),
)

export const bodyFailures = { ...failures, ...failuresOf('request.too_large', 'request.unsupported_media_type') }

export const postFailures = { ...bodyFailures, ...failuresOf('idempotency.in_flight', 'idempotency.key_reused') }

export const createFailures = {
  ...postFailures,
  ...failuresOf('input.invalid', 'request.malformed', 'issuer_signature.invalid', 'document.not_found'),
  ...failuresOf('certificate.exists', 'idempotency.in_flight'),
  ...failuresOf('database.unavailable', 'document.unchecked', 'chain.unavailable', 'secrets.unreadable', 'server.busy'),
}

export const notSigned = failuresOf('signature.missing', ...unauthenticated)
export const notHolder = failuresOf('signature.missing', ...unauthenticated, 'certificate.not_holder')
export const notIssuer = failuresOf('signature.missing', ...unauthenticated, 'certificate.not_issuer')
export const notParty = failuresOf('signature.missing', ...unauthenticated, 'verification.not_party')
export const noAttestation = failuresOf('verification.not_found')
export const notFound = failuresOf('certificate.not_found')
export const noIssuer = failuresOf('issuer.not_found')
export const notSelf = { ...notSigned, ...failuresOf('issuer.not_self') }
export const notOwnList = failuresOf('list.not_holder')
export const notAdmitted = failuresOf('wallet.not_admitted')
export const storeFull = failuresOf('ipfs.full')

export const requestFailures = {
  ...postFailures,
  ...failuresOf('input.invalid', 'request.malformed', 'verification.own', 'verification.duplicate'),
}

export const moveFailures = {
  ...postFailures,
  ...failuresOf('verification.moved', 'idempotency.in_flight', 'verification.not_found'),
}

export const claimFailures = {
  ...postFailures,
  ...notSigned,
  ...failuresOf('input.invalid', 'request.malformed', 'issuer_signature.invalid', 'issuer.blocked'),
  ...failuresOf('idempotency.in_flight', 'issuer.compromised'),
}
