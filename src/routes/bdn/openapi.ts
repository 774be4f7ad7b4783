import { z } from 'zod'
import { type AnswerHeader, answer, type DoorDescription } from '../openapi.ts'
import { detail, refusal } from './schemas.ts'

/** What the wallet door's document says about the door as a whole. */
export const description: DoorDescription = {
  info: {
    title: 'Chancery: wallet API',
    version: '1.0.0',
    description:
      'Certificates between wallets, with documents on IPFS, in the manner of BDN. A signed request carries the wallet’s ' +
      'address in `Auth-Eth-Address` and, in `Auth-Signature`, its `personal_sign` signature (EIP-191) of that header’s value ' +
      'exactly as sent. The spellings `AUTH_ETH_ADDRESS` and `AUTH_SIGNATURE` work too. Paths work with and without the slash at their end.',
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
        description: 'Signature of the address as sent: 65 bytes as hex, with or without 0x',
      },
    },
  },
  tags: [
    { name: 'Certificates', description: 'Certificates that wallets issue to wallets' },
    { name: 'Files', description: 'Documents on IPFS' },
  ],
}

/** A route that only a signed request reaches, and one that a signed request may learn more from. */
export const security: Record<'required' | 'optional', Record<string, string[]>[]> = {
  required: [{ address: [], signature: [] }],
  optional: [{ address: [], signature: [] }, {}],
}

export const headers: Record<string, AnswerHeader> = {
  'X-Error-Code': {
    description: 'Stable code of the error',
    schema: { type: 'string' },
    example: 'input.invalid',
    statuses: ['400', '401', '404', '409', '413', '415', '422', '429', '500', '503', '507'],
  },
  'WWW-Authenticate': {
    description: 'How to authenticate; absent where the signature is good but not the holder’s',
    schema: { type: 'string' },
    example: 'EthereumSignature',
    statuses: ['401'],
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

/** What any route of this door may answer besides its own. */
export const failures = {
  400: answer('The request is malformed or a value is not acceptable', refusal),
  500: answer('Something went wrong on the server', detail),
  503: answer('The database or the IPFS node cannot be reached', detail),
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

export const notSigned = { 401: answer('The request is not signed, or not by that address', detail) }
export const notFound = { 404: answer('There is no such certificate', detail) }

export const tooMany = { 429: answer('Too many files were uploaded from this network address', detail) }
export const noRoom = { 507: answer('There is no room left for documents', detail) }

export const notHolder = {
  401: answer(
    'The request is not signed (`detail`), or not by the holder (`status`)',
    z.union([
      detail,
      z.object({ status: z.literal('denied').meta({ description: 'Always so', examples: ['denied'] }) }),
    ]),
  ),
}
