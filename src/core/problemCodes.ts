import { documents } from './documentProblemCodes.ts'
import type { Definition } from './problemDefinition.ts'
import { walletApi } from './walletProblemCodes.ts'

const anyApi = {
  'input.invalid': {
    status: 400,
    sentence: 'Validation failed',
    advice:
      '`errors` (wallet API: `error`) has messages for each field. Correct the fields and send the request again.',
  },
  'request.malformed': {
    status: 400,
    sentence: 'The request is malformed and cannot be read.',
    advice: 'Check that the body has the format that `Content-Type` names.',
  },
  'route.not_found': {
    status: 404,
    sentence: 'There is nothing at this address.',
    advice: 'Check path, method and id.',
  },
  'certificate.not_found': { status: 404, sentence: 'There is no such certificate.' },
  'issuer.not_found': { status: 404, sentence: 'There is no such issuer.' },
  'request.timeout': { status: 408, sentence: 'The server did not receive the whole request in time. Send it again.' },
  'idempotency.response_erased': {
    status: 409,
    sentence:
      'The request succeeded, but its response was deleted because a user was erased. Read the result with GET.',
  },
  'idempotency.in_flight': {
    status: 409,
    sentence: 'A request with this Idempotency-Key is in progress. Send it again in a moment.',
    retryAfter: 1,
  },
  'request.too_large': {
    status: 413,
    sentence: 'The request body is too large.',
    advice: 'Split it into smaller requests. For files that wallets upload, the limit is `MAX_FILE_BYTES`.',
  },
  'request.unsupported_media_type': {
    status: 415,
    sentence: 'The content type of the request is not supported.',
    advice: 'Send `Content-Type: application/json`, or a type that the OpenAPI document names for the route.',
  },
  'idempotency.key_reused': {
    status: 422,
    sentence: 'This Idempotency-Key was used for another request. Use a new key for each request.',
  },
  'rate.limited': { status: 429, sentence: 'Too many requests. Try again after the time in Retry-After.' },
  'request.headers_too_large': { status: 431, sentence: 'The request headers are too large. Send fewer.' },
  internal: {
    status: 500,
    sentence: 'Something went wrong on our side.',
    advice: 'Find the cause in the server log by the `X-Request-Id` of the response.',
  },
  'database.unavailable': {
    status: 503,
    sentence: 'The database cannot be reached. Try again later.',
    retryAfter: 5,
  },
  'secrets.unreadable': {
    status: 503,
    sentence: 'The server cannot decrypt a secret that it needs for this. Its operator must restore SECRETS_KEY.',
    advice: 'The log of the server’s start names the problem. See [operations.md](operations.md#secrets-at-rest).',
    retryAfter: 60,
  },
  'server.busy': {
    status: 503,
    sentence: 'The server is overloaded. Try again in a moment.',
    advice: '`Retry-After` is the time in which the server expects to complete the requests under way.',
    retryAfter: 1,
  },
} as const satisfies Record<string, Definition>

const lmsApi = {
  'key.missing': { status: 401, sentence: 'Send your API key in the X-API-KEY header.' },
  'key.invalid': { status: 401, sentence: 'This API key is unknown, revoked or expired.' },
  'key.scope_missing': {
    status: 403,
    sentence: 'The API key lacks a scope that this request needs.',
    advice:
      'The message names the scopes: `read`, `issue` or `admin`. Use a key that has them. A key gives at most its own.',
  },
  'key.not_found': { status: 404, sentence: 'There is no such API key.' },
  'site.not_found': { status: 404, sentence: 'There is no such site.', advice: 'Commands only.' },
  'issuer_key.not_found': { status: 404, sentence: 'There is no such issuer key.', advice: 'Commands only.' },
  'site.no_domain': { status: 409, sentence: 'The site has no domain. Set `domain` with PATCH /site first.' },
  'site.no_proposal': { status: 409, sentence: 'The site has no proposed name.', advice: 'Commands only.' },
  'course.not_found': { status: 404, sentence: 'There is no such course.' },
  'user.not_found': { status: 404, sentence: 'There is no such user.' },
  'template.not_found': { status: 404, sentence: 'There is no such template.' },
  'font.not_found': { status: 404, sentence: 'There is no such font.' },
  'webhook.not_found': { status: 404, sentence: 'There is no such webhook.' },
  'event.not_found': { status: 404, sentence: 'There is no such event.' },
  'secrets.no_key': {
    status: 409,
    sentence: 'SECRETS_KEY is not set, so the server cannot encrypt secrets.',
    advice: 'Set `SECRETS_KEY` to 32 random bytes in hex (`openssl rand -hex 32`), and keep a copy.',
  },
  'certificate.replaced': {
    status: 409,
    permanent: true,
    sentence: 'The certificate has already been replaced.',
    advice: 'Reissue its replacement. The message has the id.',
  },
  'certificate.revoked': { status: 409, permanent: true, sentence: 'The certificate is revoked.' },
  'certificate.not_valid': { status: 409, sentence: 'The certificate is revoked or has expired.' },
  'certificate.undrawable': {
    status: 409,
    sentence: 'The certificate has characters that no font has. Reissue it with other texts.',
  },
  'certificate.published': {
    status: 409,
    permanent: true,
    sentence: 'The expiry of a published certificate is fixed. Reissue the certificate to change its expiry.',
  },
  'certificate.changed': {
    status: 409,
    sentence: 'The certificate was changed while it was being published. Publish it again.',
  },
  'template.in_use': {
    status: 409,
    sentence: 'A course uses the template. Assign another template to the course first.',
  },
  'font.in_use': {
    status: 409,
    sentence: 'A template uses the font. Change or delete the template first.',
  },
  'user.erased': {
    status: 409,
    permanent: true,
    sentence: 'The user with this ID was erased. The ID cannot be used again.',
    advice: 'Use another ID, also for the same person.',
  },
  'user.retired': {
    status: 409,
    sentence: 'A deleted user with certificates has this id, and another email.',
    advice:
      'Choose another id for another person. To give the certificates to the email of the request, send `restore: true`.',
  },
  'user.no_wallet': { status: 409, sentence: 'The user has no wallet. Set eth_address first.' },
  'site.no_issuer_key': { status: 409, sentence: 'The site has no issuer key. Add one to ISSUER_KEYS.' },
  'template.invalid': {
    status: 422,
    permanent: true,
    sentence: 'This template cannot be used.',
    advice: 'The message says why. [templates.md](templates.md) has the rules.',
  },
  'template.too_many': { status: 422, sentence: 'The site has the maximum number of templates. Delete one first.' },
  'font.invalid': {
    status: 422,
    permanent: true,
    sentence: 'This font cannot be used.',
    advice: 'The message says why. [templates.md](templates.md) has the rules.',
  },
  'font.too_many': { status: 422, sentence: 'The site has the maximum number of fonts. Delete one first.' },
  'webhook.too_many': { status: 422, sentence: 'The site has the maximum number of webhooks. Delete one first.' },
  'user.protected': {
    status: 422,
    sentence: 'An administrator can be neither blocked nor deleted. Give this user another role first.',
  },
} as const satisfies Record<string, Definition>

/** Groups the definitions under the headings of docs/errors.md. */
export const problemGroups = {
  'Every API': anyApi,
  'LMS API': lmsApi,
  'Wallet API': walletApi,
  'Documents, pictures and proofs': documents,
} satisfies Record<string, Record<string, Definition>>

const problemCodes = { ...anyApi, ...lmsApi, ...walletApi, ...documents }

export type ProblemCode = keyof typeof problemCodes

export type StatusOf<Code extends ProblemCode> = (typeof problemCodes)[Code]['status']

export function definitionOf(code: ProblemCode): Definition {
  return problemCodes[code]
}

/** Whether a stable error code is that of a permanent failure. */
export function isPermanent(code: string): boolean {
  const definitions: Record<string, Definition> = problemCodes
  return definitions[code]?.permanent ?? false
}
