import { z } from 'zod'
import { type AnswerHeader, type ApiDescription, answer } from '../http/openapi.ts'
import { detail, refusal } from './certificates/schemas.ts'

/** What the wallet API's document says about the API as a whole. */
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

/** A route that only a wallet reaches, one that a wallet may learn more from, and one that has nothing to do with it. */
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
    statuses: ['400', '401', '404', '409', '413', '415', '422', '429', '500', '503', '507'],
  },
  'WWW-Authenticate': {
    description:
      'How to authenticate: by a signature, or by a new session where the old one is over; absent where the signature is good but not the holder’s',
    schema: { type: 'string' },
    example: 'EthereumSignature',
    statuses: ['401'],
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
    statuses: ['409', '429', '503'],
  },
}

export const failureExamples: Record<string, object> = {
  400: { error: { institution_link: ['Enter a valid http or https URL.'] } },
  401: { detail: 'Authentication credentials were not provided.' },
  404: { detail: 'Not found.' },
  413: { error: 'The request body is too large.' },
  409: { detail: 'A request with this Idempotency-Key is being answered. Send it again in a moment.' },
  415: { detail: 'The content type of the request is not supported.' },
  422: {
    detail: 'This Idempotency-Key was sent with another request before. Use a new key for every request.',
  },
  429: { detail: 'At most 20 files a minute. Try again in 12 s.' },
  500: { detail: 'Something went wrong on our side.' },
  503: { detail: 'The IPFS node does not answer, so the document could not be looked for. Try again later.' },
  507: { detail: 'There is no room left for documents. Try again later.' },
}

/** What any route of this API may answer besides its own. */
export const failures = {
  400: answer('The request is malformed or a value is not acceptable', refusal),
  401: answer('The session or signature that the request has is not good', detail),
  429: answer('This network address asks too often', detail),
  500: answer('Something went wrong on the server', detail),
  503: answer(
    'The database, the IPFS node or the Ethereum node cannot be reached, or the server has too much to do',
    detail,
  ),
}

export const bodyFailures = {
  ...failures,
  413: answer('The request body is too large', refusal),
  415: answer('The content type is not supported', detail),
}

/** The same of a POST, which may have an idempotency key. */
export const postFailures = {
  ...bodyFailures,
  409: answer('A request with this Idempotency-Key is being answered', detail),
  422: answer('The Idempotency-Key was sent with another request before', detail),
}

/** The same where a certificate with an id of its own is created. */
export const createFailures = {
  ...postFailures,
  409: answer(
    'There is or was another certificate of this id, or a request with this Idempotency-Key is being answered',
    detail,
  ),
}

export const notSigned = { 401: answer('The request is not signed, or not by that address', detail) }
export const noAttestation = { 404: answer('There is no such verification', detail) }
export const notFound = { 404: answer('There is no such certificate', detail) }

export const noRoom = { 507: answer('There is no room left for documents', detail) }

const denied = z.union([
  detail,
  z.object({ status: z.literal('denied').meta({ description: 'Always so', examples: ['denied'] }) }),
])

export const notHolder = {
  401: answer('The request is not signed (`detail`), or not by the holder (`status`)', denied),
}

export const notIssuer = {
  401: answer('The request is not signed, or not well enough (`detail`), or not by the issuer (`status`)', denied),
}

export const notParty = {
  401: answer('The request is not signed (`detail`), or neither by the verifier nor by the holder (`status`)', denied),
}

/** What a POST that moves a verification may answer. */
export const moveFailures = {
  ...postFailures,
  409: answer('The state does not allow it, or a request with this Idempotency-Key is being answered', detail),
  404: answer('The caller verifies no such verification', detail),
}
